"""Reading a pasted article: what comes out, what is refused, and that nothing is kept."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest
from sites import PEOPLE, client, sample_graph
from starlette.testclient import TestClient

import kg
from kg.article import read_text
from kg.extract import extract
from kg.facts import to_json
from kg.namespaces import FACT
from kg.serve import Settings, create_app
from kg.serve.fetching import fetch_public
from kg.serve.pages.paste import MOST_BYTES, MOST_CHARACTERS

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
    ({"url": "http://127.0.0.1:9/"}, 400, "http://127.0.0.1:9/ is no address of the public web"),
    ({"url": "http://localhost:9/"}, 400, "no address of the public web"),
    ({"url": "http://[::1]:9/"}, 400, "no address of the public web"),
    ({"url": "file:///etc/passwd"}, 400, "file:///etc/passwd cannot be fetched"),
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


PAGE = f"<html lang=en><body><article><h1>Amazon's profit rises</h1><p>{TEXT} {TEXT}</p></article></body></html>"


class News(BaseHTTPRequestHandler):
    """A server that sends an article, and from /inside leads into a private network."""

    def do_GET(self) -> None:
        inside = self.path == "/inside"
        self.send_response(302 if inside else 200)
        self.send_header("Location", "http://10.0.0.7/") if inside else self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def news(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an article at news.example, a name that leads to this machine, which plays the public web."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), News)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def resolve(host: str, port: int, **options: object) -> list[tuple[object, ...]]:
        address = "127.0.0.1" if host == "news.example" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr("kg.serve.app.fetch_public", partial(
        fetch_public, resolve=resolve, ports=[server.server_port], allowed=lambda address: address == "127.0.0.1"))
    yield f"http://news.example:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_address_is_fetched_and_read(tmp_path: Path, news: str) -> None:
    with client(sample_graph(tmp_path / "graph")) as web:
        page = web.post("/read", data={"url": f"{news}/a"}, headers=PEOPLE)
        assert page.status_code == 200
        assert "213.4 billion" in page.text
        assert "news.example" in page.text
        refused = web.post("/read", data={"url": f"{news}/inside"}, headers=PEOPLE)
        assert refused.status_code == 400
        assert "is no address of the public web, and this server fetches no other. Paste its text." in refused.text
        assert "10.0.0.7" not in refused.text


def test_who_has_the_token_may_have_an_article_kept(tmp_path: Path) -> None:
    token = "a long secret of this test"
    form = {"text": TEXT, "day": "2026-02-06", "language": "en", "keep": "1"}
    settings = Settings(folder=sample_graph(tmp_path / "graph"), workers=1, update_token=token)
    with TestClient(create_app(settings), base_url="http://localhost") as web:
        assert "Nothing is kept unless you ask" in web.get("/read", headers=PEOPLE).text
        before = web.app.state.kg.graph.info()["articles"]  # type: ignore[attr-defined]
        for wrong in ({}, {"token": ""}, {"token": "another secret entirely"}):
            refused = web.post("/read", data=form | wrong, headers=PEOPLE)
            assert (refused.status_code, "nothing was kept" in refused.text) == (403, True)
        assert web.app.state.kg.graph.info()["articles"] == before  # type: ignore[attr-defined]
        read = web.post("/read", data={name: value for name, value in form.items() if name != "keep"}, headers=PEOPLE)
        assert 'name="token"' in read.text
        kept = web.post("/read", data=form | {"token": token}, headers=PEOPLE)
        assert "The article is in the graph now." in kept.text
        article = read_text(TEXT, day=date(2026, 2, 6), language="en")
        assert "profit rises" in web.get(f"/article/{article.sha256}", headers=PEOPLE).text
        assert web.get("/queries/articles.csv").text.count("\n") == before + 2
        again = web.post("/read", data=form | {"token": token}, headers=PEOPLE)
        assert "The article was in the graph already." in again.text
        with kg.open(tmp_path / "graph"):
            busy = web.post("/read", data=form | {"text": TEXT + " More."} | {"token": token}, headers=PEOPLE)
        assert (busy.status_code, "something else writes to it" in busy.text) == (503, True)
    with kg.open(tmp_path / "graph", read_only=True) as graph:
        assert graph.find(article.sha256).day == "2026-02-06"
        assert {fact.id for fact in graph.facts(article.sha256)} == {fact.id for fact in extract(article).facts}


def test_a_server_that_only_reads_keeps_nothing_whatever_is_sent(web: TestClient) -> None:
    before = web.app.state.kg.graph.info()  # type: ignore[attr-defined]
    page = web.post("/read", data={"text": TEXT, "keep": "1", "token": "x" * 32}, headers=PEOPLE)
    assert page.status_code == 200
    assert 'name="token"' not in page.text
    assert web.app.state.kg.graph.info() == before  # type: ignore[attr-defined]
