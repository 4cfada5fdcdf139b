# Manual pages and completions of the installed programs. The programs print them, or what they are made of, so that
# nothing can be told of an option that it does not have; built for another machine they cannot be run here.

if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
    message(STATUS "Manual pages and completions of sdp and sdp-sandbox are left out: the programs that print them "
        "cannot be run here (CMAKE_CROSSCOMPILING_EMULATOR says how they could).")
    return()
endif()

# sdp_add_printed(FILE DESTINATION TARGET [ARGUMENTS]): a file that a program prints, installed among the tools.
function(sdp_add_printed file destination target)
    set(path "${CMAKE_CURRENT_BINARY_DIR}/printed/${file}")
    # What was printed goes to a file that takes its place when it is whole.
    add_custom_command(OUTPUT "${path}" DEPENDS ${target} VERBATIM
        COMMAND ${CMAKE_COMMAND} -E make_directory "${CMAKE_CURRENT_BINARY_DIR}/printed"
        COMMAND ${target} ${ARGN} > "${path}.new"
        COMMAND ${CMAKE_COMMAND} -E rename "${path}.new" "${path}")
    set_property(GLOBAL APPEND PROPERTY SDP_PRINTED "${path}")
    install(FILES "${path}" DESTINATION "${destination}" COMPONENT tools)
endfunction()

if(TARGET sdp-cli)
    sdp_add_printed(sdp.1 "${CMAKE_INSTALL_MANDIR}/man1" sdp-cli help man)
    sdp_add_printed(sdp "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" sdp-cli completion bash)
    sdp_add_printed(_sdp "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" sdp-cli completion zsh)
    sdp_add_printed(sdp.fish "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d" sdp-cli completion fish)
endif()
if(TARGET sdp-sandbox)
    sdp_add_program(sdp-sandbox-page man/sandbox_page.c sandbox/usage.c cli/roff.c cli/text.c)
    sdp_add_printed(sdp-sandbox.1 "${CMAKE_INSTALL_MANDIR}/man1" sdp-sandbox-page)
endif()
get_property(SDP_PRINTED GLOBAL PROPERTY SDP_PRINTED)
add_custom_target(sdp_printed ALL DEPENDS ${SDP_PRINTED})
