"""Layer 2: every number of a text once, with its scale, unit, bounds and what kind of number it is.

    number x scale              numerals, quantity_parts
    sign, currency, unit, noun  quantity_units
    dates, years, names, ...    quantity_kinds
    fractions, multiples        quantity_fractions
    ranges, lists, roles        quantity_links
"""

from __future__ import annotations

from decimal import Context, Decimal
from typing import NamedTuple

from kg.extract.quantity_fractions import denominated, multiple_at, ratio, times
from kg.extract.quantity_kinds import date_at, mixed_kind, ordinal_at, settle
from kg.extract.quantity_links import link
from kg.extract.quantity_parts import Item, mixed_token, number_at, read_scale
from kg.extract.quantity_units import take_prefix, take_unit
from kg.extract.quantity_words import ARTICLE, DIGITS, MIXED, MULTIPLE, ORDINAL, WORD, Words, words_of
from kg.extract.text import Document

#: Wide enough for the longest number that is read.
_EXACT = Context(prec=60)


class Quantity(NamedTuple):
    """A number of the text: tokens first..last (half-open), code points start..end.

    value       in full, signed only where the text prints a sign; None for a range (then `low` and `high`), a date,
                a time, and a number too long to be one
    unit        ISO 4217 code, `percent`, `percentage_points`, `points`, `people`, `items`, `USD/share`, `times`;
                "" where the text beside the number names none
    kind        "amount" (has a unit), "bare" (has none), "year", "date", "time", "ordinal", "name" (part of a name),
                "age", "duration", "measure" (a unit that the model has not, such as gigawatts)
    noun        token of the noun that is counted
    qualifier   "exact", "about", "almost", "more_than", "less_than", "at_least", "at_most", "between"
    decimals    XBRL's: the value is known to the nearest 10 to the power of -decimals; None where unknown
    role        "from" and "to" (ends of a change), "conversion" (the amount before in a second currency), "plus" and
                "minus" (the sign that the text gives the number)
    rule        how it was read
    """

    first: int
    last: int
    start: int
    end: int
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    kind: str
    noun: int | None
    qualifier: str
    decimals: int | None
    role: str
    rule: str


def read_quantities(document: Document) -> list[Quantity]:
    """Every number of the text, in order, none overlapping another; the time is linear in the length."""
    words = words_of(document.language)
    classes, lower = words.classes, document.lower
    items: list[Item] = []
    free = 0
    currency = words.data["minor"]["default"]
    for at in [index for index, word in enumerate(lower) if classes[word]]:
        if at < free:
            continue
        item = _read(document, at, classes[lower[at]], free, words)
        if item is None:
            continue
        # Cents are of the currency that the text spoke of last.
        if item.unit.startswith("minor"):
            item.unit = currency + item.unit.removeprefix("minor")
        elif item.unit[:3] in words.money:
            currency = item.unit[:3]
        items.append(item)
        free = item.last
    starts, ends = document.starts, document.ends
    return [
        Quantity(i.first, i.last, starts[i.first], ends[i.last - 1], _plain(i.value), _plain(i.low), _plain(i.high),
                 i.unit, i.kind, i.noun, i.qualifier, i.decimals, i.role, i.rule)
        for i in link(document, items, words)]


def _plain(value: Decimal | None) -> Decimal | None:
    """The same value without needless zeros and without an exponent, as JSON and Turtle are to print it."""
    if value is None:
        return None
    whole = int(value)
    return Decimal(whole) if whole == value else value.normalize(_EXACT)


def _read(document: Document, at: int, kind: int, free: int, words: Words) -> Item | None:
    """The number that the token begins, whole, or None."""
    if kind == DIGITS and (date := date_at(document, at, free, words)):
        return date
    if kind == MIXED:
        return mixed_token(document, at, words) or mixed_kind(document, at, words)
    if kind == MULTIPLE:
        return multiple_at(document, at, words)
    if kind == ORDINAL:
        return ordinal_at(document, at, words)
    if kind == WORD and _other_word(document, at, free, words):
        return None
    item = number_at(document, at, kind, words)
    if item is None or item.rule == "fraction":
        return item
    if kind in (WORD, ARTICLE) and not item.scaled and (joined := denominated(document, item, words)):
        return joined
    take_prefix(document, item, free, words)
    if item.value is None or (not item.before and _settled(document, item, words)):
        return item
    if item.before and not item.scaled and item.rule == "digits":
        read_scale(document, item, words)  # what counts as a scale only behind a currency sign: "$4.5T"
    take_unit(document, item, words)
    return item


def _settled(document: Document, item: Item, words: Words) -> bool:
    """Whether the number is no plain amount: a year, a name, a ratio, a multiple."""
    if not item.scaled and (settle(document, item, words) or ratio(document, item, words)):
        return True
    return times(document, item, words)


def _other_word(document: Document, at: int, free: int, words: Words) -> bool:
    """Whether a number word is none here: "acht het bod te laag", "several hundred", "per miljoen"."""
    lower, vague = document.lower, words.data["vague"]
    word = lower[at]
    if word in words.scales:
        return word not in vague["scales"] or (at > free and lower[at - 1] in vague["words"])
    then = words.data["not_numbers"].get(word)
    return bool(then) and at + 1 < len(lower) and lower[at + 1] in then
