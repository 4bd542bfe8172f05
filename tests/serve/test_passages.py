"""Texts cut into pieces: nothing is lost or doubled, whatever way spans overlap."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from kg.serve.pages.passages import cut, paragraphs


class Span(NamedTuple):
    start: int
    end: int
    name: str = ""


def texts_of(found: list[list]) -> list[str]:
    return ["".join(piece.text for piece in pieces) for pieces in found]


def test_a_text_without_spans_is_its_paragraphs() -> None:
    assert texts_of(paragraphs("Title\n\nOne.\n  \nTwo.", [])) == ["Title", "One.", "Two."]


def test_a_nested_span_is_drawn_as_the_inner_and_knows_the_outer() -> None:
    text = "sales rose 14% to $213.4 billion"
    inner, outer = Span(0, 14, "change"), Span(0, 32, "level")
    (pieces,) = paragraphs(text, [outer, inner])
    assert [(piece.text, [one.name for one in piece.within]) for piece in pieces] == [
        ("sales rose 14%", ["change", "level"]), (" to $213.4 billion", ["level"])]
    assert pieces[0].begins == (inner, outer)
    assert pieces[0].ends == (inner,)
    assert pieces[1].ends == (outer,)


def test_crossing_spans_share_the_middle_piece() -> None:
    first, second = Span(0, 6), Span(3, 10)
    (pieces,) = paragraphs("abcdefghij", [first, second])
    assert [(piece.text, piece.within) for piece in pieces] == [
        ("abc", (first,)), ("def", (first, second)), ("ghij", (second,))]


def test_a_span_over_paragraphs_begins_and_ends_once() -> None:
    span = Span(2, 9)
    found = paragraphs("abcd\n\nefgh", [span])
    assert texts_of(found) == ["abcd", "efgh"]
    pieces = [piece for group in found for piece in group]
    assert sum(span in piece.begins for piece in pieces) == 1
    assert sum(span in piece.ends for piece in pieces) == 1


def test_a_span_that_begins_in_a_blank_line_begins_where_text_is_drawn() -> None:
    span = Span(3, 8)
    pieces = [piece for group in paragraphs("ab\n\ncdef", [span]) for piece in group]
    assert [piece.text for piece in pieces if span in piece.begins] == ["cdef"]


def test_what_is_empty_or_outside_is_left_out() -> None:
    (pieces,) = paragraphs("abc", [Span(1, 1), Span(2, 9), Span(-1, 2)])
    assert [piece.within for piece in pieces] == [()]


def test_a_stretch_is_cut_across_lines() -> None:
    assert "".join(piece.text for piece in cut("ab\ncd\nef", 1, 7, [Span(3, 5)])) == "b\ncd\ne"


@given(st.text(alphabet="ab \n😀é", max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8))  # noqa: E501
def test_every_character_stands_once_and_in_just_its_spans(text: str, places: list[tuple[int, int]]) -> None:
    spans = [Span(start, end, str(number)) for number, (start, end) in enumerate(places)]
    sound = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    found = paragraphs(text, spans)
    lines = [(line, text) for line in text.split("\n") if line.strip()]
    assert texts_of(found) == [line for line, _ in lines]
    at, begins, ends = 0, [], []
    offsets = []
    for line in text.split("\n"):
        if line.strip():
            offsets.append(at)
        at += len(line) + 1
    for start, pieces in zip(offsets, found, strict=True):
        for piece in pieces:
            end = start + len(piece.text)
            assert set(piece.within) == {span for span in sound if span.start <= start and span.end >= end}
            assert all(span in piece.within or span.end <= start or span.start >= end for span in sound)
            begins += piece.begins
            ends += piece.ends
            start = end
    shown = {span for span in sound if any(piece for group in found for piece in group if span in piece.within)}
    assert sorted(begins) == sorted(shown)
    assert sorted(ends) == sorted(shown)
