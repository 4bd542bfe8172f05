"""A fact once: headline, lead and body say the same thing, and a rounded figure is the precise one again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kg.extract.period_slot import MOMENTS
from kg.extract.quantities import Quantity
from kg.extract.reading import Reading
from kg.facts import Observation, Part, replace

#: Facts of one metric are compared with so many of the next smaller values, so that the time is linear.
LOOK = 8


def merged(reading: Reading, found: Sequence[tuple[Quantity, Observation]]) -> list[Observation]:
    """Each fact once, in text order: of repeats the most precise, then the one of the body, then the one that knows
    its period, then the first. Where the others stand is kept as its parts "repeat"."""
    groups: dict[tuple[str, ...], list[_Row]] = {}
    for number, (quantity, fact) in enumerate(found):
        sentence = reading.sentence(quantity.first)
        row = _Row(number, sentence, reading.document.sentences[sentence].title, fact)
        groups.setdefault((fact.subject, fact.metric, fact.measure, fact.unit), []).append(row)
    kept: list[_Row] = []
    for rows in groups.values():
        kept += _once(sorted(rows, key=lambda row: (row.size, row.number)))
    return [row.fact for row in sorted(kept, key=lambda row: row.number)]


class _Row:
    """A fact with its place: the number's order in the text, its sentence, and whether that is the headline."""

    __slots__ = ("fact", "number", "sentence", "size", "title")

    def __init__(self, number: int, sentence: int, title: bool, fact: Observation) -> None:
        self.number, self.sentence, self.title, self.fact = number, sentence, title, fact
        bounds = (fact.value, fact.value) if fact.value is not None else (fact.low, fact.high)
        self.size = tuple(Decimal(0) if bound is None else bound for bound in bounds)

    @property
    def rank(self) -> tuple[int, bool, bool, int]:
        decimals = self.fact.decimals if self.fact.decimals is not None else -99
        return decimals, not self.title, self.fact.period_start is not None, -self.number


def _once(rows: list[_Row]) -> list[_Row]:
    kept: list[_Row] = []
    for row in rows:
        for place in range(len(kept) - 1, max(-1, len(kept) - 1 - LOOK), -1):
            if _repeats(kept[place], row):
                kept[place] = _together(kept[place], row)
                break
        else:
            kept.append(row)
    return kept


def _repeats(a: _Row, b: _Row) -> bool:
    """Whether two facts of one subject, metric, measure and unit are the same."""
    one, other = a.fact, b.fact
    if (one.value is None) != (other.value is None):
        return False
    exact = a.size == b.size
    if a.sentence == b.sentence and (one.measure == "change" or not exact):
        return False  # "up 5 percent on the quarter and 5 percent on the year"
    if not exact:
        if one.value is None or other.value is None:
            return False
        if abs(one.value - other.value) > max(_rounding(one), _rounding(other)):
            return False
    if a.title != b.title:
        return True  # a headline leaves out the period, and says of a plan that it is so
    return one.status == other.status and _same_period(one, other)


def _same_period(a: Observation, b: Observation) -> bool:
    if (a.period_start, a.period_end) == (b.period_start, b.period_end):
        return True
    return a.metric in MOMENTS and (a.period_start is None or b.period_start is None)


def _rounding(fact: Observation) -> Decimal:
    """Half a unit of the last place that the text gives."""
    return Decimal(0) if fact.decimals is None else Decimal(5).scaleb(-fact.decimals - 1)


def _together(a: _Row, b: _Row) -> _Row:
    best, rest = (a, b) if a.rank >= b.rank else (b, a)
    fact, parts = best.fact, list(best.fact.parts)
    if fact.period_start is None and rest.fact.period_start is not None:
        fact = replace(fact, period=rest.fact.period, period_start=rest.fact.period_start,
                       period_end=rest.fact.period_end)
        parts += [part for part in rest.fact.parts if part.name == "period"]
    parts += [Part("repeat", part.start, part.end) for part in rest.fact.parts if part.name in {"value", "repeat"}]
    best.fact = replace(fact, parts=tuple(parts))
    return best
