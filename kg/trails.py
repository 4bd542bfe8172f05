"""Trails: how a figure moved over the time of saying, from the first forecast to the number reported.

The facts of one company, metric and period are read in the order in which articles appeared. A number that was said
before is not a step of its own: later articles that repeat it stand beside the step. An article that gives an old
plan beside the new one ("from 118 to 125 billion") tells of both.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from kg import present
from kg.citations import Asked
from kg.figures import Figure, Said, current, figures, same
from kg.lexicon import load
from kg.namespaces import ENTITY
from kg.parameters import Parameter, bind
from kg.rows import Rows

#: In which order statuses come on one day.
_ORDER = ("expected", "guidance", "reported")
_FIRST = {"expected": "expected", "guidance": "guided", "reported": "reported"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A number that was new when it was said.

    event     "expected", "guided", "reported"; "before" (an old plan, told with the new one); "raised", "lowered",
              "narrowed", "widened" (a plan or forecast); "differs" (a reported number that does not agree)
    said      the fact; repeated are later ones that say the same, by day
    figure    the figure that they belong to
    """

    event: str
    figure: Figure
    said: Said
    repeated: tuple[Said, ...]

    columns: ClassVar[tuple[str, ...]] = (
        "day", "event", "status", "said_by", "basis", "value", "low", "high", "unit", "qualifier", "articles", "fact",
        "article", "publisher", "words")
    shown: ClassVar[tuple[str, ...]] = ("day", "event", "who", "amount", "basis", "articles", "source", "words")

    @property
    def articles(self) -> int:
        """How many articles say so."""
        return len({said.fact.article for said in (self.said, *self.repeated)})

    def what(self, language: str = "en") -> str:
        """The event in words."""
        forecast = self.event == "before" and self.figure.key.status == "expected"
        return str(present.words(language)["trail"]["expected_before" if forecast else self.event])

    def record(self) -> dict[str, Any]:
        """The step by `columns`, exact."""
        fact, article = self.said.fact, self.said.article
        return dict(zip(self.columns, (
            article.day, self.event, fact.status, fact.said_by, " ".join(self.figure.key.bases) or None, fact.value,
            fact.low, fact.high, fact.unit, fact.qualifier, self.articles, fact.id, article.name or article.id,
            article.publisher, fact.evidence), strict=True))

    def cells(self, language: str) -> tuple[str, ...]:
        """The step by `shown`, for people."""
        fact, article = self.said.fact, self.said.article
        bases = ", ".join(present.label(basis, language) for basis in self.figure.key.bases)
        who = present.label(fact.said_by, language) if fact.said_by else ""
        return (article.day or "", self.what(language), who, self.said.amount(language), bases,
                str(self.articles), article.name or article.id, fact.evidence)


class Trail(Rows[Step]):
    """The steps by day, and what they are of: company, metric (its code), unit, and period (a label)."""

    __slots__ = ("company", "metric", "period", "unit")

    def __init__(self, steps: Iterable[Step], company: str, metric: str, period: str, unit: str,
                 language: str = "en") -> None:
        super().__init__(steps, Step, language)
        self.company, self.metric, self.period, self.unit = company, metric, period, unit

    def title(self) -> str:
        """What it is of, in words."""
        return (f"{self.company}: {present.label(self.metric, self.language)} "
                f"{present.period(self.period, self.language)}").strip()

    def plot(self, path: str | os.PathLike[str]) -> Path:
        """Draw it into a file, .svg or .png; see `kg.trail_plot`."""
        from kg.trail_plot import plot

        return plot(self, path)

    def outcome(self) -> dict[str, Step | None]:
        """The last plan, the last forecast and the number reported last: what a result is held against."""
        last: dict[str, Step | None] = dict.fromkeys(reversed(_ORDER))
        for step in self:
            if step.event != "before":
                last[step.figure.key.status] = step
        return last


def trail(store: Asked, company: str, metric: str, period: str, *, measure: str = "level",
          language: str = "en") -> Trail:
    """How a figure moved.

    company, metric, period   as `kg query` takes them; the period counts by its days, so that fiscal and calendar
                              labels of the same days are one
    measure                   "level", "change" or "share"
    Of several units the one with the most facts is followed. Where nothing was said the trail is empty.
    Raises QueryError where company, metric or period are none.
    """
    present.words(language)
    found = [figure for figure in figures(store, company=company, metric=metric, period=period, exact_period=True)
             if figure.key.measure == measure]
    counts = Counter({unit: sum(len(figure.facts) for figure in found if figure.key.unit == unit)
                      for unit in sorted({figure.key.unit for figure in found})})
    unit = counts.most_common(1)[0][0] if counts else ""
    steps = [step for figure in found if figure.key.unit == unit for step in _steps(figure)]
    steps.sort(key=lambda step: (step.said.article.day or "", _ORDER.index(step.figure.key.status)))
    one = found[0] if found else None
    return Trail(steps, one.subject if one else _name(store, company), one.key.metric if one else metric,
                 (one.period if one else None) or period, unit, language)


def _name(store: Asked, company: str) -> str:
    """The name of a company that no figure gives."""
    found = bind(Parameter("company", "company", None, False, ""), company, store)["_company"].value
    entity = load().entities.get(found.removeprefix(ENTITY))
    return entity.name if entity else company


def _steps(figure: Figure) -> Iterator[Step]:
    """The steps of one figure."""
    planned = figure.key.status != "reported"
    by_article: dict[str, list[Said]] = defaultdict(list)
    for one in figure.facts:
        by_article[one.fact.article].append(one)
    news: list[tuple[bool, list[Said]]] = []  # whether it was the current number when first said, and who says it
    for facts in by_article.values():
        now = current(facts) if planned else facts
        for one in (*(old for old in facts if old not in now), *now):
            known = next((said for _, said in reversed(news) if same(said[0], one)), None)
            if known is None:
                news.append((one in now, [one]))
            else:
                known.append(one)
    news.sort(key=lambda new: (new[1][0].article.day or "", new[0]))
    last: Said | None = None
    for is_current, said in news:
        if not is_current:
            event = "before"
        elif last is None:
            event = _FIRST[figure.key.status]
        else:
            event = _moved(last, said[0]) if planned else "differs"
        yield Step(event=event, figure=figure, said=said[0], repeated=tuple(said[1:]))
        last = said[0]


def _moved(last: Said, now: Said) -> str:
    """How a plan changed, by the ends of what was said."""
    (low, high), (new_low, new_high) = ((min(said.numbers), max(said.numbers)) for said in (last, now))
    if new_low >= low and new_high >= high:
        return "raised"
    if new_low <= low and new_high <= high:
        return "lowered"
    return "narrowed" if new_low > low else "widened"
