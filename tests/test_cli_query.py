"""`kg query`: its help, what it says besides rows, and what the shell offers behind it."""

import json
import os
import subprocess
import sys

import pytest
from asking import sample

from kg import cli, queries
from kg.cli.queries import _print
from kg.graph import open_graph
from kg.parameters import TYPES, Parameter, bind, known_values
from kg.results import Result
from kg.sparql_order import total


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    """The sample in a folder."""
    folder = tmp_path_factory.mktemp("graphs") / "graph"
    with open_graph(folder) as opened:
        sample().store.triples  # noqa: B018  made before the copy
        for bundle in sample().store.contents().bundles():
            opened.store.put(bundle)
    return folder


# --- help

@pytest.mark.parametrize("name", queries.names())
def test_help_of_a_named_query(kg_run, name):
    query = queries.load(name)
    status, out, err = kg_run("query", name, "--help")
    assert (status, err) == (0, [])
    assert out == kg_run("queries", name)[1] == kg_run("query", "-h", name)[1]
    assert all(said in out for said in (query.title, query.description, query.example))
    for param in query.params:
        assert f"  --{param.name} ({param.type}, " in out
        assert f"--{param.name} {param.name.upper()}" in out


def test_help_of_a_file_and_of_no_query(kg_run, tmp_path):
    (tmp_path / "mine.rq").write_text(
        "#: param at_least: integer = 3 - how many\n"
        "SELECT * { VALUES ?_at_least { 1 } VALUES (?_at_least) { (UNDEF) } }")
    out = kg_run("query", tmp_path / "mine.rq", "--help")[1]
    assert "[--at_least AT_LEAST]" in out
    assert "default 3" in out
    assert kg_run("query", "--help")[1].startswith("Usage: kg query [OPTIONS]")
    assert kg_run("query", "lay-offs", "--help")[0::2] == (
        2, ["kg: no query 'lay-offs': did you mean layoffs or payouts?"])


# --- what is said besides rows

def test_a_fault_is_shown_with_its_line_and_a_caret(kg_run, graph, tmp_path):
    file = tmp_path / "mine.rq"
    file.write_text("SELECT ?fact WHERE {\n  ?fact kgg:value ?value\n}\n", encoding="utf-8")
    status, out, err = kg_run("query", file, "--graph", graph)
    assert (status, out) == (2, "")
    assert err == [f"kg: {file}, line 2, column 9: unknown prefix kgg: - did you mean kg:?",
                   "      ?fact kgg:value ?value", "            ^"]
    status, out, err = kg_run("query", "-e", "SELECT * { ?s ?p ?o } ODRER BY ?s", "--graph", graph)
    assert (status, out, err[0]) == (2, "", "kg: SPARQL, line 1, column 23: ODRER is no word of SPARQL; "
                                            "did you mean ORDER?")
    assert err[2].index("^") == err[1].index("ODRER")


def test_terms_that_nobody_knows_are_listed_with_rows_and_without(kg_run, graph):
    said = ["kg: kg:valeu is neither in the ontology nor in the graph; did you mean kg:value?",
            "kg: entity:amazom is neither in the ontology nor in the graph; did you mean entity:amazon?"]
    some = "SELECT ?a ?v { ?a a kg:Article OPTIONAL { ?a kg:valeu ?v } " \
           "OPTIONAL { ?a kg:subject entity:amazom } } LIMIT 2"
    for form in ("csv", "json", "table"):
        status, out, err = kg_run("query", "-e", some, "--format", form, "--graph", graph)
        assert (status, err) == (0, said)
        assert "article" in out
        assert "neither" not in out
    status, out, err = kg_run("query", "-e", "SELECT ?v { ?a kg:valeu ?v }", "--graph", graph)
    assert (status, err) == (0, [])
    assert said[0].removeprefix("kg: ") in out
    assert kg_run("query", "-e", "SELECT ?v { ?a kg:valeu ?v }", "--format", "csv", "--graph", graph)[2] == said[:1]
    status, out, err = kg_run("query", "-e", "ASK { ?a kg:valeu ?v }", "--graph", graph)
    assert (status, err) == (0, [])
    assert out.splitlines() == ["no", said[0].removeprefix("kg: ")]
    assert kg_run("query", "-e", "CONSTRUCT { ?a kg:valeu 1 } { ?a a kg:Article }", "--graph", graph)[2] == said[:1]
    assert kg_run("query", "-e", "SELECT * { ?a a kg:Article ; schema:headline ?b }", "--graph", graph)[2] == []


@pytest.mark.parametrize("name", queries.names())
def test_the_named_queries_know_their_terms(name):
    """So that nobody needs to look for them when they are asked."""
    assert queries.unknown_terms(sample().store, queries.load(name).text) == ()


def test_notes_of_a_result_with_rows_go_to_standard_error(capsys):
    result = Result(("n",), ((None,),), notes=("the server gives 10 rows at a time",))
    for form in ("table", "csv", "json", "xml", "tsv"):
        _print(result, form, cite=False)
        out, err = capsys.readouterr()
        assert err == "kg: the server gives 10 rows at a time\n"
        assert out
        assert "server" not in out


# --- a sort that ends the engine

MIXED = "SELECT ?v { VALUES ?v { " + " ".join(f'{n * 37 % 101} "{n * 53 % 103}"' for n in range(40)) + " } } ORDER BY "


def test_the_engine_still_ends_at_mixed_values():
    """If this fails, kg.sparql_order may go."""
    code = f"import pyoxigraph; list(pyoxigraph.Store().query({MIXED + '?v'!r}))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.returncode < 0
    assert "total order" in ended.stderr


@pytest.mark.parametrize("order", ["?v", "DESC(?v)", "ASC(?v) STR(?v)", "(?v)", "IF(true, ?v, 1)"])
def test_a_query_that_orders_mixed_values_is_answered(graph, order):
    for timeout in ([], ["--timeout", "20"]):
        ended = subprocess.run([sys.executable, "-m", "kg", "query", "-e", MIXED + order, "--format", "json",
                                "--graph", graph, *timeout], capture_output=True, text=True)
        assert (ended.returncode, ended.stderr) == (0, "")
        rows = [row["v"] for row in json.loads(ended.stdout)["results"]["bindings"]]
        kinds = ["datatype" in row for row in rows]
        assert kinds in (sorted(kinds), sorted(kinds, reverse=True))  # each kind stands together
        assert len(rows) == 80
        for values in ([int(row["value"]) for row in rows if "datatype" in row],
                       [row["value"] for row in rows if "datatype" not in row]):
            assert values == sorted(values, reverse="DESC" in order)


# --- completion

def offered(capfd, monkeypatch, *words):
    """What the shell offers for the last word."""
    monkeypatch.setenv("_KG_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", " ".join(("kg", *words)))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    assert cli.run([]) == 0
    return [line.partition(",")[2] for line in capfd.readouterr().out.splitlines() if line]


@pytest.mark.parametrize(("words", "found"), [
    (("que",), ["queries", "query"]), (("query", "lay"), ["layoffs"]), (("queries", "lay"), ["layoffs"]),
    (("query", "layoffs", "--comp"), ["--company"]),
    (("query", "layoffs", "--company", "nvidia-ga"), ["nvidia-gaming"]),
    (("query", "layoffs", "--company", "NVIDIA-GA"), ["nvidia-gaming"]),
    (("query", "--cite", "layoffs", "--o"), ["--offset"]),
    (("query", "figures", "--metric", "net_in"), ["net_income"]),
    (("query", "figures", "--status", "gui"), ["guidance"]),
    (("query", "figures", "--period", "2025-Q"), [f"2025-Q{n}" for n in (1, 2, 3, 4)]),
    (("query", "figures", "--period", "20"), []), (("query", "figures", "--company", "amazon", "--comp"), []),
    (("query", "layoffs", "--limit", "1"), []), (("query", "layoffs", "x"), []),
    (("query", "leadership", "--role", "cf"), ["cfo"])])
def test_completion(capfd, monkeypatch, words, found):
    assert offered(capfd, monkeypatch, *words) == found


def test_all_names_and_parameters_are_offered(capfd, monkeypatch):
    for name in queries.names():
        assert name in offered(capfd, monkeypatch, "query", name[:3])
        options = offered(capfd, monkeypatch, "query", name, "--")
        assert {f"--{param.name}" for param in queries.load(name).params} | {"--limit", "--format"} <= {*options}


@pytest.mark.parametrize("type_", TYPES)
def test_every_value_that_is_offered_is_accepted(type_):
    values = known_values(type_)
    assert bool(values) == (type_ in ("entity", "company", "person", "metric", "status", "role", "language"))
    for value in values:
        assert bind(Parameter("x", type_, None, False, ""), value, None)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell(shell):
    ended = subprocess.run([sys.executable, "-m", "kg"], capture_output=True, text=True,
                           env=os.environ | {"_KG_COMPLETE": f"{shell}_source"})
    assert ended.returncode == 0
    assert "_KG_COMPLETE" in ended.stdout


@pytest.mark.parametrize(("text", "same"), [
    ("SELECT * { ?s ?p ?o }", True), ("SELECT ?order { ?order ?by ?o }", True), ("ASK {} # ORDER BY ?x", True),
    ('ASK { ?s ?p "ORDER BY ?x" }', True), ("SELECT * {} ORDER BY", True), ("SELECT * {} ORDER BY (?x", True),
    ("SELECT * {} ORDER BY ?x", False), ("SELECT * { { SELECT * {} order by desc(?x) LIMIT 1 } }", False)])
def test_only_what_orders_is_changed(text, same):
    assert (total(text) == text) is same
