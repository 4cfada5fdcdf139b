"""Dependencies run one way: base < {model, http} < auth < call < api; and what each layer must not touch."""
import os
import re

import project

# Which folders of src a folder may include from.
LAYERS = {
    "base": {"base"},
    "model": {"base", "model"},
    "http": {"base", "http"},
    "auth": {"base", "model", "auth"},
    "call": {"base", "model", "http", "auth", "call"},
    "api": {"base", "model", "http", "auth", "call", "api"},
}

# Which public headers the lower layers may include; the others may include all.
PUBLIC = {
    "base": {"base", "error", "json", "types"},
    "http": {"base", "error", "transport"},
}
# The model and the transport do not know each other.
HIDDEN = {"model": {"transport", "auth"}}

OUTSIDE = [
    (re.compile(r"curl/"), re.compile(r"src/http/curl_\w+\.[ch]$"), "libcurl belongs to src/http/curl_*.c"),
    (re.compile(r"cjson/|cJSON"), re.compile(r"src/(base/json\w*|model/decode\w*)\.[ch]$"),
     "cJSON belongs to src/base/json*.c and src/model/decode*.c"),
]

POSIX = re.compile(r"(unistd|time|pthread|fcntl|poll|signal|dirent|netdb|semaphore|strings|threads)\.h$"
                   r"|(sys|netinet|arpa)/")
POSIX_FREE = {"model", "auth", "call", "api"}

# Calls: not members (x.poll, x->poll), not parts of longer names.
CALL = r"(?<![\w.>]){}\s*\("
CLOCKS = [(re.compile(CALL.format(name)), name) for name in
          ("sleep", "nanosleep", "usleep", "time", "clock", "clock_gettime", "gettimeofday", "poll", "select",
           "pselect", "sdpi_now_ms", "sdpi_wall_ms")]
CLOCK_FREE = {"model", "auth", "call"}
OUTPUT = [(re.compile(CALL.format(name)), name) for name in
          ("printf", "vprintf", "puts", "putchar", "perror", "signal", "sigaction", "atexit", "exit", "abort")]
OUTPUT += [(re.compile(r"\bstdout\b"), "stdout"), (re.compile(r"\bstderr\b"), "stderr")]
ENVIRONMENT = re.compile(CALL.format(r"(?:secure_)?getenv"))


def includes(text):
    """Pairs of line and what is included, with its quotes or brackets."""
    code = project.blank(text, keep_strings=True)
    return [(project.line_of(code, m.start()), m.group(1), m.group(2))
            for m in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', code, re.M)]


def check_include(root, path, layer, quote, name):
    if quote == '"':
        beside = os.path.join(root, os.path.dirname(path), name)
        target = layer if os.path.exists(beside) else name.split("/")[0]
        return None if target in LAYERS[layer] else f"{layer} must not see {name}"
    if name.startswith("sdp/"):
        header = name[4:-2]
        if header not in PUBLIC.get(layer, {header}) or header in HIDDEN.get(layer, set()):
            return f"{layer} must not see <{name}>"
    if layer in POSIX_FREE and POSIX.match(name):
        return f"{layer} must not know the platform: <{name}>"
    return None


def check_library(root, path):
    layer = path.split(os.sep)[1]
    if layer not in LAYERS:
        return [f"{path}: no such layer"]
    text = project.read(os.path.join(root, path))
    found = []
    for line, quote, name in includes(text):
        problem = check_include(root, path, layer, quote, name)
        if problem:
            found.append(f"{path}:{line}: {problem}")
        for pattern, where, why in OUTSIDE:
            if pattern.match(name) and not where.match(path.replace(os.sep, "/")):
                found.append(f"{path}:{line}: <{name}>: {why}")
    code = project.blank(text)
    banned = OUTPUT + (CLOCKS if layer in CLOCK_FREE else [])
    if os.path.basename(path) != "config_env.c":
        banned = banned + [(ENVIRONMENT, "getenv")]
    for pattern, name in banned:
        found += [f"{path}:{project.line_of(code, m.start())}: {name} is not for {layer}"
                  for m in pattern.finditer(code)]
    return found


def check_example(root, path):
    """Examples stand on installed headers: of ours they include <sdp/...> alone, and files beside them."""
    found = []
    top = os.path.join(root, "examples")
    for line, quote, name in includes(project.read(os.path.join(root, path))):
        if quote == '"':
            places = [os.path.join(root, os.path.dirname(path), name)]
            parts = path.split(os.sep)
            if len(parts) > 2:
                places.append(os.path.join(top, parts[1], name))
            inside = [place for place in places if os.path.exists(place)
                      and os.path.realpath(place).startswith(os.path.realpath(top) + os.sep)]
            if not inside:
                found.append(f'{path}:{line}: "{name}" is not a file of the examples')
        elif name.split("/")[0] in LAYERS:
            found.append(f"{path}:{line}: <{name}> is not an installed header")
    return found


def check_header(root, path):
    return [f"{path}:{line}: public headers show neither libcurl nor cJSON"
            for line, _, name in includes(project.read(os.path.join(root, path))) if re.match(r"curl/|cjson/|cJSON", name)]


def main():
    root = project.root_argument()
    endings = (".c", ".h", ".def")
    library = project.files_below(root, "src", endings)
    examples = project.files_below(root, "examples", endings)
    headers = project.files_below(root, "include", endings)
    problems = []
    for path in library:
        problems += check_library(root, path)
    for path in examples:
        problems += check_example(root, path)
    for path in headers:
        problems += check_header(root, path)
    project.finish("layers", problems, len(library) + len(examples) + len(headers))


main()
