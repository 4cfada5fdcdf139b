# Writes the bytes of a file as an array of C, so that a program carries it and needs no tool but CMake:
#
#     cmake -DSOURCE=page.css -DSYMBOL=page_css -DOUTPUT=page_css.c -P EmbedFile.cmake
#
# gives `const unsigned char page_css[]`, and its size as `const size_t page_css_size`.

foreach(needed IN ITEMS SOURCE SYMBOL OUTPUT)
    if(NOT DEFINED ${needed})
        message(FATAL_ERROR "EmbedFile.cmake needs -D${needed}=...")
    endif()
endforeach()

file(READ "${SOURCE}" bytes HEX)
if(bytes STREQUAL "")
    message(FATAL_ERROR "${SOURCE} is empty, and C has no empty arrays.")
endif()
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
# Sixteen bytes a line.
string(REPEAT "....," 16 line)
string(REGEX REPLACE "(${line})" "\\1\n    " bytes "${bytes}")
get_filename_component(name "${SOURCE}" NAME)
file(WRITE "${OUTPUT}" "/* Made from ${name}. */
#include <stddef.h>

extern const unsigned char ${SYMBOL}[];
extern const size_t ${SYMBOL}_size;

const unsigned char ${SYMBOL}[] = {
    ${bytes}
};
const size_t ${SYMBOL}_size = sizeof(${SYMBOL});
")
