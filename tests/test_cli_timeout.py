"""`kg query --timeout`: a query that takes longer ends with nothing that looks like an answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg.article import read_text

TEXT = ("Amazon reported revenue of $213.4 billion for the fourth quarter of 2025, up 14 percent from a year earlier. "
        "Net income was $21.2 billion.")
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
CONSTRUCT = "CONSTRUCT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("timeout") / "graph"
    with kg.open(place) as graph:
        graph.add(read_text(TEXT, name="amazon", language="en"))
    return place


def query(folder: Path, *words: str) -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, "-m", "kg", "query", *words, "--graph", str(folder)], capture_output=True,
                          text=True, encoding="utf-8")
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("text", [RUNAWAY, ENDLESS, CONSTRUCT])
def test_a_query_that_takes_longer_is_stopped(folder: Path, text: str) -> None:
    status, out, err = query(folder, "-e", text, "--timeout", "0.5")
    assert (status, out) == (2, "")
    assert "longer than 0.5 s" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("form", ["table", "json", "xml", "csv", "tsv"])
def test_not_even_a_beginning_is_printed(folder: Path, form: str) -> None:
    assert query(folder, "-e", ENDLESS, "--timeout", "0.5", "--format", form)[:2] == (2, "")


@pytest.mark.parametrize("form", ["table", "json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("text", ["SELECT ?f ?v { ?f kg:value ?v } ORDER BY ?v", "ASK { ?s a kg:Article }"])
def test_an_answer_in_time_is_the_same_as_without(folder: Path, form: str, text: str) -> None:
    plain = query(folder, "-e", text, "--format", form)
    assert bool(plain[1]) == (plain[0] == 0)
    assert query(folder, "-e", text, "--format", form, "--timeout", "30") == plain


@pytest.mark.parametrize("words", [
    ("results",), ("results", "--company", "Amazon", "--format", "csv"), ("results", "--company", "Amazn"),
    ("-e", "SELECT { ?s"), ("-e", "CONSTRUCT WHERE { ?s a kg:Article }")])
def test_named_queries_faults_and_graphs_too(folder: Path, words: tuple[str, ...]) -> None:
    assert query(folder, *words, "--timeout", "30") == query(folder, *words)


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "inf"])
def test_a_time_that_is_none(folder: Path, seconds: str) -> None:
    status, out, err = query(folder, "-e", "ASK {}", "--timeout", seconds)
    assert (status, out) == (2, "")
    assert "timeout" in err or "give it some time" in err
