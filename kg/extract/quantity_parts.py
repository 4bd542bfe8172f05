"""Layer 2b: one number with its scale: digits, words, halves and other fractions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kg.extract import numerals
from kg.extract.quantity_words import ARTICLE, DIGITS, PART, WORD, Words, vulgar
from kg.extract.text import Document

_TENTH = Decimal("0.1")


@dataclass(slots=True)
class Item:
    """A number while it is being read: `Quantity` with what the later steps must know.

    number      the first token of the number itself, behind a currency sign
    scaled      a scale word or sign is part of it
    own         its unit stands beside it, and is not taken from a neighbour
    before      its unit is a currency sign before it
    hedge       the first token of the hedges before it
    scale       the factor of its scale, which a neighbour may share
    factor      the factor of its unit (a cent is 0.01 of its currency)
    """

    first: int
    last: int
    number: int
    value: Decimal | None
    decimals: int | None
    scaled: bool = False
    rule: str = "digits"
    unit: str = ""
    kind: str = "bare"
    low: Decimal | None = None
    high: Decimal | None = None
    noun: int | None = None
    qualifier: str = "exact"
    role: str = ""
    own: bool = False
    before: bool = False
    hedge: int = 0
    scale: Decimal = Decimal(1)
    factor: Decimal = Decimal(1)


def percent(part: Decimal) -> Decimal:
    """A part of a whole in percent; where that does not come out even, rounded to a tenth, as news writes a third."""
    value = part * 100
    return value.normalize() + 0 if value == round(value, 2) else value.quantize(_TENTH)


def glued(document: Document, at: int) -> bool:
    """Whether the token touches the one before it."""
    return 0 < at < len(document.starts) and document.starts[at] == document.ends[at - 1]


def hyphened(document: Document, at: int) -> int:
    """The token behind a hyphen that ties `at` to the word before ("20-miljard"), or `at` itself."""
    if at + 1 < len(document.lower) and document.lower[at] in "-‑" and glued(document, at) and glued(document, at + 1):
        return at + 1
    return at


def number_at(document: Document, at: int, kind: int, words: Words) -> Item | None:
    """The number that starts at the token, with its scale; None where the token is no number here."""
    lower, language = document.lower, words.language
    if kind == DIGITS:
        item = _digits(document, at, words)
    elif kind == WORD:
        mixed = numerals.mixed_value(lower[at], language)
        if mixed is not None:
            item = Item(at, at + 1, at, mixed, 1, rule="words")
        else:
            found = numerals.words(lower, at, language)
            if found is None:
                return None
            item = Item(at, found.last, at, found.value, -_zeros(found.value), rule="words")
            _words_scale(item)
            _point(lower, item, words)
    elif kind == ARTICLE:
        return _article(document, at, words)
    elif kind == PART:
        return part_of(document, at, at, Decimal(1), words)
    else:
        return None
    if item.value is not None:
        read_scale(document, item, words)
        _and_a_half(document, item, words)
    return item


def _zeros(value: Decimal) -> int:
    """The power of ten of the largest scale that divides a number in words: 9 for two hundred billion."""
    whole = int(value)
    return next((power for power in (12, 9, 6, 3) if whole and whole % 10**power == 0), 0)


def _words_scale(item: Item) -> None:
    """Note the scale of a number that is wholly in words."""
    power = -(item.decimals or 0)
    if power >= 3:
        item.scaled, item.scale = True, Decimal(10) ** power


def _digits(document: Document, at: int, words: Words) -> Item:
    lower, count = document.lower, len(document.lower)
    word = lower[at]
    read = numerals.digits(word, words.language)
    if read is None:
        return Item(at, at + 1, at, None, None)
    value, places = read
    last = at + 1
    if len(word) <= 3 and word[0] != "0" and last < count and document.lower[last][0].isdecimal():
        value, places, last = _spaced_groups(document, at, words) or (value, places, last)
    item = Item(at, last, at, value, places)
    if at and lower[at - 1] == words.decimal and glued(document, at) and not glued(document, at - 1) \
            and word.isdecimal():
        item.first, item.value, item.decimals = at - 1, Decimal(f"0.{word}"), len(word)  # ".08"
    elif last < count:
        part = vulgar(lower[last])
        if part is not None:
            item.value, item.decimals, item.last = value + part, places + 2, last + 1
        elif (slashed := _slashed(document, at)) is not None:
            item.value, item.decimals, item.last = slashed, 2, at + 3
        elif not places and (slashed := _slashed(document, last)) is not None:
            item.value, item.decimals, item.last = value + slashed, 2, last + 3
    return item


def _spaced_groups(document: Document, at: int, words: Words) -> tuple[Decimal, int, int] | None:
    """(value, decimals, token behind) of groups of three set apart by one space, "1 414 021,5"; not "iPhone 17 256"."""
    lower, starts, ends = document.lower, document.starts, document.ends
    if not lower[at].isdecimal() or (at and lower[at - 1] in words.data["names"]["words"]):
        return None
    whole, fraction, index = lower[at], "", at + 1
    while index < len(lower) and starts[index] == ends[index - 1] + 1 and len(whole) < numerals.MAX_DIGITS:
        group, mark, rest = lower[index].partition(words.decimal)
        if len(group) != 3 or len(rest) > 3 or not group.isdecimal() or (mark and not rest.isdecimal()):
            break
        whole, fraction, index = whole + group, rest, index + 1
        if mark:
            break
    return (Decimal(f"{whole}.{fraction or 0}"), len(fraction), index) if index > at + 1 else None


def _slashed(document: Document, at: int) -> Decimal | None:
    """The value of "1/4" at the token, or None: "24/7" and "3/4/2026" are no parts of a whole."""
    lower = document.lower
    if at + 2 >= len(lower) or lower[at + 1] != "/" or not (glued(document, at + 1) and glued(document, at + 2)):
        return None
    if (glued(document, at) and lower[at - 1] == "/") or (at + 3 < len(lower) and lower[at + 3] == "/"):
        return None
    top, whole = lower[at], lower[at + 2]
    if not (top.isdecimal() and whole.isdecimal()) or max(len(top), len(whole)) > 3 or not 0 < int(top) < int(whole):
        return None
    return round(Decimal(top) / Decimal(whole), 9)


def _point(lower: list[str], item: Item, words: Words) -> None:
    """Decimals in words: "three point five"."""
    at, data = item.last, numerals.number_data(words.language)
    if at + 1 >= len(lower) or lower[at] not in words.point or item.value is None:
        return
    read = ""
    index = at + 1
    while index < len(lower) and len(read) < 6:
        value = numerals.word_value(lower[index], words.language)
        if value is None or value >= 100 or (read and value > 9):
            break
        read, index = read + str(value), index + 1
    if read and lower[at + 1] not in data["scales"]:
        item.value, item.decimals, item.last, item.scaled = item.value + Decimal(f"0.{read}"), len(read), index, False


def read_scale(document: Document, item: Item, words: Words) -> Decimal:
    """Read scale words and signs behind the number into it; gives the factor of the last."""
    lower, count = document.lower, len(document.lower)
    last_factor = Decimal(1)
    while item.last < count and item.value is not None:
        at = hyphened(document, item.last)
        word = lower[at]
        factor = words.scales.get(word) or words.abbreviations.get(word) or words.plurals.get(word)
        if factor is None and item.rule == "digits" and (item.before or (at == item.last and glued(document, at))):
            factor = words.letters.get(word) or (words.money_letters.get(word) if item.before else None)
            if not item.before and lower[item.number] + word in words.data["names"]["resolutions"]:
                factor = None  # "4K"
        if factor is None or (last_factor > 1 and factor <= last_factor):
            break
        item.value *= factor
        item.decimals = (item.decimals or 0) - (len(str(factor)) - len(str(factor).rstrip("0")))
        item.scaled = item.scaled or factor >= 1000
        item.scale *= factor
        item.last, last_factor = at + 1, Decimal(factor)
    return last_factor


def _and_a_half(document: Document, item: Item, words: Words) -> None:
    """"two and a half billion", "a million and a half", "honderddrie en twee derde"."""
    lower, at = document.lower, item.last
    if at + 1 >= len(lower) or lower[at] not in words.joins or item.value is None:
        return
    part, last = _fraction_words(lower, at + 1, words)
    if part is None or (last < len(lower) and lower[last] in words.of):
        return
    whole = item.value
    if item.scaled:
        scale = Decimal(10) ** max(0, -(item.decimals or 0))
        tail = Item(at, last, at, part, 1)
        factor = read_scale(document, tail, words)
        item.value = whole + part * (factor if factor > 1 else scale)
        item.decimals, item.last = (item.decimals or 0) + 1, tail.last
    else:
        item.value, item.decimals, item.last = whole + part, 1, last
        read_scale(document, item, words)


def _fraction_words(lower: list[str], at: int, words: Words) -> tuple[Decimal | None, int]:
    """(value, token behind) of a fraction in words at the token: "a half", "twee derde", "driekwart"."""
    language, count = words.language, len(lower)
    top, index = Decimal(1), at
    if lower[at] in words.articles:
        index += 1
    else:
        value = numerals.word_value(lower[at], language)
        if value is not None and 0 < value < 100:
            top, index = Decimal(value), at + 1
    if index < count:
        part = numerals.denominator(lower[index], language)
        if part is not None:
            return top * part, index + 1
    return None, at


def _article(document: Document, at: int, words: Words) -> Item | None:
    """What "a", "an", "one", "een" begin, if it is a number."""
    lower, count, language = document.lower, len(document.lower), words.language
    one = Item(at, at + 1, at, Decimal(1), 0, rule="words")
    if at and lower[at - 1] in words.data["roles"]["signed"]:
        return one
    follower = hyphened(document, at + 1)
    if follower >= count:
        return None
    word = lower[follower]
    if word in words.scales:
        found = numerals.words(lower, follower, language)
        if found is not None:
            item = Item(at, found.last, at, found.value, -_zeros(found.value), rule="words")
            _words_scale(item)
            read_scale(document, item, words)
            _and_a_half(document, item, words)
            return item
    if word in words.abbreviations and lower[at] in numerals.number_data(language)["units"]:
        read_scale(document, one, words)
        return one
    kind = words.classes[word]
    if kind == PART or numerals.denominator(word, language) is not None:
        return part_of(document, at, follower, Decimal(1), words)
    row = words.units.after(lower, follower)
    if row is not None:
        per = words.per_share.after(lower, follower + len(row.words))
        hedge = words.before.before(lower, at, document.sentences[document.sentence_of[at]].first)
        if not word[0].isalpha():
            return None
        if row.what in words.data["units"]["single"] or row.factor < 1 or per or lower[at] not in words.articles \
                or (hedge and hedge.what != "exact"):
            return one
        return None
    if words.ratios.after(lower, at + 1):
        return one
    if lower[at] in numerals.number_data(language)["units"]:
        _point(lower, one, words)
        _and_a_half(document, one, words)
    return one if one.last > at + 1 or (lower[at] not in words.articles and words.noun(word)) else None


def part_of(document: Document, first: int, at: int, top: Decimal, words: Words) -> Item | None:
    """A part of a whole at the token: of a scale ("half a billion"), of a unit ("half a percent"), or a fraction."""
    lower, count = document.lower, len(document.lower)
    part = numerals.denominator(lower[at], words.language) or vulgar(lower[at])
    if part is None:
        return None
    last = at + 1
    index = last
    if index < count and lower[index] in words.of:
        index += 1
    if index < count and lower[index] in words.articles:
        index += 1
    index = hyphened(document, index)
    item = Item(first, last, first, top * part, 1, rule="words")
    if index < count and (lower[index] in words.scales or lower[index] in words.abbreviations):
        item.last = index
        read_scale(document, item, words)
        return item
    row = words.units.after(lower, index)
    if row is not None and (row.what in words.data["units"]["single"] or row.factor < 1):
        item.last = index
        return item
    if fraction_here(document, first, at, words):
        item.value, item.decimals, item.rule, item.unit, item.kind = percent(top * part), None, "fraction", \
            "percent", "amount"
        return item
    if first == at or lower[at] not in numerals.number_data(words.language)["ordinals"]:
        is_half = part == Decimal("0.5") and lower[at] not in words.data["fractions"]["alone"]
        month = last < count and lower[last] in words.data["dates"]["months"]
        return item if (is_half and not month) or vulgar(lower[at]) is not None else None
    return None


def fraction_here(document: Document, first: int, at: int, words: Words) -> bool:
    """Whether the denominator at the token, with its numerator from `first`, is a part of a whole."""
    lower, data = document.lower, words.data["fractions"]
    sentence = document.sentences[document.sentence_of[at]]
    follower = lower[at + 1] if at + 1 < sentence.last else "."
    previous = lower[first - 1] if first > sentence.first else ""
    if lower[at] in data["alone"]:
        after_hyphen = follower == "-" and glued(document, at + 1)
        if previous in words.articles and first - 2 >= sentence.first:
            previous = lower[first - 2]  # "a year and a half"
        dates = words.data["dates"]
        if follower in dates["months"] or (previous in dates["ordinal_suffixes"] and glued(document, first - 1)):
            return False  # "half september", "2de helft"
        return previous not in data["not_after"] and follower not in data["not_before"] and not after_hyphen
    if first == at or follower in data["period"]:
        return False
    if lower[at] in data["plural_periods"]:
        return words.wholes.after(lower, at + 1) is not None
    if lower[first] not in words.articles:
        return True
    hedge = words.before.before(lower, first, sentence.first)
    return (hedge is not None and hedge.what != "exact") or (previous in data["after"] and not follower.isalpha()) \
        or follower in data["then"] or (not follower[0].isalnum() and follower != "-")


def mixed_token(document: Document, at: int, words: Words) -> Item | None:
    """A currency code with its number in one token: "USD115", "Rs20"."""
    word = document.lower[at]
    size = next((index for index, char in enumerate(word) if char.isdecimal()), 0)
    unit = words.prefixes.get(word[:size])
    read = numerals.digits(word[size:], words.language)
    if unit is None or read is None:
        return None
    value, places = read
    item = Item(at, at + 1, at, value, places, unit=unit, kind="amount", own=True, before=True)
    if at + 2 < len(document.lower) and document.lower[at + 1] in ".," and glued(document, at + 1) \
            and glued(document, at + 2) and document.lower[at + 2].isdecimal():
        fraction = document.lower[at + 2]
        item.value, item.decimals, item.last = Decimal(f"{value}.{fraction}"), len(fraction), at + 3
    read_scale(document, item, words)
    return item
