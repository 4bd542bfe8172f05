"""The page of the graph in Chromium, with every request to outside refused and asserted never made."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from viewing import DESKTOP, NEEDS_CHROMIUM, PHONE, PIXEL, place, shown

from kg.article import Article, read_all
from kg.facts import Fact, Observation, Relation, Role, Statement, from_json
from kg.lexicon import data_folder
from kg.rdf import ArticleInfo
from kg.view import write_view

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the sample articles' gold facts."""
    folder = data_folder("data") / "articles"
    articles = [article for article in read_all([folder]) if isinstance(article, Article)]
    facts: list[Fact] = []
    for article in articles:
        for line in (folder / f"{article.name}.facts.jsonl").read_text(encoding="utf-8").splitlines():
            facts.append(from_json(json.loads(line), article=article.sha256, text=article.text))
    path = tmp_path_factory.mktemp("view") / "graph.html"
    write_view(facts, articles, path, texts={article.sha256: article.text for article in articles})
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_graph_is_drawn_inside_the_window(show: Any, sample: Path, scheme: str, viewport: dict[str, int]) -> None:
    page = show(sample, color_scheme=scheme, viewport=viewport)
    company = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--company')")
    wanted = [int(company.strip()[i:i + 2], 16) for i in (1, 3, 5)]
    for node in ("amazon", "microsoft", "nvidia"):
        assert page.evaluate(PIXEL, node)[:3] == wanted
        x, y = place(page, node)
        assert 0 < x < viewport["width"]
        assert 0 < y < viewport["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert page.locator("#legend li").count() >= 8


def test_no_label_stands_on_another_and_every_company_has_its_name(show: Any, sample: Path) -> None:
    page = show(sample)
    boxes = page.evaluate("labels.placed()")
    for index, one in enumerate(boxes):
        for other in boxes[index + 1:]:
            a, b = one["box"], other["box"]
            assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]), (one, other)
    companies = page.evaluate("entities.filter((node) => node.group === 'company').map((node) => node.id)")
    assert set(companies) <= {box.get("node") for box in boxes}
    assert len({box["edge"] for box in boxes if "edge" in box}) >= 15


def test_hover_shows_the_fact_and_its_words(show: Any, sample: Path) -> None:
    page = show(sample)
    page.mouse.move(*place(page, "nvidia"))
    tip = page.locator("#tip")
    assert tip.is_visible()
    assert "Nvidia" in tip.inner_text()
    assert tip.locator("q").inner_text() in page.evaluate("page.facts.map((fact) => fact.words)")
    page.mouse.move(300, 880)
    assert tip.is_hidden()


def test_a_click_opens_the_facts_with_their_words_in_their_sentence(show: Any, sample: Path) -> None:
    page = show(sample)
    page.mouse.click(*place(page, "amazon"))
    panel = page.locator("#panel")
    assert panel.locator("h2").inner_text() == "Amazon"
    panel.locator("summary").first.click()
    card = panel.locator("details[open] .card").first
    words = card.locator("mark").first.inner_text()
    fact = page.evaluate("id => page.facts.find((fact) => fact.id === id)", card.get_attribute("data-fact"))
    assert fact["words"] == words
    assert card.locator("p").first.inner_text() == fact["says"]
    assert words in card.locator("blockquote").first.inner_text()
    assert len(card.locator("blockquote").first.inner_text()) > len(words)
    assert "stated in" in card.inner_text()
    assert {row for row in shown(page) if "/" in row} == set(
        page.evaluate("figuresOf.get('amazon').map((row) => row.id)"))
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert not any("/" in row for row in shown(page))


def test_a_click_on_a_line_opens_its_facts(show: Any, sample: Path) -> None:
    page = show(sample)
    one, other = place(page, "tesla"), place(page, "byd")
    page.mouse.click((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
    assert page.locator("#panel h2").inner_text() in ("BYD – Tesla", "Tesla – BYD")
    assert page.locator("#panel mark").count() >= 1
    page.locator("#panel .links button").first.click()
    assert page.locator("#panel h2").inner_text() in ("BYD", "Tesla")


def test_search_suggests_and_finds_without_a_mouse(show: Any, sample: Path) -> None:
    page = show(sample)
    page.keyboard.press("/")
    page.keyboard.type("huang")
    options = page.locator("#suggestions [role=option]")
    assert options.all_inner_texts()
    assert page.locator("#search").get_attribute("aria-activedescendant") == "suggestion-0"
    page.keyboard.press("ArrowDown")
    second = options.nth(1).locator("span").first.inner_text()
    assert options.nth(1).get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == second
    page.fill("#search", "qqqq")
    assert page.locator("#suggestions").inner_text() == "Nothing found"
    page.fill("#search", "capital exp")
    page.keyboard.press("Enter")
    assert page.locator("#filter-metric").input_value() == "capex"


def test_each_filter_leaves_what_it_names(show: Any, sample: Path) -> None:
    page = show(sample)
    everything = shown(page)
    for name in ("company", "kind", "metric", "period", "status", "article"):
        values = page.locator(f"#filter-{name} option").evaluate_all("rows => rows.map((row) => row.value)")
        assert len(values) > 2, name
        for value in values[1:4]:
            page.select_option(f"#filter-{name}", value)
            count = page.evaluate("chosenFacts().length")
            assert 0 < count < page.evaluate("page.facts.length")
            assert page.locator("#shown").inner_text() == f"{count} {'fact' if count == 1 else 'facts'} shown"
            told = page.evaluate("[...new Set(chosenFacts().flatMap((index) => page.facts[index].nodes))]")
            assert {row for row in shown(page) if "/" not in row} == set(told)
        page.click("#reset")
        assert shown(page) == everything
    page.select_option("#filter-metric", "capex")
    assert "amazon/capex" in shown(page)
    figure = "[shownNodes.find((row) => row.id === 'amazon/revenue').label, $('shown').textContent]"
    page.select_option("#filter-metric", "revenue")
    assert page.evaluate(figure)[0] == "716.9 billion USD · 2025"
    page.select_option("#filter-period", "2025-Q3")
    assert page.evaluate(figure)[0].endswith("· Q3 2025")  # of what passes, not of all
    page.select_option("#filter-kind", "role")
    assert shown(page) == set()
    assert page.locator("#notice").inner_text() == "No fact passes these filters."


def test_the_address_reproduces_the_selection(show: Any, sample: Path) -> None:
    page = show(sample)
    page.select_option("#filter-metric", "revenue")
    page.mouse.click(*place(page, "microsoft"))
    again = show(sample, "#" + page.evaluate("location.hash.slice(1)"))
    assert again.locator("#panel h2").inner_text() == "Microsoft"
    assert again.locator("#filter-metric").input_value() == "revenue"
    assert shown(again) == shown(page)
    assert show(sample, "#node=nobody&metric=none&edge=x&view=y").locator("#panel").is_hidden()


def test_the_table_has_the_same_facts(show: Any, sample: Path) -> None:
    page = show(sample)
    page.select_option("#filter-kind", "rank")
    page.click("#show-table")
    assert page.locator("#rows tr").count() == page.evaluate("chosenFacts().length")
    page.locator("#rows button").first.click()
    assert page.locator("#panel").is_visible()
    assert page.locator("#graph").is_visible()


def test_keys_move_the_graph(show: Any, sample: Path) -> None:
    page = show(sample)
    page.focus("#graph")
    before = page.evaluate("[network.getViewPosition().x, network.getScale()]")
    for key in ("ArrowRight", "+"):
        page.keyboard.press(key)
    after = page.evaluate("[network.getViewPosition().x, network.getScale()]")
    assert after[0] > before[0]
    assert after[1] > before[1]
    page.keyboard.press("0")
    assert page.evaluate("network.getScale()") == pytest.approx(before[1])


def test_every_control_has_a_name(show: Any, sample: Path) -> None:
    page = show(sample)
    names = page.evaluate("""() => {
      const parts = document.querySelectorAll('button, input, select, [role=application], section:not(.stage), nav');
      return [...parts].map((part) => [part.outerHTML.slice(0, 80),
        part.getAttribute('aria-label') || part.textContent.trim() || part.labels?.[0]?.textContent]);
    }""")
    assert [html for html, name in names if not name] == []
    assert page.locator("html").get_attribute("lang") == "en"


def test_print_shows_all_facts_as_a_table(show: Any, sample: Path) -> None:
    page = show(sample, color_scheme="dark")
    page.select_option("#filter-kind", "role")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("colours.ground") == "#ffffff"  # light, whatever the screen
    assert page.locator("#sheet").is_visible()
    assert page.locator("#filters").is_hidden()
    assert page.locator("#rows tr").count() == page.evaluate("chosenFacts().length")


def test_print_shows_the_whole_graph_wherever_one_was(show: Any, sample: Path) -> None:
    page = show(sample)
    page.evaluate("choose(entities[0].id)")
    page.keyboard.press("Escape")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    inside = page.evaluate("""shownNodes.filter((node) => !node.always).every((node) => {
      const at = network.canvasToDOM({ x: node.x, y: node.y });
      return at.x > 0 && at.y > 0 && at.x < $('graph').clientWidth && at.y < $('graph').clientHeight;
    })""")
    assert inside


def test_without_scripts_the_facts_are_a_table(show: Any, sample: Path) -> None:
    page = show(sample, java_script_enabled=False)
    assert page.locator("noscript table tr").count() > 600
    assert page.locator("noscript table").is_visible()


def test_on_a_phone_filters_and_panel_open_over_the_graph(show: Any, sample: Path) -> None:
    page = show(sample, viewport=PHONE, has_touch=True, is_mobile=True)
    assert page.locator("#filters").is_hidden()
    page.tap("#show-filters")
    assert page.locator("#filters").is_visible()
    page.tap("#show-graph")
    assert page.locator("#filters").is_hidden()
    page.touchscreen.tap(*place(page, "meta"))
    assert page.locator("#panel h2").inner_text() == "Meta"
    box = page.locator("#panel").bounding_box()
    assert box["width"] == PHONE["width"]
    assert box["y"] > 300


# ---- hostile words

HOSTILE = [
    "</script><script>hacked()</script>", "<img src=x onerror=hacked()>", "\"><svg onload=hacked()>",
    "javascript:hacked()", "' onmouseover='hacked()", "{{hacked()}}", "${hacked()}", "<!--<script>",
    "\u2028hacked()\u2029", "<a href='javascript:hacked()'>x</a>",
    "__proto__", "constructor", "&lt;b&gt;", "%3Cscript%3E", "]]>", "\\u003cscript\\u003e",
    "<style>*{display:none}</style>",
]


def test_hostile_words_are_shown_as_words(show: Any, tmp_path: Path) -> None:
    articles, facts, texts = [], [], {}
    for number, word in enumerate(HOSTILE):
        sha = f"{number:064x}"
        name = f"{word} {number}"  # of words that differ in their marks alone the local names are the same
        about = {"article": sha, "evidence": word, "end": len(word) + 7}
        facts += [
            Observation(**about, start=7, subject=name, metric="revenue", measure="level", value=Decimal(5), unit=word,
                        period=word),
            Relation(**about, start=7, subject=name, predicate="acquires", object="Acme"),
            Role(**about, start=7, person=f"{name} person", role=word, organization=name),
            Statement(**about, start=7, speaker=name, organization="Acme", quote=word)]
        articles.append(ArticleInfo(
            sha256=sha, name=word, title=word, day=word, language=word, publisher=word,
            url=word if ":" in word else f"https://example.org/{word}"))
        texts[sha] = f"{word[:6]:6} {word} {word}"
    path = tmp_path / "graph.html"
    write_view(facts, articles, path, texts=texts, title=HOSTILE[0])
    page = show(path)
    assert page.evaluate("typeof hacked") == "undefined"
    assert page.evaluate("entities.filter((node) => node.group !== 'person').map((node) => node.label)")
    for number, word in enumerate(HOSTILE):
        name = f"{word} {number}"
        page.evaluate("label => choose(entities.find((node) => node.label === label).id)", name)
        assert page.locator("#panel h2").text_content() == name
        page.evaluate("document.querySelectorAll('#panel details').forEach((part) => { part.open = true; })")
        assert page.locator("#panel mark").first.text_content() == word
        page.fill("#search", word)
        page.keyboard.press("Escape")
    page.click("#show-table")
    assert page.locator("#rows tr").count() == len(facts)
    links = page.evaluate("[...document.querySelectorAll('a')].map((link) => link.protocol)")
    assert set(links) == {"https:"}
    assert page.evaluate("document.querySelectorAll('img, svg[onload], iframe, [onerror], [onmouseover]').length") == 0
    assert page.evaluate("document.querySelectorAll('script').length") == 7
    assert page.evaluate("Object.keys({}).length + ('hacked' in window ? 1 : 0)") == 0


def test_no_facts_say_so(show: Any, tmp_path: Path) -> None:
    write_view([], [], tmp_path / "graph.html", language="nl")
    page = show(tmp_path / "graph.html")
    assert page.locator("#notice").inner_text() == "Er zijn nog geen feiten."
    assert page.locator("html").get_attribute("lang") == "nl"
