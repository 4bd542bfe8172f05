"""The command that takes facts from files that are no articles: import."""

from __future__ import annotations

from collections.abc import Sequence

import click

from kg.cli.app import app, graph_option, json_option
from kg.errors import InputError
from kg.terminal import Problems, counted, write, write_json

#: The word that says what the files are, where that is to be said.
COMPANY_FACTS = "companyfacts"


@app.command("import")
@click.argument("words", nargs=-1, required=True, metavar="[companyfacts] FILE...")
@graph_option
@json_option
def import_(words: Sequence[str], folder: str, as_json: bool) -> int:
    """Take facts from files that are no articles.

    FILE is what a company filed with the SEC: its company facts, CIK##########.json, as the SEC gives it for download.
    Such a file is known by how it begins; the word companyfacts before it says so. Safe to repeat.
    """
    from kg.companyfacts import is_companyfacts
    from kg.graph import open_graph

    said = words[0] == COMPANY_FACTS
    files = words[1:] if said else words
    if not files:
        raise click.UsageError(f"name a file after {COMPANY_FACTS}")
    problems = Problems()
    rows = []
    with open_graph(folder) as graph:
        for file in files:
            try:
                if not said and not is_companyfacts(file):
                    raise InputError(f"{file}: no file of company facts: it does not begin with a cik")
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
