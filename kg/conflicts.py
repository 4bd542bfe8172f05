"""Conflicts: numbers for the same thing that cannot both be true, each with what may explain it.

A set of facts agrees where its highest lower end is below its lowest upper end (see `kg.agreement`), so that one
grouped query finds the figures that may be in conflict. Each number that does not agree with the prevailing ones is one
conflict, with a grade:

    scale      the two agree once one of them is multiplied by a thousand, a million or a thousand million
    rounding   they lie a unit of the last digit apart, or touch: cut off, not rounded
    revised    a plan or forecast that was changed
    restated   a filing that gives another value than an earlier one of the company: the later one holds
    sign       a loss named without its sign, or a fall
    mixed      the very number of another metric of the company, or of a part or the owner of it, for the same days
    period     no period is given; or the very number is given for another one
    article    one and the same article gives both: they count different things, or the article slipped
    dissent    nothing of these: one of them is wrong

With `everything`, also what only looks like a conflict: numbers that differ and agree (grade rounding), and numbers
on another basis, such as adjusted (grade basis).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from kg import present
from kg.agreement import Interval, agree, interval, meet
from kg.citations import Asked
from kg.elsewhere import Elsewhere
from kg.figures import Figure, Said, choose, figures, label, narrow
from kg.namespaces import sparql_prefixes
from kg.rows import Rows

#: From what matters to what explains itself: the order in which conflicts are listed.
GRADES = ("dissent", "scale", "sign", "period", "mixed", "article", "restated", "revised", "basis", "rounding")
#: A thousand, a million, a thousand million: the words for scales lie these factors apart.
_SCALES = (Decimal(10) ** 3, Decimal(10) ** 6, Decimal(10) ** 9)
#: The two ends are sought apart: a bound that a fact lacks would leave the whole group without one.
_IN_CONFLICT = """SELECT ?figure WHERE {
  { SELECT ?figure (MAX(?low) AS ?lowest) WHERE { %s ?fact kg:figure ?figure ; kg:lowest ?low } GROUP BY ?figure }
  { SELECT ?figure (MIN(?high) AS ?highest) WHERE { %s ?fact kg:figure ?figure ; kg:highest ?high } GROUP BY ?figure }
  FILTER(?lowest >= ?highest)
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two numbers for the same thing.

    figure   the figure that both belong to, or the first
    grade    one of `GRADES`; why says it in words, in the language asked for
    one      the prevailing number, or where that leaves room for both the most precise one beside it that does not;
             other the one that does not agree, as it was first said
    """

    figure: Figure
    grade: str
    why: str
    one: Said
    other: Said

    columns: ClassVar[tuple[str, ...]] = (
        "grade", "subject", "metric", "measure", "period", "status", "basis", "unit", "figure", "why",
        *(f"{side}{name}" for side in ("", "other_") for name in (
            "value", "low", "high", "qualifier", "fact", "words", "article", "publisher", "day")))
    shown: ClassVar[tuple[str, ...]] = (
        "grade", "company", "metric", "period", "status", "amount", "source", "other amount", "other source", "why")

    def record(self) -> dict[str, Any]:
        """The conflict by `columns`, exact."""
        figure, key = self.figure, self.figure.key
        about: list[Any] = [self.grade, figure.subject, key.metric, key.measure, figure.period, key.status,
                            " ".join(key.bases) or None, key.unit, figure.id, self.why]
        for said in (self.one, self.other):
            fact, article = said.fact, said.article
            about += [fact.value, fact.low, fact.high, fact.qualifier, fact.id, fact.evidence,
                      article.name or article.id, article.publisher, article.day]
        return dict(zip(self.columns, about, strict=True))

    def cells(self, language: str) -> tuple[str, ...]:
        """The conflict by `shown`, for people."""
        figure = self.figure
        return (self.grade, figure.subject, figure.what(language), present.period(figure.period or "", language),
                figure.who(language), self.one.amount(language), self.one.source(), self.other.amount(language),
                self.other.source(), self.why)


def conflicts(store: Asked, *, company: str | None = None, metric: str | None = None, period: str | None = None,
              everything: bool = False, language: str = "en") -> Rows[Conflict]:
    """The conflicts of a graph, the real ones first; choices as in `kg.figures.figures`.

    everything   also numbers that only look like a conflict: see above
    Raises QueryError where a choice is none, InputError for a language that has no words for it.
    """
    present.words(language)
    if everything:
        ids: list[str] = []
    else:
        lines = choose(store, company=company, metric=metric, period=period)
        ids = [row["figure"].value.rsplit("/", 1)[-1]
               for row in store.query(sparql_prefixes() + _IN_CONFLICT % (lines, lines))]
        if not ids:
            return Rows((), Conflict, language)
    chosen = figures(store, company=company, metric=metric, period=period, ids=ids)
    judge = _Judge(store, language)
    found = [conflict for figure in chosen for conflict in judge.within(figure, everything)]
    if everything:
        found += judge.across(chosen)
    found.sort(key=lambda conflict: GRADES.index(conflict.grade))
    return Rows(found, Conflict, language)


class _Judge:
    """Grades numbers that differ."""

    def __init__(self, store: Asked, language: str) -> None:
        self._elsewhere = Elsewhere(store)
        self._words = present.words(language)["conflicts"]
        self._language = language

    def within(self, figure: Figure, everything: bool) -> Iterator[Conflict]:
        """The conflicts of one figure: each number once that does not agree with the prevailing one."""
        several = _several(figure) if figure.dissenting else ()
        for other in _distinct(figure.dissenting):
            one = _against(figure, other)
            grade, why, slots = self._grade(figure, one, other, several)
            yield self._conflict(figure, grade, why, one, other, **slots)
        if everything:
            for other in _distinct(figure.agreeing):
                if set(other.numbers) - set(figure.best.numbers):
                    yield self._conflict(figure, "rounding", "agrees", figure.best, other)

    def across(self, chosen: Iterable[Figure]) -> Iterator[Conflict]:
        """Plain numbers beside those on another basis."""
        groups: dict[tuple[Any, ...], list[Figure]] = defaultdict(list)
        for figure in chosen:
            groups[figure.key._replace(bases=())].append(figure)
        for group in groups.values():
            plain = next((figure for figure in group if not figure.key.bases), None)
            for figure in group:
                if plain and figure is not plain and not agree(plain.best.allowed, figure.best.allowed):
                    bases = ", ".join(present.label(basis, self._language) for basis in figure.key.bases)
                    yield self._conflict(plain, "basis", "basis", plain.best, figure.best, basis=bases)

    def _conflict(self, figure: Figure, grade: str, why: str, one: Said, other: Said, **slots: str) -> Conflict:
        text = str(self._words[why])
        for name, value in slots.items():
            text = text.replace(f"{{{name}}}", value)
        return Conflict(figure=figure, grade=grade, why=text, one=one, other=other)

    def _grade(self, figure: Figure, one: Said, other: Said,
               several: Iterable[Sequence[Interval]]) -> tuple[str, str, dict[str, str]]:
        """Grade, name of its words, and what fills their slots; `several` as `_several` gives it."""
        if one.article.form and other.article.form and one.fact.article != other.fact.article:
            return "restated", "restated", {}
        if _scaled(one, other):
            return "scale", "scale", {}
        if _cut_off(one, other):
            return "rounding", "rounding", {}
        if _mirrored(one, other):
            return "sign", "sign", {}
        if figure.key.status != "reported" and (
                one.article.day != other.article.day or one.fact.article == other.fact.article):
            return "revised", "revised", {}
        for said in (other, one):
            number = said.amount(self._language)
            if place := self._elsewhere.same_days(figure.key, said.numbers):
                what = [] if place.subject == figure.subject else [place.subject]
                what.append(present.label(place.metric, self._language))
                return "mixed", "mixed", {"number": number, "what": ", ".join(what)}
            if place := self._elsewhere.other_days(figure.key, said.numbers):
                period = present.period(label(place.start, place.end, place.period), self._language)
                return "period", "period", {"number": number, "period": period}
        if any(any(agree(one.allowed, it) for it in said) and any(agree(other.allowed, it) for it in said)
               for said in several):
            return "article", "article", {}
        if figure.key.start is None and figure.key.end is None:
            return "period", "undated", {}
        return "dissent", "dissent", {}


def _against(figure: Figure, other: Said) -> Said:
    """The number of the prevailing ones that a dissenting one is held against."""
    if figure.key.status != "reported":
        return figure.best
    against = (one for one in figure.agreeing if not agree(one.allowed, other.allowed))
    return max(against, key=narrow, default=figure.best)


def _several(figure: Figure) -> Sequence[Sequence[Interval]]:
    """What each article allows that gives more than one number for the figure."""
    found: dict[str, list[Interval]] = defaultdict(list)
    for said in (*figure.agreeing, *figure.dissenting):
        found[said.fact.article].append(said.allowed)
    return [allowed for allowed in found.values() if len(set(allowed)) > 1]


def _distinct(said: Iterable[Said]) -> list[Said]:
    """Each set of numbers once, as it was first said."""
    first: dict[tuple[Any, ...], Said] = {}
    for one in said:
        first.setdefault((one.allowed, one.numbers), one)
    return list(first.values())


def _scaled(one: Said, other: Said) -> bool:
    if one.allowed.width is None or other.allowed.width is None:
        return False
    return any(agree(a.times(factor), b) for factor in _SCALES
               for a, b in ((one.allowed, other.allowed), (other.allowed, one.allowed)) if a.low or a.high)


def _mirrored(one: Said, other: Said) -> bool:
    a, b = one.fact.value, other.fact.value
    return a is not None and b is not None and a * b < 0 and agree(
        interval(-a, decimals=one.fact.decimals, qualifier=one.fact.qualifier), other.allowed)


def _cut_off(one: Said, other: Said) -> bool:
    if meet(one.allowed, other.allowed) and not agree(one.allowed, other.allowed):
        return True
    a, b = one.fact, other.fact
    if a.value is None or b.value is None or a.decimals is None or b.decimals is None:
        return False
    return abs(a.value - b.value) <= Decimal(1).scaleb(-min(a.decimals, b.decimals))
