"""Readings of made-up texts, and decisions put in by hand, so that what comes after scoring is tested by itself."""

from __future__ import annotations

from datetime import date

from kg.extract.calendar import Period
from kg.extract.decision import Decision
from kg.extract.hypotheses import Choice
from kg.extract.observations import observations
from kg.extract.reading import CANDIDATES, candidate, read
from kg.extract.text import read_document, tokens
from kg.extract.timing import Timing
from kg.lexicon import load

DAY = date(2026, 2, 6)
ARTICLE = "a" * 64


def period(start, end):
    return Period(date.fromisoformat(start), date.fromisoformat(end), start[:4])


YEAR = period("2025-01-01", "2025-12-31")


def reading_of(text, language="en", day=DAY):
    abbreviations = frozenset(load().languages[language]["text"]["abbreviations"])
    return read(read_document(text, language, day, abbreviations))


def where(reading, words):
    """Tokens first..last of words of the text."""
    wanted, lower = tokens(words), reading.document.lower
    return next((at, at + len(wanted)) for at in range(len(lower)) if lower[at:at + len(wanted)] == wanted)


def choice(reading, metric="revenue", measure="level", subject="Amazon", status="reported", sign="+", period=None,
           sure=1.0, **words):
    """A decision; `words` says which words of the text gave a part: metric="revenue"."""
    decision = Decision(metric=metric, measure=measure, subject=subject, status=status, sign=sign)
    spans = {name.removesuffix("_words"): where(reading, said) for name, said in words.items()}
    return Choice(decision, period, {"metric": sure}, spans, sure)


def observed(text, *made, language="en", day=DAY, **same):
    """What a text gives where its candidates are decided so, in order; the last decision holds for the rest."""
    reading = reading_of(text, language, day)
    left = [choice(reading, **(same | row)) for row in made] or [choice(reading, **same)]
    choices = []
    for quantity in reading.quantities:
        choices.append((left.pop(0) if len(left) > 1 else left[0]) if candidate(quantity) else None)
    return reading, observations(reading, Timing(reading, day), choices, ARTICLE)


def facts(text, *made, **options):
    return [fact for _, fact in observed(text, *made, **options)[1].found]


def fact(text, *made, **options):
    """The only fact of the text."""
    found = facts(text, *made, **options)
    assert len(found) == 1, found
    return found[0]


def reason(text, *made, **options):
    """Why the only number that could be a fact gave none."""
    reading, result = observed(text, *made, **options)
    assert result.found == []
    codes = [code for index, code in result.reasons.items() if reading.quantities[index].kind in CANDIDATES]
    assert len(codes) == 1, codes
    return codes[0]
