"""The commands that look after a graph: info, backup, validate, verify."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from kg.cli.app import app, existing, graph_option, json_option, source_options
from kg.terminal import DONE, Problems, write, write_json


@app.command()
@source_options
@json_option
def info(folder: str, as_json: bool) -> int:
    """Show what is in the graph."""
    with existing(folder) as graph:
        found = graph.info()
    if as_json:
        write_json(found)
    else:
        for name, value in found.items():
            write(f"{name:10}{value:>12,}" if isinstance(value, int) else f"{name:10}{value}")
    return DONE


@app.command()
@click.argument("target", metavar="DIR")
@graph_option
def backup(target: str, folder: str) -> int:
    """Copy the graph into a new folder, whole.

    Also while it is being written to. The copy is a graph as any other: use it with --graph DIR.
    """
    from kg.backup import backup as copied

    write(f"{copied(folder, target)}: a copy of {folder}")
    return DONE


@app.command()
@click.option("--reference", is_flag=True, help="By pyshacl, the reference, which takes much longer.")
@source_options
@json_option
def validate(folder: str, as_json: bool, reference: bool) -> int:
    """Hold the facts of the graph against their shapes."""
    with existing(folder) as graph:
        return _violations(graph.validate(reference=reference), as_json, "every fact keeps to the shapes")


@app.command()
@source_options
@json_option
def verify(folder: str, as_json: bool) -> int:
    """Cut every fact again from the text of its article."""
    with existing(folder) as graph:
        return _violations(graph.verify(), as_json, "every fact cuts from its text")


def _violations(found: Sequence[Any], as_json: bool, sound: str) -> int:
    problems = Problems()
    for violation in found:
        problems.add(f"{violation.where}: {violation.message}")
    if as_json:
        write_json([violation._asdict() for violation in found])
    elif not found:
        write(sound)
    return problems.status()
