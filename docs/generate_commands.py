"""Writes docs/commands.md from the help of the commands: python docs/generate_commands.py"""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import app

PAGE = Path(__file__).with_name("commands.md")
HEAD = """# Commands

Generated from the help of the commands by `python docs/generate_commands.py`; a test holds the two together.
Results go to standard output, everything else to standard error. Exit status: 0 done, 1 done with problems that are
listed, 2 could not be done.

| command | does |
|---|---|
"""


def reference() -> str:
    """The page."""
    commands = sorted(app.commands.items())
    rows = "".join(f"| [`kg {name}`](#kg-{name}) | {command.get_short_help_str(200)} |\n" for name, command in commands)
    parts = [HEAD + rows]
    above = click.Context(app, info_name="kg", **(app.context_settings | {"terminal_width": 100}))
    for name, command in commands:
        help_text = command.get_help(click.Context(command, info_name=name, parent=above))
        parts.append(f"## kg {name}\n\n```text\n{help_text}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
