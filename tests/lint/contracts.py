"""Every public function carries its contract: summary, each parameter, result, thread, and who owns what.
Functions that call the service name the vendor's operation, which must be the documented one."""
import json
import os
import re

import declarations
import project

OWNERSHIP = re.compile(r"\b(new|borrowed|taken over|freed|released|copied|filled|changed|overwritten|not NULL|nullable)\b"
                       r"|\bNULL (makes|means)\b|\bNULL:")
# Verbs that the library adds to the vendor's: each calls operations that have functions of their own.
OWN_VERBS = {"count", "ensure"}


def check_parameters(function, comment):
    found = []
    documented = [(text.split(" ")[0], text.partition(" ")[2]) for text in comment.texts("param")]
    if [name for name, _ in documented] != [name for name, _ in function.parameters]:
        wanted = ", ".join(name for name, _ in function.parameters) or "none"
        found.append(f"@param says {', '.join(name for name, _ in documented) or 'none'}; the parameters are {wanted}")
    texts = dict(documented)
    for name, declaration in function.parameters:
        text = texts.get(name, "")
        if name in texts and not text:
            found.append(f"@param {name} says nothing")
        elif name in texts and declarations.is_pointer(declaration) and not OWNERSHIP.search(text):
            found.append(f"@param {name} does not say who owns it, or whether it may be NULL")
    return found


def check_vendor(function, comment, operations):
    """A function that takes a client, in the header of a noun of the service, calls it."""
    found = []
    named = comment.texts("vendor")
    noun = os.path.basename(function.header)[:-2]
    if any(name.startswith(noun + ".") for name in operations):
        calls = bool(function.parameters) and re.match(r"sdp_client \*", function.parameters[0][1])
        verb = re.sub(r"^sdp_[a-z]+_", "", function.name)
        if calls and verb not in OWN_VERBS and len(named) != 1:
            found.append("calls the service and has no @vendor line")
        if named and not named[0].startswith(f"{noun}.{verb}:"):
            found.append(f"@vendor should name {noun}.{verb}")
    for text in named:
        name, _, route = text.partition(": ")
        if name not in operations:
            found.append(f"@vendor {name}: there is no such operation in operations.json")
        elif route != operations[name]:
            found.append(f"@vendor {name}: is {operations[name]}, not {route}")
    return found


def check(declaration, operations):
    if declaration.comment is None:
        return ["has no documentation comment right before it"]
    comment = declarations.Comment(declaration.comment)
    found = [] if comment.summary else ["has no summary"]
    if not declaration.is_function:
        return found
    found += check_parameters(declaration, comment)
    returns = len(comment.texts("return"))
    if declaration.returns == "void" and returns:
        found.append("returns nothing, and has @return")
    if declaration.returns != "void" and (returns != 1 or not comment.texts("return")[0]):
        found.append("has no @return")
    if len(comment.texts("thread")) != 1 or not comment.texts("thread")[0]:
        found.append("has no @thread")
    unknown = {tag for tag, _ in comment.tags} - {"param", "return", "thread", "vendor", "since"}
    found += [f"has an unknown tag @{tag}" for tag in sorted(unknown)]
    return found + check_vendor(declaration, comment, operations)


def missing_functions(found, operations):
    """Where a noun has its header, each documented operation of the noun has its function."""
    headers = {os.path.basename(one.header)[:-2] for one in found}
    comments = [declarations.Comment(one.comment) for one in found if one.comment]
    named = {text.partition(":")[0] for comment in comments for text in comment.texts("vendor")}
    return [f"{name}: no function has it as its @vendor" for name in sorted(operations)
            if name.split(".")[0] in headers and name not in named]


def main():
    root = project.root_argument()
    rows = json.loads(project.read(os.path.join(root, "tests/fixtures/operations.json")))
    operations = {row["operation"]: f"{row['method']} {row['path']}" for row in rows}
    operations.update(project.MENTIONED_OPERATIONS)
    found = [one for header in declarations.all_headers(root) for one in declarations.in_header(root, header)]
    problems = [f"{one.header}:{one.line}: {one.name}: {text}" for one in found for text in check(one, operations)]
    problems += missing_functions(found, operations)
    project.finish("contracts", problems, len(found))


main()
