"""Prints a header or a page as Doxygen is to read it.

    doxygen_filter.py API FILE    API is docs/libsdp.api.json

In headers, members of structs and macros without a comment of their own get what the library's tables say of them. In
pages, links to headers and types lead to theirs, and those to what Doxygen does not show become plain text.
"""
import json
import os
import re
import sys


def ends_comment(lines):
    """Whether a comment ends right before, but for a marker for the formatter."""
    before = [line for line in lines[-2:] if "clang-format off" not in line]
    return bool(before) and before[-1].rstrip().endswith("*/") and "/**<" not in before[-1]


def header(text, api, name):
    structs = {one["name"]: {part["name"]: part.get("documentation") for part in one["members"]}
               for one in api["types"] if one["header"] == name and one["kind"] == "struct"}
    macros = {one["name"]: one.get("documentation") for one in api["macros"] if one["header"] == name}
    lines = []
    members = {}
    for line in text.split("\n"):
        struct = re.match(r"typedef struct (\w+) \{", line)
        member = re.match(r"    [^/]*?(\w+)(?:\[\w*\])?;$", line)
        macro = re.match(r"#define (\w+)", line)
        if struct:
            members = structs.get(struct.group(1), {})
        elif line.startswith("}"):
            members = {}
        elif member and members.get(member.group(1)) and not ends_comment(lines):
            line += f" /**< {plain(members[member.group(1)])} */"
        elif macro and macros.get(macro.group(1)) and not ends_comment(lines):
            lines.append(f"/** {plain(macros[macro.group(1)])} */")
        lines.append(line)
    return "\n".join(lines)


def plain(text):
    """The text without what Doxygen would take for a command, a tag or a link."""
    return re.sub(r"([\\@<>#&%])", r"\\\1", text.replace("\n", " "))


def page(text, api, path, docs):
    """Links lead to other pages, headers and the structs of types; what else they lead to is text. So is a colour."""
    readme = os.path.join(os.path.dirname(docs), "README.md")
    structs = {"#" + one["name"]: one["struct"] for one in api["entities"]}
    headers = {one["name"] for one in api["headers"]}

    def replaced(match):
        label, target = match.group(1), match.group(2)
        file = os.path.abspath(os.path.join(os.path.dirname(path), target))
        header = "sdp/" + os.path.basename(target)
        if target in structs:
            return f"[{label}](@ref {structs[target]})"
        if "include/sdp/" in target and header in headers:
            return f"[{label}](@ref {os.path.basename(target)})"
        shown = file.endswith(".md") and (file.startswith(docs + os.sep) or file == readme)
        return match.group() if "://" in target or shown else label

    text = re.sub(r"\[([^\]\n]*)\]\(([^)\s]+)\)", replaced, text)
    return re.sub(r"(?<=\s)#(?=[0-9a-f]{6}\b)", r"\#", text)


def main():
    api_path, path = sys.argv[1:3]
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(api_path, encoding="utf-8") as file:
        api = json.load(file)
    if path.endswith(".h"):
        text = header(text, api, "sdp/" + os.path.basename(path))
    else:
        text = page(text, api, path, os.path.dirname(os.path.abspath(api_path)))
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(text)


main()
