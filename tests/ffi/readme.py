"""Runs the first program that the README of a binding shows, against the sandbox that the environment names.

    readme.py README COMMAND

What a reader has before that program (a token, the rest of a source file) is put around it, and the address of the
sandbox in the place of the made-up one. COMMAND is for a shell, which finds the source at $SOURCE, and may build $PROGRAM.
"""
import os
import re
import subprocess
import sys
import tempfile

ADDRESS = "https://desk.example.com"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
SEEN = "Workstation"  # what each of the programs prints of what it added

# Of each language: how its files end, what a program begins with, and what its end is.
AROUND = {
    "python": (".py", "token = 'any'\n", ""),
    "lua": (".lua", "local token = 'any'\n", ""),
    "js": (".mjs", "const token = 'any';\n", ""),
    "cpp": (".cpp", "", "return 0;\n}\n"),
    "rust": (".rs", 'fn main() -> sdp::Result<()> {\nlet token = "any";\n', "Ok(())\n}\n"),
    "go": (".go", """package main
import (
	"context"
	"fmt"
	"log"
	"libsdp.example/sdp"
)
func run(ctx context.Context, token string, kind sdp.Object) error {
""", """}
func main() {
	if err := run(context.Background(), "any", sdp.Object{"name": "Workstation"}); err != nil {
		log.Fatal(err)
	}
}
"""),
}


def program_of(language, body, folder):
    end, before, after = AROUND[language]
    assert ADDRESS in body, "the program does not connect to the made-up address"
    body = body.replace(ADDRESS, os.environ["SDP_BASE_URL"])
    if language == "js":  # beside the package
        body = body.replace("'./", f"'{folder}/")
    if language == "cpp":  # what a file begins with stays there
        head = re.match(r"(?:#.*\n|\n)*", body).group()
        body = f'{head}int main()\n{{\nconst std::string token = "any";\n{body[len(head):]}'
    return end, before + body + after


def main():
    readme, command = sys.argv[1:]
    with open(readme, encoding="utf-8") as file:
        block = BLOCK.search(file.read())
    end, source = program_of(*block.groups(), os.path.dirname(os.path.abspath(readme)))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "readme" + end)
        with open(path, "w", encoding="utf-8") as file:
            file.write(source)
        environment = {**os.environ, "SOURCE": path, "PROGRAM": os.path.join(folder, "readme")}
        ran = subprocess.run(["sh", "-c", command], env=environment, cwd=folder, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if ran.returncode != 0 or SEEN not in ran.stdout:
        sys.exit(f"{readme}: the first program ends with {ran.returncode}:\n{ran.stdout}\nIt was:\n{source}")
    print(ran.stdout, end="")


main()
