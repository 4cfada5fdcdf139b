"""Each command of docs/evidence.md that runs tests selects at least one."""
import re
import subprocess
import sys

import project


def selected(build, arguments):
    done = subprocess.run(["ctest", "--test-dir", build, "-N", *arguments], capture_output=True, text=True, check=False)
    found = re.search(r"^Total Tests: (\d+)", done.stdout, re.M)
    return int(found.group(1)) if found else 0


def main():
    root, build = project.root_argument(), sys.argv[2]
    text = project.read(f"{root}/docs/evidence.md")
    commands = re.findall(r'`ctest --test-dir B (-[RL]) (?:"([^"]+)"|(\S+?))`', text)
    problems = [f"docs/evidence.md: {option} {quoted or bare}: selects no test" for option, quoted, bare in commands
                if selected(build, [option, quoted or bare]) == 0]
    if not commands:
        problems.append("docs/evidence.md: no command was found")
    project.finish("evidence", problems, len(commands))


main()
