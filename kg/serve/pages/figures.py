"""Figures on pages: what one is called, which belong in one trail, and which facts say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from kg import present
from kg.agreement import agree
from kg.facts import CONTENT, Fact, Observation, Relation
from kg.figures import Figure, Said
from kg.figures import same as same_plan
from kg.network import SYMMETRIC
from kg.period_label import label_days
from kg.serve.pages.charts import Point, trail

#: Days of a period -> its length in words' keys; a quarter has 90 to 92 days, and 13 weeks at companies that count so.
_LENGTHS = (("day", 1), ("month", 35), ("quarter", 100), ("half", 200), ("year", 380))
_OUT_OF_ORDER = {"reported": 0, "guidance": 1, "expected": 2}


@dataclass(frozen=True, slots=True)
class Trail:
    """The figures of one metric in one unit, on one basis, for periods of one length, by period.

    figures  by the end of the period; each is what all articles together say of it
    latest   the reported figure of the last period, or what stands for it
    chart    of all the figures; empty where there is only one period
    """

    metric: str
    unit: str
    bases: tuple[str, ...]
    length: str
    figures: tuple[Figure, ...]
    latest: Figure
    chart: Markup


def period_of(fact: Fact) -> str | None:
    """The label of an observation's period: on the calendar where its days are a quarter or so, or else its own."""
    if not isinstance(fact, Observation):
        return None
    plain = present.period_label(fact.period_start, fact.period_end)
    return plain if plain and (not fact.period or label_days(plain)) else fact.period


def amount(fact: Fact, language: str) -> str:
    """The amount of a fact, with a plus where it is a rise; "" where it has none."""
    value, low, high = (getattr(fact, name, None) for name in ("value", "low", "high"))
    unit = getattr(fact, "unit", None) or ""
    change = getattr(fact, "measure", "level") == "change"
    shown = present.figure(value, low, high, unit, "exact" if change else getattr(fact, "qualifier", "exact"), language)
    return f"+{shown}" if change and value is not None and value > 0 and unit != "times" else shown


def trails(figures: Iterable[Figure], language: str, name: str) -> list[Trail]:
    """The trails of the amounts among the figures, those with most figures first; changes are not in them.

    name   whose figures they are, for the charts' labels
    """
    groups: dict[tuple[str, str, tuple[str, ...], str], list[Figure]] = defaultdict(list)
    for figure in figures:
        key = figure.key
        if key.measure == "level" and key.start and key.end:
            groups[key.metric, key.unit, key.bases, _length(key.start, key.end)].append(figure)
    found = [_trail(*key, group, language, name) for key, group in groups.items()]
    return sorted(found, key=lambda one: (-len(one.figures), one.metric, one.bases, one.unit, one.length))


def _length(first: str, last: str) -> str:
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    return next((name for name, most in _LENGTHS if days <= most), "span")


def _trail(metric: str, unit: str, bases: tuple[str, ...], length: str, figures: list[Figure], language: str,
           name: str) -> Trail:
    ordered = sorted(figures, key=lambda one: (one.key.end or "", one.key.start or "",
                                               _OUT_OF_ORDER[one.key.status], one.id))
    latest = max(ordered, key=lambda one: (one.key.status == "reported", one.key.end or "", one.articles))
    points = [Point(one.key.end or "", low, high, one.key.status, _says(one, language), f"/fact/{one.best.fact.id}")
              for one in ordered for low, high in (_bounds(one.best.fact),) if low is not None or high is not None]
    label = f"{name}: {', '.join(present.label(term, language) for term in (metric, *bases))}"
    return Trail(metric, unit, bases, length, tuple(ordered), latest, trail(points, label))


def _bounds(fact: Observation) -> tuple[Decimal | None, Decimal | None]:
    if fact.value is None:
        return fact.low, fact.high
    if fact.qualifier in ("more_than", "at_least"):
        return fact.value, None
    if fact.qualifier in ("less_than", "at_most"):
        return None, fact.value
    return fact.value, fact.value


def _says(figure: Figure, language: str) -> str:
    return " · ".join((present.period(figure.period or "", language), figure.best.amount(language),
                       figure.who(language)))


def fits(one: Said, other: Said) -> bool:
    """Whether two facts of one figure give the same number: reported ones may be of the same; plans are the same."""
    return agree(one.allowed, other.allowed) if one.fact.status == "reported" else same_plan(one, other)


def same(facts: Iterable[Fact]) -> list[list[Fact]]:
    """The facts in groups that say the same in whatever words and articles, in the order of the first of each."""
    groups: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[_content(fact)].append(fact)
    return list(groups.values())


def _content(fact: Fact) -> tuple[object, ...]:
    content = {name: getattr(fact, name) for name in CONTENT[fact.kind]}
    # The days say more than the label, and how exactly a number is put is no other fact.
    for name in ("qualifier", "decimals", *(["period"] if content.get("period_start") else [])):
        content.pop(name, None)
    if isinstance(fact, Relation) and fact.predicate in SYMMETRIC:
        content["subject"], content["object"] = sorted((fact.subject, fact.object))
    return (fact.kind, *content.values())
