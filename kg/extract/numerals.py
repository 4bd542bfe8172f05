"""Layer 2a: numbers as a language writes them, in digits and in words; the values are exact.

Digits: a separator is read by the language's own notation unless its place forbids it ("2.5 procent" in Dutch
text, where the point cannot group). Words: units, tens and scales are data; a language with `compound` writes them
as one word ("driehonderdvijfenveertigduizend"), and with `units_first` puts the unit before the ten.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from kg.lexicon import load

#: Longer numbers are read by nobody and their value is of no use; they are kept as unread.
MAX_DIGITS = 30


class Numeral(NamedTuple):
    """A number word or a run of them: its value, and the token behind its last."""

    value: Decimal
    last: int


def _numbers(language: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = load().languages[language]["numbers"]
    return data


def digits(token: str, language: str) -> tuple[Decimal, int] | None:
    """(value, digits behind the decimal sign) of a number in digits; None where it is none, or too long to be one."""
    data = _numbers(language)
    decimal, group = data["decimal"], data["group"]
    if not token[:1].isdigit() or len(token) > MAX_DIGITS or not token.isascii():
        return None
    if re.fullmatch(r"\d+", token):
        return Decimal(token), 0
    grouped, point, fraction = token, "", ""
    if decimal in token:
        grouped, point, fraction = token.rpartition(decimal)
    whole = _ungrouped(grouped, group)
    if whole is not None and decimal not in fraction and (not fraction or fraction.isdigit()):
        return Decimal(f"{whole}{'.' if point else ''}{fraction}"), len(fraction)
    # The other notation, where only that one fits: one separator that cannot group, or groups with the own sign.
    other, point, fraction = token.rpartition(group)
    whole = _ungrouped(other, decimal)
    if point and whole is not None and fraction.isdigit():
        return Decimal(f"{whole}.{fraction}"), len(fraction)
    whole = _ungrouped(token, decimal)
    return (Decimal(whole), 0) if whole is not None else None


def _ungrouped(text: str, group: str) -> str | None:
    """The digits of a whole number whose thousands are set apart by `group`, or None where the groups are off."""
    if text.isdigit():
        return text
    first, *others = text.split(group)
    fits = 0 < len(first) <= 3 and first.isdigit() and all(len(o) == 3 and o.isdigit() for o in others)
    return first + "".join(others) if fits else None


@cache
def word_value(word: str, language: str) -> int | None:
    """The value of one folded word that is wholly a number ("twenty", "driehonderdvijf"), or None."""
    data = _numbers(language)
    for table in ("units", "tens", "scales"):
        if word in data[table]:
            return int(data[table][word])
    return _compound(word, language) if data["joining"]["compound"] else None


@cache
def _compound(word: str, language: str) -> int | None:
    """A number written as one word: split at the largest scale, else a unit before a ten."""
    data = _numbers(language)
    simple = data["units"] | data["tens"]
    if word in simple:
        return int(simple[word])
    joined = tuple(data["joining"]["units_first"])
    for name, scale in sorted(data["scales"].items(), key=lambda item: -item[1]):
        at = word.find(name)
        if at < 0:
            continue
        before, after = word[:at], word[at + len(name):]
        for join in joined:
            # "honderdenvijf": the joining word may stand behind a scale
            if after.startswith(join) and _compound(after[len(join):], language) is not None:
                after = after[len(join):]
        head: int | None = 1 if not before else _compound(before, language)
        tail: int | None = 0 if not after else _compound(after, language)
        if head is None or tail is None or tail >= scale or head == 0:
            return None
        return head * int(scale) + tail
    for join in joined:
        unit, found, ten = word.partition(join)
        while found:
            if unit in data["units"] and 0 < data["units"][unit] < 10 and ten in data["tens"]:
                return int(data["units"][unit]) + int(data["tens"][ten])
            more, found, ten = ten.partition(join)
            unit += join + more
    return None


def words(lower: Sequence[str], at: int, language: str) -> Numeral | None:
    """The longest number in words that starts at the token, scale words included ("two hundred and five million")."""
    data = _numbers(language)
    joins = data["joining"]["words"]
    total, current, last, seen_scale = 0, 0, at, 10**18
    index = at
    previous = "start"
    while index < len(lower):
        word = lower[index]
        value = word_value(word, language)
        if value is None:
            follows = index + 1 < len(lower) and word_value(lower[index + 1], language) is not None
            if previous == "start" or word not in joins or not follows or index == last + 1:
                break
            index += 1
            continue
        if word in data["scales"]:
            if value == 100:
                if current >= 100 and current % 100 == 0:
                    break
                current = (current or 1) * 100
            else:
                if value >= seen_scale:
                    break
                total += (current or 1) * value
                current, seen_scale = 0, value
            previous = "scale"
        else:
            small = value < 10 and previous == "ten"
            if previous not in ("start", "scale") and not small:
                break
            if current % 100 and not small:
                break
            current += value
            previous = "ten" if word in data["tens"] else "unit"
        last = index + 1
        index = last
    return Numeral(Decimal(total + current), last) if last > at else None
