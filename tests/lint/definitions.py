"""What the public headers define beside functions, read from their text: types, enumerations and macros, as a C program
sees them."""
import os
import re

import declarations
import project

# How the headers themselves are put together: of no use to a program.
PLUMBING = {"SDP_API", "SDP_BEGIN_DECLS", "SDP_END_DECLS"}
COMMENT = re.compile(r"/\*.*?\*/", re.S)
MARKER = re.compile(r"/\* clang-format o(n|ff) \*/")


def seen_by_c(text):
    """The text with the branches for C++ replaced by spaces."""
    lines, states = [], []
    for line in text.split("\n"):
        directive = re.match(r"\s*#\s*(ifdef|ifndef|if|else|endif)\b\s*(\w*)", line)
        kind = directive.group(1) if directive else None
        if kind == "endif":
            states.pop()
        elif kind == "else" and states[-1] is not None:
            states[-1] = not states[-1]
        elif kind in ("if", "ifdef", "ifndef"):
            states.append(kind == "ifndef" if directive.group(2) == "__cplusplus" else None)
        lines.append(" " * len(line) if False in states else line)
    return "\n".join(lines)


def parsed(comment):
    """The parts of a documentation comment, which may be a line at the end of a member; None for another comment."""
    if comment is None or not comment.startswith("/**"):
        return None
    return declarations.Comment(re.sub(r"\s@since\b", "\n@since", comment.replace("/**<", "/**", 1)))


def words(comment):
    """The text of a documentation comment without its frame."""
    parts = parsed(comment)
    return parts.summary if parts else None


def since(comment):
    parts = parsed(comment)
    return (parts.texts("since") or [None])[0] if parts else None


def entries(text, code, first, last, separator):
    """Pairs of code and documentation comment for each member between two positions. A comment that begins with a `<`
    belongs to the member before it, another one to the member after it."""
    found, depth, start = [], 0, first
    for position in range(first, last + 1):
        if position < last:
            depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(code[position], 0)
        if position == last or (code[position] == separator and depth == 0):
            part = code[start:position]
            if part.strip():
                begin = start + len(part) - len(part.lstrip())
                found.append({"at": begin, "code": " ".join(part.split()), "comment": None})
            start = position + 1
    for match in COMMENT.finditer(text, first, last):
        before = [one for one in found if one["at"] < match.start()]
        after = [one for one in found if one["at"] > match.start()]
        if match.group().startswith("/**<") and before:
            before[-1]["comment"] = match.group()
        elif match.group().startswith("/**") and not match.group().startswith("/**<") and after:
            after[0]["comment"] = match.group()
    return [(one["code"], one["comment"]) for one in found]


def closing(code, position):
    """Where the brace that opens at the position is closed."""
    depth = 0
    for at in range(position, len(code)):
        depth += {"{": 1, "}": -1}.get(code[at], 0)
        if depth == 0:
            return at
    raise ValueError("a brace is not closed")


def named(declaration):
    """Name, C type and, of a function pointer, parameters. An array's length is in its type."""
    function = re.match(r"(.*?)\(\*(\w+)\)\s*(\(.*\))$", declaration)
    if function:
        return function.group(2), function.group(1).strip(), declarations.split_parameters(function.group(3))
    match = re.match(r"(.*?)(\w+)\s*((?:\[\w*\])*)$", declaration)
    return match.group(2), (match.group(1).strip() + match.group(3)), None


def given(name, kind):
    """A parameter of a callback. What is behind a pointer is borrowed until it returns, or its own place to fill; no
    pointer is NULL but those that the program itself passed on."""
    one = {"name": name, "type": kind}
    if kind in ("void *", "const sdp_loop *"):  # without a loop: back to poll()
        return {**one, "nullable": True}
    if kind.startswith("const ") and kind.endswith("*") and not kind.endswith("**") or kind == "sdp_batch *":
        return {**one, "direction": "in", "ownership": "borrowed", "nullable": False}
    if kind.endswith("*"):
        return {**one, "direction": "out", "ownership": "caller", "nullable": False}
    return one


def parameters_of(pairs):
    return [given(name, named(declaration)[1]) for name, declaration in pairs]


def struct(text, code, match):
    first = match.end()
    members = []
    for declaration, comment in entries(text, code, first, closing(code, first - 1), ";"):
        name, kind, parameters = named(declaration)
        member = {"name": name, "type": kind}
        if parameters is not None:
            member = {"name": name, "returns": kind, "parameters": parameters_of(parameters)}
        members.append({**member, "documentation": words(comment), "since": since(comment)})
    return {"name": match.group(1), "kind": "struct", "members": members}


def types(text):
    """In the order of the header."""
    text = seen_by_c(text)
    code = project.without_directives(project.blank(text))
    found = []
    patterns = (
        (r"\btypedef\s+struct\s+(\w+)\s*\{", lambda m: struct(text, code, m)),
        (r"\btypedef\s+struct\s+(\w+)\s+\1\s*;", lambda m: {"name": m.group(1), "kind": "opaque"}),
        (r"\btypedef\s+([^;(){}]*?)\(\*(\w+)\)\s*(\([^;{}]*\))\s*;",
         lambda m: {"name": m.group(2), "kind": "callback", "returns": m.group(1).strip(),
                    "parameters": parameters_of(declarations.split_parameters(" ".join(m.group(3).split())))}),
        (r"\btypedef\s+(?!struct\b)([^;(){}]*?)(\w+)\s*;",
         lambda m: {"name": m.group(2), "kind": "alias", "type": m.group(1).strip()}),
    )
    for pattern, make in patterns:
        for match in re.finditer(pattern, code):
            comment = declarations.comment_before(text, match.start())
            found.append((match.start(), {**make(match), "documentation": words(comment), "since": since(comment)}))
    if len(found) != len(re.findall(r"\btypedef\b", code)):
        raise ValueError("a typedef of a form that is not known here")
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def enums(text):
    """Enumerations without names, whose constants have numbers of their own."""
    text = seen_by_c(text)
    code = project.without_directives(project.blank(text))
    found = []
    for match in re.finditer(r"\benum\s*\{", code):
        constants = []
        for entry, comment in entries(text, code, match.end(), closing(code, match.end() - 1), ","):
            name, _, value = entry.partition("=")
            constants.append({"name": name.strip(), "value": int(value, 0), "documentation": words(comment),
                              "since": since(comment)})
        comment = declarations.comment_before(text, match.start())
        found.append({"documentation": words(comment), "constants": constants})
    return found


def macros(text):
    """Macros but for those that the headers themselves are made with. A comment serves all that follow it closely."""
    text = MARKER.sub(lambda match: " " * len(match.group()), seen_by_c(text))
    code = project.blank(text, keep_strings=True)
    found = []
    comment, end = None, 0
    for match in re.finditer(r"^#define[ \t]+(\w+)(\([^)]*\))?[ \t]*((?:[^\n]*\\\n)*[^\n]*)", code, re.M):
        value = " ".join(match.group(3).replace("\\\n", " ").split())
        if match.group(1) in PLUMBING or not value:
            continue
        if text[end:match.start()].strip():
            comment = declarations.comment_before(text, match.start())
        end = match.end()
        macro = {"name": match.group(1), "value": value, "documentation": words(comment), "since": since(comment)}
        if match.group(2):
            macro["parameters"] = [name.strip() for name in match.group(2)[1:-1].split(",")]
        found.append(macro)
    return found


def file_comment(text):
    """The text of the header's own comment."""
    match = COMMENT.search(text)
    comment = declarations.Comment(match.group())
    lines = [re.sub(r"^\s*\* ?", "", line) for line in match.group()[3:-2].split("\n")]
    assert comment.tags[0][0] == "file"
    return "\n".join(line for line in lines if not line.startswith("@file")).strip()


def in_header(root, header):
    text = project.read(os.path.join(root, header))
    return {"documentation": file_comment(text), "types": types(text), "enums": enums(text), "macros": macros(text)}
