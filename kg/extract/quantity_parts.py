"""Layer 2b: one number with what belongs to it: sign, currency sign, scale, fraction, unit, counted noun."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kg.extract import numerals
from kg.extract.quantity_words import ARTICLE, DIGITS, MIXED, PART, WORD, Words, vulgar
from kg.extract.text import Document

#: Adjectives that stand between a number and what it counts ("14,000 corporate and technology jobs" is too far).
MAX_ADJECTIVES = 3
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
    if len(word) <= 3 and word.isdigit() and word[0] != "0":
        # Groups of three set apart by one space: "1 414 021 100".
        whole, index = word, last
        while index < count and lower[index][:3].isdigit() and document.starts[index] == document.ends[index - 1] + 1:
            group, mark, fraction = lower[index].partition(numerals.number_data(words.language)["decimal"])
            if len(group) != 3 or (mark and not fraction.isdigit()):
                break
            whole, index = whole + group, index + 1
            if mark or len(whole) > numerals.MAX_DIGITS:
                value, places, last = Decimal(f"{whole}.{fraction or 0}"), len(fraction), index
                break
            value, last = Decimal(whole), index
    item = Item(at, last, at, value, places)
    if last < count:
        part = vulgar(lower[last])
        if part is not None:
            item.value, item.decimals, item.last = value + part, places + 2, last + 1
    return item


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
        factor = words.scales.get(word) or words.abbreviations.get(word)
        if factor is None and item.rule == "digits":
            factor = words.plurals.get(word)
            if factor is None and ((glued(document, at) and at == item.last) or item.before):
                factor = words.letters.get(word)
                if factor is None and item.before:
                    factor = words.money_letters.get(word)
                if word in words.data["names"]["glued"] or (lower[item.number] + word in \
                        words.data["names"]["resolutions"] and not item.before):
                    factor = None
        if factor is None or (last_factor > 1 and factor <= last_factor):
            break
        item.value *= factor
        item.decimals = (item.decimals or 0) - len(str(factor)) + 1
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
        item = Item(at, at + 1, at, Decimal(1), 0, rule="words")
        read_scale(document, item, words)
        return item
    kind = words.classes[word]
    if kind == PART or numerals.denominator(word, language) is not None:
        return part_of(document, at, follower, Decimal(1), words)
    one = Item(at, at + 1, at, Decimal(1), 0, rule="words")
    row = words.units.after(lower, follower)
    if row is not None:
        per = words.per_share.after(lower, follower + len(row.words))
        hedge = words.before.before(lower, at, document.sentences[document.sentence_of[at]].first)
        if row.what in words.data["units"]["single"] or row.factor < 1 or per or (hedge and hedge.what != "exact"):
            return one
        return None
    if words.ratios.after(lower, at + 1):
        return one
    if lower[at] in words.articles and lower[at] not in numerals.number_data(language)["units"]:
        return None
    if lower[at] in words.articles:
        if lower[at + 1] in words.point or lower[at + 1] in words.joins:
            _point(lower, one, words)
            _and_a_half(document, one, words)
            return one if one.last > at + 1 else None
        return None
    _and_a_half(document, one, words)
    return one if one.last > at + 1 or words.noun(word) else None


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
        return item if is_half or vulgar(lower[at]) is not None else None
    return None


def fraction_here(document: Document, first: int, at: int, words: Words) -> bool:
    """Whether the denominator at the token, with its numerator from `first`, is a part of a whole."""
    lower, data = document.lower, words.data["fractions"]
    sentence = document.sentences[document.sentence_of[at]]
    follower = lower[at + 1] if at + 1 < sentence.last else "."
    previous = lower[first - 1] if first > sentence.first else ""
    if lower[at] in data["alone"]:
        after_hyphen = follower == "-" and glued(document, at + 1)
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
            and glued(document, at + 2) and document.lower[at + 2].isdigit():
        fraction = document.lower[at + 2]
        item.value, item.decimals, item.last = Decimal(f"{value}.{fraction}"), len(fraction), at + 3
    read_scale(document, item, words)
    return item


def take_prefix(document: Document, item: Item, free: int, words: Words) -> None:
    """Take the currency sign and the minus or plus before the number into it."""
    lower = document.lower
    signs = words.data["roles"]
    first = item.first
    floor = max(free, document.sentences[document.sentence_of[first]].first)
    sign = ""
    for _ in range(2):
        if first <= floor:
            break
        word = lower[first - 1]
        unit = words.prefixes.get(word)
        if unit and not item.unit and (word not in words.codes or document.words[first - 1].isupper()):
            first -= 1
            if word == "$" and first > floor and len(lower[first - 1]) > 1:
                outer = words.prefixes.get(lower[first - 1] + "$") or words.prefixes.get(lower[first - 1])
                if (outer and outer != unit) or lower[first - 1] + "$" in words.prefixes:
                    first, unit = first - 1, outer or unit
            item.unit, item.own, item.before, item.kind = unit, True, True, "amount"
        elif (not sign and glued(document, first) and word in signs["minus"] | signs["plus"] \
                and not glued(document, first - 1) and not word.isalpha()) or (not sign and glued(document, first) and word in signs["minus"] | signs["plus"] and not word.isalpha() \
                and first - 2 >= floor and lower[first - 2] in words.prefixes):
            sign, first = word, first - 1
        else:
            break
    item.first = first
    if not sign and first > floor and lower[first - 1] in signs["signed"]:
        item.first, sign = first - 1, lower[first - 1]
    if sign in signs["minus"] and item.value is not None:
        item.value, item.role = -item.value, "minus"
    elif sign:
        item.role = "plus"


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
            if row.factor < 1:
                item.decimals = (item.decimals or 0) + 2
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
    """Whether a unit behind the number is one: "2025 won" and "Apple won" are no Korean money."""
    least = words.data["verbs"].get(document.lower[at])
    if least is None or item.scaled or item.value is None:
        return True
    return item.value >= least and not 1900 <= item.value <= 2100


def _cents(document: Document, item: Item, words: Words) -> None:
    """"13 euro en 45 cent", "20 dollars 43 cents"."""
    lower, at = document.lower, item.last
    if item.scaled or item.value is None or item.decimals or at >= len(lower):
        return
    if lower[at] in words.data["minor"]["joins"]["words"]:
        at += 1
    kind = words.classes[lower[at]] if at < len(lower) else 0
    if kind not in (DIGITS, WORD):
        return
    cents = number_at(document, at, kind, words)
    if cents is None or cents.value is None or not 0 < cents.value < 100:
        return
    row = words.units.after(lower, cents.last)
    if row is not None and row.what in ("minor", item.unit) and row.factor < 1:
        item.value, item.decimals, item.last = item.value + cents.value * row.factor, 2, cents.last + len(row.words)


def take_noun(document: Document, item: Item, words: Words) -> None:
    """Find what a number without a unit counts: "14,000 corporate jobs", "40.000 van zijn werknemers"."""
    lower = document.lower
    end = document.sentences[document.sentence_of[item.first]].last
    stops = words.data["nouns"]["stops"]
    at = hyphened(document, item.last)
    row = words.partitives.after(lower, at)
    if row is not None and at < end:
        at += len(row.words)
    between = words.data["nouns"]["between_durations"]
    for index in range(at, min(end, at + MAX_ADJECTIVES + 1)):
        word = lower[index]
        kind = words.noun(word)
        if kind in ("people", "items"):
            if index + 2 < end and lower[index + 1] == "-" and glued(document, index + 1):
                continue  # "3 chip-machines": the head comes last
            item.unit, item.kind, item.noun, item.own = kind, "amount", index, True
            return
        if kind is not None:
            if row is None and (index == at or lower[at] in between):
                item.kind, item.noun, item.rule = kind, index, item.rule if kind == "duration" else "measure"
            return
        if word in stops or words.classes[word] not in (0, MIXED) or not (word[0].isalpha() or word == "-"):
            return
