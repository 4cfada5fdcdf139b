"""How the public structs lie in memory, and the numbers of the constants, are what the files of this folder say.

    layout.py ROOT COMPILER [OPTION …]                       checks; the options choose the machine, such as -m32
    layout.py ROOT --write COMPILER [OPTION …]               takes over what was added at the end of structs
    layout.py ROOT --write --breaking COMPILER [OPTION …]    takes over everything: for what no release has had yet

Nothing is run, and no C library is needed: the numbers are read from the assembly, so that any compiler for any machine
will do. Constants stand in constants.txt. Machines that lay out structs alike share a file: layout_lp64.txt where pointers
have 64 bits, layout_ilp32.txt where they have 32, layout_i386.txt where, besides, 64-bit integers stand at multiples of four.
"""
import os
import re
import subprocess
import sys
import tempfile

import structs

HERE = "tests/abi"
ENTRY = re.compile(r"LAYOUT (\w+)(?:\.(\w+))? (\w+) (-?\d+)")


def source(root, found, constants):
    """C whose assembly has a line for each number."""
    lines = [f"#include <{header[len('include/'):]}>" for header in structs.headers(root)]
    # How an operand becomes a bare number; on s390x `c` would cut it down to a byte.
    lines += ["#ifdef __s390x__", '#define BARE "%0"', "#else", '#define BARE "%c0"', "#endif",
              '#define SAY(what, value) __asm__ volatile(".ascii \\"LAYOUT " what " " BARE "\\"" : : "i"((int32_t)(value)))',
              "struct probe {", "    char first;", "    int64_t second;", "};", "void layout(void);", "void layout(void)", "{",
              '    SAY("machine pointer", sizeof(void *));',
              '    SAY("machine alignment", offsetof(struct probe, second));']
    lines += [f'    SAY("{name} constant", {name});' for name in constants]
    for one in found:
        lines.append(f'    SAY("{one.name} size", sizeof({one.name}));')
        for member in one.members:
            place = f"{one.name}.{member.name}"
            lines.append(f'    SAY("{place} offset", offsetof({one.name}, {member.name}));')
            lines.append(f'    SAY("{place} bytes", sizeof((({one.name} *)0)->{member.name}));')
    return "\n".join(lines + ["}"]) + "\n"


def numbers(root, compiler, text):
    """What the compiler makes of it: (struct, member or "", what) to a number."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "layout.c")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        assembly = subprocess.run([*compiler, "-std=gnu11", "-ffreestanding", "-S", "-o", "-", "-I",
                                   os.path.join(root, "include"), path], check=True, capture_output=True, text=True).stdout
    return {(name, member, what): int(number) for name, member, what, number in ENTRY.findall(assembly)}


def file_name(read):
    if read["machine", "", "pointer"] == 8:
        return "layout_lp64.txt"
    return "layout_ilp32.txt" if read["machine", "", "alignment"] == 8 else "layout_i386.txt"


def layout_text(found, read):
    lines = ["# Each struct with its size; each member with its offset, its size and its type. By layout.py --write."]
    for one in sorted(found, key=lambda one: one.name):
        lines.append(f"{one.name} {read[one.name, '', 'size']}{'' if one.grows else ' never grows'}")
        for member in one.members:
            offset, size = (read[one.name, member.name, what] for what in ("offset", "bytes"))
            lines.append(f"    {offset} {size} {member.name}: {member.type}")
    return "\n".join(lines) + "\n"


def text_of(root, compiler):
    """The layout of the headers below another root."""
    found = structs.structs(root)
    return layout_text(found, numbers(root, compiler, source(root, found, [])))


def constants_text(constants, read):
    return "".join(f"{name} {read[name, '', 'constant']}\n" for name in sorted(constants))


def parse(text):
    """The lines of a layout: name to (first line, size, members)."""
    found = {}
    for line in text.splitlines():
        if line.startswith("    "):
            found[last][2].append(line.strip())
        elif not line.startswith("#"):
            last = line.split()[0]
            found[last] = (line, int(line.split()[1]), [])
    return found


def is_reserve(old, new):
    """A reserved member may get a name: who left it alone has zeros there."""
    place = r"(\d+ \d+) (\w+):.*"
    before, after = re.fullmatch(place, old), re.fullmatch(place, new)
    return before.group(1) == after.group(1) and before.group(2).startswith("reserved")


def break_of_struct(name, old, new):
    """What a program that knows the old struct would not survive, or None."""
    for before, after in zip(old[2], new[2]):
        if before != after and not is_reserve(before, after):
            return f"{name}: was   {before}\n{' ' * len(name)}  is    {after}"
    if len(new[2]) < len(old[2]):
        return f"{name}: lost {old[2][len(new[2])]}"
    if new[1] != old[1] and new[0].endswith("never grows"):
        return f"{name}: never grows, for others contain it or lie side by side, and has {new[1]} bytes instead of {old[1]}"
    for member in new[2][len(old[2]):]:
        offset, _, rest = member.split(" ", 2)
        # What stands in the padding of an old struct is not zero, and its size says that the member is there.
        if int(offset) < old[1] and not rest.startswith("reserved"):
            return f"{name}: {rest} begins within the {old[1]} bytes that older programs have: put a reserved member before it"
    return None


def breaks(old, new):
    old, new = parse(old), parse(new)
    found = [f"{name}: is gone" for name in sorted(old.keys() - new.keys())]
    return found + [text for name in old if name in new for text in [break_of_struct(name, old[name], new[name])] if text]


def constant_breaks(old, new):
    new = dict(line.split() for line in new.splitlines())
    pairs = [line.split() for line in old.splitlines()]
    return [f"{name}: was {number}, is {new.get(name, 'gone')}" for name, number in pairs if new.get(name) != number]


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    root = structs.project.root_argument()
    words = sys.argv[2:]
    writes, all_of_it = "--write" in words, "--breaking" in words
    compiler = [word for word in words if word not in ("--write", "--breaking")]
    found, constants = structs.structs(root), structs.constants(root)
    read = numbers(root, compiler, source(root, found, constants))
    problems = []
    for name, text, judge in ((file_name(read), layout_text(found, read), breaks),
                              ("constants.txt", constants_text(constants, read), constant_breaks)):
        path = os.path.join(root, HERE, name)
        old = structs.project.read(path) if os.path.exists(path) else ""
        broken = judge(old, text)
        if broken and not all_of_it:
            problems += [f"{name}: older programs would break: {one}" for one in broken]
        elif text != old and writes:
            write(path, text)
        elif text != old:
            problems.append(f"{name}: something was added: layout.py --write takes it over (docs/abi.md)")
    structs.project.finish("layout", problems, len(found))


if __name__ == "__main__":
    main()
