"""The language of patterns: choices, options, macros, classes; which match wins; what is wrong with a file."""

import pytest

from kg.errors import DefectError
from kg.extract.patterns import Patterns

CLASSES = {"NUM": {"one": 1, "two": 2}, "ODD": {"one": "odd"}}


def patterns(*rules, macros=None):
    return Patterns([[rule] if isinstance(rule, str) else rule for rule in rules], CLASSES, macros or {}, "x.toml")


def found(rules, text, limit=None):
    words = text.split()
    return rules.match(words, 0, len(words) if limit is None else limit)


@pytest.mark.parametrize(("pattern", "text", "end"), [
    ("a b", "a b c", 2),
    ("a b", "a c", None),
    ("a [b] c", "a c", 2),
    ("a [b] c", "a b c", 3),
    ("a [b | c d] e", "a c d e", 4),
    ("(a | b) c", "b c", 2),
    ("(a | b) c", "c", None),
    ("a [b [c]]", "a b c", 3),
    ("a [b [c]]", "a c", 1),
    ("NUM c", "two c", 2),
    ("{x} d", "a d", 2),
    ("{x} d", "b c d", 3),
])
def test_matching(pattern, text, end):
    match = found(patterns(pattern, macros={"x": "(a | {y})", "y": "b c"}), text)
    assert (match.end if match else None) == end


def test_the_longest_wins_and_of_equals_the_first():
    rules = patterns("a", "a b", "a NUM", "a one", ["x", "a b c d"])
    assert found(rules, "a b c").rule == 1
    assert found(rules, "a one").rule == 2
    assert found(rules, "a b c d")[1:3] == (4, 4)
    assert found(rules, "a b c d", limit=1)[1:3] == (1, 0)


@pytest.mark.parametrize(("pattern", "text", "captures"), [
    ("[NUM] b NUM", "one b two", (("NUM", 1), ("NUM", 2))),
    ("ODD", "one", (("ODD", "odd"),)),
    ("one", "one", ()),
])
def test_captures_are_the_classes_of_the_way_taken(pattern, text, captures):
    rules = patterns(pattern)
    assert rules.captures(found(rules, text), text.split()) == captures


def test_the_words_that_can_begin_and_follow():
    rules = patterns("[a] b NUM", "NUM c", "d", "d e")
    assert rules.openings == {"a": {"b"}, "b": {"one", "two"}, "one": {"c"}, "two": {"c"}, "d": None}


@pytest.mark.parametrize(("pattern", "cause"), [
    ("a [b", "not closed"), ("a (b]", "not closed"), ("a b)", "too many"), ("[a]", "nothing at all"), ("", "nothing"),
    ("a {z}", "no macro"), ("{loop}", "within itself"), ("a WHAT", "no class WHAT"),
])
def test_a_wrong_pattern_is_named_with_its_file(pattern, cause):
    with pytest.raises(DefectError, match=cause) as error:
        patterns(pattern, macros={"loop": "a {loop}"})
    assert str(error.value).startswith("x.toml: pattern ")
    assert "\n" not in str(error.value)


def test_words_of_a_text_are_not_remembered():
    rules = patterns("a b")
    for number in range(100):
        found(rules, f"a w{number}")
    assert len(rules._first.on) + sum(len(step.on) for step in rules._steps.values()) < 10
