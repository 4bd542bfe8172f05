"""Pages in a language have no words of another: whatever the interface says in English is not on a Dutch page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from sites import PEOPLE, client, sample_graph
from starlette.testclient import TestClient

from kg import queries
from kg.lexicon import load

DUTCH = PEOPLE | {"accept-language": "nl"}
EXAMPLES = {"company": "Amazon", "metric": "capex", "period": "2026", "entity": "Amazon",
            "fact": "08ff030f0a5b2b3b-498a917a"}
VOID = {"br", "input", "link", "meta", "img", "hr"}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client(sample_graph(tmp_path_factory.mktemp("serve") / "graph")) as found:
        yield found


class Seen(HTMLParser):
    """What a reader sees or hears of a page, but for code and what is marked as another language's."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hidden: list[bool] = [False]
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        hidden = self.hidden[-1] or tag in ("code", "pre", "script", "textarea") or about.get("lang", "nl") != "nl"
        if not hidden:
            self.texts += [about[name] or "" for name in ("title", "placeholder", "aria-label") if name in about]
        if tag not in VOID:
            self.hidden.append(hidden)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden[-1] and data.strip():
            self.texts.append(" ".join(data.split()))


def leaves(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict | list):
        for value in found.values() if isinstance(found, dict) else found:
            yield from leaves(value)


def phrases(texts: Iterable[str]) -> list[re.Pattern[str]]:
    """Texts as patterns of whole phrases; what is filled in is anything."""
    found = []
    for text in texts:
        parts = [re.escape(part) for part in re.split(r"\{\w+\}", text)]
        if (len(parts) == 1 and len(text) > 3) or max(map(len, parts)) > 12:
            found.append(re.compile(".+".join(parts) if len(parts) > 1 else parts[0]))
    return found


def english() -> list[re.Pattern[str]]:
    """All that is said in English and not in Dutch: by the pages, the queries, the tables and the labels."""
    words = {code: set(leaves(load().languages[code]["serve"])) | set(
        leaves({name: load().languages[code]["present"][name] for name in ("columns", "trail")}))
        for code in ("en", "nl")}
    for query in queries.all_queries():
        words["en"] |= {query.title, query.description, *(param.description for param in query.params)}
    for kind in (*load().metrics, "reported", "guidance", "expected", "ceo", "chair", "acquires", "competes_with"):
        for code in ("en", "nl"):
            label = load().label(kind, code)
            words[code] |= {label, label.capitalize()}
    return phrases(words["en"] - words["nl"])


@pytest.mark.parametrize("path", [
    "/", "/search", "/search?q=amazon", "/search?q=zzz", "/queries", "/query", "/read", "/entity/amazon",
    "/entity/andy-jassy", "/metric/revenue", "/metric/capex", "/period/2025-Q4", "/unit/USD", "/ontology/Fact",
    "/nothing", "/queries/layoffs", "/queries/trail?company=Amazon&metric=capex&period=2026",
    "/queries/layoffs?company=Amazn", *(f"/queries/{name}" for name in queries.names())])
def test_no_english_is_left_on_a_dutch_page(web: TestClient, path: str) -> None:
    check(web.get(path, headers=DUTCH).text)


def test_nor_on_the_pages_of_articles_and_facts(web: TestClient) -> None:
    graph = web.app.state.kg.graph  # type: ignore[attr-defined]
    for article in graph.articles()[::5]:
        check(web.get(f"/article/{article.id}", headers=DUTCH).text)
    kinds = {}
    for fact in graph.facts():
        kinds.setdefault((fact.kind, getattr(fact, "status", ""), getattr(fact, "measure", "")), fact.id)
    for name in kinds.values():
        check(web.get(f"/fact/{name}", headers=DUTCH).text)


def test_nor_where_an_article_is_pasted(web: TestClient) -> None:
    for form in ({}, {"text": "x" * 300_000}, {"text": "x", "day": "gisteren"}, {"url": "http://10.0.0.1/"},
                 {"url": "http://"}, {"text": "Amazon boekte vorig kwartaal een omzet van 213,4 miljard dollar."}):
        check(web.post("/read", data=form, headers=DUTCH).text)


def check(html: str) -> None:
    assert '<html lang="nl">' in html
    wrong = [(text, found.pattern) for text in Seen(html).texts for found in ENGLISH if found.fullmatch(text)]
    assert not wrong


ENGLISH = english()


def test_the_check_finds_what_is_english(web: TestClient) -> None:
    html = web.get("/", headers=DUTCH | {"accept-language": "en"}).text.replace('<html lang="en">', '<html lang="nl">')
    with pytest.raises(AssertionError):
        check(html)


@pytest.mark.parametrize("name", queries.names())
def test_each_named_query_is_told_in_dutch(name: str) -> None:
    query, said = queries.load(name), load().languages["nl"]["serve"]["questions"][name]
    assert said["title"] not in ("", query.title)
    assert said["description"] not in ("", query.description)
    assert set(said["params"]) == {param.name for param in query.params}
    assert all(said["params"].values())


def test_each_column_of_a_table_is_told_in_dutch(web: TestClient) -> None:
    store, columns = web.app.state.kg.graph.store, load().languages["nl"]["present"]["columns"]  # type: ignore[attr-defined]
    for query in queries.all_queries():
        result = queries.run(store, query.name, {param.name: EXAMPLES[param.name] for param in query.params
                                                 if not param.optional and param.default is None}, language="nl")
        own = {columns.get(name) for name in columns}
        headings = result.shown({})[0] if result.triples is None and result.rows else []
        assert {name for name, _ in headings} <= own, query.name
