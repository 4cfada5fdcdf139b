# Writes a page as it is installed, where the sources do not lie beside it:
#
#     cmake -DSOURCE=docs/errors.md -DTO_ROOT=../ -DTO_INCLUDE=../../include -DTO_DATA=../sdp -DOUTPUT=errors.md \
#         -P InstalledPage.cmake
#
# Links to other pages stay, those to headers and to libsdp.api.json lead to where these are installed, and those to other
# files of the sources become plain words. The page has links to the root of the sources that begin with TO_ROOT; TO_INCLUDE
# and TO_DATA lead from where it is installed.

foreach(needed IN ITEMS SOURCE TO_ROOT TO_INCLUDE TO_DATA OUTPUT)
    if(NOT DEFINED ${needed})
        message(FATAL_ERROR "InstalledPage.cmake needs -D${needed}=...")
    endif()
endforeach()

file(READ "${SOURCE}" page)
string(REPLACE "." "\\." root "${TO_ROOT}")
if(TO_ROOT STREQUAL "")
    string(REPLACE "](docs/" "](" page "${page}")
endif()
string(REPLACE "](${TO_ROOT}include/" "](${TO_INCLUDE}/" page "${page}")
string(REPLACE "](libsdp.api.json" "](${TO_DATA}/libsdp.api.json" page "${page}")
string(REGEX REPLACE "\\[([^]]*)\\]\\(${root}(LICENSE|examples|src|tests)[^)]*\\)" "\\1" page "${page}")
file(WRITE "${OUTPUT}" "${page}")
