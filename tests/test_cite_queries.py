"""The results of every named query that has facts go out with their citations, as tables and for bibliographies."""

import csv
import io
import json
import re
import shlex
from functools import cache

import pytest
from asking import sample

import kg
from kg import queries
from kg.citation_formats import bibtex, csl, result_csv, result_markdown
from kg.lexicon import data_folder

BEARING = [name for name in queries.names() if queries.load(name).cite]


@cache
def filed():
    graph = kg.open()
    for path in data_folder("data").glob("filings/CIK*.json"):
        graph.import_companyfacts(path)
    return graph


def answer(name):
    """The answer to the example of a query; `FACT` in it stands for a fact."""
    words = shlex.split(queries.load(name).example)[3:]
    some = next(fact.id for fact in sample().facts("en-001", metric="capex"))
    params = {option.removeprefix("--").replace("-", "_"): some if value == "FACT" else value
              for option, value in zip(words[::2], words[1::2], strict=True)}
    return (filed() if name == "filings" else sample()).query(name, **params)


def test_most_queries_bear_facts():
    assert len(BEARING) >= 25


@pytest.mark.parametrize("name", BEARING)
def test_rows_with_citations(name):
    result = answer(name)
    assert len(result), "an example that shows nothing"
    notes = result.citations()
    assert notes
    rows = list(csv.DictReader(io.StringIO(result_csv(result))))
    assert len(rows) == len(result)
    prefix = f"{result.cite[0]}_" if len(result.cite) > 1 or "words" in result.columns else ""
    assert any(row[f"{prefix}words"] for row in rows)
    markdown = result_markdown(result)
    assert {int(number) for number in re.findall(r"\[\^(\d+)\](?!:)", markdown)} == set(range(1, len(notes) + 1))
    assert len(re.findall(r"^\[\^\d+\]: “", markdown, re.M)) == len(notes)
    assert [item["id"] for item in json.loads(csl(notes))] == [note.id for note in notes]
    assert bibtex(notes).count("@misc{fact-") == len(notes)
