"""On which basis a number stands: adjusted, at constant currency, organic, against the quarter before.

Only words next to the number count (`languages/*/basis.toml`), so that a basis is named where the text says it, and a
number whose words say nothing stands as reported.
"""

from __future__ import annotations

from functools import cache

from kg.extract.phrases import Phrases, from_table
from kg.extract.quantities import Quantity
from kg.extract.reading import Reading
from kg.lexicon import load

#: Metrics of which companies publish an adjusted form; a fine or a count of people has none.
ADJUSTABLE = frozenset({
    "revenue", "net_income", "operating_income", "gross_profit", "gross_margin", "operating_margin", "eps",
    "operating_expenses", "free_cash_flow"})
#: Tokens behind a number within which a phrase speaks of it.
NEAR = 3


@cache
def _phrases(language: str, side: str) -> Phrases:
    return Phrases(from_table(load().languages[language]["basis"][side]))


def read_basis(reading: Reading) -> dict[str, list[tuple[int, int, str]]]:
    """All phrases of the text, as (first, last, basis), by the side of the number on which they count."""
    document = reading.document
    return {side: [(hit.first, hit.last, hit.what) for hit in _phrases(document.language, side).find(document)]
            for side in ("before", "behind")}


def basis_spans(reading: Reading, index: int, metric: str, measure: str,
                found: dict[str, list[tuple[int, int, str]]]) -> dict[str, tuple[int, int]]:
    """Basis -> tokens that name it, for the quantity with this index."""
    quantity = reading.quantities[index]
    sentence = reading.document.sentences[reading.sentence(quantity.first)]
    floor = max(sentence.first, _end(reading.quantities, index - 1))
    spans = {what: (first, last) for first, last, what in found["before"]
             if floor <= first and last <= quantity.first}
    spans |= {what: (first, last) for first, last, what in found["behind"]
              if quantity.last <= first <= quantity.last + NEAR and last <= sentence.last}
    return {what: span for what, span in spans.items()
            if (what != "adjusted" or metric in ADJUSTABLE) and (what != "on_quarter" or measure == "change")}


def _end(quantities: list[Quantity], index: int) -> int:
    return quantities[index].last if index >= 0 else 0
