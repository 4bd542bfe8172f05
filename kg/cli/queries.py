"""The commands that ask: query, queries."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.app import app, existing, json_option, source_options
from kg.cli.completion import NamedQueryCommand, query_word
from kg.errors import QueryError
from kg.terminal import DONE, NOT_DONE, say, show, show_rows, write, write_json

if TYPE_CHECKING:
    from kg.queries import NamedQuery
    from kg.results import Result

#: Seconds after which it is looked whether a query does not end since the graph is damaged.
PATIENCE = 3.0
FORMATS = ("table", "csv", "tsv", "json", "xml", "ttl")


@app.command(cls=NamedQueryCommand, add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="NAME|FILE [--PARAM VALUE]...",
                shell_complete=query_word)
@click.option("-e", "sparql", metavar="SPARQL", help="SPARQL text in place of a name or a file.")
@click.option("--format", "form", type=click.Choice(FORMATS),
              help="Form of the answer; a table, or Turtle for CONSTRUCT, if not given.")
@click.option("--cite", is_flag=True, help="Show the words and the article of each fact below the table.")
@click.option("--lang", "language", metavar="CODE", help="Language of labels and of the table: en or nl.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
              help="Give the query up after so many seconds.")
@source_options
@click.option("-h", "--help", "asks_help", is_flag=True,
              help="Show this message, or with NAME what that query answers and takes, and exit.")
def query(words: Sequence[str], sparql: str | None, form: str | None, cite: bool, language: str | None,
          timeout: float | None, folder: str, asks_help: bool) -> int:
    """Ask the graph by a named query, a file or SPARQL text.

    A file with a query ends in .rq or .sparql. `kg queries` lists the named queries with their parameters, each of
    which is an option here, and so are --limit and --offset: kg query capex-guidance --period 2026 --limit 10
    """
    from kg import queries

    if asks_help:
        named = next((word for word in words if not word.startswith("--")), None)
        if named is None:
            click.echo(click.get_current_context().get_help())
        else:
            _describe(queries.find(named))
        return DONE
    names, params = parameters(words)
    if sparql is not None:
        names.insert(0, sparql)
    if len(names) != 1:
        raise click.UsageError("name one query, file or -e SPARQL" if not names else
                               f"one query at a time, not {names[0][:30]!r} and {names[1][:30]!r}")
    queries.find(names[0])
    with existing(folder) as graph:
        if timeout is not None and graph.store.folder is None:
            graph.store.limit(timeout)
        if timeout is None or graph.store.folder is None:
            with _watched(graph.store.folder):
                _print(queries.run(graph.store, names[0], params, language=language), form, cite)
            return DONE
    from kg.workers import Within

    with Within(folder, timeout) as store:
        _print(queries.run(store, names[0], params, language=language), form, cite)
    return DONE


@contextmanager
def _watched(folder: Path | None) -> Iterator[None]:
    """End this process with a line if a query takes long since a table is damaged: the engine would try for ever."""
    if folder is None:
        yield
        return
    from threading import Timer

    from kg.sharing import find_damage
    from kg.storage_errors import damaged

    def look() -> None:
        try:
            find_damage(folder / "oxigraph")
        except RuntimeError as error:
            say(f"kg: {damaged(folder, error)}")
            os._exit(NOT_DONE)
        except OSError:
            return

    timer = Timer(PATIENCE, look)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def parameters(words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Words of the command line that are no options of `query`: names of queries, and parameters with values."""
    from kg.queries import url_params

    names: list[str] = []
    params: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("--"):
            names.append(word)
            continue
        option, equals, value = word.partition("=")
        given = value if equals else next(rest, None)
        if given is None:
            raise click.UsageError(f"{option} needs a value")
        if option[2:] in params:
            raise click.UsageError(f"{option} is given twice")
        params[option[2:]] = given
    return names, url_params(params)


def _print(result: Result, form: str | None, cite: bool) -> None:
    form = form or ("table" if result.triples is None else "ttl")
    if cite and form != "table":
        raise QueryError(f"--cite writes footnotes below a table; leave out --format {form}")
    if form == "table":
        show(result.table(cite=cite))
    else:
        text = getattr(result, form)()
        click.echo(text, nl=not text.endswith("\n"))
    if form != "table" or len(result):  # a table without rows says by itself why
        for note in result.notes:
            say(f"kg: {note}")


@app.command()
@click.argument("name", required=False, shell_complete=query_word)
@json_option
def queries(name: str | None, as_json: bool) -> int:
    """List the named queries, or show what one answers and takes."""
    from kg import queries as named

    found = named.all_queries() if name is None else [named.find(name)]
    if as_json:
        write_json([{"name": query.name, "title": query.title, "description": query.description,
                     "params": [{"name": p.name, "type": p.type, "default": p.default, "optional": p.optional,
                                 "description": p.description} for p in query.params],
                     "example": query.example} for query in found])
    elif name is None:
        show_rows(("name", "answers", "parameters"),
                  [(query.name, query.title, " ".join(f"--{p.name}" for p in query.params)) for query in found])
    else:
        _describe(found[0])
    return DONE


def _describe(query: NamedQuery) -> None:
    """What a query answers and takes, for people."""
    def usage(name: str, needed: bool) -> str:
        words = f"--{name} {name.upper()}"
        return words if needed else f"[{words}]"

    if query.title:
        write(f"{query.name}: {query.title}")
        write(query.description)
    needed = {param.name: param.default is None and not param.optional for param in query.params}
    write(" ".join(["usage: kg query", query.name or "FILE", *(usage(*pair) for pair in needed.items())]))
    for param in query.params:
        state = "optional" if param.optional else f"default {param.default}" if param.default else "needed"
        write(f"  --{param.name} ({param.type}, {state}): {param.description}")
    write("  --limit, --offset (rows, optional): how many rows at most, and how many to pass over")
    if query.example:
        write(f"example: {query.example}")
