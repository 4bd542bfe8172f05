"""SELECT queries in pages: what the pages hold together is the answer, in its order."""

import pytest
from asking import sample

from kg import sparql
from kg.sparql_paging import counting, page

TEXTS = [
    "SELECT ?s ?o { ?s kg:subject ?o }", "SELECT DISTINCT ?o WHERE { ?s kg:subject ?o } ORDER BY DESC(?o)",
    "SELECT ?o (COUNT(*) AS ?n) { ?s kg:subject ?o } GROUP BY ?o HAVING(COUNT(*) > 2) ORDER BY DESC(?n)",
    "SELECT ?s ?o { ?s kg:subject ?o } ORDER BY ?o ?s LIMIT 30 OFFSET 7", "SELECT ?s { ?s a kg:Rank } # the end",
    "SELECT ?s ?o { ?s kg:subject ?o } VALUES ?o { entity:amazon entity:meta }",
    "SELECT ?s { { SELECT ?s { ?s a kg:Role } ORDER BY ?s LIMIT 20 } }",
    "PREFIX limit: <http://x/> SELECT ?s { ?s a kg:Rank FILTER NOT EXISTS { ?s limit:order 'LIMIT 3 { ' } }"]


def ask(text):
    return [tuple(map(str, row)) for row in sample().store.query(sparql.declare(text)[0])]


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("text", TEXTS)
def test_pages_make_up_the_answer(text, nested):
    whole = ask(text)
    columns = [variable.value for variable in sample().store.query(sparql.declare(text)[0]).variables]
    pages = []
    while rows := ask(page(text, columns, len(pages), 10, nested=nested)):
        assert len(rows) <= 10
        pages += rows
    assert sorted(pages) == sorted(whole)
    if "?n)" in text:
        assert [row[1] for row in pages] == [row[1] for row in whole]
    assert ask(counting(text)) == [(f'"{len(whole)}"^^<http://www.w3.org/2001/XMLSchema#integer>',)]


@pytest.mark.parametrize("text", [
    "CONSTRUCT { ?s a ?x } WHERE { ?s kg:subject ?o }", "CONSTRUCT WHERE { ?s kg:subject ?o }",
    "PREFIX x: <http://x/> construct { ?s x:y [] } { ?s kg:subject ?o }"])
def test_the_rows_behind_a_construct_are_counted(text):
    rows = len(ask("SELECT * { ?s kg:subject ?o }"))
    assert ask(counting(text)) == [(f'"{rows}"^^<http://www.w3.org/2001/XMLSchema#integer>',)]


def test_a_dataset_goes_to_the_front():
    text = "SELECT ?s FROM <http://x/g> WHERE { ?s ?p ?o }"
    assert "(COUNT(*) AS ?n) FROM <http://x/g>" in counting(text)
    assert "SELECT ?s FROM <http://x/g>" in page(text, ["s"], 0, 10, nested=True)
