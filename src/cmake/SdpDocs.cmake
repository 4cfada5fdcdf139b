# What is read about the library: its description for programs, manual pages, and HTML.

set(SDP_API_FILE "${CMAKE_CURRENT_SOURCE_DIR}/docs/libsdp.api.json")
install(FILES "${SDP_API_FILE}" DESTINATION "${CMAKE_INSTALL_DATADIR}/sdp" COMPONENT development)

# The pages of docs/ and README.md, with links that hold where they are installed.
if(SDP_TOP_LEVEL)
    set(SDP_DOC_DIR "${CMAKE_INSTALL_DOCDIR}")
else()
    set(SDP_DOC_DIR "${CMAKE_INSTALL_DATADIR}/doc/libsdp")
endif()
set(SDP_PAGE_DIR "${CMAKE_CURRENT_BINARY_DIR}/pages")
set(SDP_PAGE_SCRIPT "${CMAKE_CURRENT_SOURCE_DIR}/src/cmake/InstalledPage.cmake")
# Paths from folder to folder, whether they were given as relative or as absolute ones.
set(SDP_FULL_DOC "${SDP_DOC_DIR}")
set(SDP_FULL_DATA "${CMAKE_INSTALL_DATADIR}/sdp")
set(SDP_FULL_INCLUDE "${CMAKE_INSTALL_INCLUDEDIR}")
foreach(folder IN ITEMS DOC DATA INCLUDE)
    get_filename_component(SDP_FULL_${folder} "${SDP_FULL_${folder}}" ABSOLUTE BASE_DIR "${CMAKE_INSTALL_PREFIX}")
endforeach()

# sdp_add_pages(FOLDER TO_ROOT PATTERN...): pages that are installed in FOLDER below the others.
function(sdp_add_pages folder to_root)
    file(GLOB sources CONFIGURE_DEPENDS ${ARGN})
    file(RELATIVE_PATH to_include "${SDP_FULL_DOC}/${folder}" "${SDP_FULL_INCLUDE}")
    file(RELATIVE_PATH to_data "${SDP_FULL_DOC}/${folder}" "${SDP_FULL_DATA}")
    foreach(source IN LISTS sources)
        get_filename_component(name "${source}" NAME)
        set(page "${SDP_PAGE_DIR}/${folder}${name}")
        add_custom_command(OUTPUT "${page}"
            COMMAND "${CMAKE_COMMAND}" "-DSOURCE=${source}" "-DTO_ROOT=${to_root}" "-DTO_INCLUDE=${to_include}"
                "-DTO_DATA=${to_data}" "-DOUTPUT=${page}" -P "${SDP_PAGE_SCRIPT}"
            DEPENDS "${source}" "${SDP_PAGE_SCRIPT}" COMMENT "Writing ${folder}${name}" VERBATIM)
        set_property(GLOBAL APPEND PROPERTY SDP_PAGES "${page}")
        install(FILES "${page}" DESTINATION "${SDP_DOC_DIR}/${folder}" COMPONENT development)
    endforeach()
endfunction()

sdp_add_pages("" "" README.md)
sdp_add_pages("" "../" docs/*.md)
sdp_add_pages("how-to/" "../../" docs/how-to/*.md)
sdp_add_pages("packaging/" "../../" docs/packaging/README.md)
get_property(SDP_PAGES GLOBAL PROPERTY SDP_PAGES)
add_custom_target(sdp_pages ALL DEPENDS ${SDP_PAGES})

# The manual pages are made from the description, and so are the members of structs in the HTML: both need python3.
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
