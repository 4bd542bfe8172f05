"""The pages of metrics, periods and units: long lists in pages, each fact on one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from sites import PEOPLE, client, sample_graph
from starlette.testclient import TestClient

from kg.namespaces import BASE
from kg.serve.pages import nodes
from kg.serve.pages.reader import Reader


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client(sample_graph(tmp_path_factory.mktemp("serve") / "graph")) as found:
        yield found


@pytest.mark.parametrize("path", ["metric/revenue", "period/2025-Q4", "unit/USD"])
def test_each_fact_is_in_one_page_of_the_list(web: TestClient, path: str) -> None:
    graph = web.app.state.kg.graph  # type: ignore[attr-defined]
    reader = Reader(graph, graph.store)
    everything, total = reader.facts_about(BASE + path, 0, 10**6)
    assert len(everything) == total > 30
    found = [fact.id for first in range(0, total, 30) for fact in reader.facts_about(BASE + path, first, 30)[0]]
    assert len(found) == total
    assert set(found) == {fact.id for fact in everything}


def test_the_newest_articles_come_first(web: TestClient) -> None:
    graph = web.app.state.kg.graph  # type: ignore[attr-defined]
    reader = Reader(graph, graph.store)
    days = []
    for first in range(0, reader.facts_about(BASE + "metric/revenue")[1], 25):
        page = reader.facts_about(BASE + "metric/revenue", first, 25)[0]
        found = [article.day or "" for article in reader.articles(fact.article for fact in page).values()]
        days.append((max(found), min(found)))
    assert all(last >= newest for (_, last), (newest, _) in pairwise(days))


def test_links_lead_through_all_pages_and_back(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "PAGE", 40)
    seen, place, ways = set(), "/metric/revenue", []
    while place:
        page = web.get(place, headers=PEOPLE)
        assert page.status_code == 200
        ways.append(re.findall(r'rel="(prev|next)"', page.text))
        seen |= set(re.findall(r'href="/fact/([^"#]+)"', page.text))
        onward = re.search(r'rel="next" href="(\?page=\d+)"', page.text)
        place = "/metric/revenue" + onward[1] if onward else ""
    assert ways[0] == ["next"]
    assert ways[-1] == ["prev"]
    assert all(way == ["prev", "next"] for way in ways[1:-1])
    whole = web.get("/metric/revenue?page=1", headers=PEOPLE).text
    assert set(re.findall(r'href="/fact/([^"#]+)"', whole)) <= seen


@pytest.mark.parametrize(("asked", "status"), [("0", 400), ("-1", 400), ("x", 400), ("", 400), ("1e3", 400), ("٣", 400),
                                               ("9" * 50, 400), ("999", 404)])
def test_pages_that_there_are_not(web: TestClient, asked: str, status: int) -> None:
    assert web.get("/metric/revenue", params={"page": asked}, headers=PEOPLE).status_code == status
