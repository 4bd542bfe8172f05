"""Figures on pages: what one is called, which belong in one trail, and what other articles say of the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from kg import present
from kg.facts import CONTENT, Fact, Observation, Relation
from kg.network import SYMMETRIC
from kg.period_label import label_days
from kg.serve.pages.charts import Point, trail

#: Days of a period -> its length in words' keys; a quarter has 90 to 92 days, and 13 weeks at companies that count so.
_LENGTHS = (("day", 1), ("month", 35), ("quarter", 100), ("half", 200), ("year", 380))
_OUT_OF_ORDER = {"reported": 0, "guidance": 1, "expected": 2}


@dataclass(frozen=True, slots=True)
class Trail:
    """The figures of one metric in one unit for periods of one length, by period.

    facts   by the end of the period, each as one article states it
    latest  the reported figure of the last period, or what stands for it
    chart   of all the figures; empty where there is only one period
    """

    metric: str
    unit: str
    length: str
    facts: tuple[Observation, ...]
    latest: Observation
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


def days_of(fact: Observation) -> tuple[str, str] | None:
    """First and last day of the period, as the fact or as its label tells them."""
    if fact.period_start and fact.period_end:
        return fact.period_start, fact.period_end
    return label_days(fact.period or "")


def trails(facts: Iterable[Fact], language: str, name: str) -> list[Trail]:
    """The trails of the amounts among the facts, those with most figures first; changes are not in them.

    name   whose figures they are, for the charts' labels
    """
    groups: dict[tuple[str, str, str], list[Observation]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact, Observation) and fact.measure == "level" and (days := days_of(fact)):
            groups[fact.metric, fact.unit, _length(*days)].append(fact)
    found = [_trail(*key, figures, language, name) for key, figures in groups.items()]
    return sorted(found, key=lambda one: (-len(one.facts), one.metric, one.unit, one.length))


def _length(first: str, last: str) -> str:
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    return next((name for name, most in _LENGTHS if days <= most), "span")


def _trail(metric: str, unit: str, length: str, figures: list[Observation], language: str,
           name: str) -> Trail:
    ordered = sorted(figures, key=lambda fact: (days_of(fact), _OUT_OF_ORDER.get(fact.status, 3), fact.id))
    latest = max(ordered, key=lambda fact: (fact.status == "reported", days_of(fact), fact.qualifier == "exact"))
    points = [Point((days_of(fact) or ("", ""))[1], low, high, fact.status, _says(fact, language), f"/fact/{fact.id}")
              for fact in ordered for low, high in (_bounds(fact),) if low is not None or high is not None]
    label = f"{name}: {present.label(metric, language)}"
    return Trail(metric, unit, length, tuple(ordered), latest, trail(points, label))


def _bounds(fact: Observation) -> tuple[Decimal | None, Decimal | None]:
    if fact.value is None:
        return fact.low, fact.high
    if fact.qualifier in ("more_than", "at_least"):
        return fact.value, None
    if fact.qualifier in ("less_than", "at_most"):
        return None, fact.value
    return fact.value, fact.value


def _says(fact: Observation, language: str) -> str:
    label = period_of(fact)
    return " · ".join((present.period(label, language) if label else "", amount(fact, language),
                       present.label(fact.status, language)))


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


def compared(fact: Fact, others: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Of the others, those that agree with the fact and those that say something else of the same thing.

    Two figures agree where what each may mean, by its rounding and its hedge, overlaps.
    """
    others = [other for other in others if other.id != fact.id]
    if not isinstance(fact, Observation):
        return [other for other in others if _content(other) == _content(fact)], []
    about = [other for other in others if isinstance(other, Observation) and _about(other) == _about(fact)]
    low, high = meant(fact)
    agreeing = [other for other in about if meant(other)[0] <= high and low <= meant(other)[1]]
    return list(agreeing), [other for other in about if other not in agreeing]


def _about(fact: Observation) -> tuple[object, ...]:
    return fact.subject, fact.metric, fact.measure, fact.unit, fact.status, days_of(fact) or fact.period


def meant(fact: Observation) -> tuple[Decimal, Decimal]:
    """The least and the most that a figure may mean: half a unit of its last digit each way, or as its hedge says."""
    infinite = Decimal("Infinity")
    low, high = _bounds(fact)
    half = Decimal(5).scaleb(-fact.decimals - 1) if fact.decimals is not None else Decimal(0)
    least, most = (low - half if low is not None else -infinite), (high + half if high is not None else infinite)
    if fact.qualifier in ("about", "almost"):  # rounded in words: a figure rounded once more
        least, most = least - half, most + half
    return least, most


__all__ = ["Trail", "amount", "compared", "days_of", "meant", "period_of", "same", "trails"]
