# How this project's own code is compiled: language, warnings, sanitizers.

add_library(sdp_compile INTERFACE)
target_compile_features(sdp_compile INTERFACE c_std_11)
target_compile_options(sdp_compile INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes
    -Wmissing-prototypes -Wvla)
# Where they could have 32 bits: without, a file is not found whose number in its file system is large, and time ends in 2038.
target_compile_definitions(sdp_compile INTERFACE _FILE_OFFSET_BITS=64 _TIME_BITS=64)
if(SDP_WERROR)
    target_compile_options(sdp_compile INTERFACE -Werror)
endif()

# Instrumentation goes into everything that is linked together, so it is set for the whole directory.
if(SDP_SANITIZE)
    string(REPLACE ";" "," SDP_SANITIZERS "${SDP_SANITIZE}")
    add_compile_options(-fsanitize=${SDP_SANITIZERS} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
    add_link_options(-fsanitize=${SDP_SANITIZERS})
endif()
if(SDP_FUZZ)
    if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "SDP_FUZZ needs clang: configure with -DCMAKE_C_COMPILER=clang.")
    endif()
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(SDP_COVERAGE)
    # Counted by several threads at once: without the atomic counters some come out negative, which no reader takes.
    add_compile_options(--coverage -fprofile-update=atomic -O0)
    add_link_options(--coverage)
endif()
