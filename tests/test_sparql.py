"""SPARQL from outside: what the guard lets pass, the prefixes it adds, the place and cure that errors show."""

import pyoxigraph as ox
import pytest
from asking import sample
from hypothesis import given
from hypothesis import strategies as st

from kg import queries, sparql
from kg.errors import QueryError
from kg.namespaces import PREFIXES

READING = [
    "SELECT * WHERE { ?s ?p ?o }", "ask { ?s a kg:Fact }", "DESCRIBE entity:amazon",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "PREFIX x: <http://x/> SELECT * { ?s x:service ?SERVICE }",
    "SELECT * { ?s ?p 'SERVICE <http://x> {}' } # SERVICE <http://x>", "SELECT * { ?s ?p \"\"\"a\n\"SERVICE\" \"\"\" }",
    "SELECT * { ?s <http://example.org/service#load> ?o }", "SELECT * { ?s ?p ?o FILTER(?s<?o&&?o>?s) }",
    "SELECT * { ?s ?p 'INSERT' . ?s kg:delete 'x'@en-GB }",
    "SELECT (1 < 2 AS ?x) ('a' AS ?y) { }", "SELECT * { ?s kg:a\\#b ?o }", "BASE <http://x/> SELECT * { <a> ?p ?o }"]

REFUSED = [
    ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "SERVICE is refused"),
    ("SELECT * { sErViCe SILENT ?x { ?s ?p ?o } }", "SERVICE is refused"),
    ("SELECT * { \\u0053ERVICE <http://x/> { ?s ?p ?o } }", "SERVICE is refused"),
    ("SELECT * { \\U00000053ERVICE <http://x/> { ?s ?p ?o } }", "SERVICE is refused"),
    ("SELECT * { ?s ?p 'a\\u0027 SERVICE <http://x/> { } ' }", "SERVICE is refused"),
    ("SELECT * { ?s kg:a\\#b ?o SERVICE <http://x/> { } }", "SERVICE is refused"),
    ("SELECT * { ?s ?p ?o FILTER(?s<?o)SERVICE?x#>\n{ ?a ?b ?c } }", "SERVICE is refused"),
    ("SELECT * { ?s ?p 'x' } # '\n SERVICE <http://x/> { }", "SERVICE is refused"),
    ("SELECT * { ?s ?p '''a'b''' . SERVICE <http://x/> { } }", "SERVICE is refused"),
    ("SELECT * { ?s ?p <http://x/#y> SERVICE <http://x/> { } }", "SERVICE is refused"),
    ("LOAD <http://x/>", "LOAD changes a graph"), ("insert data { <a:a> <a:b> <a:c> }", "INSERT changes a graph"),
    ("PREFIX x: <http://x/> DELETE WHERE { ?s ?p ?o }", "DELETE changes a graph"), ("DROP ALL", "DROP changes a graph"),
    ("CLEAR DEFAULT", "CLEAR changes"), ("WITH <a:a> DELETE { } WHERE { }", "WITH changes"),
    ("", "no query"), ("   # nothing\n", "no query"), ("hello", "no query"), ("{ ?s ?p ?o }", "no query"),
    ("SELECT * " + "{" * 150 + "}" * 150, "nested more than 100 deep"),
    ("SELECT * { ?s ?p ?o FILTER" + "(" * 150 + "1" + ")" * 150 + "}", "nested more than 100 deep"),
    ("SELECT * { ?s ?p '" + "x" * 60_000 + "' }", "50,000"),
]


@pytest.mark.parametrize("text", READING)
def test_reading_passes(text):
    queries.ask(sample().store, text)


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_all_else_is_refused(text, message):
    with pytest.raises(QueryError, match=message):
        queries.ask(sample().store, text)


def test_no_address_is_called():
    """What the engine would take for SERVICE never reaches it."""
    class Engine:
        def query(self, text):
            raise AssertionError(text)

    for text, _ in REFUSED:
        with pytest.raises(QueryError):
            queries.ask(Engine(), text)


@given(st.text(max_size=80))
def test_tokens_leave_nothing_out(text):
    found = sparql.tokens(text)
    end = 0
    for token in found:
        assert text[end:token.start].strip() == ""
        assert text[token.start:token.start + len(token.text)] == token.text
        end = token.start + len(token.text)
    assert text[end:].strip() == ""


@given(st.text(alphabet="SERVICE{}()<>?x#'\"\\ \n:.u0053", max_size=60))
def test_any_text_is_answered_or_refused(text):
    try:
        queries.ask(sample().store, text)
    except QueryError as error:
        said = [error]
        assert "\n" not in str(said[0])


@pytest.mark.parametrize(("text", "added"), [
    ("SELECT * { ?s kg:subject entity:amazon }", ["kg", "entity"]),
    ("PREFIX kg: <http://x/> SELECT * { ?s kg:subject entity:amazon }", ["entity"]),
    ("SELECT * { ?s ?p 'kg:subject' } # metric:x", []), ("SELECT * { ?s unknown:x ?o }", []),
    ("SELECT ('2025'^^xsd:gYear AS ?x) { }", ["xsd"]), ("SELECT * { <kg:a> ?p ?o }", [])])
def test_known_prefixes_need_no_declaration(text, added):
    whole, shift = sparql.declare(text)
    assert whole[shift:] == text
    assert whole[:shift] == "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in PREFIXES if name in added)


@pytest.mark.parametrize(("text", "first", "caret"), [
    ("SELECT * {\n  ?s kgg:x ?o }", "line 2, column 6: unknown prefix kgg: - did you mean kg:?", "kgg:x"),
    ("SELECT * { ?s foo:x ?o }", "line 1, column 15: unknown prefix foo: - declare it", "foo:x"),
    ("SELECT * { kg:a kg:b ?o . } ORDR BY ?o", "column 29: ORDR is no word of SPARQL; did you mean ORDER?", "ORDR"),
    ("SELECT ?a WHER { ?a ?b ?c }", "did you mean WHERE?", "WHER"),
    ("SELECT * { ?s ?p ?o", "{ is never closed", "{ ?s"), ("SELECT * { ?s ?p ?o }}", "} closes nothing", "}"),
    ("SELECT * { ?s ?p (1 }", "} does not close", "}"),
    ("SELECT * { ?s kg:a 'abc }", "a text in quotes is not closed", "'abc"),
    ("SELECT * { ?s kg:a kg:b kg:c }", "does not fit here", "kg:c"),
    ("SELECT * { ?s ?p . ?x ?y ?z }", "does not fit here, or what begins with it is not whole", "?s ?p ."),
    ("SELECT * { ?s ?p ?o FILTER ?o > 3 }", "does not fit here", "?o > 3"),
    ("SELECT * { ?s ?p ?o } LIMIT -1", "does not fit here", "-1"), ("SELECT", "the query ends too soon", ""),
    ("SELECT * { ?s kg:a ?o } # no end\nLIMIT", "line 2, column 6: the query ends too soon", ""),
    ("SELECT * {\n ?s kg:a ?o ;\n kg:b FILTER(?o) }", "line 3, column 13: '(' does not fit", "(?o)"),
    ("SELECT * { ?s kg:a Amazon }", "Amazon is no word of SPARQL; a variable has ?", "Amazon"),
])
def test_errors_show_the_place(text, first, caret):
    with pytest.raises(QueryError) as caught:
        queries.ask(sample().store, text)
    source, pointer = caught.value.__notes__[0].splitlines()
    assert first in str(caught.value)
    assert "\n" not in str(caught.value)
    assert source[pointer.index("^"):].startswith(caret)


@pytest.mark.parametrize("text", [
    "SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", "SELECT (?x AS ?y) (?x AS ?y) { ?x ?y ?z }",
    "SELECT * { ?s ?p ?o } GROUP BY ?s"])
def test_errors_without_a_place_say_what_to_look_at(text):
    with pytest.raises(QueryError, match=r"SELECT .*; group by what is not counted"):
        queries.ask(sample().store, text)


def test_a_long_line_is_shown_near_the_place():
    with pytest.raises(QueryError) as caught:
        queries.ask(sample().store, "SELECT * { " + "?s ?p ?o . " * 100 + "?s foo:x ?o\x07 }")
    source, pointer = caught.value.__notes__[0].splitlines()
    assert len(source) < 120
    assert source[pointer.index("^"):].startswith("foo:x")
    assert "\x07" not in source


def test_other_errors_of_the_engine():
    class Broken:
        def query(self, text):
            raise OSError("disk gone")

    with pytest.raises(QueryError, match="the query failed: disk gone"):
        queries.ask(Broken(), "SELECT * { ?s ?p ?o }")
    with pytest.raises(QueryError, match="strange"):
        raise sparql.explain("SELECT", SyntaxError("strange\nthings"))


def test_a_plain_store_will_do():
    store = ox.Store()
    assert list(queries.run(store, "capex-guidance")) == []
    assert queries.run(store, "SELECT ?s ?o { ?s kg:subject ?o }").columns == ("s", "o")
