# Debian packages: libsdp-msp0.1 (library), libsdp-msp-dev (development) and libsdp-msp-tools (tools). Debian has another
# libsdp, for semidefinite programming, whose packages have the plain names, and a libsdp.so for those who link.
#
#     cmake -S . -B build -DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_BUILD_TYPE=Release -DSDP_BUILD_TESTS=OFF -DSDP_PACKAGES=ON
#     cmake --build build
#     (cd build && cpack -G DEB)

option(SDP_PACKAGES "Prepare Debian packages, for cpack -G DEB" OFF)
if(NOT SDP_PACKAGES)
    return()
endif()
find_program(SDP_GZIP gzip REQUIRED)
# What Debian compiles its own packages with, and all its hardening; what debuggers read is left out at once.
find_program(SDP_BUILDFLAGS dpkg-buildflags)
if(SDP_BUILDFLAGS)
    foreach(kind IN ITEMS CPPFLAGS CFLAGS LDFLAGS)
        execute_process(COMMAND "${CMAKE_COMMAND}" -E env DEB_BUILD_MAINT_OPTIONS=hardening=+all DEB_CFLAGS_STRIP=-g
            "${SDP_BUILDFLAGS}" --get ${kind} WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
            OUTPUT_VARIABLE SDP_DEBIAN_${kind} OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    endforeach()
    string(PREPEND CMAKE_C_FLAGS "${SDP_DEBIAN_CPPFLAGS} ${SDP_DEBIAN_CFLAGS} ")
    string(PREPEND CMAKE_SHARED_LINKER_FLAGS "${SDP_DEBIAN_LDFLAGS} ")
    string(PREPEND CMAKE_EXE_LINKER_FLAGS "${SDP_DEBIAN_LDFLAGS} ")
else()
    message(WARNING "The packages are not hardened: dpkg-buildflags is missing (Debian: dpkg-dev).")
endif()
# Packaged programs find the library where the system has it.
set(CMAKE_SKIP_INSTALL_RPATH ON)
set(SDP_DEBIAN_DIR "${CMAKE_CURRENT_BINARY_DIR}/debian")
set(SDP_DEBIAN_MAINTAINER "libsdp maintainers <maintainers@libsdp.example>")
set(SDP_DEBIAN_VERSION "${PROJECT_VERSION}-1")

# The licence in the form that Debian has for it: blank lines have a point, the others an indentation.
file(STRINGS LICENSE SDP_LICENSE_LINES)
set(SDP_LICENSE_TEXT "")
set(SDP_COPYRIGHT "")
foreach(line IN LISTS SDP_LICENSE_LINES)
    if(line MATCHES "^Copyright \\(c\\) (.*)")
        set(SDP_COPYRIGHT "${CMAKE_MATCH_1}")
    elseif(SDP_COPYRIGHT)
        string(APPEND SDP_LICENSE_TEXT "${line}\n")
    endif()
endforeach()
string(STRIP "${SDP_LICENSE_TEXT}" SDP_LICENSE_TEXT)
string(REGEX REPLACE "\n" "\n " SDP_LICENSE_TEXT " ${SDP_LICENSE_TEXT}")
string(REGEX REPLACE "\n \n" "\n .\n" SDP_LICENSE_TEXT "${SDP_LICENSE_TEXT}")
file(WRITE "${SDP_DEBIAN_DIR}/copyright"
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: libsdp\n\n"
    "Files: *\nCopyright: ${SDP_COPYRIGHT}\nLicense: Expat\n\nLicense: Expat\n${SDP_LICENSE_TEXT}\n")
string(TIMESTAMP SDP_PACKAGED "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE "${SDP_DEBIAN_DIR}/changelog.Debian"
    "libsdp (${SDP_DEBIAN_VERSION}) unstable; urgency=medium\n\n  * Packages of libsdp ${PROJECT_VERSION}.\n\n"
    " -- ${SDP_DEBIAN_MAINTAINER}  ${SDP_PACKAGED}\n")
configure_file(docs/changelog.md "${SDP_DEBIAN_DIR}/changelog" COPYONLY)
set(SDP_OVERRIDES_library
    "# The scripts are written by CPack, which cannot be told that the trigger is enough.\n"
    "maintscript-calls-ldconfig\n"
    "# Debian's libsdp is another library.\n"
    "package-name-doesnt-match-sonames\n")
foreach(component IN ITEMS library development tools)
    file(WRITE "${SDP_DEBIAN_DIR}/overrides.${component}" ${SDP_OVERRIDES_${component}}
        "# These packages are made outside Debian, where nobody asked for them.\ninitial-upload-closes-no-bugs\n")
endforeach()
# The loader's list of libraries is made anew where the library comes or goes.
file(WRITE "${SDP_DEBIAN_DIR}/triggers" "activate-noawait ldconfig\n")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME libsdp)
set(CPACK_PACKAGE_VENDOR "libsdp")
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
# Each package begins with a summary of its own; CPack puts this one before it, unless it is what CPack makes up itself.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${CMAKE_PROJECT_NAME} built using CMake")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL library development tools)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
set(SDP_PACKAGE_LIBRARY "libsdp-msp${SDP_SOVERSION}")
# It finishes what was laid down for each package: documents, and manual pages that are compressed.
configure_file(src/cmake/SdpPackageFiles.cmake.in "${SDP_DEBIAN_DIR}/files.cmake" @ONLY)
set(CPACK_PRE_BUILD_SCRIPTS "${SDP_DEBIAN_DIR}/files.cmake")

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${SDP_DEBIAN_MAINTAINER}")
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${CMAKE_CURRENT_BINARY_DIR}")
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")

# sdp_add_package(COMPONENT NAME SECTION SUMMARY DESCRIPTION)
macro(sdp_add_package component name section summary description)
    string(TOUPPER "${component}" SDP_COMPONENT)
    set(CPACK_DEBIAN_${SDP_COMPONENT}_PACKAGE_NAME "${name}")
    set(CPACK_DEBIAN_${SDP_COMPONENT}_PACKAGE_SECTION "${section}")
    set(CPACK_DEBIAN_${SDP_COMPONENT}_PACKAGE_SOURCE libsdp)
    set(CPACK_DEBIAN_${SDP_COMPONENT}_DESCRIPTION "${summary}\n${description}")
endmacro()
string(CONCAT SDP_ABOUT
    "libsdp calls the API of ServiceDesk Plus MSP, version 3, and of NeuCRM, with\n"
    "typed structs and functions over libcurl and cJSON. It repeats a write only\n"
    "where it cannot have happened, and says so where that is not known.\n\n")
sdp_add_package(library "${SDP_PACKAGE_LIBRARY}" libs "client library for ServiceDesk Plus MSP"
    "${SDP_ABOUT}This is the shared library.")
sdp_add_package(development libsdp-msp-dev libdevel "client library for ServiceDesk Plus MSP (development files)"
    "${SDP_ABOUT}These are the headers, the static library, the manual pages of the functions,\nand what pkg-config and CMake need.")
sdp_add_package(tools libsdp-msp-tools utils "ServiceDesk Plus MSP from the command line, and a sandbox"
    "${SDP_ABOUT}sdp makes any of its calls. sdp-sandbox is a local service to develop and test\nagainst, which needs no account.")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA "${SDP_DEBIAN_DIR}/triggers")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_RECOMMENDS ca-certificates)
# pkg-config looks for what the library stands on even where only the shared library is linked.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
    "${SDP_PACKAGE_LIBRARY} (= ${SDP_DEBIAN_VERSION}), libcurl4-openssl-dev | libcurl-dev, libcjson-dev (>= 1.7.15)")
# The starter of the sandbox in tests starts the program of the tools.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS libsdp-msp-tools)
# Both have a libsdp.so and a libsdp.a.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_CONFLICTS libsdp-dev)
set(CPACK_DEBIAN_TOOLS_PACKAGE_DEPENDS "${SDP_PACKAGE_LIBRARY} (= ${SDP_DEBIAN_VERSION})")
include(CPack)
