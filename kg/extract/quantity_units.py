"""Layer 2c: what stands round a number: its sign, the currency sign before it, the unit or counted noun behind it."""

from __future__ import annotations

from decimal import Decimal

from kg.extract.quantity_parts import Item, glued, hyphened, number_at
from kg.extract.quantity_words import DIGITS, MIXED, NONE, WORD, Row, Words
from kg.extract.text import Document

#: Adjectives that may stand between a number and what it counts: "14,000 highly paid corporate jobs".
MAX_ADJECTIVES = 3
#: What a sign may touch on its left: "(-2%)"; behind a figure it is a dash.
_OPENING = frozenset("([{“„‘'\"|:;")


def take_prefix(document: Document, item: Item, free: int, words: Words) -> None:
    """Take the currency sign and the minus or plus before the number into it."""
    lower, first = document.lower, item.first
    if not first or lower[first - 1] not in words.prefix_marks:
        return
    signs = words.data["roles"]
    floor = max(free, document.sentences[document.sentence_of[first]].first)
    sign = ""
    for _ in range(2):
        if first <= floor:
            break
        at = first - 1
        if lower[at] == "." and at > floor and glued(document, at) and lower[at - 1] in words.prefixes:
            at -= 1  # "Rs. 20"
        word = lower[first - 1]
        unit = words.prefixes.get(lower[at])
        if unit and not item.unit and not document.words[at][0].islower():
            first = at
            if first > floor and not lower[at][0].isalpha() and len(lower[at - 1]) > 1:
                # "CN¥ 5", "cad $ 5", "USD $5": letters before the sign say whose it is.
                outer = words.prefixes.get(lower[at - 1] + lower[at])
                if outer or words.prefixes.get(lower[at - 1]) == unit:
                    first, unit = at - 1, outer or unit
            item.unit, item.own, item.before, item.kind = unit, True, True, "amount"
        elif not sign and word in words.sign_marks and glued(document, first) and (
                not glued(document, first - 1) or lower[first - 2] in _OPENING or lower[first - 2] in words.prefixes):
            sign, first = word, first - 1
        else:
            break
    item.first = first
    if not sign and first > floor and lower[first - 1] in signs["signed"] \
            and not _plus_or_minus(lower, first, floor, words):
        item.first, sign = first - 1, lower[first - 1]
    if sign in signs["minus"] and item.value is not None:
        item.value, item.role = -item.value, "minus"
    elif sign:
        item.role = "plus"


def _plus_or_minus(lower: list[str], first: int, floor: int, words: Words) -> bool:
    """Whether the minus before the number is the end of "plus or minus"."""
    hedge = words.before.before(lower, first, floor)
    return hedge is not None and len(hedge.words) > 1


def take_unit(document: Document, item: Item, words: Words) -> None:
    """Take the unit behind the number into it, a share, or the noun that it counts."""
    lower, count = document.lower, len(document.lower)
    at = hyphened(document, item.last)
    sentence_end = document.sentences[document.sentence_of[item.first]].last
    row = words.units.after(lower, at)
    if row is None and at < count and lower[at] == "." and at + 1 < sentence_end:
        row = words.units.after(lower, at + 1)
        at += 1
    if row is not None and at < sentence_end and _fits(document, item, row.what, at, words):
        unit = row.what
        if item.before:
            # "$15 million US dollars", or a second unit that is another thing: "$20 cents" is none of ours.
            if unit == item.unit:
                item.last = at + len(row.words)
        elif item.value is not None:
            item.value *= row.factor
            item.factor = row.factor
            if row.factor != 1:
                item.decimals = (item.decimals or 0) - row.factor.adjusted()
            item.unit, item.kind, item.own, item.last = unit, "amount", True, at + len(row.words)
    if item.unit in words.money or item.unit == "minor":
        _cents(document, item, words)
        per = words.per_share.after(lower, hyphened(document, item.last))
        if per is not None:
            item.last = hyphened(document, item.last) + len(per.words)
            item.unit += "/share"
    elif not item.unit:
        take_noun(document, item, words)


def _fits(document: Document, item: Item, unit: str, at: int, words: Words) -> bool:
    """Whether a unit behind the number is one: "2025 won" is no Korean money, and "$10-$20" has two dollar signs."""
    if not document.lower[at][0].isalpha() and unit in words.money and at + 1 < len(document.lower) \
            and glued(document, at + 1) and document.lower[at + 1][0].isdecimal():
        return False
    least = words.data["verbs"].get(document.lower[at])
    if least is None or item.scaled or item.value is None:
        return True
    return item.value >= least and not 1900 <= item.value <= 2100


def _cents(document: Document, item: Item, words: Words) -> None:
    """"13 euro en 45 cent", "20 dollars 43 cents"."""
    lower, at = document.lower, item.last
    if item.scaled or item.value is None or item.decimals or at >= len(lower):
        return
    if lower[at] in words.data["minor"]["joins"]:
        at += 1
    kind = words.classes[lower[at]] if at < len(lower) else 0
    if kind not in (DIGITS, WORD):
        return
    cents = number_at(document, at, kind, words)
    if cents is None or cents.value is None or not 0 < cents.value < 100:
        return
    row = words.units.after(lower, cents.last)
    if row is None and cents.last < len(lower) and lower[cents.last] in words.data["minor"]["signs"] \
            and glued(document, cents.last):
        row = Row((lower[cents.last],), "minor", Decimal("0.01"))
    if row is not None and row.what in ("minor", item.unit) and row.factor < 1:
        item.value, item.decimals, item.last = item.value + cents.value * row.factor, 2, cents.last + len(row.words)


def take_noun(document: Document, item: Item, words: Words) -> None:
    """Find what a number without a unit counts: "14,000 corporate jobs", "40.000 van zijn werknemers"."""
    lower = document.lower
    end = document.sentences[document.sentence_of[item.first]].last
    stops = words.data["nouns"]["stops"]
    at = hyphened(document, item.last)
    bound = words.behind.after(lower, item.last)
    if bound is not None:
        at = item.last + len(bound.words)  # "5,000-plus jobs"
    row = words.partitives.after(lower, at)
    if row is not None and at < end:
        at += len(row.words)
    between = words.data["nouns"]["between_durations"]
    for index in range(at, min(end, at + MAX_ADJECTIVES + 1)):
        word = lower[index]
        if index > item.last and word.startswith(words.duration_prefixes):
            item.kind, item.noun = "duration", index
            return
        kind = "measure" if index == at and word in words.letters else words.noun(word)
        if kind in ("people", "items"):
            if index + 2 < end and lower[index + 1] == "-" and glued(document, index + 1):
                continue  # "3 chip-machines": the head comes last
            item.unit, item.kind, item.noun, item.own = kind, "amount", index, True
            return
        if kind is not None:
            if row is None and (index == at or lower[at] in between):
                item.kind, item.noun, item.rule = kind, index, item.rule if kind == "duration" else "measure"
            return
        if word in stops or words.classes[word] not in (NONE, MIXED) or not (word[0].isalpha() or word == "-"):
            return
