"""The matcher of phrases: alternatives, two parts, overlaps, and what is no match."""

import pytest
from choosing import reading_of
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.phrases import MAX_GAP, Phrases, from_table


def find(text, *phrases, **options):
    pairs = [phrase if isinstance(phrase, tuple) else (phrase, "x") for phrase in phrases]
    document = reading_of(text).document
    return [(document.cut(hit.first, hit.last), hit.tail if hit.tail < 0 else document.words[hit.tail], hit.what)
            for hit in Phrases(pairs).find(document, **options)]


@pytest.mark.parametrize(("phrase", "text", "words"), [
    ("net income", "Its Net Income rose.", "Net Income"), ("rose|rises sharply", "It rises sharply.", "rises sharply"),
    ("after-hours", "In after-hours trading.", "after-hours"), ("'ll", "They'll grow.", None),
    ("the year's", "It was the year’s best.", "the year’s"), ("r&d", "Its R&D costs.", "R&D"),
    ("last", "It was the last", "last"), ("cut|cuts jobs|posts", "It cuts posts.", "cuts posts")])
def test_a_phrase_is_found(phrase, text, words):
    assert [hit[0] for hit in find(text, phrase)] == ([words] if words else [])


@pytest.mark.parametrize(("phrase", "text"), [
    ("net income", "Net, income."), ("net income", "The net. Income rose."), ("income", "Incomes rose."),
    ("income", "The in come."), ("net income", "Net"), ("net income", "")])
def test_what_is_no_match(phrase, text):
    if text:
        assert find(text, phrase) == []


def test_every_alternative_is_a_phrase():
    for verb in ("took", "take", "takes"):
        for part in ("in", "home"):
            assert find(f"They {verb} {part} $5.", "took|take|takes in|home")[0][0] == f"{verb} {part}"


def test_two_parts_of_a_verb_stand_in_one_sentence():
    assert find("The group took last year $5 billion in.", "took ... in") == [("took", "in", "x")]
    assert find("The group took $5. It came in.", "took ... in") == []
    assert find("The group took in.", "took ... in") == [("took", "in", "x")]
    assert find("In the group took.", "took ... in") == []
    assert find("It took " + "so " * (MAX_GAP - 1) + "in.", "took ... in")
    assert find("It took " + "so " * MAX_GAP + "in.", "took ... in") == []


def test_the_second_part_may_be_several_words():
    assert find("It took $5 billion in the till.", "took ... in the till") == [("took", "in", "x")]
    assert find("It took $5 billion in the.", "took ... in the till") == []


def test_the_longest_of_the_leftmost_wins():
    rows = ("net income", "income", "income tax", "tax")
    assert [hit[0] for hit in find("Net income tax", *rows)] == ["Net income", "tax"]
    assert [hit[0] for hit in find("Income tax", *rows)] == ["Income tax"]


def test_overlapping_phrases_are_all_found_where_asked():
    rows = ("net income", "income", "income tax", "tax")
    assert sorted(hit[0] for hit in find("Net income tax", *rows, overlapping=True)) == [
        "Net income", "income", "income tax", "tax"]


def test_a_phrase_with_two_meanings_is_found_twice():
    assert find("Its loss grew.", ("loss", "fall"), ("loss", "net_income")) == [
        ("loss", -1, "fall"), ("loss", -1, "net_income")]


def test_a_table_gives_pairs():
    assert from_table({"a": ["x", "y"], "b": ["z"]}) == [("x", "a"), ("y", "a"), ("z", "b")]


@given(st.lists(st.sampled_from("net income tax took in the ... a|b |".split()), min_size=1, max_size=4),
       st.lists(st.sampled_from("net income tax took in the a b . , 5".split()), min_size=1, max_size=20))
@settings(max_examples=200, deadline=None)
def test_hits_are_in_order_apart_and_within_the_text(phrase, words):
    document = reading_of(" ".join(words)).document
    hits = Phrases([(" ".join(phrase), "x"), ("net income", "y"), ("income", "z")]).find(document)
    for hit in hits:
        assert 0 <= hit.first < hit.last <= len(document.words)
        assert hit.tail == -1 or hit.last <= hit.tail < len(document.words)
        assert document.sentence_of[hit.first] == document.sentence_of[max(hit.first, hit.tail)]
    for a in hits:
        for b in hits:
            assert (a.first, a.last) == (b.first, b.last) or a.last <= b.first or b.last <= a.first
