"""Writes the manual pages of section 3 from libsdp.api.json: one for each header, and a link for each function.

    man_pages.py API DIRECTORY    API is docs/libsdp.api.json; the pages go into DIRECTORY/man3
"""
import datetime
import glob
import json
import os
import re
import sys

OVERVIEW = "sdp/sdp.h"
# What a character at the beginning of a line, or a word in the line of a macro, must not be taken for.
SPECIAL = {"\\": "\\e", "`": "\\(ga", "'": "\\(aq", '"': "\\(dq"}


def escaped(text):
    text = "".join(SPECIAL.get(char, char) for char in text)
    text = "".join(char if ord(char) < 128 else f"\\[u{ord(char):04X}]" for char in text)
    return "\\&" + text if text[:1] in (".", "'") else text


def sentences(text):
    """A line for each sentence, as formatters want it."""
    text = re.sub(r"`([^`]*)`", r"\1", text)
    return [escaped(part) for part in re.split(r"(?<=[\w)\"\]][.?])\s+(?=[A-Z])", text)]


def is_literal(paragraph):
    return paragraph.startswith("    ")


def block(text):
    """Paragraphs; what is indented stays as it is."""
    lines = []
    for paragraph in text.split("\n\n"):
        if is_literal(paragraph):
            lines += [".Bd -literal -offset indent"]
            lines += [escaped(line[4:]) or "\\&" for line in paragraph.split("\n")] + [".Ed"]
        else:
            lines += [".Pp"] if lines else []
            lines += sentences(paragraph)
    return lines


def quoted(text):
    return f'"{escaped(text)}"'


def declaration(kind, name):
    """The C declaration of a member or parameter."""
    base, array, length = kind.partition("[")
    return base + ("" if base.endswith("*") else " ") + name + array + length


def pointer(one):
    """The C declaration of a member that is a function."""
    parameters = ", ".join(declaration(part["type"], part["name"]) for part in one["parameters"])
    return declaration(one["returns"], f"(*{one['name']})({parameters})")


def synopsis(functions):
    lines = []
    for one in functions:
        lines += [f".Ft {quoted(one['returns']['type'])}", f".Fo {one['name']}"]
        parameters = [declaration(part["type"], part["name"]) for part in one["parameters"]] or ["void"]
        lines += [f".Fa {quoted(part)}" for part in parameters]
        lines.append(".Fc")
    return lines


def described_list(title, items):
    """A section with a list; items are pairs of a line for the tag and lines."""
    if not items:
        return []
    lines = [f".Ss {title}", ".Bl -tag -width Ds"]
    for tag, text in items:
        lines += [f".It {tag}", *text]
    return lines + [".El"]


def compact_list(items):
    lines = [".Bl -tag -width Ds -compact"] if items else []
    for tag, text in items:
        lines += [f".It {tag}", *text]
    return lines + [".El"] if items else []


def function(one):
    lines = block(one["documentation"])
    parameters = [(f"Fa {part['name']}", sentences(part["documentation"])) for part in one["parameters"]]
    lines += [".Pp", *compact_list(parameters)] if parameters else []
    if "documentation" in one["returns"]:
        lines += [".Pp", *sentences(f"Returns: {one['returns']['documentation']}.")]
    lines += [".Pp", *sentences(f"Thread: {one['thread']}.")]
    if "operation" in one:
        operation = one["operation"]
        lines += [".br", *sentences(f"Calls {operation['name']}: {operation['method']} {operation['path']}")]
    return f"Fn {one['name']}", lines


def struct(one):
    members = [(f"Va {quoted(pointer(part) if 'returns' in part else declaration(part['type'], part['name']))}",
                sentences(part["documentation"]) if "documentation" in part else [])
               for part in one["members"]]
    return [".Pp", *compact_list(members)]


def type_of(one):
    lines = block(one["documentation"])
    if one["kind"] == "struct":
        lines += struct(one)
    elif one["kind"] == "callback":
        lines += [".Bd -literal -offset indent", escaped(f"typedef {pointer(one)};"), ".Ed"]
    return f"Vt {one['name']}", lines


def enum(one):
    constants = [(f"Dv {part['name']} No = {part['value']}",
                  sentences(part["documentation"]) if "documentation" in part else []) for part in one["constants"]]
    return [*sentences(one["documentation"]), ".Pp", *compact_list(constants), ".Pp"]


def macro(one):
    return f"Dv {one['name']}", block(one["documentation"])


class Pages:
    def __init__(self, api, day):
        self.api = api
        self.day = day

    def name(self, header):
        return "libsdp" if header == OVERVIEW else "sdp_" + os.path.basename(header)[:-2]

    def of(self, part, header):
        return [one for one in self.api[part] if one["header"] == header]

    def head(self, header, names):
        name = self.name(header["name"])
        summary = header["summary"].rstrip(".")
        lines = ['.\\" Made from libsdp.api.json.', f".Dd {self.day}", f".Dt {name.upper()} 3",
                 f".Os libsdp {self.api['version']}", ".Sh NAME"]
        names = [name] + [one for one in names if one != name]
        lines += [f".Nm {one} ," for one in names[:-1]] + [f".Nm {names[-1]}"]
        return lines + [f".Nd {escaped(summary)}", ".Sh LIBRARY", "libsdp (\\-lsdp), found by",
                        ".Ql pkg-config --cflags --libs sdp"]

    def see_also(self, header):
        names = sorted(self.name(one["name"]) for one in self.api["headers"])
        others = [f".Xr {name} 3" for name in names if name != self.name(header)]
        return [".Sh SEE ALSO", *[line + " ," for line in others[:-1]], others[-1]]

    def page(self, header):
        functions = self.of("functions", header["name"])
        macros = [one for one in self.of("macros", header["name"]) if "initialises" not in one]
        enums = self.of("enums", header["name"])
        lines = self.head(header, [one["name"] for one in functions])
        lines += [".Sh SYNOPSIS", f".In {header['name']}", *synopsis(functions)]
        lines += [".Sh DESCRIPTION", *block(header["documentation"])]
        if header["name"] == OVERVIEW:
            lines += described_list("Headers", [(f"Xr {self.name(one['name'])} 3", sentences(one["summary"]))
                                                for one in self.api["headers"] if one is not header])
        lines += described_list("Functions", [function(one) for one in functions])
        lines += described_list("Types", [type_of(one) for one in self.of("types", header["name"])])
        if enums:
            lines += [".Ss Constants"] + [line for one in enums for line in enum(one)]
            lines.pop()  # a paragraph that nothing follows
        lines += described_list("Macros", [macro(one) for one in macros])
        return "\n".join(lines + self.see_also(header["name"])) + "\n"


def day_of(path):
    """The day that a packager gives, or that of the description."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", os.path.getmtime(path)))
    day = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return f"{day:%B} {day.day}, {day.year}"


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    path, directory = sys.argv[1], os.path.join(sys.argv[2], "man3")
    with open(path, encoding="utf-8") as file:
        api = json.load(file)
    pages = Pages(api, day_of(path))
    os.makedirs(directory, exist_ok=True)
    for old in glob.glob(os.path.join(directory, "*.3")):
        os.remove(old)
    names = {pages.name(header["name"]) for header in api["headers"]}
    for header in api["headers"]:
        write(os.path.join(directory, pages.name(header["name"]) + ".3"), pages.page(header))
    for one in api["functions"]:
        if one["name"] not in names:
            write(os.path.join(directory, one["name"] + ".3"), f".so man3/{pages.name(one['header'])}.3\n")


main()
