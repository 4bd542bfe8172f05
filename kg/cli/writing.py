"""The commands that write files to keep: export, view, demo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.app import app, existing, graph_option
from kg.terminal import DONE, WITH_PROBLEMS, write


@app.command()
@click.argument("file")
@graph_option
def export(file: str, folder: str) -> int:
    """Write the graph as Turtle or another format.

    The ending of FILE says which: .ttl, .trig, .nt, .nq, .jsonld or .rdf.
    """
    with existing(folder) as graph:
        written = graph.export(file)
    write(f"{written}: {written.stat().st_size:,} bytes")
    return DONE


@app.command()
@click.argument("file", metavar="FILE.html")
@click.option("--company", metavar="NAME", help="Only what has to do with this company, unit or person.")
@click.option("--metric", metavar="NAME", help="Only this metric, such as capex.")
@click.option("--period", metavar="PERIOD", help="Only this period, such as 2025-Q4.")
@click.option("--kind", type=click.Choice(["observation", "role", "relation", "statement", "rank"]),
              help="Only facts of this kind.")
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="Steps from the company that are shown.")
@click.option("--lang", "language", default="en", show_default=True, metavar="CODE", help="Language of the page.")
@click.option("--title", metavar="TEXT", help="Title of the page.")
@graph_option
def view(file: str, folder: str, **options: Any) -> int:
    """Write the graph as one HTML page to look at.

    The page searches, filters and shows the words of each fact, and works without a network.
    """
    with existing(folder) as graph:
        written = graph.view(file, **options)
    write(f"{written}: {written.stat().st_size:,} bytes; open it in a browser")
    return DONE


@app.command()
@click.option("--out", default="kg-demo", show_default=True, metavar="DIR", help="Folder for what the demo writes.")
def demo(out: str) -> int:
    """Build a graph of sample articles and ask it three questions.

    Writes the graph, its Turtle and a page to look at into one folder, in seconds. Safe to repeat.
    """
    from kg.demo import run_demo

    return DONE if run_demo(Path(out)) else WITH_PROBLEMS
