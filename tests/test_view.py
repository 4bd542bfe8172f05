"""The page of the graph without a browser: one safe, whole, repeatable file that holds what the facts say."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.article import Article, read_all
from kg.errors import InputError
from kg.facts import Fact, Observation, Relation, Role, Statement, from_json, in_order
from kg.lexicon import data_folder, load
from kg.view import TEMPLATES, embed, interface, summary, view_html, write_view
from kg.view_data import surroundings

HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\'&amp;{{7*7}}{% x %}\u2028\u2029'
A, B = "a" * 64, "b" * 64


def source(sha: str = A, **more: Any) -> SimpleNamespace:
    return SimpleNamespace(**({"sha256": sha, "name": "one", "title": "A title", "day": "2026-02-05", "language": "en",
                               "url": "https://example.org/one", "publisher": "The Paper"} | more))


def observation(**more: Any) -> Observation:
    return Observation(**({"article": A, "start": 12, "end": 21, "evidence": "5 billion", "subject": "Zedcorp",
                           "metric": "revenue", "measure": "level", "value": Decimal(5_000_000_000), "unit": "USD",
                           "period": "2025"} | more))


FACTS: list[Fact] = [
    observation(),
    Relation(article=A, start=30, end=35, evidence="rival", subject="Zedcorp", predicate="competes_with",
             object="Acme"),
    Role(article=A, start=40, end=44, evidence="boss", person="Ann Example", role="ceo", organization="Zedcorp"),
    Statement(article=A, start=50, end=60, evidence="“So it is”", speaker="Ann Example", organization="Zedcorp",
              quote="So it is"),
]


class Page(HTMLParser):
    """What a page holds, as a browser without scripts would read it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, dict[str, str | None], str]] = []
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.blocks.append((*self.open[-1], data))

    def data(self, name: str) -> Any:
        return next(json.loads(text) for _, attrs, text in self.blocks if attrs.get("id") == name)


@pytest.fixture(scope="module")
def sample() -> tuple[list[Fact], list[Article]]:
    """The gold facts of the sample articles."""
    folder = data_folder("data") / "articles"
    articles = [article for article in read_all([folder]) if isinstance(article, Article)]
    facts = []
    for article in articles:
        for line in (folder / f"{article.name}.facts.jsonl").read_text(encoding="utf-8").splitlines():
            facts.append(from_json(json.loads(line), article=article.sha256, text=article.text))
    return facts, articles


# ---- one file, safe


@pytest.mark.parametrize("language", ["en", "nl"])
def test_nothing_in_the_page_comes_from_elsewhere(sample: Any, language: str) -> None:
    html = view_html(*sample, language=language)
    page = Page(html)
    for tag, attributes in page.tags:
        assert tag not in ("link", "iframe", "img", "object", "embed", "base", "form action")
        assert not {"src", "srcset", "href", "action", "background", "poster"} & attributes.keys(), (tag, attributes)
        assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)
    style = next(text for tag, _, text in page.blocks if tag == "style")
    assert "url(" not in style
    assert "@import" not in style
    assert "sourceMappingURL" not in html


def test_the_policy_admits_the_pages_own_scripts_and_style_and_nothing_else() -> None:
    page = Page(view_html(FACTS, [source()]))
    policy = next(attrs["content"] or "" for _, attrs in page.tags if "http-equiv" in attrs)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"

    def hashes(tag: str) -> set[str]:
        texts = [text for name, attrs, text in page.blocks if name == tag and "type" not in attrs]
        return {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts}

    assert set(rules["script-src"].split()) == hashes("script")
    assert set(rules["style-src"].split()) == hashes("style")
    assert len(hashes("script")) == 2


def test_hostile_words_stay_words() -> None:
    facts: list[Fact] = [
        observation(subject=HOSTILE, evidence=HOSTILE),
        Relation(article=A, start=30, end=34, evidence=HOSTILE, subject=HOSTILE, predicate="supplies", object="Acme"),
        Statement(article=A, start=50, end=60, evidence=HOSTILE, speaker=HOSTILE, quote=HOSTILE)]
    html = view_html(facts, [source(title=HOSTILE, name=HOSTILE, publisher=HOSTILE, url=HOSTILE)],
                     texts={A: HOSTILE * 3}, title=HOSTILE)
    plain = Page(view_html(FACTS[:3], [source()]))
    page = Page(html)
    shape = [(tag, sorted(attributes)) for tag, attributes in page.tags if tag not in ("tr", "td")]
    assert shape == [(tag, sorted(attributes)) for tag, attributes in plain.tags if tag not in ("tr", "td")]
    assert page.data("page")["facts"][0]["words"] == HOSTILE
    assert page.data("page")["articles"][0]["title"] == HOSTILE
    assert HOSTILE in {node["label"] for node in page.data("nodes")}
    assert "49" not in re.findall(r"<title>(.*?)</title>", html, re.DOTALL)[0]


@given(st.recursive(st.text() | st.none() | st.integers(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_embedded_data_reads_back_and_ends_no_script(value: Any) -> None:
    text = embed(value)
    assert json.loads(text) == value
    assert text.isascii()
    assert not re.search(r"[<>&\n]", text)


@pytest.mark.parametrize(("url", "kept"), [
    ("https://example.org/a?b=c", True), ("http://example.org", True), ("HTTPS://example.org/", True),
    ("javascript:alert(1)", False), ("JaVaScRiPt:alert(1)", False), ("data:text/html,x", False),
    ("//example.org", False), ("https:", False), ("ftp://example.org", False), ("file:///etc/passwd", False),
    ("http://[", False), ("", False), (None, False),
])
def test_only_addresses_of_the_web_become_links(url: str | None, kept: bool) -> None:
    page = Page(view_html(FACTS, [source(url=url)]))
    assert page.data("page")["articles"][0]["url"] == (url if kept else None)


def test_the_library_is_whole_licensed_and_ends_no_script() -> None:
    library = (TEMPLATES / "vis-network.min.js").read_text(encoding="utf-8")
    assert "</script" not in library.lower()
    assert "<!--" not in library
    version = re.search(r"@version (\S+)", library)
    licence = (TEMPLATES / "vis-network-licence.md").read_text(encoding="utf-8")
    assert version
    assert version[1] in licence
    assert "The MIT License" in licence


# ---- what it holds


def test_every_fact_of_the_sample_is_there_with_its_words_in_their_sentence(sample: Any) -> None:
    facts, articles = sample
    texts = {article.sha256: article.text for article in articles}
    page = Page(view_html(facts, articles, texts=texts)).data("page")
    assert page["counts"]["facts"] == len(facts)
    for fact, row in zip(in_order(facts), page["facts"], strict=True):
        assert row["words"] == fact.evidence
        whole = " ".join((row["before"] + row["words"] + row["after"]).strip("…").split())
        assert whole in " ".join(texts[fact.article].split())
        assert row["says"]
        assert page["articles"][row["article"]]["name"]


def test_nodes_are_entities_and_their_figures_and_edges_join_entities(sample: Any) -> None:
    page = Page(view_html(*sample))
    nodes = {node["id"]: node for node in page.data("nodes")}
    entities = {name for name, node in nodes.items() if node["group"] != "figure"}
    assert {node["of"] for node in nodes.values() if node["group"] == "figure"} <= entities
    assert {edge[end] for edge in page.data("edges") for end in ("from", "to")} <= entities
    assert {node["shape"] for node in nodes.values() if node["group"] == "company"} == {"dot"}
    named = [index for node in nodes.values() if node["group"] != "figure" for index in node["facts"]]
    named += [index for edge in page.data("edges") for index in edge["facts"]]
    assert set(named) == set(range(len(sample[0])))


def latest(*facts: Fact, language: str = "en") -> str:
    page = Page(view_html(facts, [source()], language=language))
    first = next(node["facts"][0] for node in page.data("nodes") if node["group"] == "figure")
    return str(page.data("page")["facts"][first]["figure"])


def test_the_figure_of_a_metric_is_the_latest_that_is_reported() -> None:
    new = {"period": None, "period_start": "2025-01-01", "period_end": "2025-12-31", "start": 60}
    old = {"period": None, "period_start": "2024-01-01", "period_end": "2024-12-31", "value": Decimal(1)}
    quarter = {"period": None, "period_start": "2025-10-01", "period_end": "2025-12-31", "value": Decimal(2)}
    plan = {"period": "2026", "status": "guidance", "value": Decimal(3)}
    known = [observation(**old), observation(**quarter), observation(**new), observation(**plan)]
    assert latest(*known) == latest(*reversed(known)) == "5 billion USD · 2025"
    assert latest(observation(**plan)).startswith("3 USD · 2026 · ")
    assert latest(observation(**new), language="nl") == "5 miljard USD · 2025"
    fiscal = {"period": "microsoft-FY2026-Q2", "period_start": "2025-10-01", "period_end": "2025-12-31"}
    assert latest(observation(**fiscal)) == "5 billion USD · Q4 2025"
    assert latest(observation(period=None)) == "5 billion USD"


def test_a_change_shows_its_sign_and_no_hedge() -> None:
    change = {"measure": "change", "unit": "percent", "period": None, "qualifier": "more_than"}
    assert latest(observation(**change, value=Decimal(9))) == "+9 percent"
    assert latest(observation(**change, value=Decimal(-9))) == "-9 percent"
    assert not latest(observation(**change | {"unit": "times"}, value=Decimal(2))).startswith("+")


def test_facts_that_say_the_same_are_one_group_whatever_their_words_and_hedges() -> None:
    rows: list[Fact] = [
        observation(), observation(article=B, evidence="some 5 billion", qualifier="about", decimals=-9),
        observation(value=Decimal(6_000_000_000), start=70), observation(status="expected", start=80),
        Relation(article=A, start=90, end=91, evidence="x", subject="Acme", predicate="competes_with", object="Zed"),
        Relation(article=B, start=90, end=91, evidence="x", subject="Zed", predicate="competes_with", object="Acme"),
        Relation(article=B, start=95, end=96, evidence="x", subject="Acme", predicate="supplies", object="Zed")]
    same = Page(view_html(rows, [])).data("page")["same"]
    groups = [same[in_order(rows).index(fact)] for fact in rows]
    assert groups[0] == groups[1]
    assert groups[4] == groups[5]
    assert len(set(groups)) == 5


@pytest.mark.parametrize(("text", "words", "before", "after"), [
    ("One. Two is here. Three.", "is", "Two ", " here."),
    ("Title\n\nTwo is here", "is", "Two ", " here"),
    ("Sales were $1.5 billion. Up.", "billion", "Sales were $1.5 ", "."),
    ("It was 3 mln. euro in all. Next one.", "euro", "It was 3 mln. ", " in all."),
    ("He said C.C. Wei is there. Next.", "is", "He said C.C. Wei ", " there."),
    ("“We won.” Then they went. So.", "went", "Then they ", "."),
    ("One. Two.", "One. Two.", "", ""),
])
def test_the_sentence_round_the_words(text: str, words: str, before: str, after: str) -> None:
    start = text.index(words)
    assert surroundings(text, start, start + len(words)) == (before, after)


@given(st.text("aB. !\n…”", max_size=900), st.data())
def test_the_surroundings_are_cut_from_the_text(text: str, data: Any) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    before, after = surroundings(text, start, end)
    flat = text.replace("\n", " ")
    assert flat[:start].endswith(before.removeprefix("…")) or before.startswith("…")
    assert flat[end:].startswith(after) or after.endswith("…")
    assert max(len(before), len(after)) <= 281


def test_an_article_that_nobody_knows_is_named_by_its_hash() -> None:
    page = Page(view_html(FACTS, [])).data("page")
    assert page["articles"] == [{"title": None, "name": A[:16]}]


def test_no_facts_give_a_page_that_says_so() -> None:
    page = Page(view_html([], []))
    assert page.data("nodes") == page.data("edges") == page.data("page")["facts"] == []


def test_without_scripts_the_page_is_a_table_of_the_facts() -> None:
    html = view_html(FACTS, [source(title="On <Zedcorp>")])
    table = html[html.index("<noscript>"):html.index("</noscript>")]
    assert table.count("<tr>") == 1 + len(FACTS)
    assert "On &lt;Zedcorp&gt;" in table
    assert "5 February 2026" in table


# ---- languages, and the file itself


def test_the_page_says_the_same_things_in_each_language() -> None:
    speaking = [code for code, data in load().languages.items() if "view" in data]
    assert set(speaking) >= {"en", "nl"}

    def shape(words: dict[str, Any]) -> dict[str, Any]:
        return {key: shape(value) if isinstance(value, dict) else sorted(re.findall(r"\{\w+\}", str(value)))
                for key, value in sorted(words.items())}

    assert all(shape(interface(code)) == shape(interface("en")) for code in speaking)
    files = [*TEMPLATES.glob("*.js"), TEMPLATES / "page.html"]
    scripts = "".join(file.read_text(encoding="utf-8") for file in files if "vis-network" not in file.name)
    used = set(re.findall(r"\bwords\.(\w+)", scripts))
    assert used <= interface("en").keys()
    listed = {"company", "kind", "metric", "period", "status", "article", "title", "part_of", "speaks_for"}
    assert {key for key, value in interface("en").items() if isinstance(value, str)} <= used | listed


@pytest.mark.parametrize(("language", "one", "many"), [
    ("en", "1 article, 1 fact, 1 company, unit or person", "0 articles, 1,200 facts, 2 companies, units and people"),
    ("nl", "1 artikel, 1 feit, 1 bedrijf, onderdeel of persoon",
     "0 artikelen, 1.200 feiten, 2 bedrijven, onderdelen en personen")])
def test_what_is_counted_is_said_in_one_and_in_many(language: str, one: str, many: str) -> None:
    words = interface(language)
    assert summary(words, {"articles": 1, "facts": 1, "entities": 1}, language) == one
    assert summary(words, {"articles": 0, "facts": 1200, "entities": 2}, language) == many
    html = view_html(FACTS[:1], [], language=language)
    assert re.findall('<p id="summary">(.*)</p>', html)[0].startswith(one.split(", ")[0])


def test_steps_without_a_company_are_refused() -> None:
    with pytest.raises(InputError, match="depth counts steps from a company"):
        view_html(FACTS, [], depth=2)
    with pytest.raises(InputError, match="depth counts steps from a company"):
        view_html(FACTS, [], depth=1, metric="revenue")


def test_the_title_tells_the_selection() -> None:
    def title(**options: Any) -> str:
        return re.findall("<title>(.*)</title>", view_html(FACTS, [], **options))[0]

    assert title() == "Tech giants in the news"
    assert title(company="Zedcorp", metric="revenue") == "Tech giants in the news: Zedcorp, revenue"
    assert title(company="Zedcorp", title="Mine") == "Mine"


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(InputError, match="'xx': choose one of en, nl"):
        view_html(FACTS, [], language="xx")


def test_the_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    path.write_text("old")
    write_view(FACTS, [source()], path, title="Zürich – €")
    assert "<title>Zürich – €</title>" in path.read_text(encoding="utf-8")
    assert path.read_bytes().startswith(b"<!DOCTYPE html>")
    assert b"\r" not in path.read_bytes()
    assert os.listdir(tmp_path) == ["graph.html"]


@pytest.mark.parametrize("make", [
    lambda folder: folder / "none" / "graph.html", lambda folder: folder,
], ids=["missing folder", "a folder"])
def test_a_place_that_cannot_be_written_leaves_nothing(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    (tmp_path / "kept").write_text("kept")
    with pytest.raises(InputError, match="cannot be written") as caught:
        write_view(FACTS, [], make(tmp_path))
    assert "\n" not in str(caught.value)
    assert os.listdir(tmp_path) == ["kept"]


def test_a_selection_that_matches_nothing_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no fact has"):
        write_view(FACTS, [], tmp_path / "graph.html", company="Acme", kind="rank")
    assert not list(tmp_path.iterdir())


def test_the_page_is_the_same_in_any_process() -> None:
    script = ("import hashlib; from tests.test_view import FACTS, source; from kg.view import view_html; "
              "print(hashlib.sha256(view_html(FACTS, [source()]).encode()).hexdigest())")
    root = str(Path(__file__).parents[1])
    prints = {
        subprocess.run([sys.executable, "-c", script], env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": root},
                       cwd=root, capture_output=True, text=True, check=True).stdout for seed in ("1", "2")}
    assert prints == {hashlib.sha256(view_html(reversed(FACTS), [source()]).encode()).hexdigest() + "\n"}
