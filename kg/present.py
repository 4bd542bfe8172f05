"""Facts for people: amounts, periods and sentences in words, in the reader's language.

The words stand in `kg/languages/*/present.toml`, the names of metrics, units and roles in `ontology/`. A number is
only ever shortened where nothing is lost: 21,200,000,000 is "21.2 billion", 1,234,567,891 stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kg.errors import InputError
from kg.facts import CONTENT, Fact, slug
from kg.lexicon import load

#: Digits after the decimal sign that a shortened number may have: enough for the precision of filings (millions
#: shown in billions), few enough to read.
MOST_DECIMALS = 3

_PERIODS = [(name, re.compile(pattern)) for name, pattern in (
    ("day", r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"),
    ("month", r"(?P<year>\d{4})-(?P<month>\d\d)"),
    ("quarter", r"(?P<year>\d{4})-Q(?P<part>[1-4])"),
    ("half", r"(?P<year>\d{4})-H(?P<part>[12])"),
    ("year", r"(?P<year>\d{4})"),
    ("fiscal_quarter", r"(?P<company>.+)-FY(?P<year>\d{4})-Q(?P<part>[1-4])"),
    ("fiscal_half", r"(?P<company>.+)-FY(?P<year>\d{4})-H(?P<part>[12])"),
    ("fiscal_year", r"(?P<company>.+)-FY(?P<year>\d{4})"),
    ("span", r"(?:from-)?(?P<first>\d{4}-\d\d-\d\d)(?:\.\.|--|[/_]|-to-)(?P<last>\d{4}-\d\d-\d\d)"),
    ("since", r"from-(?P<first>\d{4}-\d\d-\d\d)"),
    ("until", r"to-(?P<last>\d{4}-\d\d-\d\d)"),
)]
_SLOT = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


def words(language: str) -> Mapping[str, Any]:
    """The words with which the language presents facts. Raises InputError for a language that has none."""
    languages = load().languages
    if "present" not in languages.get(language, {}):
        known = ", ".join(sorted(code for code in languages if "present" in languages[code]))
        raise InputError(f"no words to present facts in language {language!r}: choose one of {known}")
    found: Mapping[str, Any] = languages[language]["present"]
    return found


def number(value: Decimal, language: str = "en") -> str:
    """A number in the language's writing, with a scale word where that is exact: "21.2 billion", "30.000"."""
    power, word = _scale((value,), language)
    return _digits(_shift(value, power), language) + word


def amount(value: Decimal, unit: str, language: str = "en") -> str:
    """A value with its unit, such as "21.2 billion USD", "21,2 miljard USD", "9 percent" or "1.95 USD per share".

    The unit is spelled as in facts (`USD/share`) or as in the graph (`USD-share`); "" gives the number alone.
    """
    return figure(value, None, None, unit, language=language)


def figure(value: Decimal | None, low: Decimal | None, high: Decimal | None, unit: str,
           qualifier: str = "exact", language: str = "en") -> str:
    """The amount of a fact with its hedge: "about 200 billion USD", "175 to 185 billion USD", "" if none."""
    plain = _plain(value, low, high, qualifier, language)
    return _with_unit(plain, unit, value, language) if plain else ""


def period(label: str, language: str = "en") -> str:
    """The name of a period, given its label: "Q4 2025", "5 February 2026"; an unknown label as it is."""
    return _period(label, language, "name")


def period_label(start: str | None, end: str | None) -> str | None:
    """The plain label of a calendar period, from its first and last day (ISO dates); None if one is missing."""
    if not start or not end:
        return None
    if start == end:
        return start
    year, first, last = start[:4], start[5:], end[5:]
    if end[:4] == year:
        for label, days in _CALENDAR.items():
            if (first, last) == days:
                return year + label
        month = first[:2]
        if first[3:] == "01" and last in _month_ends(month):
            return f"{year}-{month}"
    return f"{start}..{end}"


def sentence(fact: Fact, language: str = "en") -> str:
    """One plain sentence, without a full stop, that says what the fact says; every number in it is exact."""
    speech = words(language)
    features = _features(fact)
    for rule in speech["sentence"]:
        if all(features.get(name) == value for name, value in rule["when"].items()):
            return _fill(rule["say"], _slots(fact, features, language))
    raise InputError(f"kg/languages/{language}/present.toml: no [[sentence]] for {features}")


def label(term: str, language: str = "en") -> str:
    """The label of a metric, unit, status, role or predicate, by the local name of its IRI."""
    return load().label(term.replace("/", "-"), language)


_CALENDAR = {"": ("01-01", "12-31"), "-Q1": ("01-01", "03-31"), "-Q2": ("04-01", "06-30"), "-Q3": ("07-01", "09-30"),
             "-Q4": ("10-01", "12-31"), "-H1": ("01-01", "06-30"), "-H2": ("07-01", "12-31")}


def _month_ends(month: str) -> tuple[str, ...]:
    last = ("28", "29") if month == "02" else ("30",) if month in ("04", "06", "09", "11") else ("31",)
    return tuple(f"{month}-{day}" for day in last)


def _scale(values: tuple[Decimal, ...], language: str) -> tuple[int, str]:
    """The power of ten by which all the values are shortened without loss, and its word; (0, "") if there is none."""
    largest = max(value.copy_abs() for value in values)
    for name, size in words(language)["scales"].items():
        if largest >= size:
            power = len(str(size)) - 1
            exact = all(_fraction(_shift(value, power)) <= MOST_DECIMALS for value in values)
            return (power, f" {name}") if exact else (0, "")
    return 0, ""


def _shift(value: Decimal, power: int) -> Decimal:
    """The value divided by a power of ten, exact whatever the precision of the context."""
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, int(exponent) - power))


def _fraction(value: Decimal) -> int:
    """How many digits the value needs after the decimal sign."""
    return len(f"{value:f}".partition(".")[2].rstrip("0"))


def _digits(value: Decimal, language: str) -> str:
    """All digits of the value, in groups of three, with the language's signs."""
    signs = load().languages[language]["numbers"]
    text = f"{value:f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    if len(whole.lstrip("-")) > 3:
        whole = f"{int(whole):,}".replace(",", signs["group"])
    return whole + (signs["decimal"] + fraction if fraction else "")


def _plain(value: Decimal | None, low: Decimal | None, high: Decimal | None, qualifier: str, language: str) -> str:
    """The number or range, hedged, without its unit; "" where there is none."""
    hedges = words(language)["qualifiers"]
    if low is not None and high is not None:
        power, word = _scale((low, high), language)
        shown = _digits(_shift(low, power), language), _digits(_shift(high, power), language) + word
        if any(0 < _shift(bound, power).copy_abs() < 1 for bound in (low, high)):
            shown = number(low, language), number(high, language)  # not "0.95 to 1.1 billion"
        return str(hedges["between"]).replace("{low}", shown[0]).replace("{high}", shown[1])
    if value is None:
        if low is not None:
            value, qualifier = low, qualifier if qualifier in ("more_than", "at_least") else "at_least"
        elif high is not None:
            value, qualifier = high, qualifier if qualifier in ("less_than", "at_most") else "at_most"
        else:
            return ""
    pattern = str(hedges.get(qualifier, "{number}") if qualifier != "between" else "{number}")
    if value < 0 and pattern != "{number}":  # "more than -9" would say the opposite of what it means
        hedged = pattern.replace("{number}", number(value.copy_abs(), language))
        return str(hedges["negative"]).replace("{hedged}", hedged)
    return pattern.replace("{number}", number(value, language))


def _with_unit(plain: str, unit: str, value: Decimal | None, language: str) -> str:
    speech = words(language)["units"]
    known = load().units.get(unit.replace("/", "-"))
    kind = known.kind if known else "money" if re.fullmatch("[A-Z]{3}", unit) else "other"
    pattern = speech.get(kind, "{number} {label}") if unit else "{number}"
    name = label(unit, language)
    if value in (1, -1):
        name = speech["one"].get(unit, name)
    return _fill(pattern, {"number": plain, "code": re.split("[/-]", unit)[0], "label": name})


def _period(name: str, language: str, form: str) -> str:
    speech = words(language)["periods"]
    for kind, pattern in _PERIODS:
        match = pattern.fullmatch(name)
        if match is None:
            continue
        slots = match.groupdict()
        if kind == "span" and (plain := period_label(slots["first"], slots["last"]) or name) != name \
                and ".." not in plain:
            return _period(plain, language, form)
        if "month" in slots:
            if not 1 <= int(slots["month"]) <= 12:
                break
            slots["month"] = speech["months"][int(slots["month"]) - 1]
        if "day" in slots:
            slots["day"] = str(int(slots["day"]))
        if "company" in slots:
            company = load().entities.get(slots["company"])
            slots["company"] = company.name if company else slots["company"]
        whole = kind == "span" and slots["first"].endswith("-01") and slots["last"][5:] in _month_ends(
            slots["last"][5:7])
        for edge in {"first", "last"} & slots.keys():
            slots[edge] = _period(slots[edge][:7] if whole else slots[edge], language, "name")
        shown = _fill(speech[kind]["name"], slots)
        return shown if form == "name" else _fill(speech[kind][form], {"name": shown})
    return name if form == "name" else _fill(speech["other"][form], {"name": name})


def _features(fact: Fact) -> dict[str, Any]:
    """What a rule of [[sentence]] may ask about: the fact's own fields, and `sign` and `ranged` of its amount."""
    features = {name: getattr(fact, name) for name in CONTENT[fact.kind]} | {"kind": fact.kind}
    values = [features[name] for name in ("value", "low", "high") if features.get(name) is not None]
    if values:
        signs = {(value > 0) - (value < 0) for value in values}
        features["sign"] = ("zero" if signs == {0} else "positive" if -1 not in signs
                            else "negative" if 1 not in signs else "mixed")
    features["amounts"] = bool(values)
    return features


def _slots(fact: Fact, features: Mapping[str, Any], language: str) -> dict[str, str]:
    """What the slots of a template are filled with; an empty one drops the optional part that it stands in."""
    speech = words(language)
    slots = {name: str(value) for name, value in features.items() if value is not None}
    if slots.get("organization") == slots.get("speaker"):
        slots.pop("organization", None)
    unit = slots.get("unit", "")
    value, low, high = (features.get(name) for name in ("value", "low", "high"))
    qualifier = slots.get("qualifier", "exact")
    slots["amount"] = figure(value, low, high, unit, qualifier, language)
    value, low, high = (bound if bound is None else bound.copy_abs() for bound in (value, low, high))
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    slots["size"] = figure(value, low, high, unit, qualifier, language)
    slots["number"] = _plain(value, low, high, qualifier, language)
    if "metric" in slots:
        metric = slots["metric"]
        slots["metric"] = label(metric, language)
        slots["a_metric"] = speech["with_article"].get(metric, slots["metric"])
        slots["the_metric"] = speech["with_definite"].get(metric, slots["metric"])
        when = features["period"] or period_label(features["period_start"], features["period_end"])
        slots["for"] = _period(when, language, "for") if when else ""
        slots["in"] = _period(when, language, "in") if when else ""
        slots["source"] = _source(fact, language)
    if "role" in slots:
        slots["role"] = label(slots["role"], language)
    return slots


def _source(fact: Fact, language: str) -> str:
    """Whose word it is, unless it is the subject's own."""
    if not fact.said_by or fact.said_by == getattr(fact, "subject", None):
        return ""
    labels = load().labels
    return load().label(slug(fact.said_by), language) if slug(fact.said_by) in labels else fact.said_by


def _fill(template: str, slots: Mapping[str, str]) -> str:
    """The template with its slots filled in one pass, and without each [optional part] of which a slot is empty."""
    def part(match: re.Match[str]) -> str:
        return match[1] if all(slots.get(name) for name in _SLOT.findall(match[1])) else ""

    return _SLOT.sub(lambda match: slots.get(match[1], ""), _OPTIONAL.sub(part, template))
