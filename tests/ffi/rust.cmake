# Rust, by rustc alone: neither cargo nor a registry is needed.

find_program(SDP_RUSTC rustc)
mark_as_advanced(SDP_RUSTC SDP_RUSTDOC SDP_RUSTFMT)
if(NOT SDP_FFI_ALL)
    return()
endif()
if(NOT SDP_RUSTC)
    sdp_add_ffi_missing(rust "there is no rustc")
    list(APPEND SDP_FFI_MEMBERS "Rust=")
    return()
endif()

# Of the same installation.
get_filename_component(folder "${SDP_RUSTC}" DIRECTORY)
find_program(SDP_RUSTDOC rustdoc PATHS "${folder}" NO_DEFAULT_PATH)
find_program(SDP_RUSTFMT rustfmt PATHS "${folder}" NO_DEFAULT_PATH)
set(binding "${PROJECT_SOURCE_DIR}/examples/ffi/rust")
set(built "${CMAKE_CURRENT_BINARY_DIR}/rust")
file(MAKE_DIRECTORY "${built}")
file(GLOB sources CONFIGURE_DEPENDS "${binding}/src/*.rs")
set(compile "${SDP_RUSTC}" --edition 2021 -O -L "native=$<TARGET_FILE_DIR:sdp>")
if(SDP_WERROR)
    list(APPEND compile -D warnings)
endif()
add_custom_command(OUTPUT "${built}/libsdp.rlib" DEPENDS ${sources} VERBATIM
    COMMAND ${compile} --crate-type rlib --crate-name sdp "${binding}/src/lib.rs" -o "${built}/libsdp.rlib")
set(programs)
foreach(source "${binding}/examples/scenario.rs" "${CMAKE_CURRENT_SOURCE_DIR}/test_rust.rs"
        "${CMAKE_CURRENT_SOURCE_DIR}/../bench/cross_a_million.rs")
    get_filename_component(name "${source}" NAME_WE)
    add_custom_command(OUTPUT "${built}/${name}" DEPENDS "${source}" "${built}/libsdp.rlib" sdp VERBATIM
        COMMAND ${compile} "${source}" --extern "sdp=${built}/libsdp.rlib"
            -C "link-arg=-Wl,-rpath,$<TARGET_FILE_DIR:sdp>" -o "${built}/${name}")
    list(APPEND programs "${built}/${name}")
    list(APPEND sources "${source}")
endforeach()
add_custom_target(ffi_rust ALL DEPENDS ${programs})

sdp_add_ffi_scenario(rust "${built}/scenario")
sdp_add_ffi_scenario(rust_input "${built}/test_rust")
set_tests_properties(ffi.rust ffi.rust_input PROPERTIES LABELS "ffi;full")
# What must not compile, does not.
if(SDP_RUSTDOC)
    add_test(NAME ffi.rust_doc COMMAND "${SDP_RUSTDOC}" --test --edition 2021 --crate-name sdp "${binding}/src/lib.rs"
        --extern "sdp=${built}/libsdp.rlib" -L "native=$<TARGET_FILE_DIR:sdp>")
    set_tests_properties(ffi.rust_doc PROPERTIES LABELS "ffi;full")
else()
    sdp_add_ffi_missing(rust_doc "there is no rustdoc beside rustc")
endif()
if(SDP_RUSTFMT)
    add_test(NAME ffi.rust_format COMMAND "${SDP_RUSTFMT}" --edition 2021 --config-path "${binding}" --check ${sources})
    set_tests_properties(ffi.rust_format PROPERTIES LABELS "ffi;full")
else()
    sdp_add_ffi_missing(rust_format "there is no rustfmt beside rustc")
endif()
string(CONCAT command "'${SDP_RUSTC}' --edition 2021 -D warnings \"$SOURCE\" --extern 'sdp=${built}/libsdp.rlib' "
    "-L 'native=$<TARGET_FILE_DIR:sdp>' -C 'link-arg=-Wl,-rpath,$<TARGET_FILE_DIR:sdp>' -o \"$PROGRAM\" && \"$PROGRAM\"")
sdp_add_ffi_readme(rust "${command}")
set_tests_properties(ffi.rust_readme PROPERTIES LABELS "ffi;full;docs")
list(APPEND SDP_FFI_MEMBERS "Rust='${built}/test_rust'")
