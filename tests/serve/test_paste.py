"""Reading a pasted article: what comes out, what is refused, and that nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from html import unescape

import pyoxigraph as ox
import pytest
from sites import PEOPLE, client, sample_graph
from starlette.testclient import TestClient

import kg
from kg.article import read_text
from kg.extract import extract
from kg.facts import to_json
from kg.namespaces import FACT
from kg.serve.pages.paste import MOST_BYTES, MOST_CHARACTERS, PasteState

TEXT = ("Amazon's profit rises\n\nAmazon reported revenue of $213.4 billion for the fourth quarter of 2025. Its chief "
        "executive Andy Jassy spoke for 40 minutes.")


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client(sample_graph(tmp_path_factory.mktemp("serve") / "graph")) as found:
        yield found


def test_the_facts_are_those_of_the_library(web: TestClient) -> None:
    form = {"text": TEXT, "day": "2026-02-06", "language": "en"}
    answer = web.post("/read", data=form | {"format": "jsonl"})
    extraction = extract(read_text(TEXT, day=date(2026, 2, 6), language="en"))
    assert [json.loads(line) for line in answer.text.splitlines()] == [to_json(fact) for fact in extraction.facts]
    page = web.post("/read", data=form, headers=PEOPLE).text
    for fact in extraction.facts:
        assert f'id="fact-{fact.id}"' in page
    assert "a length of time" in page
    turtle = web.post("/read", data=form | {"format": "ttl"})
    facts = {quad.subject.value for quad in ox.parse(turtle.content, format=ox.RdfFormat.TURTLE)
             if quad.subject.value.startswith(FACT)}
    assert facts == {FACT + fact.id for fact in extraction.facts}


def test_nothing_is_kept(web: TestClient) -> None:
    before = web.app.state.kg.graph.info()  # type: ignore[attr-defined]
    web.post("/read", data={"text": TEXT, "day": "2026-02-06"}, headers=PEOPLE)
    assert web.app.state.kg.graph.info() == before  # type: ignore[attr-defined]


def test_an_article_of_the_graph_fills_the_form(web: TestClient) -> None:
    graph = web.app.state.kg.graph  # type: ignore[attr-defined]
    article = graph.articles()[0]
    page = web.get(f"/read?from={article.id}", headers=PEOPLE).text
    assert graph.text(article.sha256).splitlines()[-1][:40] in unescape(page)
    assert f'value="{article.day}"' in page


@pytest.mark.parametrize(("form", "status", "says"), [
    ({"text": ""}, 400, "Paste a text, or give an address"), ({"text": "  "}, 400, "Paste a text"),
    ({"text": "x", "day": "6 February"}, 400, "write the date as 2026-02-05"),
    ({"text": "x", "language": "??"}, 400, "write nl or en"),
    ({"text": "x" * (MOST_CHARACTERS + 1)}, 413, "200,001"),
    ({"url": "https://example.org/a"}, 400, "fetches no addresses"),
    ({"text": TEXT, "format": "exe"}, 400, "jsonl or ttl")])
def test_what_cannot_be_read_says_why(web: TestClient, form: dict[str, str], status: int, says: str) -> None:
    answer = web.post("/read", data=form, headers=PEOPLE)
    assert answer.status_code == status
    assert says in answer.text


def test_what_is_no_form_is_refused(web: TestClient) -> None:
    assert web.post("/read", content=b"{}", headers={"content-type": "application/json"}).status_code == 415
    many = "&".join(f"a{number}=1" for number in range(100))
    typed = {"content-type": "application/x-www-form-urlencoded"}
    assert web.post("/read", content=many, headers=typed).status_code == 400
    assert web.post("/read", content=b"text=\xff", headers=typed).status_code == 400
    assert web.post("/read", content=b"text=" + b"x" * MOST_BYTES, headers=typed).status_code == 413


def test_a_text_without_date_or_language_says_what_is_missing(web: TestClient) -> None:
    page = web.post("/read", data={"text": "Amazon earned 5 billion dollar last quarter, it said."}, headers=PEOPLE).text  # noqa: E501
    assert "No date was given and none was found" in page


def test_an_address_is_fetched_by_what_the_application_gives(tmp_path_factory: pytest.TempPathFactory) -> None:
    from starlette.applications import Starlette

    from kg.fetch import Page
    from kg.serve.pages import routes
    from kg.serve.reading_workers import ReadingWorkers

    asked = []

    def fetch(url: str) -> Page:
        asked.append(url)
        return Page(f"<html lang=en><body><article><h1>News</h1><p>{TEXT}</p></article>".encode(), url, "text/html")

    class State:
        graph = kg.open()

    workers = ReadingWorkers(1)
    with TestClient(Starlette(routes=routes(State(), PasteState(workers, fetch)))) as web:
        page = web.post("/read", data={"url": "https://example.org/a"}, headers=PEOPLE).text
    workers.close()
    assert asked == ["https://example.org/a"]
    assert "213.4 billion" in page
