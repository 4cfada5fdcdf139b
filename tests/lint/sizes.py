"""No source of the library or the examples is long, and no function is: each fits a reader's head. No line is wider than the
formatter makes it, which leaves comments alone."""
import os
import re

import project

MOST_LINES = 420
MOST_FUNCTION_LINES = 65
MOST_COLUMNS = 120


def functions(text):
    """Triples of name, first line and last line of each function with a body."""
    code = project.without_directives(project.blank(text))
    depth = 0
    start = None
    after = 0  # where the text that may be a function's head begins
    for match in re.finditer(r"[{};]", code):
        token, position = match.group(), match.start()
        if token == "{":
            if depth == 0:
                head = code[after:position]
                name = re.search(r"(\w+)\s*\(", head)
                if head.rstrip().endswith(")") and name:
                    first = after + len(head) - len(head.lstrip())
                    start = (name.group(1), project.line_of(code, first))
            depth += 1
        elif token == "}":
            depth -= 1
            if depth == 0:
                if start:
                    yield start[0], start[1], project.line_of(code, position)
                start = None
                after = position + 1
        elif depth == 0:
            after = position + 1
    if depth != 0:
        yield "braces that do not match", 0, 10 ** 6


def below(root, folders, endings):
    return [path for folder in folders for path in project.files_below(root, folder, endings)]


def main():
    root = project.root_argument()
    problems = []
    sources = below(root, ("include", "src", "examples", "tests"), (".c", ".h", ".hpp", ".def"))
    for path in sources:
        for number, line in enumerate(project.read(os.path.join(root, path)).splitlines(), 1):
            if len(line) > MOST_COLUMNS:
                problems.append(f"{path}:{number}: {len(line)} columns, {MOST_COLUMNS} at most")
    for path in below(root, ("src", "examples"), (".c", ".h", ".def")):
        text = project.read(os.path.join(root, path))
        lines = text.count("\n")
        if lines > MOST_LINES:
            problems.append(f"{path}: {lines} lines, {MOST_LINES} at most")
        for name, first, last in functions(text):
            if last - first + 1 > MOST_FUNCTION_LINES:
                problems.append(f"{path}:{first}: {name}: {last - first + 1} lines, {MOST_FUNCTION_LINES} at most")
    project.finish("sizes", problems, len(sources))


main()
