"""The unit of a fact where the text leaves it out, and whether a careful reader would believe the figure.

A refusal is a code that goes into the list of unread numbers: better no fact than one that nobody would sign.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from kg.extract.around import PRICE, unit_kind
from kg.extract.quantities import Quantity
from kg.extract.reading import Reading
from kg.lexicon import Lexicon, load

PER_SHARE = frozenset({"eps", "share_price", "dividend"})
#: Metrics of which an amount may be below zero: results, what they are made of, and what may turn into its opposite.
BELOW_ZERO = frozenset({
    "net_income", "operating_income", "gross_profit", "gross_margin", "operating_margin", "eps", "free_cash_flow",
    "operating_cash_flow", "cash", "debt", "tax", "charge"})
#: More than there are people; and more than any company employs (the largest have some two million).
PEOPLE, STAFF = 10**10, 10**7
#: A change of more than this many percent is told in other words; the corpora have at most some thousands.
GROWTH = 10**6
#: Above the yearly product of the world in any currency of the ontology.
SUM = 10**19
#: Digits that a JSON number is sure to keep (the precision of a double); those behind the decimal sign count as well.
DIGITS = 15


#: A sum this many tokens behind a bracket that opens stands aside: it does not lend its currency to the sentence.
BRACKET = 2


class Refusal(NamedTuple):
    """Why a number gives no fact: a code of `kg.extract.Unread.reason`."""

    reason: str


NO_CURRENCY = Refusal("no-currency")
NO_UNIT = Refusal("no-unit")
OTHER_UNIT = Refusal("other-unit")
IMPLAUSIBLE = Refusal("implausible")
TOO_LONG = Refusal("too-long")
TOLERANCE = Refusal("tolerance")


class Currencies:
    """The currency of a sum that names none: that of its sentence, else of the text, else of the company."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        lower = reading.document.lower
        self._by_sentence: dict[int, list[Quantity]] = {}
        counts: Counter[str] = Counter()
        for quantity in reading.quantities:
            if unit_kind(quantity) in {"money", "price", "per_share"} and quantity.role != "conversion":
                counts[quantity.unit[:3]] += 1
                if "(" not in lower[max(0, quantity.first - BRACKET):quantity.first]:
                    self._by_sentence.setdefault(reading.sentence(quantity.first), []).append(quantity)
        self._usual = counts.most_common(1)[0][0] if counts else ""

    def of(self, quantity: Quantity, company: str) -> str:
        """The currency code, or "" where nothing tells it."""
        beside = self._by_sentence.get(self._reading.sentence(quantity.first))
        if beside:
            return min(beside, key=lambda other: abs(other.first - quantity.first)).unit[:3]
        entity = load().entity(company)
        return self._usual or (entity.currency if entity else "")


def fact_unit(quantity: Quantity, metric: str, measure: str, currency: str, percent_near: bool) -> str | Refusal:
    """The unit of a fact of this metric and measure, or why the number cannot be one.

    currency       what a sum without one is in, or ""
    percent_near   a percentage stands in the same sentence, so that a bare number may be one as well
    """
    kinds = load().metrics[metric].units
    found = _unit(quantity, metric, measure, kinds, currency, percent_near)
    if isinstance(found, str) and not _fits(_kind(found), measure, kinds):
        return OTHER_UNIT
    return found


def _unit(quantity: Quantity, metric: str, measure: str, kinds: tuple[str, ...], currency: str, percent_near: bool
          ) -> str | Refusal:
    size = unit_kind(quantity)
    if size == "price" and metric in PER_SHARE:
        return f"{quantity.unit}/share"
    if quantity.unit == "points" and "percent" in kinds:
        return "percentage_points"  # "a margin of 73.5 percent, two points more"
    if quantity.unit:
        return quantity.unit
    counted = next((kind for kind in kinds if kind in {"people", "items"}), None)
    if size == "bare" and (measure == "share" or "percent" in kinds or (measure == "change" and not counted)):
        return "percent" if percent_near else NO_UNIT
    if measure == "share" or "percent" in kinds:
        return OTHER_UNIT
    if counted:
        return counted
    if not currency:
        return NO_CURRENCY
    small = metric in PER_SHARE and size == "bare" and abs(_size(quantity)) < PRICE
    return f"{currency}/share" if small else currency


def _kind(unit: str) -> str:
    if "/" in unit:
        return "per_share"
    return "money" if unit.isupper() else unit


def _fits(kind: str, measure: str, kinds: tuple[str, ...]) -> bool:
    """Whether a unit of this kind can measure it: a level in the metric's own, a share in percent, a change in both."""
    if measure == "share":
        return kind == "percent"
    if kind in kinds:
        return True
    if measure == "level":
        return False
    return kind in {"percent", "times"} or (kind == "percentage_points" and "percent" in kinds) or (
        kind == "points" and "per_share" in kinds)


def _size(quantity: Quantity) -> Decimal:
    """The number, or the greater bound of a range."""
    return max((abs(v) for v in (quantity.value, quantity.low, quantity.high) if v is not None), default=Decimal(0))


def refused(metric: str, measure: str, unit: str, values: list[Decimal]) -> Refusal | None:
    """Why a careful reader would not believe the figure, or None.

    values   the signed value, or the bounds of a range
    """
    if not values or any(_digits(value) > DIGITS or abs(value) >= SUM for value in values):
        return TOO_LONG
    lowest, highest, kind = min(values), max(values), _kind(unit)
    if measure == "share" or (measure == "level" and unit == "percent"):
        if highest > 100 or (lowest < 0 and metric not in BELOW_ZERO):
            return IMPLAUSIBLE
    elif measure == "change" and unit == "percent":
        # What cannot be negative cannot fall by more than all of it.
        if highest > GROWTH or (lowest < -100 and metric not in BELOW_ZERO):
            return IMPLAUSIBLE
    elif unit == "times":
        return IMPLAUSIBLE if lowest <= 0 or highest > GROWTH else None
    elif measure == "level" and lowest < 0 and metric not in BELOW_ZERO:
        return IMPLAUSIBLE
    if kind in {"people", "items"} and any(value != value.to_integral_value() for value in values):
        return IMPLAUSIBLE
    if kind == "people" and highest > (STAFF if metric in {"headcount", "job_cuts"} else PEOPLE):
        return IMPLAUSIBLE
    return None


def _digits(value: Decimal) -> int:
    """How many digits the value is written with, the zeros behind a decimal sign included."""
    _, digits, exponent = value.normalize().as_tuple()
    return max(len(digits), -exponent if isinstance(exponent, int) else DIGITS + 1)


def company_of(lexicon: Lexicon, subject: str) -> str:
    """The company that a unit of the ontology belongs to in the end; the subject itself if it is none."""
    entity, seen = lexicon.entity(subject), set()
    while entity and entity.kind == "unit" and entity.parent in lexicon.entities and entity.id not in seen:
        seen.add(entity.id)
        entity = lexicon.entities[entity.parent]
    return entity.name if entity else subject
