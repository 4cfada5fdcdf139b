# What is read about the library: its description for programs, manual pages, and HTML.

set(SDP_API_FILE "${CMAKE_CURRENT_SOURCE_DIR}/docs/libsdp.api.json")
install(FILES "${SDP_API_FILE}" DESTINATION "${CMAKE_INSTALL_DATADIR}/sdp" COMPONENT development)

# The pages are made from the description, and so are the members of structs in the HTML: both need python3.
find_package(Python3 COMPONENTS Interpreter QUIET)
if(NOT Python3_Interpreter_FOUND)
    message(STATUS "Manual pages of section 3 and HTML are left out: they need python3.")
    return()
endif()

set(SDP_MAN_DIR "${CMAKE_CURRENT_BINARY_DIR}/man")
set(SDP_MAN_SCRIPT "${CMAKE_CURRENT_SOURCE_DIR}/src/cmake/man_pages.py")
add_custom_command(OUTPUT "${SDP_MAN_DIR}/libsdp.stamp"
    COMMAND Python3::Interpreter -B "${SDP_MAN_SCRIPT}" "${SDP_API_FILE}" "${SDP_MAN_DIR}"
    COMMAND "${CMAKE_COMMAND}" -E touch "${SDP_MAN_DIR}/libsdp.stamp"
    DEPENDS "${SDP_MAN_SCRIPT}" "${SDP_API_FILE}"
    COMMENT "Writing the manual pages of section 3" VERBATIM)
add_custom_target(sdp_man ALL DEPENDS "${SDP_MAN_DIR}/libsdp.stamp")
install(DIRECTORY "${SDP_MAN_DIR}/man3" DESTINATION "${CMAKE_INSTALL_MANDIR}" COMPONENT development OPTIONAL)

set(SDP_DOXYGEN_FILTER
    "${Python3_EXECUTABLE} -B '${CMAKE_CURRENT_SOURCE_DIR}/src/cmake/doxygen_filter.py' '${SDP_API_FILE}'")
configure_file(src/cmake/Doxyfile.in docs/Doxyfile @ONLY)
find_program(SDP_DOXYGEN doxygen)
if(SDP_DOXYGEN)
    add_custom_target(sdp_docs COMMAND "${SDP_DOXYGEN}" "${CMAKE_CURRENT_BINARY_DIR}/docs/Doxyfile"
        COMMENT "Writing HTML into ${CMAKE_CURRENT_BINARY_DIR}/docs/html" VERBATIM)
else()
    message(STATUS "The target sdp_docs is left out: it needs doxygen.")
endif()
