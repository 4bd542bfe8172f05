"""The query editor's page: what it begins with, and that any endpoint would understand it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from sites import PEOPLE, client, sample_graph
from starlette.testclient import TestClient

from kg.namespaces import PREFIXES


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client(sample_graph(tmp_path_factory.mktemp("serve") / "graph")) as found:
        yield found


def begins_with(web: TestClient, query: str) -> str:
    page = web.get("/query", params={"query": query}, headers=PEOPLE).text
    found = re.search(r'data-query="([^"]*)"', page)
    assert found
    return unescape(found[1])


def test_a_linked_query_declares_the_prefixes_that_it_uses(web: TestClient) -> None:
    query = "SELECT * { ?a kg:competesWith entity:amazon }"
    assert begins_with(web, query) == (
        f"PREFIX kg: <{PREFIXES['kg']}>\nPREFIX entity: <{PREFIXES['entity']}>\n" + query)


@pytest.mark.parametrize("query", [
    f"PREFIX kg: <{PREFIXES['kg']}> SELECT * {{ ?a kg:competesWith ?b }}",
    f"prefix  kg : <{PREFIXES['kg']}> SELECT * {{ ?a kg:competesWith ?b }}",
    "SELECT * { ?a <https://schema.org/name> ?b }", "SELECT ?kg { ?kg ?p ?o }", "ASK {}"])
def test_and_no_others(web: TestClient, query: str) -> None:
    assert begins_with(web, query) == query


def test_what_it_begins_with_is_answered(web: TestClient) -> None:
    for path in ("/query", "/query?name=trail", "/query?query=ASK%20%7B%3Fa%20kg%3AcompetesWith%20%3Fb%7D"):
        found = re.search(r'data-query="([^"]*)"', web.get(path, headers=PEOPLE).text)
        assert found
        assert web.get("/sparql", params={"query": unescape(found[1])}).status_code == 200
