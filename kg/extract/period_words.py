"""Layer 3a: words for periods, read to mentions.

What a language says is data (`kg/languages/*/periods.toml`): patterns, each with the kind of period and what it
hangs on. No day is worked out here; that is for `kg.extract.periods`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from kg.errors import DefectError
from kg.extract.calendar import CIVIL, usable
from kg.extract.patterns import Captures, Patterns
from kg.extract.text import Document, tokens
from kg.lexicon import load

#: Months of the units that are counted in months.
MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
#: What a rule may read; "none" is words that only look like a period.
KINDS = frozenset((
    "quarter half year month week day weekday span part years rolling to_date since until moment base duration "
    "session none"
).split())
#: Numbers that patterns know by class, in every language: years of news, two digits of a year, days, months, ...
NUMBERS: dict[str, tuple[str, dict[str, int]]] = {
    "YEAR": ("year", {str(n): n for n in range(1990, 2061)}),
    "YY": ("year", {f"{n:02}": 2000 + n for n in range(10, 50)}),
    "DAYNUM": ("day", {f"{n:0{width}}": n for n in range(1, 32) for width in (1, 2)}),
    "MONTHNUMBER": ("month", {f"{n:0{width}}": n for n in range(1, 13) for width in (1, 2)}),
    "QUARTERNUMBER": ("number", {str(n): n for n in range(1, 5)}),
    "HALFNUMBER": ("number", {str(n): n for n in range(1, 3)}),
    "NUMBER": ("count", {str(n): n for n in range(1, 100)}),
}
_RULE_FIELDS = ("number", "day", "month", "months", "offset", "offset_unit")
#: How far before a mention a cue of comparison may stand, an amount between them included.
_REACH = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodMention:
    """Words of the text that name a period.

    first, last   tokens, half-open; start, end are their code points
    kind       quarter half year month week day weekday · span (`months` that end with `month`) · part (`months` at
               the start or the end of a year) · years (a range of them) · rolling (the past or next `offset` units) ·
               to_date · since · until · moment (the last day of what is named) · base (the governing period moved by
               `offset` units, or to `year`) · duration, session (no period by itself: how long; trade outside of hours)
    anchor     "absolute", "now" (counts from the article's day) or "report" (from the period reported on)
    fiscal     the words say that the year is the company's own
    civil      the text counts quarters by the civil year
    base       what stands by it is compared with, or is a change against it
    number     1 to 4 of a quarter, 1 or 2 of a half; of a part 1 for the first months, -1 for the last
    day        of the month, or of the week (Monday is 1) where kind is weekday
    offset, offset_unit   -1 and "year" for last year; `offset_unit` is year, quarter, month, week, day or ""
    rule       name of the rule that read it
    """

    first: int
    last: int
    start: int
    end: int
    kind: str
    rule: str
    anchor: str = "absolute"
    fiscal: bool = False
    civil: bool = False
    base: bool = False
    number: int | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    offset: int = 0
    offset_unit: str = ""
    months: int = 0


@dataclass(frozen=True, slots=True)
class _Language:
    """A language's `periods.toml`, compiled."""

    patterns: Patterns
    rules: tuple[Mapping[str, Any], ...]
    field_of: dict[str, str]
    capital: frozenset[str]
    abbreviated: frozenset[str]
    prepositions: frozenset[str]
    not_a_year_before: frozenset[str]
    not_a_year_after: frozenset[str]
    cues_near: dict[str, list[tuple[str, ...]]]
    cues_far: dict[str, list[tuple[str, ...]]]
    cues_behind: frozenset[str]
    parts: frozenset[str]
    not_before_days: frozenset[str]
    elided_before: frozenset[str]
    quarter_words: frozenset[str]
    between: frozenset[str]


@cache
def _language(language: str) -> _Language:
    where = f"kg/languages/{language}/periods.toml"
    if "periods" not in load().languages[language]:
        raise DefectError(f"{where} is missing; write it after that of another language")
    data: Mapping[str, Any] = load().languages[language]["periods"]
    classes: dict[str, dict[str, Any]] = {name: dict(words) for name, (_, words) in NUMBERS.items()}
    field_of = {name: field for name, (field, _) in NUMBERS.items()}
    for name, row in data["classes"].items():
        field_of[name] = row["field"]
        classes[name] = dict(row["words"])
    for row in data["codes"]:
        field_of[row["class"]] = row["field"]
        numbers = range(row["from"], row["to"] + 1)
        classes.setdefault(row["class"], {}).update(
            {f"{prefix}{n}": n + row.get("add", 0) for prefix in row["prefixes"] for n in numbers})
    for row in data.get("compounds", ()):
        field_of[row["class"]] = row["field"]
        classes.setdefault(row["class"], {}).update(
            {prefix + head: value for prefix, value in row["prefixes"].items() for head in row["heads"]})
    rules = tuple(data["rules"])
    for rule in rules:
        if rule["kind"] not in KINDS:
            raise DefectError(f"{where}: rule {rule['name']}: a kind is one of {', '.join(sorted(KINDS))}")
    patterns = Patterns([rule["patterns"] for rule in rules], classes, data["macros"], where)
    base = data["base"]
    return _Language(
        patterns, rules, field_of, frozenset(data["capital"]), frozenset(data["abbreviated"]),
        frozenset(data["prepositions"]), frozenset(data["not_a_year_before"]), frozenset(data["not_a_year_after"]),
        _cues(base["near"]), _cues(base["far"]), frozenset(base["behind"]), frozenset(base["parts"]),
        frozenset(base["not_before_days"]),
        frozenset(data["elided"]["before"]), frozenset(data["elided"]["near"]), frozenset(base["between"]))


def _cues(labels: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    """Cues by their last token, for looking backwards."""
    by_last: dict[str, list[tuple[str, ...]]] = {}
    for label in labels:
        words = tuple(tokens(label))
        by_last.setdefault(words[-1], []).append(words)
    return by_last


def read_periods(document: Document) -> list[PeriodMention]:
    """All mentions of periods, in text order, the longest first, not overlapping."""
    data = _language(document.language)
    lower, openings, match = document.lower, data.patterns.openings, data.patterns.match
    count = len(lower)
    found: list[PeriodMention] = []
    done = 0
    for at, word in enumerate(lower):
        if word not in openings or at < done:
            continue
        follow = openings[word]
        if follow is not None and (at + 1 == count or lower[at + 1] not in follow):
            continue
        sentence = document.sentences[document.sentence_of[at]]
        hit = match(lower, at, sentence.last)
        if hit is None:
            continue
        for later in range(at + 1, hit.end):
            # "the quarter ended June 30" is not "the quarter" with something behind it
            other = match(lower, later, sentence.last) if lower[later] in openings else None
            if other is not None and other.end > hit.end and other.end - later >= hit.end - at:
                at, hit = later, other
        rule = data.rules[hit.rule]
        fits = _fits(document, at, hit.end, rule.get("guard", ""), data, found)
        if fits or rule["kind"] == "years":  # neither number of "2000 to 2050 people" is a year
            done = hit.end
        if not fits or rule["kind"] == "none":
            continue
        fields = _fields(rule, data.patterns.captures(hit, lower), data.field_of)
        base = rule.get("base", False)
        if not base and _compared(document, at, rule["kind"], sentence.first, data):
            base = True
            fields["offset"] = rule.get("base_offset", fields.get("offset", 0))
        found.append(PeriodMention(
            first=at, last=hit.end, start=document.starts[at], end=document.ends[hit.end - 1], kind=rule["kind"],
            rule=rule["name"], anchor=rule.get("anchor", "absolute"), base=base, **fields))
    return _dated(_counted(found, usable(document.day)), document)


def _counted(found: list[PeriodMention], day: date | None) -> list[PeriodMention]:
    """The mentions, marked `civil` where the text counts its quarters by the civil year.

    It does if its first quarter is that of the civil year just over, and none is called fiscal: an article of January
    that begins with the "fourth quarter" means October to December, whatever the year of the company.
    """
    numbered = [m for m in found if m.kind == "quarter" and m.number and m.anchor == "absolute" and not m.base]
    if day is None or not numbered or numbered[0].number != CIVIL.just_over(day):
        return found
    if any(m.fiscal for m in found):
        return found
    return [replace(m, civil=True) if m.number else m for m in found]


def _dated(found: Sequence[PeriodMention], document: Document) -> list[PeriodMention]:
    """The mentions, with the year of the month before in the same sentence where a month has none of its own: "in May
    2025 and in July"."""
    dated: list[PeriodMention] = []
    known: PeriodMention | None = None
    for mention in found:
        if mention.kind in {"month", "day"} and mention.month is not None:
            if mention.year is None and not mention.offset_unit and known is not None and known.year and known.month \
                    and document.sentence_of[known.first] == document.sentence_of[mention.first]:
                mention = replace(mention, year=known.year + (mention.month < known.month))
            known = mention
        dated.append(mention)
    return dated


def _fits(document: Document, first: int, last: int, guard: str, data: _Language,
          found: Sequence[PeriodMention]) -> bool:
    """Whether the words may be a period where they stand: "May" has its capital, "2000 jobs" is no year."""
    lower, words = document.lower, document.words
    before = lower[first - 1] if first else ""
    if any(lower[at] in data.capital and not words[at][:1].isupper() for at in range(first, last)):
        return False
    after = lower[last] if last < len(lower) else ""
    if after in data.not_a_year_before and lower[last - 1] in NUMBERS["YEAR"][1]:
        return False
    if guard == "month":
        word = lower[first]
        return word not in data.abbreviated and (word not in data.capital or before in data.prepositions)
    if guard == "year":
        return before not in data.not_a_year_after
    return guard != "elided" or _elided(document, last, data, found)


def _elided(document: Document, last: int, data: _Language, found: Sequence[PeriodMention]) -> bool:
    """Whether an ordinal without a noun is a quarter's: "53% in the third", with a quarter named just before or after,
    and nothing behind it that could be the third."""
    lower, number = document.lower, document.sentence_of[last - 1]
    sentence = document.sentences[number]
    floor = document.sentences[max(0, number - 1)].first
    named = next((mention.first for mention in reversed(found) if mention.kind == "quarter" and mention.number), -1)
    if last < sentence.last and lower[last] not in data.elided_before:
        # "24% in the fourth quarter, in the third 21%", but not "in the third 21 people"
        if lower[last][0].isdigit() and named >= sentence.first:
            return True
        if lower[last][0].isalnum():
            return False
    return named >= floor or not data.quarter_words.isdisjoint(lower[last:min(sentence.last, last + _REACH)])


def _fields(rule: Mapping[str, Any], captures: Captures, field_of: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a mention from its rule and from the classes that its words belong to."""
    got: dict[str, list[Any]] = {}
    for name, value in captures:
        got.setdefault(field_of[name], []).append(value)
    fields: dict[str, Any] = {key: rule[key] for key in _RULE_FIELDS if key in rule}
    if "civil" in got:
        fields["civil"] = True
    fields["fiscal"] = "fiscal" in got or rule.get("fiscal", False)
    for key in ("number", "year", "month", "day", "offset"):
        if key in got:
            fields[key] = got[key][-1]
    unit = got.get("unit", [rule.get("unit", "month")])[-1]
    count = got.get("count", [1])[-1]
    if rule["kind"] in {"base", "rolling"} and "offset" in rule:
        fields["offset"] = rule["offset"] * count
        fields["offset_unit"] = unit if "unit" in got else rule.get("offset_unit", unit)
    elif "count" in got and unit in MONTHS:
        fields["months"] = count * MONTHS[unit]
    years, months = got.get("year", ()), got.get("month", ())
    if rule["kind"] == "years" and len(years) > 1:
        fields["months"] = 12 * (years[-1] - years[0] + 1)
    if rule["kind"] == "span" and len(months) > 1:
        fields["months"] = (months[-1] - months[0]) % 12 + 1
    return fields


def _compared(document: Document, first: int, kind: str, floor: int, data: _Language) -> bool:
    """Whether a cue of comparison governs the mention: "than in 2024", "against $20bn in the fourth quarter"."""
    if kind in {"since", "until", "to_date", "duration"}:
        return False
    lower = document.lower
    floor = max(floor, first - _REACH)
    amount = False
    of_days = kind in {"day", "weekday", "week"}
    at = first - 1
    while at >= floor:
        word = lower[at]
        for cue in (data.cues_far if amount else data.cues_near).get(word, ()):
            if tuple(lower[at + 1 - len(cue):at + 1]) == cue:
                return not of_days or word not in data.not_before_days
        if word in data.cues_behind and not amount and not of_days and at > floor and lower[at - 1] in data.parts:
            return True
        if word[0].isdigit() or word in _amount_words():
            amount = True
        elif word not in data.between and word not in data.prepositions:
            return False
        at -= 1
    return False


@cache
def _amount_words() -> frozenset[str]:
    """Symbols, codes and one-word labels of all units, as folded words."""
    labels = (label for unit in load().units.values() for some in unit.labels.values() for label in some)
    symbols = (symbol for unit in load().units.values() for symbol in unit.symbols)
    return frozenset(cut[0] for label in (*labels, *symbols) if len(cut := tokens(label)) == 1)
