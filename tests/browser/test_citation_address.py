"""The address of a citation in Chromium: the page opens at the words, whatever signs are in them."""

from __future__ import annotations

import html
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.citations import Citation

CHROMIUM = next((path for path in ("/usr/bin/chromium", shutil.which("chromium"), shutil.which("google-chrome"))
                 if path and Path(path).exists()), None)
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt-get install chromium)")]

#: Far more than a screen.
FILLER = "".join(f"<p>Nothing of interest stands in line {number}.</p>" for number in range(200))
LONG = ("Net income, which the company had expected to fall, rose by more than a third to $34.46 billion, and the "
        "chief financial officer said that the quarter - the strongest so far - would not be the last of its kind")
WORDS = [
    "Net income rose to $21.2 billion", "between $175 billion, and $185 billion", "year-on-year growth of 20%",
    "a data-centre - the first", "the group’s “best quarter”, it said", 'he said: "no comment"', "R&D spending at AT&T",
    "Zürich, Überschuss und Größe", "coördinatie van één miljoen euro's", "-4,72 dollar per aandeel", "+14%",
    "100% = all (or nothing); 3/4?", "#1 in cloud", "a–b — c", "€ 2.5 bn", "利益は1,230億円", "naïve café", LONG]


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with playwright.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium.new_page(viewport={"width": 900, "height": 600})
        chromium.close()


def opened(page: Any, file: Path, words: str, cited: str) -> tuple[bool, float]:
    """Whether the words are on the screen once the address is open, and how far down the page it is."""
    file.write_text(f"<!doctype html><meta charset=utf-8><title>x</title>{FILLER}<p id=words>{html.escape(words)}</p>"
                    f"{FILLER}", encoding="utf-8")
    note = Citation(fact="f", words=cited, start=0, end=len(cited), article="a", url=f"https://news.example/{file.name}")
    page.goto("about:blank")
    page.goto(note.address.replace("https://news.example/", file.parent.as_uri() + "/"))
    page.wait_for_load_state("load")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    top, height = page.evaluate("() => [document.getElementById('words').getBoundingClientRect().top, innerHeight]")
    return 0 <= top < height, page.evaluate("() => scrollY")


@pytest.mark.parametrize("words", WORDS, ids=[words[:20] for words in WORDS])
def test_the_page_opens_at_the_words(page: Any, tmp_path: Path, words: str) -> None:
    seen, scrolled = opened(page, tmp_path / "article.html", words, words)
    assert seen
    assert scrolled > 600


def test_within_a_sentence_and_over_two_paragraphs(page: Any, tmp_path: Path) -> None:
    text = "In the quarter net income, at last, rose to $21.2 billion; sales fell."
    assert opened(page, tmp_path / "a.html", text, "net income, at last, rose to $21.2 billion")[0]
    assert opened(page, tmp_path / "a.html", text, "net income, at last,\n\nrose to $21.2 billion")[0]


def test_words_that_are_not_there_leave_the_page_at_its_top(page: Any, tmp_path: Path) -> None:
    text = "Net income rose to $21.2 billion"
    assert opened(page, tmp_path / "a.html", text, text.replace("2", "3")) == (False, 0)
