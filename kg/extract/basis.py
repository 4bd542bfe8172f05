"""On which basis a number stands: adjusted, at constant currency, organic, against the quarter before.

Only words next to the number count (`languages/*/basis.toml`), so that a basis is named where the text says it, and a
number whose words say nothing stands as reported. What a change is measured against may also be named by itself, as in
"compared with the second quarter": it is the quarter before where its days are those just before the change's period.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from kg.extract.calendar import whole_months
from kg.extract.hypotheses import Choice
from kg.extract.periods import PeriodMention
from kg.extract.phrases import Phrases, from_table
from kg.extract.quantities import Quantity
from kg.extract.reading import MARKS, Reading
from kg.extract.text import tokens
from kg.extract.timing import Timing
from kg.lexicon import load

#: Metrics of which companies publish an adjusted form; a fine or a count of people has none.
ADJUSTABLE = frozenset({
    "revenue", "net_income", "operating_income", "gross_profit", "gross_margin", "operating_margin", "eps",
    "operating_expenses", "free_cash_flow"})
#: Tokens behind a number within which a phrase speaks of it.
NEAR = 3

#: First and last token of a phrase, and the basis that it names.
_Found = tuple[int, int, str]


@cache
def _phrases(language: str, side: str) -> Phrases:
    return Phrases(from_table(load().languages[language]["basis"][side]))


@cache
def _joints(language: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(tokens(words)) for words in load().languages[language]["basis"]["joints"])


def read_basis(reading: Reading) -> dict[str, list[_Found]]:
    """All phrases of the text by the side of the number on which they count."""
    document = reading.document
    return {side: [(hit.first, hit.last, hit.what) for hit in _phrases(document.language, side).find(document)]
            for side in ("before", "behind")}


def basis_spans(reading: Reading, timing: Timing, index: int, choice: Choice,
                found: dict[str, list[_Found]]) -> dict[str, tuple[int, int]]:
    """Basis -> tokens that name it, for the quantity with this index."""
    quantity, metric = reading.quantities[index], choice.decision.metric
    sentence = reading.document.sentences[reading.sentence(quantity.first)]
    numbers = [reading.quantities[at] for at in reading.quantities_in.get(reading.sentence(quantity.first), ())]
    at = next(at for at, number in enumerate(numbers) if number.first >= quantity.first)
    floor, far = (numbers[to - 1].last if to else sentence.first for to in (at, _head(reading, numbers, at)))
    roof = numbers[at + 1].first if at + 1 < len(numbers) else sentence.last
    compared = [(m.first, m.last, "on_quarter") for m in _quarters_before(reading, timing, choice)]
    behind = {(first, last): what for first, last, what in (*found["behind"], *compared)}
    spans = {what: (first, last) for first, last, what in (*found["before"], *compared)
             if (far if what == "adjusted" else floor) <= first and last <= quantity.first
             and not (at and (first, last) in behind and _stands_behind(numbers[at - 1], first)
                      and not _parted(reading, numbers[at - 1], first))
             and not _of_another_metric(reading, first, last, quantity.first, metric)}
    spans |= {what: (first, last) for (first, last), what in behind.items()
              if last <= roof and _stands_behind(quantity, first)
              and not (roof < sentence.last and _parted(reading, quantity, first))}
    return {what: span for what, span in spans.items()
            if (what != "adjusted" or metric in ADJUSTABLE)
            and (what != "on_quarter" or choice.decision.measure == "change")}


def _head(reading: Reading, numbers: list[Quantity], at: int) -> int:
    """The first of the numbers that one phrase speaks of: in "18.64 billion, or 7.25 a share" that of 18.64 billion."""
    joints = _joints(reading.document.language)
    while at and tuple(reading.document.lower[numbers[at - 1].last:numbers[at].first]) in joints:
        at -= 1
    return at


def _stands_behind(number: Quantity, first: int) -> bool:
    return number.last <= first <= number.last + NEAR


def _parted(reading: Reading, number: Quantity, first: int) -> bool:
    """Whether a mark stands between a number and the phrase behind it, as in "62% up, on the quarter before 22%"."""
    return any(word in MARKS for word in reading.document.lower[number.last:first])


def _quarters_before(reading: Reading, timing: Timing, choice: Choice) -> list[PeriodMention]:
    """Where the text compares with the quarter just before the one that the number is for."""
    period = choice.period
    if period is None or whole_months(period.start, period.end) != 3:
        return []
    calendar = timing.calendar(choice.decision.subject)
    return [m for m in reading.periods if m.base and m.kind == "quarter"
            and (named := timing.resolved(m, calendar, period)) is not None
            and named.end + timedelta(days=1) == period.start and whole_months(named.start, named.end) == 3]


def _of_another_metric(reading: Reading, first: int, last: int, end: int, metric: str) -> bool:
    """Whether the phrase stands at another metric, and the number's own one follows in a clause of its own."""
    named = [m for m in reading.metrics_in.get(reading.sentence(first), ()) if first <= m.first and m.last <= end]
    if not named or named[0].metric == metric or not named[0].first <= last < named[0].last:
        return False
    return any(m.metric == metric and reading.crossed(named[0].last - 1, m.first) for m in named[1:])
