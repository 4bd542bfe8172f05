"""Layer 2e: parts of a whole, in percent, and multiples: "two thirds", "one in ten", "tenfold", "doubled"."""

from __future__ import annotations

from decimal import Decimal

from kg.extract import numerals
from kg.extract.quantity_parts import Item, fraction_here, glued, hyphened, number_at, part_of, percent
from kg.extract.quantity_units import take_unit
from kg.extract.quantity_words import DIGITS, NONE, WORD, Words
from kg.extract.text import Document


def denominated(document: Document, item: Item, words: Words) -> Item | None:
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
    if item.value > 1 and rank is not None and not joining["singular_denominator"]:
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


def ratio(document: Document, item: Item, words: Words) -> bool:
    """"one in ten", "vier op de vijf"."""
    lower = document.lower
    row = words.ratios.after(lower, item.last)
    if row is None or item.value is None or not 0 < item.value == int(item.value):
        return False
    at = item.last + len(row.words)
    kind = words.classes[lower[at]] if at < len(lower) else NONE
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


def times(document: Document, item: Item, words: Words) -> bool:
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


def multiple_at(document: Document, at: int, words: Words) -> Item | None:
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
