"""Layer 2: every number of a text once, with its scale, unit, bounds and what kind of number it is.

    number x scale x unit       quantity_parts
    dates, years, names, ...    quantity_kinds
    ranges, lists, roles        quantity_links
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from kg.extract import numerals
from kg.extract.quantity_kinds import date_at, mixed_kind, ordinal_at, settle
from kg.extract.quantity_links import link
from kg.extract.quantity_parts import (
    Item,
    fraction_here,
    glued,
    hyphened,
    mixed_token,
    number_at,
    part_of,
    percent,
    read_scale,
)
from kg.extract.quantity_units import take_prefix, take_unit
from kg.extract.quantity_words import ARTICLE, DIGITS, MIXED, MULTIPLE, ORDINAL, WORD, Words, words_of
from kg.extract.text import Document


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
        if item.unit.startswith("minor"):
            item.unit = currency + item.unit.removeprefix("minor")
        elif item.unit[:3] in words.money:
            currency = item.unit[:3]
        items.append(item)
        free = item.last
    starts, ends = document.starts, document.ends
    return [
        Quantity(i.first, i.last, starts[i.first], ends[i.last - 1], plain(i.value), plain(i.low), plain(i.high),
                 i.unit, i.kind, i.noun, i.qualifier, i.decimals, i.role, i.rule)
        for i in link(document, items, words)]


def plain(value: Decimal | None) -> Decimal | None:
    """The same value without needless zeros and without an exponent, as JSON and Turtle are to print it."""
    if value is None:
        return None
    short = value.normalize()
    return short.quantize(_ONE) if short.as_tuple().exponent > 0 else short  # type: ignore[operator]


_ONE = Decimal(1)


def _read(document: Document, at: int, kind: int, free: int, words: Words) -> Item | None:
    """The number that the token begins, whole, or None."""
    if kind == DIGITS and (date := date_at(document, at, free, words)):
        return date
    if kind == MIXED:
        return mixed_token(document, at, words) or mixed_kind(document, at, words)
    if kind == MULTIPLE:
        return _multiple(document, at, words)
    if kind == ORDINAL:
        return ordinal_at(document, at, words)
    if kind == WORD and _other_word(document, at, free, words):
        return None
    take = number_at(document, at, kind, words)
    if take is None or take.rule == "fraction":
        return take
    item = take
    if kind in (WORD, ARTICLE) and not item.scaled and (joined := _denominated(document, item, words)):
        return joined
    take_prefix(document, item, free, words)
    if item.value is None:
        return item
    if not item.before and not item.scaled:
        if settle(document, item, words) or _ratio(document, item, words) or _times(document, item, words):
            return item
    elif not item.before and _times(document, item, words):
        return item
    _scale_behind_sign(document, item, words)
    take_unit(document, item, words)
    return item


def _scale_behind_sign(document: Document, item: Item, words: Words) -> None:
    """A letter or word of scale that only counts behind a currency sign: "$ 4.5 T"."""
    if item.before and not item.scaled and item.rule == "digits":
        read_scale(document, item, words)


def _other_word(document: Document, at: int, free: int, words: Words) -> bool:
    """Whether a number word is none here: "acht het bod te laag", "several hundred", "per miljoen"."""
    lower, vague = document.lower, words.data["vague"]
    word = lower[at]
    if word in words.scales:
        return word not in vague["scales"] or (at > free and lower[at - 1] in vague["words"])
    then = words.data["not_numbers"].get(word)
    return bool(then) and at + 1 < len(lower) and lower[at + 1] in then


def _denominated(document: Document, item: Item, words: Words) -> Item | None:
    """"two thirds", "twee derde", "twenty-first": a number in words before a denominator or an ordinal."""
    lower, at = document.lower, hyphened(document, item.last)
    if at >= len(lower) or item.value is None or item.value >= 100 or item.value != int(item.value):
        return None
    part = numerals.denominator(lower[at], words.language)
    joining = numerals.number_data(words.language)["joining"]
    rank = numerals.ordinal_value(lower[at], words.language)
    if rank and rank < 10 and item.value % 10 == 0 and at > item.last:
        return Item(item.first, at + 1, item.number, item.value + rank, 0, kind="ordinal", rule="ordinal")
    if part is None or (at + 1 < len(lower) and lower[at + 1] == "-" and glued(document, at + 1)):
        return None
    plural = rank is None
    if item.value > 1 and not plural and not joining["singular_denominator"]:
        return None
    if not fraction_here(document, item.first, at, words):
        return None
    scaled = _part_of_scale(document, item, at, words)
    if scaled is not None:
        return scaled
    return Item(item.first, at + 1, item.number, percent(item.value * part), None, rule="fraction", unit="percent",
                kind="amount")


def _part_of_scale(document: Document, item: Item, at: int, words: Words) -> Item | None:
    """"two thirds of a million": a part of a scale."""
    found = part_of(document, item.first, at, item.value or Decimal(1), words)
    if found is None or found.rule == "fraction":
        return None
    take_unit(document, found, words)
    return found


def _ratio(document: Document, item: Item, words: Words) -> bool:
    """"one in ten", "vier op de vijf"."""
    lower = document.lower
    row = words.ratios.after(lower, item.last)
    if row is None or item.value is None or not 0 < item.value == int(item.value):
        return False
    at = item.last + len(row.words)
    kind = words.classes[lower[at]] if at < len(lower) else 0
    if kind not in (DIGITS, WORD):
        return False
    whole = number_at(document, at, kind, words)
    if whole is None or whole.value is None or whole.value != int(whole.value) or not item.value < whole.value <= 1000 \
            or words.units.after(lower, whole.last):
        return False
    if whole.last < len(lower) and words.noun(lower[whole.last]) in ("duration", "measure"):
        return False
    item.value, item.decimals, item.last = percent(item.value / whole.value), None, whole.last
    item.unit, item.kind, item.rule = "percent", "amount", "ratio"
    return True


def _times(document: Document, item: Item, words: Words) -> bool:
    """"tenfold", "2.5x", "three times as much", "a factor of three"; "seven times" says how often."""
    lower, data = document.lower, words.data["multiple"]
    sentence = document.sentences[document.sentence_of[item.first]]
    at = hyphened(document, item.last)
    if words.factors.before(lower, item.first, sentence.first) and words.units.after(lower, item.last) is None:
        item.unit, item.kind, item.rule = "times", "amount", "times"
        return True
    if at >= sentence.last or lower[at] not in data["times"]:
        return False
    follower = lower[at + 1] if at + 1 < sentence.last else ""
    if item.scaled:
        item.unit, item.kind, item.noun, item.rule, item.own = "items", "amount", at, "occurrences", True
    elif follower in data["times_then"] or lower[at] in data["suffixes"] or glued(document, at):
        item.unit, item.kind, item.last, item.rule = "times", "amount", at + 1, "times"
    else:
        item.last, item.rule = at + 1, "frequency"
    return True


def _multiple(document: Document, at: int, words: Words) -> Item | None:
    """"doubled", "verdrievoudigd", "twice as much"."""
    lower, data = document.lower, words.data["multiple"]
    sentence = document.sentences[document.sentence_of[at]]
    follower = lower[at + 1] if at + 1 < sentence.last else ""
    previous = lower[at - 1] if at > sentence.first else ""
    if follower in data["not_before"] or previous in data["not_after"]:
        return None
    seldom = lower[at] in data["needs_then"] or lower[at].endswith(tuple(data["joined"]))
    if seldom and follower not in data["times_then"]:
        return None
    return Item(at, at + 1, at, words.multiples[lower[at]], None, rule="multiple", unit="times", kind="amount")
