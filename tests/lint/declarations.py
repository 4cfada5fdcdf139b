"""The public declarations, read from the headers."""
import os
import re

import project


class Comment:
    """The parts of a documentation comment: text before the first tag, and the tags with their texts."""

    def __init__(self, text):
        lines = [re.sub(r"^\s*\*? ?", "", line) for line in text[3:-2].split("\n")]
        parts = re.split(r"^@(\w+)", "\n".join(lines), flags=re.M)
        self.summary = parts[0].strip()
        self.tags = [(tag, " ".join(value.split())) for tag, value in zip(parts[1::2], parts[2::2])]

    def texts(self, tag):
        return [value for name, value in self.tags if name == tag]


class Declaration:
    def __init__(self, header, line, text, comment):
        self.header = header
        self.line = line
        self.comment = comment
        self.text = " ".join(text.split())
        self.is_function = "(" in self.text
        if self.is_function:
            self.name = re.search(r"(\w+)\s*\(", self.text).group(1)
            self.returns = re.sub(r"\b(SDP_API|static|inline|extern)\b", "", self.text[: self.text.index(self.name)])
            self.returns = self.returns.strip()
            self.parameters = split_parameters(self.text)
        else:
            self.name = re.search(r"(\w+)\s*(\[[^\]]*\]\s*)*$", self.text).group(1)
            self.parameters = []


def split_parameters(text):
    """Pairs of name and declaration. No public function takes a function other than by a named type."""
    inside = text[text.index("(") + 1 : text.rindex(")")].strip()
    if inside in ("void", ""):
        return []
    return [(re.search(r"(\w+)\s*(\[\w*\]\s*)*$", part).group(1), part.strip()) for part in inside.split(",")]


def is_pointer(declaration):
    """Functions come by named types that end in _fn."""
    return "*" in declaration or "[" in declaration or bool(re.search(r"_fn\b", declaration))


def comment_before(text, position):
    """The documentation comment that ends right before the position, or None."""
    before = text[:position].rstrip()
    if not before.endswith("*/"):
        return None
    start = before.rfind("/*")
    return before[start:] if before.startswith("/**", start) else None


def in_header(root, header):
    text = project.without_directives(project.read(os.path.join(root, header)))
    code = project.blank(text)
    found = []
    for match in re.finditer(r"\bSDP_API\b[^;{]*;|\bstatic\s+inline\b[^;{]*\{", code):
        declaration = match.group()[:-1]
        comment = comment_before(text, match.start())
        found.append(Declaration(header, project.line_of(text, match.start()), declaration, comment))
    return found


def all_headers(root):
    return project.files_below(root, "include/sdp", ".h")


def exported(root):
    """The declarations that the shared library exports."""
    found = [one for header in all_headers(root) for one in in_header(root, header)]
    return [one for one in found if one.text.startswith("SDP_API")]
