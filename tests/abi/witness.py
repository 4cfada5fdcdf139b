"""Prints C that defines each public function just as the headers declare it, for abidw to read: the interface without
the library, in which opaque types stay opaque.

    witness.py ROOT
"""
import structs


def main():
    root = structs.project.root_argument()
    print("\n".join(f"#include <{header[len('include/'):]}>" for header in structs.headers(root)))
    for one in structs.declarations.exported(root):
        # Every function loops, so that none lacks what it would return.
        print(one.text.replace("SDP_API ", "", 1), "{ for (;;) { } }" if one.is_function else ";")


main()
