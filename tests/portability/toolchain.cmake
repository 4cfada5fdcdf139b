# Another machine's compiler, with headers and libraries of its own:
#
#     cmake -DCMAKE_TOOLCHAIN_FILE=tests/portability/toolchain.cmake -DSDP_MACHINE=s390x -DSDP_SYSROOT=DIR …

set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SDP_MACHINE SDP_SYSROOT)
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${SDP_MACHINE})
set(CMAKE_SYSROOT ${SDP_SYSROOT})
if(SDP_MACHINE STREQUAL "i386")
    set(CMAKE_C_COMPILER gcc)
    set(CMAKE_C_FLAGS_INIT -m32)
elseif(SDP_MACHINE STREQUAL "armhf")
    set(CMAKE_C_COMPILER arm-linux-gnueabihf-gcc)
else()
    set(CMAKE_C_COMPILER ${SDP_MACHINE}-linux-gnu-gcc)
endif()
# Programs of this machine, all else of the other one.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
