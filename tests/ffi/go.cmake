# Go with cgo, without a network: the modules need nothing but Go.

find_program(SDP_GO go)
find_program(SDP_GOFMT gofmt)
mark_as_advanced(SDP_GO SDP_GOFMT)
if(NOT SDP_FFI_ALL)
    return()
endif()
if(NOT SDP_GO)
    sdp_add_ffi_missing(go "there is no go")
    list(APPEND SDP_FFI_MEMBERS "Go=")
    return()
endif()

set(binding "${PROJECT_SOURCE_DIR}/examples/ffi/go")
set(tests "${CMAKE_CURRENT_SOURCE_DIR}/go")
set(bench "${CMAKE_CURRENT_SOURCE_DIR}/../bench/cross_a_million.go")
set(built "${CMAKE_CURRENT_BINARY_DIR}/go")
# What an installed library has in its sdp.pc.
file(GENERATE OUTPUT "${built}/pkgconfig/sdp.pc" CONTENT
"Name: sdp
Description: libsdp where it was built
Version: ${PROJECT_VERSION}
Cflags: -I${PROJECT_SOURCE_DIR}/include
Libs: -L$<TARGET_FILE_DIR:sdp> -lsdp -Wl,-rpath,$<TARGET_FILE_DIR:sdp>
")
file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${binding}/*.go" "${tests}/*.go")
set(go "${CMAKE_COMMAND}" -E env GOFLAGS=-buildvcs=false GOPROXY=off GOWORK=off GOENV=off GOTOOLCHAIN=local CGO_ENABLED=1
    "GOCACHE=${built}/cache" "GOPATH=${built}/path" "PKG_CONFIG_PATH=${built}/pkgconfig" "CC=${CMAKE_C_COMPILER}" "${SDP_GO}")
add_custom_command(OUTPUT "${built}/scenario" DEPENDS ${sources} sdp VERBATIM WORKING_DIRECTORY "${binding}"
    COMMAND ${go} vet ./...
    COMMAND ${go} build -o "${built}/scenario" ./cmd/scenario)
add_custom_command(OUTPUT "${built}/test_go" "${built}/cross_a_million" DEPENDS ${sources} "${bench}" sdp VERBATIM
    WORKING_DIRECTORY "${tests}"
    COMMAND ${go} vet .
    COMMAND ${go} test -c -o "${built}/test_go" .
    COMMAND ${go} build -o "${built}/cross_a_million" "${bench}")
add_custom_target(ffi_go ALL DEPENDS "${built}/scenario" "${built}/test_go")

sdp_add_ffi_scenario(go "${built}/scenario")
sdp_add_ffi_scenario(go_input "${built}/test_go")
set_tests_properties(ffi.go ffi.go_input PROPERTIES LABELS "ffi;full")
# It prints nothing where all is well.
if(SDP_GOFMT)
    add_test(NAME ffi.go_format COMMAND "${SDP_GOFMT}" -l "${binding}" "${tests}" "${bench}")
    set_tests_properties(ffi.go_format PROPERTIES LABELS "ffi;full" FAIL_REGULAR_EXPRESSION ".")
else()
    sdp_add_ffi_missing(go_format "there is no gofmt")
endif()
string(REPLACE ";" "' '" command "'${go}'")
sdp_add_ffi_readme(go "cd '${tests}' && ${command} build -o \"$PROGRAM\" \"$SOURCE\" && \"$PROGRAM\"")
set_tests_properties(ffi.go_readme PROPERTIES LABELS "ffi;full;docs")
list(APPEND SDP_FFI_MEMBERS "Go='${built}/test_go'")
