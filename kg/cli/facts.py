"""The commands about one fact: explain, cite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kg.cli.app import app, existing, json_option, source_options
from kg.errors import InputError
from kg.facts import ARTICLE_DIGITS, Fact
from kg.terminal import DONE, show_rows, write, write_json

if TYPE_CHECKING:
    from kg.extract.runners_up import Slot
    from kg.graph import KnowledgeGraph


@app.command()
@click.argument("fact")
@source_options
@json_option
def explain(fact: str, folder: str, as_json: bool) -> int:
    """Show why a fact is there: its words, rules and runners-up.

    FACT is the name of a fact, such as the column `fact` of `kg query ... --format csv` has, or the beginning of one.
    """
    with existing(folder) as graph:
        found = find_fact(graph, fact)
        article = graph.find(found.article)
        explained = graph.explain(found)
    if as_json:
        write_json(explained.as_json() | {"title": article.title})
        return DONE
    write(explained.sentence)
    write(f"fact:{found.id}")
    write(f"stated in {article.title or article.name or article.id}" + (f", {article.day}" if article.day else ""))
    show_rows(("part", "words", "at"),
              [(part.name, part.words, f"{part.start}-{part.end}") for part in explained.parts])
    for rule in explained.rules:
        write(f"rule: {rule}")
    if found.said_by:
        write(f"said by: {found.said_by}")
    for slot in explained.slots:
        write(_considered(slot))
        for reason in slot.reasons if slot.runners_up else ():
            write(f"  for it: {reason}")
        for reason in slot.against if slot.runners_up else ():
            write(f"  against: {reason}")
    return DONE


def _considered(slot: Slot) -> str:
    """"metric: revenue 97%; considered: net_income 2%"."""
    runners = [f"{runner.value or 'none'} {runner.probability:.0%}" for runner in (slot.chosen, *slot.runners_up)]
    return f"{slot.name}: {runners[0]}" + (f"; considered: {', '.join(runners[1:])}" if runners[1:] else "")


@app.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="FACT|QUERY [--PARAM VALUE]...")
@click.option("--format", "form", type=click.Choice(["text", "csl", "bibtex", "md", "csv"]), default="text",
              show_default=True, help="Footnotes, CSL-JSON, BibTeX, Markdown or CSV.")
@source_options
@json_option
def cite(words: Sequence[str], form: str, folder: str, as_json: bool) -> int:
    """Print footnotes for a fact, or for all facts of a query.

    It has the words that state FACT, the article, its date and address, and where the words stand. FACT as in
    `kg explain`, QUERY as in `kg query`. As Markdown or CSV, the rows of a query stand with their citations.
    """
    from dataclasses import asdict

    from kg import citation_formats, queries
    from kg.citations import citations
    from kg.cli.queries import parameters
    from kg.rdf import fact_iri

    names, params = parameters(words)
    if len(names) != 1:
        raise click.UsageError("name one fact or query")
    named = names[0] in queries.names() or names[0].endswith((".rq", ".sparql"))
    if params and not named:
        queries.find(names[0])
    with existing(folder) as graph:
        if named:
            result = queries.run(graph.store, names[0], params)
            notes = result.citations()
            if form in citation_formats.TABLES and not as_json:
                click.echo(citation_formats.TABLES[form](result), nl=False)
                return DONE
        else:
            notes = list(citations(graph.store, [fact_iri(find_fact(graph, names[0])).value]).values())
    if as_json:
        rows = [asdict(note) | {"address": note.address} for note in notes]
        write_json(rows if named else rows[0])
    elif form == "text":
        for note in notes:
            write(str(note))
    else:
        click.echo(citation_formats.FORMATS[form](notes), nl=False)
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
