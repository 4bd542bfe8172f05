"""What commands say and how: results to standard output, all else to standard error, one line a problem."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import click

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Columns of a table that goes to a file or a pipe, where no terminal says how wide it is.
WIDE = 160
DONE, WITH_PROBLEMS, NOT_DONE = 0, 1, 2


def plain(text: str) -> str:
    """A text in one line, without what would steer a terminal."""
    if text.isprintable():
        return text
    from kg.results import safe

    return safe(text)


def counted(number: int, thing: str) -> str:
    """A number of things: "1 article", "2,310 articles"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def say(text: str) -> None:
    """A line to standard error."""
    click.echo(plain(text), err=True)


def write(text: str) -> None:
    """A line to standard output."""
    click.echo(plain(text))


def write_json(value: Any) -> None:
    """A value as JSON to standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def show(renderable: RenderableType) -> None:
    """A table for people to standard output."""
    from rich.console import Console

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDE
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    with console.capture() as drawn:  # and written by click, since rich ends the process where a pipe is broken
        console.print(renderable)
    click.echo(drawn.get(), nl=False)


def show_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], right: Iterable[str] = ()) -> None:
    """Rows as a table; columns named in `right` are set to the right, as numbers are."""
    from rich.table import Table
    from rich.text import Text

    numbers = set(right)
    table = Table(highlight=False)
    for name in columns:
        table.add_column(Text(name), justify="right" if name in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else plain(str(cell))) for cell in row))
    show(table)


class Problems:
    """Problems of a command, each said when it comes, and once."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, problem: object) -> None:
        """Say a problem and keep it."""
        if (line := str(problem)) not in self.lines:
            self.lines.append(line)
            say(f"kg: {line}")

    def status(self, done: int = 1) -> int:
        """The exit status after `done` things were done."""
        return DONE if not self.lines else WITH_PROBLEMS if done else NOT_DONE


class Bar(Protocol):
    """A progress bar, or none."""

    def step(self, note: str, done: int = 1) -> None:
        """So many more of the things are done; `note` says how far that is."""


class _NoBar:
    def step(self, note: str, done: int = 1) -> None:
        """Nothing to draw on."""


@contextmanager
def progress(total: int, what: str) -> Iterator[Bar]:
    """A bar on standard error while many things are done; none where it is no terminal or there are few."""
    if total < 10 or not sys.stderr.isatty():
        yield _NoBar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[note]}", markup=False),
               TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task(what, total=total, note="")

        class Drawn:
            def step(self, note: str, done: int = 1) -> None:
                drawn.update(task, advance=done, note=plain(note))

        yield Drawn()
