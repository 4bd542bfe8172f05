"""Layer 2a: numbers as a language writes them, in digits and in words; the values are exact.

Digits: a separator is read by the language's own notation unless its place forbids it ("2.5 procent" in Dutch
text, where the point cannot group). Words: units, tens and scales are data; a language with `compound` writes them
as one word ("driehonderdvijfenveertigduizend"), and with `units_first` puts the unit before the ten.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from kg.lexicon import load

#: Longer numbers are read by nobody and are kept as unread; with these, decimal arithmetic (28 digits) stays exact.
MAX_DIGITS = 24
#: The longest Dutch number word below a million has 66 letters; longer words are not looked at.
MAX_WORD = 80
#: Words kept in the caches, enough for the numbers of any text, so that memory stays flat.
_CACHED = 8192


class Numeral(NamedTuple):
    """A number word or a run of them: its value, and the token behind its last."""

    value: Decimal
    last: int


@cache
def number_data(language: str) -> Mapping[str, Any]:
    """The tables of `kg/languages/CODE/numbers.toml`."""
    data: Mapping[str, Any] = load().languages[language]["numbers"]
    return data


def digits(token: str, language: str) -> tuple[Decimal, int] | None:
    """(value, digits behind the decimal sign) of a number in digits; None where it is none, or too long to be one."""
    if not token[:1].isdigit() or len(token) > MAX_DIGITS or not token.isascii():
        return None
    if token.isdigit():
        return Decimal(token), 0
    data = number_data(language)
    decimal, group = data["decimal"], data["group"]
    grouped, point, fraction = token, "", ""
    if decimal in token:
        grouped, point, fraction = token.rpartition(decimal)
    whole = _ungrouped(grouped, group, lakhs=data["lakhs"])
    if whole is not None and decimal not in fraction and (not fraction or fraction.isdigit()):
        return Decimal(f"{whole}{'.' if point else ''}{fraction}"), len(fraction)
    # The other notation, where only that one fits: one separator that cannot group, or groups with the own sign.
    other, point, fraction = token.rpartition(group)
    whole = _ungrouped(other, decimal)
    if point and whole is not None and fraction.isdigit():
        return Decimal(f"{whole}.{fraction}"), len(fraction)
    whole = _ungrouped(token, decimal)
    return (Decimal(whole), 0) if whole is not None else None


def _ungrouped(text: str, group: str, *, lakhs: bool = False) -> str | None:
    """The digits of a whole number whose thousands are set apart by `group`, or None where the groups are off."""
    if text.isdigit():
        return text
    first, *others = text.split(group)
    if not 0 < len(first) <= 3 or not first.isdigit() or first[0] == "0" or not all(map(str.isdigit, others)):
        return None
    sizes = [len(other) for other in others]
    # Groups of three, or as India writes lakhs and crores: "12,34,567".
    fits = sizes == [3] * len(sizes) or (lakhs and len(first) < 3 and sizes == [2] * (len(sizes) - 1) + [3])
    return first + "".join(others) if fits else None


@cache
def _morphemes(language: str) -> re.Pattern[str]:
    """What a number in one word is made of."""
    data = number_data(language)
    parts = {*data["units"], *data["tens"], *data["scales"], *data["joining"]["units_first"]}
    return re.compile("(?:" + "|".join(sorted(map(re.escape, parts), key=len, reverse=True)) + ")+")


@lru_cache(_CACHED)
def word_value(word: str, language: str) -> int | None:
    """The value of one folded word that is wholly a number ("twenty", "driehonderdvijf"), or None."""
    data = number_data(language)
    for table in ("units", "tens", "scales"):
        if word in data[table]:
            return int(data[table][word])
    if not data["joining"]["compound"] or len(word) > MAX_WORD or not _morphemes(language).fullmatch(word):
        return None
    return _compound(word, language)


@lru_cache(_CACHED)
def _compound(word: str, language: str) -> int | None:
    """A number written as one word: split at the largest scale, else a unit before a ten."""
    data = number_data(language)
    for table in ("units", "tens"):
        if word in data[table]:
            return int(data[table][word])
    joins = data["joining"]["units_first"]
    for name, scale in sorted(data["scales"].items(), key=lambda item: -item[1]):
        before, found, after = word.partition(name)
        if not found:
            continue
        head: int | None = 1 if not before else _compound(before, language)
        tails = [after, *(after.removeprefix(join) for join in joins if after.startswith(join) and after != join)]
        tail = next((t for t in (_compound(rest, language) if rest else 0 for rest in tails) if t is not None), None)
        if not head or tail is None or tail >= scale:
            return None
        return head * int(scale) + tail
    for join in joins:
        unit, found, ten = word.partition(join)
        while found:
            if unit in data["units"] and 0 < data["units"][unit] < 10 and ten in data["tens"]:
                return int(data["units"][unit]) + int(data["tens"][ten])
            more, found, ten = ten.partition(join)
            unit += join + more
    return None


@lru_cache(_CACHED)
def mixed_value(word: str, language: str) -> Decimal | None:
    """The value of one folded word for a number that is no whole one ("anderhalf", "tweeënhalf"), or None."""
    data = number_data(language)
    if word in data["mixed"]:
        return Decimal(str(data["mixed"][word]))
    for suffix in data["joining"]["half_suffixes"]:
        unit = data["units"].get(word.removesuffix(suffix)) if word.endswith(suffix) else None
        if unit:
            return Decimal(unit) + Decimal("0.5")
    return None


@lru_cache(_CACHED)
def ordinal_value(word: str, language: str) -> int | None:
    """The rank that one folded word says ("third", "vijfentwintigste"), or None."""
    data = number_data(language)
    if word in data["ordinals"]:
        return int(data["ordinals"][word])
    if data["joining"]["compound"] and len(word) <= MAX_WORD:
        names = {value: name for table in ("scales", "tens", "units") for name, value in data[table].items()}
        for ending, value in data["ordinals"].items():
            if word.endswith(ending):
                whole = word_value(word.removesuffix(ending) + names[value], language)
                if whole is not None:
                    return whole
    return None


@lru_cache(_CACHED)
def denominator(word: str, language: str) -> Decimal | None:
    """What one folded word stands for as a part of a whole ("thirds" a third, "kwart" a quarter), or None."""
    data = number_data(language)
    if word in data["fractions"]:
        top, _, whole = str(data["fractions"][word]).partition("/")
        return Decimal(top) / Decimal(whole or 1)
    for ending in ("", *data["joining"]["denominator_plural"]):
        rank = ordinal_value(word.removesuffix(ending), language) if word.endswith(ending) else None
        if rank and rank > 2:
            return 1 / Decimal(rank)
    return None


def _step(number: int) -> int:
    """The power of ten that closes a number: 100 for 300, 10 for 20, 1 for 7; a smaller number may be added."""
    step = 1
    while number and number % (step * 10) == 0:
        step *= 10
    return step


def words(lower: Sequence[str], at: int, language: str) -> Numeral | None:
    """The longest number in words that starts at the token, scale words included ("two hundred and five million")."""
    data = number_data(language)
    scales, hyphen = data["scales"], data["joining"]["hyphen"]
    units_first = bool(data["joining"]["units_first"])
    total, closed, group = 0, 0, 0  # the groups before, the last group closed by a scale, the group being read
    ceiling: int | None = None  # a later scale, and what is added, must be below the last one
    last, count, index = at, len(lower), at
    while index < count:
        value = word_value(lower[index], language)
        if value is None:
            if last == at:
                break
            if lower[index] == hyphen and group % 100 >= 20 and group % 10 == 0 and index + 1 < count \
                    and lower[index + 1] in data["units"]:
                index += 1
                continue
            joined = _joined(lower, index, language) if group % 100 == 0 or not group else None
            if joined is None:
                break
            group += int(joined.value)
            last = index = joined.last
            continue
        if scales.get(lower[index], 0) >= 1000:
            if group and (ceiling is None or value < ceiling):
                total, closed, group = total + closed, group * value, 0
            elif group:
                break
            elif ceiling is None or (value > ceiling and not total):
                closed = (closed or 1) * value  # "duizend miljard"
            elif value < ceiling and units_first:
                total, closed = total + closed, value  # "een miljoen duizend"
            else:
                break
            ceiling = value
        elif lower[index] in scales and 0 < group < 100:
            group *= value
        elif not group:
            if (ceiling is not None and value >= ceiling) or (last > at and value == 0):
                break
            group = value
        else:
            step = _step(group)
            ten = step == 10 and group % 100 >= 20 and not units_first and value < 10
            if not 0 < value < step or not (step >= 100 or ten):
                break
            group += value
        last = index = index + 1
    return Numeral(Decimal(total + closed + group), last) if last > at else None


def _joined(lower: Sequence[str], at: int, language: str) -> Numeral | None:
    """The tens and units behind "and" at the token: "two hundred and five", not "... and three quarters"."""
    data = number_data(language)
    count, last = len(lower), at + 2
    if lower[at] not in data["joining"]["words"] or last > count:
        return None
    value = word_value(lower[at + 1], language)
    if value is None or not 0 < value < 100 or lower[at + 1] in data["scales"]:
        return None
    if lower[at + 1] in data["tens"] and not data["joining"]["units_first"]:
        behind = last + 1 if last < count and lower[last] == data["joining"]["hyphen"] else last
        unit = data["units"].get(lower[behind], 0) if behind < count else 0
        if 0 < unit < 10:
            value, last = value + unit, behind + 1
    if last < count and (data["scales"].get(lower[last], 1000) < 1000 or denominator(lower[last], language)):
        return None
    return Numeral(Decimal(value), last)
