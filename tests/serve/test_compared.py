"""A pasted text beside the graph: which of its figures the articles have too, which they have otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from sites import PEOPLE, client, sample_graph
from starlette.testclient import TestClient

import kg
from kg.article import read_text
from kg.extract import extract
from kg.facts import Observation
from kg.prepared import info_of
from kg.serve.pages.compared import Compared, compare, tally
from kg.serve.pages.reader import Reader


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client(sample_graph(tmp_path_factory.mktemp("serve") / "graph")) as found:
        yield found


@pytest.fixture(scope="module")
def graph(web: TestClient) -> kg.KnowledgeGraph:
    found: kg.KnowledgeGraph = web.app.state.kg.graph  # type: ignore[attr-defined]
    return found


def of(graph: kg.KnowledgeGraph, text: str, language: str = "en") -> list[Compared]:
    article = read_text(text, day=date(2026, 5, 7), language="en")
    facts = extract(article).facts
    return list(compare(Reader(graph, graph.store), info_of(article), facts, language).values())


def test_what_articles_state_too_differs_or_is_new(graph: kg.KnowledgeGraph) -> None:
    same, = of(graph, "Amazon reported revenue of $213.4 billion for the fourth quarter of 2025.")
    assert same.sort == "same"
    other, = of(graph, "Amazon reported revenue of $190 billion for the fourth quarter of 2025.")
    assert (other.sort, other.amount) == ("other", "213.4 billion USD")
    assert other.link == same.link
    new, = of(graph, "Amazon reported revenue of $99 billion for the fourth quarter of 2019.")
    assert new == Compared("new")
    unknown, = of(graph, "Umbrella Corp reported revenue of $99 billion for the fourth quarter of 2025.")
    assert unknown == Compared("new")


def test_a_hedged_number_that_can_be_the_same_is(graph: kg.KnowledgeGraph) -> None:
    found, = of(graph, "Amazon reported revenue of about $213 billion for the fourth quarter of 2025.")
    assert found.sort == "same"


def test_the_amount_is_told_in_the_reader_s_language(graph: kg.KnowledgeGraph) -> None:
    found, = of(graph, "Amazon reported revenue of $190 billion for the fourth quarter of 2025.", "nl")
    assert found.amount == "213,4 miljard USD"


def test_an_article_is_no_second_source_of_itself(graph: kg.KnowledgeGraph) -> None:
    reader = Reader(graph, graph.store)
    for article in graph.articles():
        facts, _ = reader.contents(article)
        for fact_id, one in compare(reader, article, facts, "en").items():
            assert one.link != f"/fact/{fact_id}"
            told = reader.fact(one.link.removeprefix("/fact/")) if one.link else None
            assert told is None or told.article != article.sha256


def test_the_tally_counts_figures_with_a_period() -> None:
    assert tally({"a": Compared("new"), "b": Compared("same", articles=2), "c": Compared("new")}) == {
        "new": 2, "same": 1}


@pytest.mark.parametrize(("language", "says"), [("en", "The graph has 213.4 billion USD from"),
                                                ("nl", "De graaf heeft 213,4 miljard USD uit")])
def test_the_page_says_so_and_leads_to_companies_and_people(web: TestClient, language: str, says: str) -> None:
    text = ("Amazon reported revenue of $190 billion for the fourth quarter of 2025. Its chief executive Andy Jassy "
            "spoke.\n\nUmbrella Corp reported revenue of $99 billion for the fourth quarter of 2025.")
    page = web.post("/read", data={"text": text, "day": "2026-05-07", "language": "en"},
                    headers=PEOPLE | {"accept-language": language}).text
    assert says in page
    chips = page[page.index('class="chips"'):page.index("</ul>", page.index('class="chips"'))]
    links = re.findall(r'href="(/entity/[^"]+)"', chips)
    assert {"/entity/amazon", "/entity/andy-jassy"} <= set(links)
    assert all(web.get(link, headers=PEOPLE).status_code == 200 for link in links)
    assert "<span>Umbrella Corp</span>" in chips


def test_only_figures_with_days_are_compared(graph: kg.KnowledgeGraph) -> None:
    article = read_text("Amazon competes with Microsoft. Andy Jassy is chief executive of Amazon.", language="en")
    facts = extract(article).facts
    assert facts
    assert not any(isinstance(fact, Observation) for fact in facts)
    assert compare(Reader(graph, graph.store), info_of(article), facts, "en") == {}
