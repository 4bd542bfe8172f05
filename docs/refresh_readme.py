"""Runs the examples of README.md and of pages of docs/ on fresh demo graphs and writes what they print:
python docs/refresh_readme.py

A `console` block holds one command behind "$ ", of kg or of curl, and its output; a `python` block is followed by a
`text` block with what it prints. `tests/test_readme.py` and `tests/test_docs_pages.py` fail where a page and the
program differ.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
#: Pages whose examples run as those of the README do, in this order on one graph, and the columns of their terminal.
PAGES = {"figures": "150", "citing": "120", "networks": "120", "filings": "120"}
#: Pages whose examples ask a server, and where it is in their texts; when they are run it may be anywhere.
SERVED = ("serve", "serve-pages")
ADDRESS = "http://127.0.0.1:8000"
CONSOLE = re.compile(r"```console\n\$ (?P<command>[^\n]*)\n(?P<output>.*?)```\n", re.S)
PYTHON = re.compile(r"```python\n(?P<code>.*?)```\n\n```text\n(?P<output>.*?)```\n", re.S)
#: Columns of the terminal in which the README's examples are run.
WIDTH = "100"


def refreshed(text: str, folder: Path) -> str:
    """The page with its examples run in the folder, which gets a demo graph."""
    command(["demo"], folder)
    return examples(text, folder, WIDTH)


def examples(text: str, folder: Path, width: str, address: str = ADDRESS) -> str:
    """The same in a folder that has a demo graph; the example data are there as `data`, and a server at the address."""
    if not (folder / "data").exists():
        (folder / "data").symlink_to(ROOT / "data")

    def run(match: re.Match[str]) -> str:
        program, *words = shlex.split(match["command"].replace(ADDRESS, address))
        output = curl(words) if program == "curl" else command(words, folder, width)
        output = output.replace(address, ADDRESS)
        return f"```console\n$ {match['command']}\n{output}```\n"

    text = CONSOLE.sub(run, text)
    return PYTHON.sub(lambda m: f"```python\n{m['code']}```\n\n```text\n"
                      f"{printed(m['code'].replace(ADDRESS, address), folder)}```\n", text)


def command(arguments: list[str], folder: Path, width: str = WIDTH) -> str:
    """What a command prints on standard output; raises CalledProcessError where it fails."""
    done = subprocess.run([sys.executable, "-m", "kg", *arguments], cwd=folder, check=True, capture_output=True,
                          text=True, encoding="utf-8", env=os.environ | {"COLUMNS": width, "PYTHONUTF8": "1"})
    return "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())


def curl(arguments: list[str]) -> str:
    """What curl prints."""
    done = subprocess.run(["curl", "--noproxy", "*", *arguments], check=True, capture_output=True, text=True,
                          encoding="utf-8")
    return "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of `kg serve` over the demo graph of the folder."""
    process = subprocess.Popen([sys.executable, "-m", "kg", "serve", "--graph", "kg-demo/graph", "--port", "0"],
                               cwd=folder, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        yield process.stderr.readline().split(" at ")[1].split("/ ")[0]
    finally:
        process.terminate()
        process.communicate()


def printed(code: str, folder: Path) -> str:
    """What Python code prints that runs in the folder."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.chdir(folder):
        exec(compile(code, "README.md", "exec"), {})
    return out.getvalue()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        README.write_text(refreshed(README.read_text(encoding="utf-8"), Path(name)), encoding="utf-8")
        for page, width in PAGES.items():
            file = ROOT / "docs" / f"{page}.md"
            file.write_text(examples(file.read_text(encoding="utf-8"), Path(name), width), encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:  # the other pages have put more into their graph
        command(["demo"], Path(name))
        with served(Path(name)) as place:
            for page in SERVED:
                file = ROOT / "docs" / f"{page}.md"
                file.write_text(examples(file.read_text(encoding="utf-8"), Path(name), WIDTH, place), encoding="utf-8")
