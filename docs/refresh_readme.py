"""Runs the examples of README.md on a fresh demo graph and writes what they print: python docs/refresh_readme.py

A `console` block holds one command behind "$ " and its output; a `python` block is followed by a `text` block with
what it prints. `tests/test_readme.py` fails where the page and the program differ.
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
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"
CONSOLE = re.compile(r"```console\n\$ (?P<command>[^\n]*)\n(?P<output>.*?)```\n", re.S)
PYTHON = re.compile(r"```python\n(?P<code>.*?)```\n\n```text\n(?P<output>.*?)```\n", re.S)
#: Columns of the terminal in which the examples are run.
WIDTH = "100"


def refreshed(text: str, folder: Path) -> str:
    """The page with its examples run in the folder, which gets a demo graph."""
    command(["demo"], folder)
    text = CONSOLE.sub(lambda m: f"```console\n$ {m['command']}\n{command(shlex.split(m['command'])[1:], folder)}```\n",
                       text)
    return PYTHON.sub(lambda m: f"```python\n{m['code']}```\n\n```text\n{printed(m['code'])}```\n", text)


def command(arguments: list[str], folder: Path) -> str:
    """What a command prints on standard output; raises CalledProcessError where it fails."""
    done = subprocess.run([sys.executable, "-m", "kg", *arguments], cwd=folder, check=True, capture_output=True,
                          text=True, encoding="utf-8", env=os.environ | {"COLUMNS": WIDTH, "PYTHONUTF8": "1"})
    return "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())


def printed(code: str) -> str:
    """What Python code prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "README.md", "exec"), {})
    return out.getvalue()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        README.write_text(refreshed(README.read_text(encoding="utf-8"), Path(name)), encoding="utf-8")
