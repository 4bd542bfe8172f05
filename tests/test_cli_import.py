"""`kg import` of company facts, and the commands that use filings."""

from __future__ import annotations

import json
from pathlib import Path

FILINGS = Path(__file__).resolve().parents[1] / "data" / "filings"
AMAZON = FILINGS / "CIK0001018724.json"


def test_company_facts_are_known_by_how_they_begin_and_by_the_word(kg_run, tmp_path):
    graph = tmp_path / "graph"
    status, out, err = kg_run("import", AMAZON, "--graph", graph)
    assert (status, err) == (0, [])
    assert out == f"Amazon: 8 filings, 8 new or changed; 31 facts, 6 values said before; graph: {graph}\n"
    status, out, _ = kg_run("import", "companyfacts", AMAZON, "--graph", graph, "--json")
    assert status == 0
    (row,) = json.loads(out)["files"]
    assert (row["company"], row["filings"], row["changed"], row["facts"]) == ("Amazon", 8, 0, 31)


def test_what_cannot_be_read_is_said_and_the_rest_goes_on(kg_run, tmp_path):
    cut = tmp_path / "cut.json"
    cut.write_text(AMAZON.read_text()[:5000])
    status, out, err = kg_run("import", cut, AMAZON, "--graph", tmp_path / "graph")
    assert status == 1
    assert out.startswith("Amazon: 8 filings")
    (line,) = err
    assert line.startswith(f"kg: {cut}: no whole JSON")
    assert kg_run("import", cut, "--graph", tmp_path / "other")[0] == 2
    assert kg_run("import", tmp_path / "none.json", "--graph", tmp_path / "other")[0] == 2
    status, _, err = kg_run("import", "companyfacts", "--graph", tmp_path / "other")
    assert status == 2
    assert "name a file after companyfacts" in err[0]


def test_a_fact_of_a_filing_is_explained_and_cited(kg_run, tmp_path):
    graph = tmp_path / "graph"
    kg_run("import", AMAZON, "--graph", graph)
    out = kg_run("query", "figures", "--metric", "capex", "--period", "2025", "--format", "csv", "--graph", graph)[1]
    fact = out.splitlines()[1].rsplit("/", 1)[-1]
    explained = kg_run("explain", fact, "--graph", graph)[1]
    assert "rule: filed as us-gaap:PaymentsToAcquireProductiveAssets" in explained
    assert "stated in AMAZON COM INC: Form 10-K of 2026-02-06" in explained
    assert "000101872426000004" in kg_run("cite", fact, "--graph", graph)[1]
