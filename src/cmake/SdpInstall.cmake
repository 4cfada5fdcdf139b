# What `cmake --install` lays down. Nothing in it names the prefix, so that the tree can be moved. Components, for
# packages and `cmake --install BUILD --component NAME`: library, development, tools.

include(CMakePackageConfigHelpers)
set(SDP_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/sdp")

install(FILES ${SDP_HEADERS} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/sdp" COMPONENT development)
if(SDP_BUILD_SHARED)
    install(TARGETS sdp EXPORT sdp-shared
        LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT library NAMELINK_COMPONENT development)
    install(EXPORT sdp-shared FILE sdp-shared.cmake NAMESPACE sdp:: DESTINATION "${SDP_CMAKE_DIR}"
        COMPONENT development)
endif()
if(SDP_BUILD_STATIC)
    install(TARGETS sdp_static EXPORT sdp-static
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development)
    install(EXPORT sdp-static FILE sdp-static.cmake NAMESPACE sdp:: DESTINATION "${SDP_CMAKE_DIR}"
        COMPONENT development)
endif()

configure_package_config_file(src/cmake/sdp-config.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/sdp-config.cmake"
    INSTALL_DESTINATION "${SDP_CMAKE_DIR}")
# Below 1.0 a minor version may break programs; from 1.0 on a major one.
if(PROJECT_VERSION_MAJOR EQUAL 0)
    set(SDP_COMPATIBILITY SameMinorVersion)
else()
    set(SDP_COMPATIBILITY SameMajorVersion)
endif()
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/sdp-config-version.cmake"
    COMPATIBILITY ${SDP_COMPATIBILITY})
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/sdp-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/sdp-config-version.cmake"
    DESTINATION "${SDP_CMAKE_DIR}" COMPONENT development)

# pkg-config: the prefix is found from the place of the file itself, unless the directories were given as absolute ones.
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
    set(SDP_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
    set(SDP_PC_LIBDIR "${CMAKE_INSTALL_FULL_LIBDIR}")
    set(SDP_PC_INCLUDEDIR "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
else()
    file(RELATIVE_PATH SDP_PC_UP "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
    string(REGEX REPLACE "/$" "" SDP_PC_UP "${SDP_PC_UP}")
    set(SDP_PC_PREFIX "\${pcfiledir}/${SDP_PC_UP}")
    set(SDP_PC_LIBDIR "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
    set(SDP_PC_INCLUDEDIR "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
# Who links the static library alone needs what it stands on, without asking for --static.
if(SDP_BUILD_SHARED)
    set(SDP_PC_PRIVATE ".private")
    set(SDP_PC_LIBS "")
    set(SDP_PC_LIBS_PRIVATE "${CMAKE_THREAD_LIBS_INIT}")
else()
    set(SDP_PC_PRIVATE "")
    set(SDP_PC_LIBS "${CMAKE_THREAD_LIBS_INIT}")
    set(SDP_PC_LIBS_PRIVATE "")
endif()
configure_file(src/cmake/sdp.pc.in sdp.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/sdp.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
    COMPONENT development)
