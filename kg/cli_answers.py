"""The commands that ask a graph: query, queries, export, view, explain, cite; and the demo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import app, existing, graph_option, json_option
from kg.errors import InputError, QueryError
from kg.facts import ARTICLE_DIGITS, Fact, to_json
from kg.terminal import DONE, WITH_PROBLEMS, show, show_rows, write, write_json

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.results import Result

FORMATS = ("table", "csv", "tsv", "json", "xml", "ttl")


@app.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="NAME|FILE [--PARAM VALUE]...")
@click.option("-e", "sparql", metavar="SPARQL", help="SPARQL text in place of a name or a file.")
@click.option("--format", "form", type=click.Choice(FORMATS),
              help="Form of the answer; a table, or Turtle for CONSTRUCT, if not given.")
@click.option("--cite", is_flag=True, help="Show the words and the article of each fact below the table.")
@click.option("--lang", "language", metavar="CODE", help="Language of labels and of the table: en or nl.")
@graph_option
def query(words: Sequence[str], sparql: str | None, form: str | None, cite: bool, language: str | None,
          folder: str) -> int:
    """Ask the graph by a named query, a file or SPARQL text.

    A file with a query ends in .rq or .sparql. `kg queries` lists the named queries with their parameters, each of
    which is an option here, and so are --limit and --offset: kg query capex-guidance --period 2026 --limit 10
    """
    from kg import queries

    names, params = _parameters(words)
    if sparql is not None:
        names.insert(0, sparql)
    if len(names) != 1:
        raise click.UsageError("name one query, file or -e SPARQL" if not names else
                               f"one query at a time, not {names[0][:30]!r} and {names[1][:30]!r}")
    queries.find(names[0])
    with existing(folder) as graph:
        _print(queries.run(graph.store, names[0], params, language=language), form, cite)
    return DONE


def _parameters(words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Words of the command line that are no options of `query`: names of queries, and parameters with values."""
    names: list[str] = []
    params: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("--"):
            names.append(word)
            continue
        option, equals, value = word.partition("=")
        name = option[2:].replace("-", "_")
        given = value if equals else next(rest, None)
        if given is None:
            raise click.UsageError(f"{option} needs a value")
        if name in params:
            raise click.UsageError(f"{option} is given twice")
        params[name] = given
    return names, params


def _print(result: Result, form: str | None, cite: bool) -> None:
    form = form or ("table" if result.triples is None else "ttl")
    if cite and form != "table":
        raise QueryError(f"--cite writes footnotes below a table; leave out --format {form}")
    if form == "table":
        show(result.table(cite=cite))
        return
    text = getattr(result, form)()
    click.echo(text, nl=not text.endswith("\n"))


@app.command()
@click.argument("name", required=False)
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
        query, = found
        write(f"{query.name}: {query.title}")
        write(query.description)
        for param in query.params:
            state = "optional" if param.optional else f"default {param.default}" if param.default else "needed"
            write(f"  --{param.name} ({param.type}, {state}): {param.description}")
        write("  --limit, --offset (rows, optional): how many rows at most, and how many to pass over")
        write(f"example: {query.example}")
    return DONE


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
@click.argument("fact")
@graph_option
@json_option
def explain(fact: str, folder: str, as_json: bool) -> int:
    """Show why a fact is there, part by part and rule by rule.

    FACT is the name of a fact, such as the column `fact` of `kg query ... --format csv` has, or the beginning of one.
    """
    from kg.present import sentence

    with existing(folder) as graph:
        found = find_fact(graph, fact)
        article = graph.find(found.article)
        text = graph.text(found.article)
    parts = [(part.name, text[part.start:part.end], f"{part.start}-{part.end}") for part in found.parts]
    if as_json:
        named = [{"name": name, "words": words, "at": at} for name, words, at in parts]
        write_json(to_json(found) | {"sentence": sentence(found), "title": article.title, "parts": named})
        return DONE
    write(sentence(found))
    write(f"fact:{found.id}")
    write(f"stated in {article.title or article.name or article.id}" + (f", {article.day}" if article.day else ""))
    show_rows(("part", "words", "at"), [("all", found.evidence, f"{found.start}-{found.end}"), *parts])
    for rule in found.rule.split(" + "):
        write(f"rule: {rule}")
    if found.said_by:
        write(f"said by: {found.said_by}")
    return DONE


@app.command()
@click.argument("fact")
@graph_option
@json_option
def cite(fact: str, folder: str, as_json: bool) -> int:
    """Print a ready footnote for a fact.

    It has the words that state FACT, the article, its date, and where the words stand. FACT as in `kg explain`.
    """
    from dataclasses import asdict

    from kg.citations import citations
    from kg.rdf import fact_iri

    with existing(folder) as graph:
        iri = fact_iri(find_fact(graph, fact)).value
        citation = citations(graph.store, [iri])[iri]
    if as_json:
        write_json(asdict(citation))
    else:
        write(str(citation))
    return DONE


def find_fact(graph: KnowledgeGraph, name: str) -> Fact:
    """The fact whose id is, or begins with, this name; an IRI or `fact:ID` will do. Raises InputError for none."""
    key = name.strip().rsplit("/", 1)[-1].removeprefix("fact:").lower()
    articles = [article.sha256 for article in graph.articles()
                if key and article.sha256.startswith(key[:ARTICLE_DIGITS])]
    found = [fact for article in articles for fact in graph.facts(article) if fact.id.startswith(key)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(f"no fact {name!r} in the graph; the column `fact` of --format csv has the names of facts")
    some = ", ".join(fact.id for fact in found[:3])
    raise InputError(f"{name!r} fits {len(found)} facts ({some}, ...); give more of the name")


@app.command()
@click.option("--out", default="kg-demo", show_default=True, metavar="DIR", help="Folder for what the demo writes.")
def demo(out: str) -> int:
    """Build a graph of sample articles and ask it three questions.

    Writes the graph, its Turtle and a page to look at into one folder, in seconds. Safe to repeat.
    """
    from kg.demo import run_demo

    return DONE if run_demo(Path(out)) else WITH_PROBLEMS
