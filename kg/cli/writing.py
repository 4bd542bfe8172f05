"""The commands that write files to keep: export, view, demo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.app import app, existing, source_options
from kg.errors import InputError
from kg.terminal import DONE, WITH_PROBLEMS, write


@app.command()
@click.argument("file")
@click.option("--company", metavar="NAME", help="Only facts about this company, its units, or this person.")
@click.option("--metric", metavar="NAME", help="Only figures of this metric, such as capex.")
@click.option("--period", metavar="PERIOD", help="Only figures for this period, such as 2025-Q4.")
@click.option("--article", metavar="ARTICLE", help="Only this article: its name, URL or the beginning of its hash.")
@click.option("--construct", metavar="FILE|SPARQL", help="The answer to a CONSTRUCT query instead.")
@click.option("--quote-length", type=click.IntRange(min=0), metavar="N",
              help="At most N characters of an article's words in one place; by default all that facts cut out.")
@source_options
def export(file: str, folder: str, construct: str | None, **options: Any) -> int:
    """Write the graph, or a part of it, to a file.

    The ending of FILE says the format: .ttl, .trig, .nt, .nq, .jsonld, .rdf (RDF); .csv, .parquet (a fact a row);
    .graphml, .gexf (the network). With .gz behind it, the file is packed.
    """
    if construct is not None and "{" not in construct:
        construct = _text_of(construct)
    with existing(folder) as graph:
        written = graph.export(file, construct=construct, **options)
    write(f"{written}: {written.stat().st_size:,} bytes")
    return DONE


def _text_of(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise InputError(f"{file}: no query can be read there ({reason}); name a file, or write the query") from error


@app.command()
@click.argument("file", metavar="FILE.html")
@click.option("--company", metavar="NAME", help="Only what has to do with this company, unit or person.")
@click.option("--metric", metavar="NAME", help="Only this metric, such as capex.")
@click.option("--period", metavar="PERIOD", help="Only this period, such as 2025-Q4.")
@click.option("--kind", type=click.Choice(["observation", "role", "relation", "statement", "rank"]),
              help="Only facts of this kind.")
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="Steps from the company that are shown.")
@click.option("--construct", metavar="QUERY", help="Only the facts that this CONSTRUCT query answers with.")
@click.option("--all", "whole", is_flag=True,
              help="Draw all of a large graph at once (needs the extra `large`), not the foremost companies first.")
@click.option("--lang", "language", default="en", show_default=True, metavar="CODE", help="Language of the page.")
@click.option("--title", metavar="TEXT", help="Title of the page.")
@source_options
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
