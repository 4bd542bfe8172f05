"""The demo builds the sample, answers, writes its files, and may be repeated."""

import re

import pytest

from kg import cli
from kg.demo import QUESTIONS
from kg.graph import open_graph
from kg.queries import load


def test_the_demo(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    assert cli.run(["demo"]) == 0
    out, err = capfd.readouterr()
    assert err == ""
    assert re.match(r"Read 24 sample articles \(en, nl\): \d{3} facts", out)
    for number, (question, name, _) in enumerate(QUESTIONS, 1):
        assert f"{number}. {question}\n   kg query {name}" in out
    assert out.count("┏") == 3
    assert len(re.findall(r"   The first of \d+ sources \(--cite shows all\): “", out)) == 3
    assert len(re.findall(r"^(?:Next:|     )    kg ", out, re.MULTILINE)) == 3
    turtle = (tmp_path / "kg-demo" / "facts.ttl").read_bytes()
    assert b"kg:Observation" in turtle
    assert b"Nvidia" in (tmp_path / "kg-demo" / "graph.html").read_bytes()
    with open_graph(tmp_path / "kg-demo" / "graph", read_only=True) as graph:
        assert graph.info()["articles"] == 24
        assert graph.verify() == []

    assert cli.run(["demo"]) == 0
    out, err = capfd.readouterr()
    assert err == ""
    assert "nothing changed" in out
    assert (tmp_path / "kg-demo" / "facts.ttl").read_bytes() == turtle

    for line in re.findall(r"^(?:Next:|     )    kg (.*)$", out, re.MULTILINE)[:2]:
        assert cli.run(line.split()) == 0, line


def test_a_folder_that_is_something_else(tmp_path, capfd):
    (tmp_path / "graph").write_text("mine")
    assert cli.run(["demo", "--out", str(tmp_path)]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert (tmp_path / "graph").read_text() == "mine"


@pytest.mark.parametrize(("name", "params"), [(name, params) for _, name, params in QUESTIONS])
def test_the_questions_are_named_queries(name, params):
    assert set(params) <= {param.name for param in load(name).params}
