"""What the checks share: the files of the project, and C text without comments and strings."""
import os
import re
import subprocess
import sys

FIXED_TOP_LEVEL = {"CMakeLists.txt", "include", "src", "tests", "examples", "docs", "LICENSE", "README.md"}

# Operations without a page of their own: the pages of customers only name them, where a member takes a file.
MENTIONED_OPERATIONS = {
    "customers.upload_image": "POST /customers/_images",
    "customers.upload_attachment": "POST /customers/_uploads",
}


def root_argument():
    return os.path.abspath(sys.argv[1])


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def files_below(root, folder, endings):
    """Paths relative to the root, sorted."""
    found = []
    for directory, folders, names in os.walk(os.path.join(root, folder)):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "__pycache__"
                      and not os.path.exists(os.path.join(directory, name, "CMakeCache.txt"))]
        found += [os.path.relpath(os.path.join(directory, name), root) for name in names if name.endswith(endings)]
    return sorted(found)


def project_files(root):
    """All files that git knows or would add; without git, all that do not stand in a hidden folder."""
    command = ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\0")
        top = subprocess.run(["git", "-C", root, "rev-parse", "--show-toplevel"], check=True, capture_output=True)
        if os.path.realpath(top.stdout.decode().strip()) == os.path.realpath(root):
            return sorted(path for path in set(listed) if path and os.path.isfile(os.path.join(root, path)))
    except (OSError, subprocess.CalledProcessError):
        pass
    return files_below(root, ".", "")


TOKENS = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def blank(text, keep_strings=False):
    """The text with comments, and strings where not kept, replaced by spaces: every position stays where it was."""

    def replace(match):
        token = match.group()
        if token[0] in "\"'":
            return token if keep_strings else token[0] + " " * (len(token) - 2) + token[0]
        return re.sub(r"[^\n]", " ", token)

    return TOKENS.sub(replace, text)


def without_directives(text):
    """The text with preprocessor lines and their continuations replaced by spaces."""
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.M)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def finish(name, problems, looked_at):
    """Prints what was found and ends the check: it fails as well where there was nothing to look at."""
    if not looked_at:
        problems = problems + ["nothing to look at: is the path right?"]
    for problem in problems:
        print(problem)
    print(f"{name}: {looked_at} looked at, {len(problems)} wrong")
    sys.exit(1 if problems else 0)
