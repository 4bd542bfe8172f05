"""`kg network`: forms and manners, on the sample articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg import cli

ARTICLES = Path(__file__).resolve().parents[1] / "data" / "articles"


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    """A graph of a few sample articles."""
    folder = tmp_path_factory.mktemp("graphs") / "graph"
    assert cli.run(["build", *map(str, sorted(ARTICLES.glob("en-00[1-4].md"))), "--graph", str(folder)]) == 0
    return folder


@pytest.fixture
def kg_run(capfd, monkeypatch, graph):
    """Runs kg network: (exit status, standard output, lines of standard error)."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def run(*arguments):
        status = cli.run(["network", *arguments, "--graph", str(graph)])
        out, err = capfd.readouterr()
        return status, out, err.splitlines()

    return run


def test_tables_and_json(kg_run):
    for options in ((), ("--central",), ("--communities",)):
        status, out, err = kg_run("competition", *options)
        assert (status, err) == (0, [])
        assert "Amazon" in out
        assert json.loads(kg_run("competition", *options, "--format", "json")[1])
    found = json.loads(kg_run("competition", "--format", "json")[1])
    assert all(edge["facts"] and edge["articles"] for edge in found["edges"])


def test_a_path_shows_the_articles(kg_run):
    found = json.loads(kg_run("named-with", "--path", "Alphabet", "Amazon", "--format", "json")[1])
    assert {found[0]["source"], found[-1]["target"]} & {"Alphabet", "Amazon"}
    assert all(edge["articles"] for edge in found)
    status, out, _ = kg_run("named-with", "--path", "Alphabet", "Amazon")
    assert status == 0
    assert "named with" in out


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_files_for_others(kg_run, form):
    status, out, _ = kg_run("named-with", "--format", form)
    assert status == 0
    assert out.startswith(f"<{form} ")


def test_what_does_not_go_together(kg_run):
    assert kg_run("competition", "--central", "--communities")[0] == 2
    assert "is for the network itself" in kg_run("competition", "--central", "--format", "gexf")[2][0]
    assert kg_run("nemo")[0] == 2
    status, out, err = kg_run("competition", "--path", "Nemo", "Amazon")
    assert (status, out) == (2, "")
    assert "no company, unit or person 'Nemo'" in err[0]
