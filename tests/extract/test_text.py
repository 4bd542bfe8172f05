"""Tokens and sentences keep exact offsets and cut where a reader would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.text import MAX_SENTENCE, read_document, tokens

ABBREVIATIONS = frozenset({"mln", "inc"})


def sentences(text):
    document = read_document(text, "en", None, ABBREVIATIONS)
    return [document.cut(s.first, s.last) for s in document.sentences]


@pytest.mark.parametrize(("text", "expected"), [
    ("iPhone-maker", ["iphone", "-", "maker"]), ("Amazon’s", ["amazon", "'s"]), ("zo'n", ["zo'n"]),
    ("$15.04bn", ["$", "15.04", "bn"]), ("US$ 3", ["us$", "3"]), ("Q4", ["q4"]), ("1.234,5", ["1.234,5"]),
    ("U.S. sales", ["u.s.", "sales"])])
def test_tokens(text, expected):
    assert tokens(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("Sales rose. Profit fell.", ["Sales rose.", "Profit fell."]),
    ("Ze verdient 5 mln. Daarna", ["Ze verdient 5 mln. Daarna"]),
    ("“It works.” He left.", ["“It works.”", "He left."]),
    ("At 5.2 percent it is low.", ["At 5.2 percent it is low."]),
    ("Paid by J. Smith. Next.", ["Paid by J. Smith.", "Next."]),
    ("A title\n\nA text.", ["A title", "A text."]),
    ("It rose. iPhone sales fell.", ["It rose.", "iPhone sales fell."])])
def test_sentences(text, expected):
    assert sentences(text) == expected


@given(st.text())
def test_every_token_cuts_from_the_text_and_lies_in_one_sentence(text):
    document = read_document(text, "en", None, ABBREVIATIONS)
    assert [text[a:b] for a, b in zip(document.starts, document.ends, strict=True)] == document.words
    assert len(document.sentence_of) == len(document.words)
    assert [i for s in document.sentences for i in range(s.first, s.last)] == list(range(len(document.words)))


def test_the_first_line_is_the_title():
    document = read_document("Amazon wins\n\nIt grew. It won.", "en", None, ABBREVIATIONS)
    assert [s.title for s in document.sentences] == [True, False, False]


def test_a_text_without_full_stops_is_cut_into_bounded_sentences():
    document = read_document("sales rose " * 1000, "en", None, ABBREVIATIONS)
    assert max(s.last - s.first for s in document.sentences) == MAX_SENTENCE
    assert {s.paragraph for s in document.sentences} == {0}
