# Before 1.0.0 a minor version may break programs, and is a name of its own for the loader.
set(SDP_SOVERSION ${PROJECT_VERSION_MAJOR})
if(PROJECT_VERSION_MAJOR EQUAL 0)
    set(SDP_SOVERSION 0.${PROJECT_VERSION_MINOR})
endif()

# The library: its objects are compiled once and go into the shared and the static library.

include(CheckLinkerFlag)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(SDP_CURL REQUIRED IMPORTED_TARGET GLOBAL libcurl>=7.80)
pkg_check_modules(SDP_CJSON REQUIRED IMPORTED_TARGET GLOBAL libcjson>=1.7.15)
set(SDP_DEPENDENCIES PkgConfig::SDP_CURL PkgConfig::SDP_CJSON ${CMAKE_THREAD_LIBS_INIT})

file(GLOB SDP_SOURCES CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/src/*/*.c")
file(GLOB SDP_HEADERS CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/include/sdp/*.h")

add_library(sdp_objects OBJECT ${SDP_SOURCES})
target_include_directories(sdp_objects PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/include" "${CMAKE_CURRENT_SOURCE_DIR}/src")
target_link_libraries(sdp_objects PRIVATE $<BUILD_INTERFACE:sdp_compile> ${SDP_DEPENDENCIES})
target_compile_definitions(sdp_objects PRIVATE SDP_BUILDING)
set_target_properties(sdp_objects PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF
    C_VISIBILITY_PRESET hidden POSITION_INDEPENDENT_CODE ON)

# What holds for both libraries.
function(sdp_describe_library target)
    target_include_directories(${target} PUBLIC
        "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
    target_link_libraries(${target} PRIVATE ${SDP_DEPENDENCIES})
    set_target_properties(${target} PROPERTIES OUTPUT_NAME sdp)
endfunction()

if(SDP_BUILD_SHARED)
    add_library(sdp SHARED $<TARGET_OBJECTS:sdp_objects>)
    sdp_describe_library(sdp)
    # Binary compatibility is promised within a major version.
    set_target_properties(sdp PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${SDP_SOVERSION}
        LINK_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/src/libsdp.map")
    target_compile_definitions(sdp INTERFACE SDP_SHARED)

    check_linker_flag(C "LINKER:--version-script=${CMAKE_CURRENT_SOURCE_DIR}/src/libsdp.map" SDP_LINKER_HAS_MAP)
    if(SDP_LINKER_HAS_MAP)
        target_link_options(sdp PRIVATE "LINKER:--version-script=${CMAKE_CURRENT_SOURCE_DIR}/src/libsdp.map")
    endif()
    # libcurl keeps threads and state that outlive a dlclose().
    check_linker_flag(C "LINKER:-z,nodelete" SDP_LINKER_HAS_NODELETE)
    if(SDP_LINKER_HAS_NODELETE)
        target_link_options(sdp PRIVATE "LINKER:-z,nodelete")
    endif()
    # Under a sanitizer the program brings the runtime, and the library's references to it stay open.
    check_linker_flag(C "LINKER:-z,defs" SDP_LINKER_HAS_DEFS)
    if(SDP_LINKER_HAS_DEFS AND NOT SDP_SANITIZE AND NOT SDP_FUZZ)
        target_link_options(sdp PRIVATE "LINKER:-z,defs")
    endif()
    add_library(sdp::sdp ALIAS sdp)
endif()

if(SDP_BUILD_STATIC)
    add_library(sdp_static STATIC $<TARGET_OBJECTS:sdp_objects>)
    sdp_describe_library(sdp_static)
    set_target_properties(sdp_static PROPERTIES EXPORT_NAME static)
    add_library(sdp::static ALIAS sdp_static)
    if(NOT SDP_BUILD_SHARED)
        add_library(sdp::sdp ALIAS sdp_static)
    endif()
endif()
