"""Layer 2d: what a number is that is no amount: a date, a time, a year, an ordinal, a part of a name, an age."""

from __future__ import annotations

from decimal import Decimal

from kg.extract.numerals import ordinal_value
from kg.extract.quantity_parts import Item, glued, hyphened
from kg.extract.quantity_units import take_noun
from kg.extract.quantity_words import Words
from kg.extract.text import Document, Sentence

#: Numbers of four digits between these are years where nothing says otherwise.
FIRST_YEAR, LAST_YEAR = 1900, 2100
#: Tokens to each side that show whether a text writes its words with capitals.
_NEAR = 10


def year_of(word: str) -> int | None:
    """The year that a token is, or None."""
    return int(word) if len(word) == 4 and word.isdecimal() and FIRST_YEAR <= int(word) <= LAST_YEAR else None


def _small(word: str, most: int) -> bool:
    return len(word) <= 2 and word.isdecimal() and 0 < int(word) <= most


def date_at(document: Document, at: int, free: int, words: Words) -> Item | None:
    """A date or a time of day that starts with the number at the token, or with the month before it."""
    lower, count = document.lower, len(document.lower)
    word = lower[at]
    if "." not in word and not (at + 1 < count and lower[at + 1] in words.date_marks) \
            and not (at and lower[at - 1] in words.date_marks):
        return None
    behind = [lower[index] if index < count else "" for index in range(at + 1, at + 5)]
    tied = [glued(document, index) for index in range(at + 1, at + 5)]
    if behind[0] and behind[0] in "-/." and behind[2] == behind[0] and all(tied) and behind[1].isdecimal() \
            and behind[3].isdecimal() and word.isdecimal() and len(behind[1]) <= 2 \
            and {len(word), len(behind[3])} & {4} and len(word) + len(behind[3]) <= 6:
        return _item(at, at + 5, "date")
    parts = word.split(".")
    if len(parts) == 3 and len(parts[2]) == 4 and all(part.isdecimal() for part in parts):
        return _item(at, at + 1, "date")
    if at and lower[at - 1] in words.prefixes:
        return None
    return _time(document, at, behind, tied, words) or _day(document, at, free, words)


def _time(document: Document, at: int, behind: list[str], tied: list[bool], words: Words) -> Item | None:
    lower, data = document.lower, words.data["dates"]
    word = lower[at]
    last = at + 1
    clock = False
    if behind[0] in data["hour_signs"] and tied[0] and tied[1] and len(behind[1]) == 2 and behind[1].isdecimal() \
            and word.isdecimal() and len(word) <= 2:
        clock, last = True, at + 3
        if len(lower) > last + 1 and lower[last] in data["hour_signs"] and glued(document, last):
            last += 2
    hour, _, minute = word.partition(".")
    whole_hour = _small(hour, 24) or hour in ("0", "00")
    if (clock or (whole_hour and (not minute or (len(minute) == 2 and minute.isdecimal())))) and last < len(lower):
        if lower[last] in data["time_after"] or (clock and lower[last] in data["time_zones"]):
            return _item(at, last + 1, "time")
        if lower[last] in data["time_hour"] and (clock or minute or (at and lower[at - 1] in data["time_before"])):
            return _item(at, last + 1, "time")
    return _item(at, last, "time") if clock else None


def _day(document: Document, at: int, free: int, words: Words) -> Item | None:
    lower, count, data = document.lower, len(document.lower), words.data["dates"]
    if not _small(lower[at], 31):
        return None
    index = at + 1
    if index < count and glued(document, index) and lower[index] in data["ordinal_suffixes"]:
        index += 1
    after_suffix = index
    if index < count and lower[index] in data["of"]:
        index += 1
    if index < count and _month(document, index, words):
        return _item(at, _year_behind(document, index + 1), "date")
    if not data["month_first"]:
        return None
    before = at - 1
    if before > free and lower[before] == "." and glued(document, before):
        before -= 1
    if before >= free and _month(document, before, words):
        follower = lower[after_suffix] if after_suffix < count else ""
        if follower in words.scales or follower in words.abbreviations or words.units.after(lower, after_suffix) \
                or words.noun(follower) or (follower in words.letters and glued(document, after_suffix)):
            return None
        return _item(before, _year_behind(document, after_suffix), "date")
    return None


def _month(document: Document, at: int, words: Words) -> bool:
    data = words.data["dates"]
    return document.lower[at] in data["months"] and (not data["capitals"] or document.words[at][0].isupper())


def _year_behind(document: Document, at: int) -> int:
    """The token behind a year that a date ends with, or behind the date without one."""
    lower, index = document.lower, at
    while index < len(lower) and index < at + 2 and lower[index] in ".,":
        index += 1
    return index + 1 if index < len(lower) and year_of(lower[index]) else at


def _item(first: int, last: int, kind: str) -> Item:
    return Item(first, last, first, None, None, kind=kind, rule=kind)


def settle(document: Document, item: Item, words: Words) -> bool:
    """Mark a number without scale and currency that its surroundings make a year, an ordinal, a name or an age."""
    lower, count, names = document.lower, len(document.lower), words.data["names"]
    word, last = lower[item.number], item.last
    sentence = document.sentences[document.sentence_of[item.first]]
    before = item.first - 1
    if before > sentence.first and lower[before] == "-" and glued(document, before) and glued(document, item.first):
        before -= 1
    previous = lower[before] if before >= sentence.first else ""
    if before > 0 and lower[before] == "." and glued(document, before):
        previous = lower[before - 1]  # "No. 1"
    if item.rule == "digits" and last < count and glued(document, last):
        if lower[last] in names["glued"] or word + lower[last] in names["resolutions"]:
            return _mark(item, "name", last + 1)
        if previous in names["words"] and lower[last].isalpha() and len(lower[last]) == 1:
            return _mark(item, "name", last + 1)  # "iPhone 16e"
        if lower[last][0] in words.data["dates"]["quarters"] and (len(lower[last]) == 1 or lower[last][1:].isdecimal()):
            return _mark(item, "ordinal", last + 1)  # "4Q", "1H25"
        if lower[last] in words.data["dates"]["ordinal_suffixes"]:
            return _mark(item, "ordinal", last + 1)
        if glued(document, item.first) and lower[item.first - 1] in "/=&%_@?#" and lower[last] in "/=&%_@?":
            return _mark(item, "name", last)
    letter = hyphened(document, last)
    if letter > last and len(lower[letter]) == 1 and document.words[letter].isupper():
        return _mark(item, "name", letter + 1)  # "the 10-K"
    if _is_year(document, item, previous, words) or _is_decade(document, item, words):
        return True
    if previous == "#" or (previous in names["rank"] and item.value is not None and item.value < 1000 \
            and not words.units.after(lower, last)):
        return _mark(item, "ordinal", last)
    named = item.rule == "digits" or document.words[item.number][0].isupper()
    if named and previous in names["words"] and item.value is not None and item.value < 3000 \
            and not words.units.after(lower, last):
        return _mark(item, "name", last)
    return _is_age(document, item, words)


def _mark(item: Item, kind: str, last: int) -> bool:
    item.kind, item.last, item.rule = kind, last, kind
    return True


def _is_decade(document: Document, item: Item, words: Words) -> bool:
    """"the 90s", "de jaren negentig", "in '24"."""
    lower, at, dates = document.lower, item.number, words.data["dates"]
    if item.value is None or not 0 <= item.value < 100 or not at:
        return False
    if item.value >= 10 and item.value % 10 == 0:
        if lower[at - 1] in dates["decade_before"]:
            return _mark(item, "year", item.last)
        if item.last < len(lower) and lower[item.last] in dates["decade_suffixes"] and glued(document, item.last):
            return _mark(item, "year", item.last + 1)
    if len(lower[at]) == 2 and at > 1 and lower[at - 1] in "'’‘" and glued(document, at) \
            and not glued(document, at - 1) and lower[at - 2] in dates["year_before"]:
        item.value += 2000 if item.value < 50 else 1900
        return _mark(item, "year", item.last)
    return False


def _is_year(document: Document, item: Item, previous: str, words: Words) -> bool:
    lower, count, last = document.lower, len(document.lower), item.last
    if item.last != item.number + 1 or item.role:
        return False
    year = year_of(lower[item.number])
    if year is None:
        return False
    follower = lower[last] if last < count else ""
    if last + 1 < count and follower in "-–/" and glued(document, last) and glued(document, last + 1):
        later = lower[last + 1]
        if later.isdecimal() and (len(later) == 2 and int(later) == (year + 1) % 100):
            return _mark(item, "year", last + 2)
        if ((year_of(later) or 0) > year and follower != "-") or (year_of(later) or 0) in range(year + 1, year + 30):
            item.low, item.high, item.value = Decimal(year), Decimal(later), None
            return _mark(item, "year", last + 2)
    if follower in words.data["dates"]["decade_suffixes"] and glued(document, last):
        return _mark(item, "year", last + 1)
    unit = words.units.after(lower, last)
    if unit is not None and follower not in words.data["verbs"]:
        return False
    if previous in words.data["dates"]["year_before"] and year % 100:
        return _mark(item, "year", last)
    sentence = document.sentences[document.sentence_of[item.first]]
    hedge = words.before.before(lower, item.first, sentence.first)
    trial = Item(item.first, last, item.number, item.value, 0)
    take_noun(document, trial, words)
    if trial.noun is not None and (year % 100 == 0 or not 1990 <= year <= 2035 or (hedge and hedge.what != "exact")):
        return False
    return _mark(item, "year", last)


def _is_age(document: Document, item: Item, words: Words) -> bool:
    lower, data = document.lower, words.data["ages"]
    if item.value is None or not 0 < item.value < 130:
        return False
    row = words.ages.after(lower, item.last)
    if row is not None:
        young = item.value < data["least"] and row.what in data["joined"]
        return _mark(item, "duration" if young else "age", item.last + len(row.words))
    if item.first and lower[item.first - 1] in data["before"]:
        return _mark(item, "age", item.last)
    at, last = item.first, item.last
    if not 15 <= item.value < 100 or item.rule != "digits" or at < 2 or last + 1 >= len(lower) \
            or not document.words[at - 2][0].isupper():
        return False
    marks = (lower[at - 1], lower[last])
    # "Anna de Vries (54)", "De Vries, 54,"; but "Nvidia (24)", "Meta, 30, 40 and 50"
    if (marks == ("(", ")") and at > 2 and document.words[at - 3][0].isalpha()) \
            or (marks == (",", ",") and not lower[last + 1][0].isdecimal()):
        return _mark(item, "age", last)
    return False


def weak_name(document: Document, item: Item, words: Words) -> bool:
    """Mark a number that counts nothing and stands behind a capitalised word: "Web 2.0", "Stoxx 50"."""
    sentence = document.sentences[document.sentence_of[item.first]]
    printed, before = document.words, item.first - 1
    if item.rule == "words":
        capital = printed[item.number][0].isupper() and item.first > sentence.first
        return capital and printed[before][0].isupper() and not _all_capitals(document, sentence, item.number) \
            and _mark(item, "name", item.last)
    if before > sentence.first and printed[before] == "-" and glued(document, before) and glued(document, item.first):
        before -= 1
    elif before >= sentence.first and printed[before] == "-":
        return False
    if before < sentence.first or not any(map(str.isupper, printed[before])) or len(printed[item.number]) > 4:
        return False
    # What opens a sentence has its capital from there, unless it has more of them ("iPhone", "AEX").
    if document.lower[before] in words.data["names"]["openers"] or _all_capitals(document, sentence, item.number) \
            or (before == sentence.first and printed[before].istitle()):
        return False
    return _mark(item, "name", item.last)


def _all_capitals(document: Document, sentence: Sentence, at: int) -> bool:
    """Whether nearly every word round the token has a capital, as in headlines, so that capitals tell nothing."""
    near = document.words[max(sentence.first, at - _NEAR):min(sentence.last, at + _NEAR)]
    alpha = [word for word in near if word[0].isalpha() and len(word) > 3]
    return len(alpha) > 3 and sum(word[0].isupper() for word in alpha) * 5 >= len(alpha) * 4


def mixed_kind(document: Document, at: int, words: Words) -> Item:
    """A token of letters with digits behind them: a quarter ("Q4"), a fiscal year ("FY2025"), else part of a name."""
    word = document.lower[at]
    letters = word.rstrip("0123456789")
    number = word[len(letters):]
    dates = words.data["dates"]
    if letters in dates["quarters"] and len(number) == 1 and number in "1234":
        return Item(at, at + 1, at, Decimal(number), 0, kind="ordinal", rule="quarter")
    if letters in dates["fiscal"] and number and (len(number) == 2 or year_of(number)):
        return Item(at, at + 1, at, Decimal(number) + (2000 if len(number) == 2 else 0), 0, kind="year", rule="year")
    return _item(at, at + 1, "name")


def ordinal_at(document: Document, at: int, words: Words) -> Item:
    """An ordinal in words."""
    rank = ordinal_value(document.lower[at], words.language)
    return Item(at, at + 1, at, None if rank is None else Decimal(rank), 0, kind="ordinal", rule="ordinal")
