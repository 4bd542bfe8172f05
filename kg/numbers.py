"""Every number of an article: how it was read, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kg.article import Article
from kg.extract import Extraction
from kg.extract.extraction import reading_of
from kg.facts import Fact, number

#: Why a number gave no fact, for people; the codes are those of `kg.extract.Unread.reason`.
REASONS = {
    "no-metric": "no metric is near", "no-subject": "no company is near",
    "unsure": "what it measures is not sure enough", "year": "a year", "date": "a date", "time": "a time",
    "ordinal": "an ordinal", "name": "part of a name", "age": "an age", "duration": "a length of time",
    "repeat": "a fact that is said elsewhere too", "measure": "a size, weight or power",
    "no-currency": "its currency is not known", "no-unit": "its unit is not known",
    "other-unit": "its unit is none that the metric has", "implausible": "too large or too small to be true",
    "tolerance": "a margin of error", "too-long": "more digits than a fact may have",
}
#: Kinds of number that have a size; the others (2025, a third place) are shown as they are.
MEASURED = frozenset({"amount", "bare"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRead:
    """A number of a text.

    start, end, words   where it stands, in code points of the normalised text, and its words
    value, low, high    the number, or the bounds of a range
    unit, qualifier     as in `kg.facts.Observation`; the unit may come from elsewhere in the text, and is "" if unknown
    kind                "amount", "bare", "year", "date", ...
    fact                the fact that it became, or None
    reason              why it became none, a key of `REASONS`, or None
    """

    start: int
    end: int
    words: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    qualifier: str
    kind: str
    fact: Fact | None
    reason: str | None

    def to_json(self) -> dict[str, Any]:
        """The number as a dictionary for JSON, with the id and the period of its fact."""
        bounds = {name: None if value is None else number(value)
                  for name, value in (("value", self.value), ("low", self.low), ("high", self.high))}
        return {"start": self.start, "end": self.end, "words": self.words, **bounds, "unit": self.unit or None,
                "qualifier": self.qualifier, "kind": self.kind, "period": getattr(self.fact, "period", None),
                "fact": self.fact.id if self.fact else None, "reason": self.reason}


def numbers(article: Article, extraction: Extraction) -> list[NumberRead]:
    """All numbers of the article in text order, with what its extraction made of them; none in a foreign language."""
    reading = reading_of(article)
    if reading is None:
        return []
    reasons = {(row.start, row.end): row.reason for row in extraction.unread}
    rows = []
    for quantity in reading.quantities:
        fact = next((fact for fact in extraction.facts for part in fact.parts
                     if part.name == "value" and part.start < quantity.end and quantity.start < part.end), None)
        reason = None if fact else reasons.get((quantity.start, quantity.end), "repeat")
        rows.append(NumberRead(
            start=quantity.start, end=quantity.end, words=article.text[quantity.start:quantity.end],
            value=quantity.value, low=quantity.low, high=quantity.high,
            unit=getattr(fact, "unit", None) or quantity.unit,
            qualifier=quantity.qualifier, kind=quantity.kind, fact=fact, reason=reason))
    return rows
