"""What an article's text tells of itself: its language, and the day that stands above it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from typing import Any

from kg.lexicon import load

#: Share of a text's words that are function words of one language, from which it is taken for that language. Measured
#: over 100 articles: Dutch and English 0.26 to 0.37 by their own list, below 0.03 by the other's.
FUNCTION_WORDS = 0.18
#: Fewer words than these tell too little: a headline goes to the language model.
FEWEST_WORDS = 20
#: Languages between which the language model decides about a text that no list knows.
CANDIDATES = ("af", "cs", "da", "de", "en", "es", "fi", "fr", "hu", "id", "it", "ja", "ko", "nl", "no", "pl", "pt",
              "ro", "ru", "sv", "tr", "uk", "vi", "zh")
#: A day stands in the first lines or nowhere.
HEAD_LINES = 6
#: Years of news; another one is a slip of the pen, and calendars end at 1 and 9999.
YEARS = range(1900, 2101)
HEAD_CHARACTERS = 600

_WORD = re.compile(r"[^\W\d_]+")


def find_language(text: str) -> str | None:
    """The language of a text as a two-letter code, one that the package reads or not; None if nothing tells.

    Function words decide, since they cost nothing; py3langid is asked only where they leave it open.
    """
    words = Counter(word.lower() for word in _WORD.findall(text[:20_000]))
    count = words.total()
    if count < 2:
        return None
    if count >= FEWEST_WORDS:
        shares = sorted(
            ((sum(words[word] for word in known) / count, code) for code, known in _function_words().items()),
            reverse=True)
        if shares[0][0] >= FUNCTION_WORDS and (len(shares) < 2 or shares[0][0] >= 2 * shares[1][0]):
            return shares[0][1]
    import py3langid  # numpy and a model of 0.5 s: only for the texts that need it

    return next((str(code) for code, _ in py3langid.rank(text[:20_000]) if code in CANDIDATES), None)


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(layer["function_words"]) for code, layer in _layers()}


def _layers() -> list[tuple[str, dict[str, Any]]]:
    return [(code, layers["article"]) for code, layers in sorted(load().languages.items()) if "article" in layers]


def read_day(printed: str) -> date | None:
    """The day that a metadata field gives, or None if it gives none.

    Read are ISO dates and times, and days with the month in words in any language that the package reads, as feeds
    have them ("Thu, 05 Feb 2026 10:00:00 GMT", "5 februari 2026"). 05/02/2026 is not read: it means two days.
    """
    if re.fullmatch(r"\d{4}-\d\d-\d\d", printed, re.ASCII):  # what most have: no need of the months of all languages
        return _calendar_day(*map(int, printed.split("-")))
    found = _pattern("field").match(printed.strip())
    return _day(found) if found else None


def find_day(text: str) -> date | None:
    """The day that stands above or at the head of a text, or None.

    Taken are " date 2026-02-06" and the like at its very beginning; a line that holds a date and nothing else but a
    label; a dateline such as "AMSTERDAM, 5 februari 2026 -"; and a date in brackets that begins a line or
    ends the first. A date within a sentence is what the article is about, and never its own.
    """
    opening = _pattern("opening").match(text)
    if opening:
        return _day(opening)
    lines = [line.strip() for line in text[:HEAD_CHARACTERS].split("\n") if line.strip()][:HEAD_LINES]
    for number, line in enumerate(lines):
        for name in ("alone", "dateline", "bracket_first", *(("bracket_last",) if number == 0 else ())):
            found = _pattern(name).search(line)
            day = _day(found) if found else None
            if day:
                return day
    return None


def _day(found: re.Match[str]) -> date | None:
    group = found.groupdict()
    year = int(group["y_iso"] or group["year"] or group["year_last"])
    # Ignoring case, "i" also matches the Turkish letters that are no month's.
    month = group["m_iso"] or _months().get((group["month"] or group["month_first"]).casefold().rstrip("."), 0)
    return _calendar_day(year, int(month), int(group["d_iso"] or group["day"] or group["day_second"]))


def _calendar_day(year: int, month: int, number: int) -> date | None:
    try:
        day = date(year, month, number)
    except ValueError:
        return None
    return day if year in YEARS else None


@cache
def _months() -> dict[str, int]:
    """Number by name of month, in all languages: the months that the layer of periods knows."""
    return {name: number for layers in load().languages.values() if "periods" in layers
            for name, number in layers["periods"]["classes"]["MONTH"]["words"].items()}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_sources()[name], re.IGNORECASE if name != "dateline" else 0)


@cache
def _sources() -> dict[str, str]:
    names = sorted(_months(), key=len, reverse=True)
    month = "(?i:" + "|".join(map(re.escape, names)) + r")(?![^\W\d_])\.?"
    words = sorted((word for _, layer in _layers() for word in layer["date_labels"]), key=len, reverse=True)
    label = "(?:" + "|".join(map(re.escape, words)) + r")\s?:?\s"
    day = (r"(?<!\w)(?:(?P<y_iso>\d{4})-(?P<m_iso>\d\d)-(?P<d_iso>\d\d)"
           rf"|(?P<day>\d{{1,2}})[a-z]{{0,2}}\.?\s(?P<month>{month}),?\s(?P<year>\d{{4}})"
           rf"|(?P<month_first>{month})\s(?P<day_second>\d{{1,2}})[a-z]{{0,2}},?\s(?P<year_last>\d{{4}}))(?![\d%])")
    weekday = r"(?:[^\W\d_]{2,10}\.?,?\s)?"
    time = r"(?:[T,\s][^\d]{0,6}\d{1,2}[:.]\d\d\b.{0,30})?"
    agency = r"(?:[^()\d]{1,30},\s)?"
    place = rf"[^\W\d_a-z][^\d\n]{{0,60}}?(?:[,(/|]|\s[–—-]|--|[–—])\s?{weekday}"
    after = r"\)?(?:\s?[(/][^()\d]{1,30}[)/])?\s?(?:[–—:|]|-(?!\w))"
    return {
        "field": rf"{weekday}{day}{time}$",
        "opening": rf"\s*{label}{weekday}{day}",
        "alone": rf"^(?:{label})?{weekday}{day}{time}\.?$",
        "dateline": rf"^(?:{place})?{day}{after}",
        "bracket_first": rf"^\({agency}{day}\)",
        "bracket_last": rf"\({agency}{day}\)$",
    }
