"""Titles, texts, names, publishers, reasons and questions that try to be markup stay text on every page."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from sites import HOSTILE, PEOPLE, client, hostile_graph
from starlette.testclient import TestClient

from kg.rdf import entity_id

ALLOWED_SCRIPTS = ("/static/", "/library/")


class Inspector(HTMLParser):
    """Notes whatever could run or call out."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.faults.append(f"{tag} {name}")
            if name in ("href", "src", "action", "formaction") and (value or "").strip().lower().startswith(
                    ("javascript:", "data:", "vbscript:")):
                self.faults.append(f"{tag} {value}")
        if tag in ("img", "iframe", "object", "embed", "base", "style") or (
                tag == "script" and not str(dict(attrs).get("src")).startswith(ALLOWED_SCRIPTS)):
            self.faults.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def inspected(html: str) -> Inspector:
    found = Inspector()
    found.feed(html)
    assert found.faults == []
    return found


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client(hostile_graph(tmp_path_factory.mktemp("hostile") / "graph")) as found:
        yield found


def test_every_page_of_a_hostile_graph_is_text(web: TestClient) -> None:
    graph = web.app.state.kg.graph  # type: ignore[attr-defined]
    (article,) = graph.articles()
    paths = ["/", f"/article/{article.id}", *(f"/fact/{fact.id}" for fact in graph.facts()),
             f"/entity/{entity_id(HOSTILE)}", f"/entity/{entity_id(HOSTILE + ' Corp')}", "/metric/revenue",
             "/period/2025-Q4", "/unit/USD", "/queries/companies", "/queries/articles", "/queries/statements",
             "/queries/unread", "/queries/leadership", "/queries/deals", "/read", f"/read?from={article.id}", "/query"]
    shown = 0
    for path in paths:
        answer = web.get(path, headers=PEOPLE)
        assert answer.status_code == 200, path
        shown += HOSTILE in inspected(answer.text).text
        assert "script-src 'self';" in answer.headers["content-security-policy"]
        assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert shown > 12


@pytest.mark.parametrize("path", ["/search", "/queries/layoffs", "/query", "/id", "/read", "/entity/x"])
@pytest.mark.parametrize("name", ["q", "company", "name", "query", "iri", "from", "limit", "lang", "format"])
def test_what_an_address_says_is_text(web: TestClient, path: str, name: str) -> None:
    answer = web.get(path, params={name: HOSTILE}, headers=PEOPLE)
    assert answer.status_code in (200, 400, 404, 406)
    inspected(answer.text)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x", "https://", "ftp://x/"])
def test_an_address_that_is_none_of_the_web_is_no_link(address: str) -> None:
    from kg.serve.pages.frame import web_address

    assert web_address(address) is None


def test_a_pasted_text_and_its_fields_are_text(web: TestClient) -> None:
    form = {"text": f"{HOSTILE}\n\nAmazon revenue was $213.4 billion in 2025. {HOSTILE}", "day": "2026-02-06",
            "language": "en", "url": ""}
    found = inspected(web.post("/read", data=form, headers=PEOPLE).text)
    assert HOSTILE in found.text
    for field in form:
        inspected(web.post("/read", data=form | {field: HOSTILE}, headers=PEOPLE).text)
