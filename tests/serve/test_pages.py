"""The pages over the sample corpus, as a browser without JavaScript and as a program get them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from sites import PEOPLE, client, sample_graph
from starlette.testclient import TestClient

import kg
from kg import queries
from kg.lexicon import load
from kg.namespaces import BASE, FACT
from kg.serve import Settings, create_app


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client(sample_graph(tmp_path_factory.mktemp("serve") / "graph")) as found:
        yield found


@pytest.fixture(scope="module")
def graph(web: TestClient) -> kg.KnowledgeGraph:
    return web.app.state.kg.graph  # type: ignore[attr-defined]


class Links(HTMLParser):
    """The links and names of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action") and value:
                self.links.append(value)
            elif name == "id" and value:
                self.ids.append(value)


def get(web: TestClient, path: str, **headers: str) -> str:
    answer = web.get(path, headers=PEOPLE | headers)
    assert answer.status_code == 200, (path, answer.text[:300])
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def test_every_link_of_the_pages_leads_to_a_page(web: TestClient) -> None:
    seen, todo = set(), ["/"]
    while todo and len(seen) < 260:
        path = todo.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = web.get(path, headers=PEOPLE)
        assert answer.status_code in (200, 303), (path, answer.status_code)
        if "html" not in answer.headers.get("content-type", ""):
            continue
        page = Links(answer.text)
        assert len(page.ids) == len(set(page.ids)), (path, [i for i in page.ids if page.ids.count(i) > 1][:3])
        for link in page.links:
            if link.startswith("#"):
                assert link[1:] in page.ids, (path, link)
            elif link.startswith("/") and link != "/sparql" and (plain := link.split("#")[0]) not in seen:
                todo.append(plain)


def test_the_overview_counts_what_the_graph_has(web: TestClient, graph: kg.KnowledgeGraph) -> None:
    info = graph.info()
    page = get(web, "/")
    for number in (info["articles"], info["facts"], info["unread"]):
        assert f"<dd>{number}</dd>" in page


@pytest.mark.parametrize("path", ["/", "/queries", "/query", "/read", "/search?q=amazon", "/entity/amazon",
                                  "/metric/revenue", "/queries/layoffs", "/nothing"])
def test_pages_speak_the_reader_s_language(web: TestClient, path: str) -> None:
    english = web.get(path, headers=PEOPLE).text
    dutch = web.get(path, headers=PEOPLE | {"accept-language": "fr;q=0.9, nl-BE;q=0.8, en;q=0.1"}).text
    assert '<html lang="en">' in english
    assert '<html lang="nl">' in dutch
    assert "Techreuzen in het nieuws" in dutch
    chosen = web.get(path, params={"lang": "nl"} | ({"q": "amazon"} if "q=" in path else {}), headers=PEOPLE)
    assert '<html lang="nl">' in chosen.text
    assert "lang=nl" in chosen.headers["set-cookie"]
    web.cookies.clear()


def test_both_languages_have_the_same_words() -> None:
    def keys(found: dict, before: str = "") -> set[str]:
        return {key for name, value in found.items()
                for key in (keys(value, f"{before}{name}.") if isinstance(value, dict) else {before + name})}

    found = {code: data["serve"] for code, data in load().languages.items() if "serve" in data}
    assert set(found) == {"en", "nl"}
    assert keys({k: v for k, v in found["en"].items() if k != "questions"}) == keys(
        {k: v for k, v in found["nl"].items() if k != "questions"})
    for words in found.values():
        assert set(words.get("questions", {})) <= set(queries.names())


def test_the_article_page_has_each_fact_in_the_text_and_in_the_list(web: TestClient, graph: kg.KnowledgeGraph) -> None:
    for article in graph.articles():
        page = get(web, f"/article/{article.sha256}")
        names = Links(page)
        facts = graph.facts(article.sha256)
        assert facts
        for fact in facts:
            assert f"fact-{fact.id}" in names.ids
            assert f"at-fact-{fact.id}" in names.ids
            assert f"#at-fact-{fact.id}" in names.links
            assert f"#fact-{fact.id}" in names.links
        text = re.sub(r"<sup.*?</sup>|<[^>]*>", "", page[page.index('<div class="text"'):page.index('class="margin"')])
        for line in graph.text(article.sha256).splitlines():
            assert " ".join(line.split()) in " ".join(_plain(text).split())


def _plain(html: str) -> str:
    from html import unescape

    return unescape(html)


def test_an_unread_number_has_its_reason_unless_it_is_part_of_a_fact(
        web: TestClient, graph: kg.KnowledgeGraph) -> None:
    shown = 0
    for article in graph.articles():
        page = get(web, f"/article/{article.id}")
        parts = [part for fact in graph.facts(article.sha256) for part in fact.parts]
        for number in graph.unread(article.sha256):
            used = any(part.start <= number.start and number.end <= part.end for part in parts)
            assert (f'id="number-{number.start}-{number.end}"' in page) is not used
            shown += not used
    assert shown > 20


def test_the_fact_page_has_words_rules_and_citation(web: TestClient, graph: kg.KnowledgeGraph) -> None:
    for fact in graph.facts()[::7]:
        page = _plain(get(web, f"/fact/{fact.id}"))
        assert FACT + fact.id in page
        assert f"characters {fact.start}-{fact.end}" in page
        for rule in fact.rule.split(" + "):
            assert f'<code lang="en">{rule}</code>' in page
        marked = page[page.index("<blockquote"):page.index("</blockquote>")]
        assert " ".join(fact.evidence.split()) in " ".join(re.sub("<[^>]*>", "", marked).split())


def test_the_fact_page_tells_who_agrees_who_differs_and_what_was_considered(
        web: TestClient, graph: kg.KnowledgeGraph) -> None:
    told = [figure for figure in graph.figures() if figure.dissenting and len(figure.agreeing) > 1]
    assert told
    for figure in told:
        page = _plain(get(web, f"/fact/{figure.best.fact.id}"))
        agreeing, _, dissenting = page.partition('id="dissent"')
        for said in figure.agreeing:
            assert said is figure.best or f'href="/fact/{said.fact.id}"' in agreeing
        for said in figure.dissenting:
            assert f'href="/fact/{said.fact.id}"' in dissenting
        for slot in graph.explain(figure.best.fact).slots:
            for reason in slot.reasons if slot.runners_up else ():
                assert f"<dd class=\"for\">{reason}</dd>" in page


def test_a_fact_s_citation_comes_for_programs_that_manage_them(web: TestClient, graph: kg.KnowledgeGraph) -> None:
    fact = graph.facts(metric="capex")[0]
    item = web.get(f"/fact/{fact.id}?format=csl").json()[0]
    assert (item["id"], item["title"]) == (fact.id, graph.find(fact.article).title)
    bibtex = web.get(f"/fact/{fact.id}?format=bibtex")
    assert bibtex.text.startswith(f"@misc{{fact-{fact.id},")
    assert bibtex.headers["content-disposition"].endswith('.bib"')
    assert web.get("/entity/amazon?format=csl").status_code == 406


@pytest.mark.parametrize(("form", "media_type", "format_"), [
    ("text/turtle", "text/turtle", ox.RdfFormat.TURTLE), ("application/ld+json", "application/ld+json",
                                                         ox.RdfFormat.JSON_LD),
    ("application/n-triples", "application/n-triples", ox.RdfFormat.N_TRIPLES)])
@pytest.mark.parametrize("path", ["entity/amazon", "metric/capex", "period/2025-Q4", "unit/USD", "ontology/Fact"])
def test_iris_resolve_to_the_triples_of_the_graph(
        web: TestClient, graph: kg.KnowledgeGraph, path: str, form: str, media_type: str,
        format_: ox.RdfFormat) -> None:
    answer = web.get(f"/{path}", headers={"accept": f"{form}, */*;q=0.1"})
    assert answer.headers["content-type"].startswith(media_type)
    assert "Accept" in answer.headers["vary"]
    found = set(ox.parse(answer.content, format=format_, base_iri=BASE)) if format_ else set()
    iri = ox.NamedNode(BASE + path)
    own = {quad.triple for quad in graph.store.triples.quads_for_pattern(iri, None, None)}
    assert {quad.triple for quad in found} >= {t for t in own if not isinstance(t.object, ox.Literal)}
    assert len([quad for quad in found if quad.subject == iri]) == len(own)


def test_an_article_s_data_are_all_its_triples(web: TestClient, graph: kg.KnowledgeGraph) -> None:
    article = graph.articles()[0]
    answer = web.get(f"/article/{article.id}?format=nt")
    facts = {line.split()[0] for line in answer.text.splitlines() if line.startswith(f"<{FACT}")}
    assert facts == {f"<{FACT}{fact.id}>" for fact in graph.facts(article.sha256)}


@pytest.mark.parametrize("iri", [BASE + "entity/amazon", f"<{BASE}entity/amazon>", "entity:amazon"])
def test_whole_iris_lead_to_their_pages(web: TestClient, iri: str) -> None:
    answer = web.get("/id", params={"iri": iri}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/entity/amazon")


@pytest.mark.parametrize("path", [
    "/entity/nope", "/fact/zz", "/article/0000000000000000", "/metric/a%22b", "/entity/a%0Ab", "/entity/a/b",
    "/queries/nope", "/queries/layoffs.exe", "/id?iri=https://example.org/x", "/id?iri=//example.org", "/id", "/nope",
    "/entity/" + "a" * 400, "/span/x", "/number/x-1-2", "/ontology/%3Cscript%3E"])
def test_what_is_not_there_has_a_friendly_page(web: TestClient, path: str) -> None:
    answer = web.get(path, headers=PEOPLE, follow_redirects=False)
    assert answer.status_code == 404
    assert "<h1>That is not here</h1>" in answer.text
    assert web.get(path, headers={"accept": "text/turtle"}, follow_redirects=False).status_code == 404


def test_a_form_that_there_is_not_is_refused(web: TestClient) -> None:
    assert web.get("/entity/amazon", headers={"accept": "image/png"}).status_code == 406
    assert web.get("/entity/amazon?format=exe").status_code == 406


@pytest.mark.parametrize("name", queries.names())
def test_every_named_query_has_its_page(web: TestClient, name: str) -> None:
    page = get(web, f"/queries/{name}")
    for param in queries.load(name).params:
        assert f'name="{param.name}"' in page


def test_a_named_query_answers_with_its_sources_and_as_data(web: TestClient, graph: kg.KnowledgeGraph) -> None:
    asked = {"metric": "revenue", "period": "2025-Q4"}
    result = graph.query("results-vs-expected", **asked)
    page = get(web, "/queries/results-vs-expected?metric=revenue&period=2025-Q4")
    for citation in result.citations():
        assert "/fact/" + citation.fact.rsplit("/", 1)[-1] in page
    assert web.get("/queries/results-vs-expected.csv", params=asked).text == result.csv()
    assert web.get("/queries/results-vs-expected.json", params=asked).json() == json.loads(result.json())
    by_accept = web.get("/queries/results-vs-expected", params=asked, headers={"accept": "text/csv"})
    assert by_accept.text == result.csv()


def test_a_wrong_value_says_what_would_do(web: TestClient) -> None:
    answer = web.get("/queries/layoffs?company=Amazn", headers=PEOPLE)
    assert answer.status_code == 400
    assert "did you mean Amazon" in answer.text
    assert 'value="Amazn"' in answer.text
    assert web.get("/queries/layoffs.csv?company=Amazn", headers={"accept": "*/*"}).status_code == 400


def test_the_editor_s_data_are_our_own(web: TestClient) -> None:
    about = web.get("/query.json").json()
    terms = {row["term"] for row in about["terms"]}
    assert {"kg:Fact", "kg:subject", "metric:revenue", "entity:amazon", "unit:USD"} <= terms
    assert {example["name"] for example in about["examples"]} == set(queries.names())
    for example in about["examples"]:
        ox.Store().query(example["query"])  # each stands by itself: its prefixes are declared


def test_a_question_that_takes_too_long_is_stopped_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runaway = replace(queries.load("companies"),
                      text="SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    monkeypatch.setattr(queries, "load", lambda name: runaway)
    settings = Settings(folder=sample_graph(tmp_path / "graph"), workers=1, deadline=1.0)
    with TestClient(create_app(settings), base_url="http://localhost") as web:
        page = web.get("/queries/companies", headers=PEOPLE)
        assert page.status_code == 503
        assert "<h1>That took too long</h1>" in page.text
        assert int(page.headers["retry-after"]) > 0
        data = web.get("/queries/companies.csv")
        assert (data.status_code, "longer than 1 s" in data.text) == (503, True)
        monkeypatch.undo()
        assert web.get("/queries/companies", headers=PEOPLE).status_code == 200
