"""An article as a page shows it: marks and entries that lead to each other, whatever overlaps."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kg.article import read_text
from kg.extract import Unread, extract
from kg.facts import Role
from kg.serve.pages.reading import read

TEXT = ("Amazon's profit rises\n\nAmazon reported revenue of $213.4 billion for the fourth quarter of 2025. Its chief "
        "executive Andy Jassy spoke for 40 minutes.")
ALPHABET = "a 1é\n"


def role(start: int, end: int, text: str) -> Role:
    return Role(article="0" * 64, start=start, end=end, evidence=text[start:end], rule="x", person=f"p{start}",
                role="ceo", organization=f"o{end}")


def test_an_article_has_its_facts_in_order_and_its_unread_numbers() -> None:
    article = read_text(TEXT, day=date(2026, 2, 6), language="en")
    found = extract(article)
    view = read(article.text, found.facts, found.unread, language="en", title=article.title)
    assert view.titled
    assert [entry.number for entry in view.facts] == list(range(1, len(found.facts) + 1))
    assert [entry.start for entry in view.facts] == sorted(fact.start for fact in found.facts)
    assert [entry.unread.text for entry in view.unread if entry.unread] == ["40"]
    assert view.counts["unread"] == 1
    assert sum(view.counts.values()) == len(view.entries)


def test_a_number_within_a_fact_s_parts_is_not_left_unread() -> None:
    article = read_text(TEXT, day=date(2026, 2, 6), language="en")
    found = extract(article)
    part = next(part for fact in found.facts for part in fact.parts if part.name == "value")
    inside = Unread(part.start, part.end, "x", None, "year")
    assert not read(article.text, found.facts, [inside]).unread


def test_a_text_without_its_title_first_is_not_titled() -> None:
    assert not read("A text.", [], [], title="Other").titled
    assert not read("A text.", [], [], title=None).titled
    assert not read("A text.", [], [], title="").titled


@given(st.text(ALPHABET, min_size=1, max_size=40).flatmap(lambda text: st.tuples(
    st.just(text), st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 12)), max_size=5))))
def test_each_fact_begins_once_and_no_letter_is_lost(drawn: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = drawn
    facts = {(start, min(start + size, len(text))) for start, size in spans}
    shown = [(start, end) for start, end in facts if text[start:end].strip()]
    view = read(text, [role(start, end, text) for start, end in facts], [])
    marks = [mark for marks in view.paragraphs for mark in marks]
    assert "".join(mark.text for mark in marks) == "".join(line for line in text.split("\n") if line.strip())
    begun = [entry.key for mark in marks for entry in mark.starts]
    noted = [entry.key for mark in marks for entry in mark.notes]
    visible = {f"fact-{role(start, end, text).id}" for start, end in shown}
    assert visible <= set(begun)
    assert len(begun) == len(set(begun))
    assert len(noted) == len(set(noted))
