"""The commands that take facts from files that are no articles: import of RDF and of filings, check-filings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kg.cli.app import app, existing, graph_option, json_option, source_options
from kg.errors import InputError
from kg.terminal import DONE, Problems, counted, say, show_rows, write, write_json

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

#: The word that says what the files are, where that is to be said.
COMPANY_FACTS = "companyfacts"


@app.command("import")
@click.argument("words", nargs=-1, required=True, metavar="[companyfacts] FILE...")
@graph_option
@json_option
def import_(words: Sequence[str], folder: str, as_json: bool) -> int:
    """Take facts from exports, RDF and company facts.

    FILE is an export of kg, or any RDF that fits its shapes, in the format of its ending (.ttl, .trig, .nt, .nq,
    .jsonld, .rdf; .gz behind it is unpacked): each article goes in whole or not at all, and facts of an article that
    the graph has are added to those. Or FILE is what a company filed with the SEC: its company facts,
    CIK##########.json, as the SEC gives it for download; such a file is known by how it begins, and the word
    companyfacts before it says so. Safe to repeat.
    """
    from kg.companyfacts import is_companyfacts
    from kg.export import is_rdf
    from kg.graph import open_graph

    said = words[0] == COMPANY_FACTS
    files = words[1:] if said else words
    if not files:
        raise click.UsageError(f"name a file after {COMPANY_FACTS}")
    problems = Problems()
    rows: list[dict[str, Any]] = []
    with open_graph(folder) as graph:
        for file in files:
            try:
                if not said and is_rdf(file):
                    rows.append(_rdf(graph, file, problems, as_json))
                    continue
                if not said and not is_companyfacts(file):
                    raise InputError(f"{file}: neither RDF by its ending nor a file of company facts, which begins "
                                     "with a cik; kg build reads articles")
                report = graph.import_companyfacts(file)
            except InputError as error:
                problems.add(error)
                continue
            for problem in report.problems:
                problems.add(problem)
            rows.append({"file": file} | {name: getattr(report, name) for name in report.__dataclass_fields__})
            if not as_json:
                write(f"{report.company}: {counted(report.filings, 'filing')}, {report.changed} new or changed; "
                      f"{counted(report.facts, 'fact')}, {counted(report.repeats, 'value')} said before; "
                      f"graph: {folder}")
    if as_json:
        write_json({"graph": folder, "files": rows, "problems": problems.lines})
    return problems.status(len(rows))


def _rdf(graph: KnowledgeGraph, file: str, problems: Problems, as_json: bool) -> dict[str, Any]:
    """Bring in a file of RDF; what became of it."""
    report = graph.import_file(file)
    for problem in report.problems:
        problems.add(problem)
    if not as_json:
        write(f"{file}: {counted(report.articles, 'article')}, {report.changed} new or changed; "
              f"{counted(report.facts, 'fact')}, {counted(report.unread, 'number')} unread; "
              f"graph: {graph.store.folder}")
    return {"file": file} | {name: getattr(report, name) for name in ("articles", "changed", "facts", "unread")}


@app.command("check-filings")
@click.option("--company", metavar="NAME", help="Only this company.")
@click.option("--metric", metavar="NAME", help="Only this metric, such as capex.")
@click.option("--period", metavar="PERIOD", help="Only what lies in this period, such as 2025.")
@click.option("--only", type=click.Choice(["agrees", "differs", "not filed"]), help="Only what has this verdict.")
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True,
              help="Table, or CSV with exact values.")
@source_options
@json_option
def check_filings(company: str | None, metric: str | None, period: str | None, only: str | None, form: str,
                  folder: str, as_json: bool) -> int:
    """Hold what articles report against what companies filed.

    A number agrees with the filed one within its rounding, differs from it, or is not filed. An amount that is
    computed is what lies between two filed ones: a fourth quarter is the year less its first nine months.
    """
    from kg.filing_checks import FilingCheck
    from kg.rows import Rows

    with existing(folder) as graph:
        found = graph.check_filings(company=company, metric=metric, period=period)
        filings = any(article.form for article in graph.articles())
    if only:
        found = Rows((check for check in found if check.verdict == only), FilingCheck)
    if as_json:
        write_json(found.records())
    elif form == "csv":
        click.echo(found.csv(), nl=False)
    elif found:
        show_rows(*found.table(), right=("said", "filed"))
    elif filings:
        say("no article gives a number of that choice which a company with filings in the graph files")
    else:
        say("nothing to hold against filings: kg import companyfacts FILE.json takes them in")
    return DONE
