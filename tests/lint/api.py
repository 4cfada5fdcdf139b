"""docs/libsdp.api.json is what headers and tables say, and these two say the same.

    api.py ROOT PROGRAM            checks; PROGRAM is sdp-tables of the build, or a file with what it prints
    api.py ROOT PROGRAM --write    writes the file

docs/api-json.md describes it.
"""
import json
import os
import re
import subprocess
import sys

import declarations
import definitions
import project
import wording

FILE = "docs/libsdp.api.json"
FIRST_VERSION = "0.1.0"  # what has no @since was there from the beginning
WIDTH = 118
PREFIXES = {"dialect": "SDP_DIALECT_", "access": "SDP_ACCESS_", "place": "SDP_PLACE_", "bare": "SDP_BARE_"}


def unwrapped(text):
    """Paragraphs as one line each, separated by empty ones; what is indented stays as it is."""
    if not text:
        return None
    parts = re.split(r"\n[ \t]*\n", text)
    return "\n\n".join(part.rstrip() if re.match(r" {4}", part) else " ".join(part.split()) for part in parts)


def summary(text):
    """The first sentence."""
    first = text.split("\n\n")[0]
    match = re.match(r".*?[.](?=\s|$)", first)
    return match.group() if match else first


def without_nothing(members):
    return {name: value for name, value in members.items() if value is not None}


def described(item, **members):
    """The members, and behind them what every item has: documentation, and since when it is there."""
    return {**part(item, **members), "since": item.get("since") or FIRST_VERSION}


def part(item, **members):
    """The same for a part of an item, which is there since the item is, unless it says something else."""
    text = unwrapped(item.get("documentation"))
    return without_nothing({**members, "documentation": text, "since": item.get("since")})


def parameter(name, declaration, text):
    kind = definitions.named(declaration)[1]
    found = {"name": name, "type": kind, "direction": wording.direction(kind, text)}
    if declarations.is_pointer(declaration):
        found["ownership"] = wording.ownership(kind, text) if "*" in kind else None
        found["freed_by"] = wording.freed_by(text) if found["ownership"] == "new" else None
        found["nullable"] = wording.parameter_nullable(text)
    found["values"] = wording.values(text)
    found["documentation"] = text
    return without_nothing(found)


def result(one, text, statuses):
    """What a function returns, whose documentation is the text."""
    found = {"type": one.returns, "documentation": text}
    if "*" in one.returns:
        found["ownership"] = "borrowed"
        found["nullable"] = wording.result_nullable(text)
    elif one.returns == "sdp_status" and wording.is_result(text):
        found["successes"], found["errors"] = statuses.split(one.name)
    elif text:
        found["values"] = wording.values(text)
    return without_nothing(found)


def function(one, statuses):
    comment = declarations.Comment(one.comment)
    texts = {text.partition(" ")[0]: text.partition(" ")[2] for text in comment.texts("param")}
    operation, _, route = (comment.texts("vendor") or [""])[0].partition(": ")
    method, _, path = route.partition(" ")
    text = unwrapped(comment.summary)
    return without_nothing({
        "name": one.name, "header": one.header[len("include/"):], "summary": summary(text), "documentation": text,
        "inline": not one.text.startswith("SDP_API"),
        "returns": result(one, (comment.texts("return") or [None])[0], statuses),
        "parameters": [parameter(name, declaration, texts[name]) for name, declaration in one.parameters],
        "thread": comment.texts("thread")[0],
        "operation": {"name": operation, "method": method, "path": path} if operation else None,
        "since": (comment.texts("since") or [FIRST_VERSION])[0],
    })


def constant(enums, prefix, value):
    """The name of a constant, None where no header has it."""
    return next((one["name"] for enum in enums for one in enum["constants"]
                 if one["name"].startswith(prefix) and one["value"] == value), None)


def struct_of(number, enums):
    """The struct of a type in the tables, by its number."""
    return "sdp_" + (constant(enums, "SDP_TYPE_", number) or "")[len("SDP_TYPE_"):].lower()


def sized_by(members):
    """How a struct that may grow tells how long it is; None for one that never grows."""
    first = members[0]["name"] if members else None
    return first if first == "head" or (first == "size" and members[0]["type"] == "size_t") else None


def header_type(item, header, entity):
    """A type of a header; of an entity's struct the members are told by its table, where the header says nothing."""
    fields = {field["name"]: field for field in entity["fields"]} if entity else {}
    members = []
    for member in item.get("members", []):
        field = fields.get(member["name"]) or fields.get(member["name"].rstrip("_"))
        text = member["documentation"] or (field["documentation"] if field else None)
        rest = {name: member[name] for name in ("name", "type", "returns", "parameters") if name in member}
        members.append(part({**member, "documentation": text}, **rest))
    of_list = item.get("members") and [member["name"] for member in item["members"]] == ["items", "count"]
    items = re.match(r"const (\w+) \*const \*", item["members"][0]["type"]) if of_list else None
    return described(item, name=item["name"], header=header, kind=item["kind"], type=item.get("type"),
                     sized_by=sized_by(item.get("members")), entity=entity["name"] if entity else None,
                     items=items.group(1) if items else None,
                     returns=item.get("returns"), parameters=item.get("parameters"),
                     members=members if item["kind"] == "struct" else None)


def macro(item, header, structs):
    """A macro of a header; those that start a struct are told by their pattern."""
    name = item["name"]
    found = re.search(r"\bSDP_(?:HEAD|INIT)\((sdp_\w+),", item["value"])
    if found and found.group(1) in structs:
        short = name.endswith("_INIT")
        text = (f"Starts an {found.group(1)}: all members absent." if short else
                f"Starts an {found.group(1)} with designated initialisers; members that are not named are absent.")
        return described({**item, "documentation": text}, name=name, header=header, parameters=item.get("parameters"),
                         initialises=found.group(1), value=item["value"])
    return described(item, name=name, header=header, parameters=item.get("parameters"), value=item["value"])


def enum(item, header, codes):
    names = [one["name"] for one in item["constants"]]
    prefix = os.path.commonprefix(names)
    constants = []
    for one in item["constants"]:
        told = codes.get(one["value"], {}) if prefix == "SDP_API_" else {}
        text = one["documentation"] or told.get("documentation")
        constants.append(part({**one, "documentation": text}, name=one["name"], value=one["value"]))
    return {"header": header, "prefix": prefix[:prefix.rfind("_") + 1],
            "documentation": unwrapped(item["documentation"]), "constants": constants}


def field(one, struct):
    """A row of a table, with the name of its member in C."""
    members = [member["name"] for member in struct["members"]] if struct else []
    c_name = next((name for name in (one["name"], one["name"] + "_") if name in members), None)
    found = {"name": one["name"], "member": c_name, "kind": one["kind"], "type": one.get("type")}
    flags = {flag: True for flag in ("read_only", "write_text", "key") if one[flag]}
    return without_nothing({**found, **flags, "documentation": one["documentation"]})


def operation(one, functions, enums):
    ids = [{"name": name, "in": "path"} for name in re.findall(r"\{(\w+)\}", one["path"])]
    ids += [{"name": name, "in": "body"} for name in one.get("body_ids", "").split()]
    called = [item["name"] for item in functions if item.get("operation", {}).get("name") == one["name"]]
    told = {name: constant(enums, prefix, one[name]) for name, prefix in PREFIXES.items()}
    output = one.get("output")
    return without_nothing({
        "name": one["name"], "function": called[0] if called else None, "documentation": one["documentation"],
        "method": one["method"], "path": one["path"], "printed_path": one.get("printed_path"), "ids": ids, **told,
        "input": one.get("input"), "output": {**output, "keys": output["keys"].split()} if output else None,
    })


def gathered(root, tables):
    """The whole description."""
    read = {header: definitions.in_header(root, header) for header in declarations.all_headers(root)}
    enums = [one for header in read.values() for one in header["enums"]]
    entities = {struct_of(one["number"], enums): one for one in tables["types"]}
    structs = {one["name"]: one for part in read.values() for one in part["types"] if one["kind"] == "struct"}
    declared = [one for header in read for one in declarations.in_header(root, header)]
    declared = [one for one in declared if one.is_function and one.comment]
    returns = {one.name: (declarations.Comment(one.comment).texts("return") or [""])[0] for one in declared}
    statuses = wording.Statuses(enums_with(enums, "SDP_OK")["constants"], returns)
    advice = {one["name"]: one.get("advice") for one in tables["statuses"]}
    codes = {one["value"]: one for one in tables["codes"]}
    functions = [function(one, statuses) for one in declared]
    short = {header: header[len("include/"):] for header in read}
    made = {"schema": 1, "library": "libsdp", "version": version(read)}
    made["headers"] = [{"name": short[header], "summary": summary(unwrapped(part["documentation"])),
                        "documentation": unwrapped(part["documentation"])} for header, part in read.items()]
    made["functions"] = functions
    made["types"] = [header_type(one, short[header], entities.get(one["name"]))
                     for header, part in read.items() for one in part["types"]]
    made["enums"] = [enum(one, short[header], codes) for header, part in read.items() for one in part["enums"]]
    made["statuses"] = [described(one, name=one["name"], value=one["value"], advice=advice.get(one["name"]))
                        for one in enums_with(enums, "SDP_OK")["constants"]]
    made["macros"] = [macro(one, short[header], structs) for header, part in read.items() for one in part["macros"]]
    made["kinds"] = [one["name"] for one in tables["kinds"]]
    made["entities"] = [{"name": one["name"], "struct": struct, "number": one["number"],
                         "documentation": one["documentation"],
                         "fields": [field(row, structs.get(struct)) for row in one["fields"]]}
                        for struct, one in entities.items()]
    made["operations"] = [operation(one, functions, enums) for one in tables["operations"]]
    return made


def enums_with(enums, name):
    return next(one for one in enums if any(constant["name"] == name for constant in one["constants"]))


def version(read):
    values = {one["name"]: one["value"] for one in read["include/sdp/base.h"]["macros"]}
    return values["SDP_VERSION"].strip('"')


def number_of(text):
    return tuple(int(part) for part in text.split(".")) if re.fullmatch(r"\d+\.\d+\.\d+", text) else None


def disagreements(made, tables):
    """Where headers and tables part, and what is left open."""
    problems = []
    structs = {one["name"]: one for one in made["types"]}
    for entity in made["entities"]:
        struct = structs.get(entity["struct"])
        if struct is None:
            problems.append(f"the table {entity['name']} has no struct in the headers")
            continue
        known = {one.get("member") for one in entity["fields"]}
        problems += [f"{entity['name']}.{one['name']}: {entity['struct']} has no such member"
                     for one in entity["fields"] if "member" not in one]
        problems += [f"{entity['struct']}.{one['name']}: the table {entity['name']} has no such field"
                     for one in struct["members"] if one["name"] not in known | {"head"}]
    library = {one["name"]: one["value"] for one in tables["statuses"]}
    header = {one["name"]: one["value"] for one in made["statuses"]}
    problems += [f"{name}: the header and sdp_status_name() do not say the same"
                 for name in sorted(library.keys() | header.keys()) if library.get(name) != header.get(name)]
    problems += [f"{one['name']}: the headers have no constant for its {name}" for one in made["operations"]
                 for name in PREFIXES if name not in one]
    problems += [f"{one['name']}: no function calls it" for one in made["operations"] if "function" not in one]
    problems += [f"{one['name']}: has no documentation" for part in ("types", "macros") for one in made[part]
                 if "documentation" not in one]
    problems += [f"{one['name']}: @since {one['since']} is not a version up to {made['version']}"
                 for part in ("functions", "types", "macros", "statuses") for one in made[part]
                 if not number_of(one["since"]) or number_of(one["since"]) > number_of(made["version"])]
    problems += [f"{one['name']}: @return names no error" for one in made["functions"]
                 if one["returns"].get("successes") == [] or one["returns"].get("errors") == []]
    names = {one["name"] for one in made["functions"]}
    problems += [f"{one['name']}: {part['name']} is freed by {part.get('freed_by', 'nobody')}"
                 for one in made["functions"] for part in one["parameters"]
                 if part.get("ownership") == "new" and part.get("freed_by") not in names]
    return problems


def filled(parts, blank):
    """Parts of JSON, as many on a line as fit."""
    lines = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) + 3 <= WIDTH:
            lines[-1] += f", {part}"
        else:
            lines.append(f"{blank} {part}")
    return ",\n".join(lines)


def printed(value, indent=0, before=0):
    """JSON whose short parts stand on one line, so that a change is a line or two. `before`: what stands there."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or not value or len(line) + indent + before <= WIDTH:
        return line
    blank, inner = " " * indent, indent + 1
    if isinstance(value, dict):
        parts = [f"{json.dumps(name)}: {printed(item, inner, len(name) + 4)}" for name, item in value.items()]
        values = value.values()
    else:
        parts = [printed(item, inner) for item in value]
        values = value
    flat = not any(isinstance(item, (dict, list)) for item in values)
    text = filled(parts, blank) if flat else ",\n".join(f"{blank} {part}" for part in parts)
    return ("{\n" + text + "\n" + blank + "}") if isinstance(value, dict) else ("[\n" + text + "\n" + blank + "]")


def read_tables(program):
    if program.endswith(".json"):
        return json.loads(project.read(program))
    return json.loads(subprocess.run([program], check=True, capture_output=True).stdout.decode("utf-8"))


def main():
    root, program = project.root_argument(), sys.argv[2]
    tables = read_tables(program)
    made = gathered(root, tables)
    place = os.path.join(root, FILE)
    text = printed(made) + "\n"
    if sys.argv[3:] == ["--write"]:
        with open(place, "w", encoding="utf-8") as file:
            file.write(text)
        return
    problems = disagreements(made, tables)
    if not os.path.exists(place) or project.read(place) != text:
        problems.append(f"{FILE} is not what headers and tables say: python3 tests/lint/api.py . PROGRAM --write")
    parts = ("functions", "types", "enums", "statuses", "macros", "entities", "operations")
    print(", ".join(f"{len(made[part])} {part}" for part in parts))
    project.finish("api", problems, sum(len(made[part]) for part in parts))


main()
