"""Figures: what many articles say of the same thing, gathered, with who agrees and who does not.

A fact names its figure (`kg.figure_key`), and carries the numbers that its words allow (`kg.agreement`). What a figure
says is worked out from its facts whenever it is asked for, so that nothing in the graph can be out of date: adding an
article adds its facts, and touches no figure of others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

import pyoxigraph as ox

from kg import present
from kg.agreement import Claim, Interval, agree, interval, largest_group
from kg.citations import Asked
from kg.facts import Observation
from kg.figure_key import Key, key_of
from kg.namespaces import FIGURE, sparql_prefixes
from kg.parameters import Parameter, bind
from kg.rdf import DERIVED_FROM, PERIOD_OF, STATED_IN, ArticleInfo, entity_id
from kg.rdf_read import contents
from kg.rows import Rows

#: Nodes asked for in one query: some 100 bytes each, far below the size that servers allow.
BATCH = 300
#: Facts whose triples are held at a time: some 15 kB each.
TOGETHER = 3000
#: Other nodes that say a part of a fact.
_PARTS = (DERIVED_FROM, STATED_IN, PERIOD_OF)
_CHOICES = {name: Parameter(name, kind, None, True, "") for name, kind in (
    ("company", "company"), ("metric", "metric"), ("status", "status"), ("fact", "fact"), ("period", "period"))}


@dataclass(frozen=True, slots=True)
class Said:
    """One fact of a figure, the article that states it, the numbers that its words allow, and the id of the fact, which
    takes time to make."""

    fact: Observation
    article: ArticleInfo
    allowed: Interval
    id: str

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """The numbers that the words give, one or two."""
        fact = self.fact
        return tuple(number for number in (fact.value, fact.low, fact.high) if number is not None)

    @property
    def replaced(self) -> bool:
        """Whether the words say that another number has taken its place: "from 118 to 125 billion"."""
        return self.fact.rule.partition(" + ")[0].endswith(", from")

    @property
    def order(self) -> tuple[Any, ...]:
        """By day, undated ones first, then by article and place in the text."""
        return self.article.day or "", self.article.name, self.article.sha256, self.fact.end, self.id

    def amount(self, language: str = "en") -> str:
        """The amount in words."""
        fact = self.fact
        return present.figure(fact.value, fact.low, fact.high, fact.unit, fact.qualifier, language)

    def source(self) -> str:
        """Article, publisher and day, for a line."""
        about = self.article
        return ", ".join(part for part in (about.name or about.id, about.publisher, about.day) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What articles say of the same thing.

    key          subject, metric, measure, unit, days, status, bases and, of a forecast, whose it is
    subject, said_by   the names of the entities of the key
    period       a label, of the calendar where the days have one
    best         the fact that stands for the figure: of plans and forecasts the newest; of reported numbers the most
                 precise of the largest group of articles that agree
    agreeing     the facts that agree with it and each other, itself among them; dissenting the other ones, of plans and
                 forecasts those that it has taken the place of; each by day
    """

    key: Key
    subject: str
    said_by: str | None
    period: str | None
    best: Said
    agreeing: tuple[Said, ...]
    dissenting: tuple[Said, ...]

    columns: ClassVar[tuple[str, ...]] = (
        "subject", "metric", "measure", "period", "status", "basis", "said_by", "value", "low", "high", "unit",
        "qualifier", "lowest", "highest", "articles", "publishers", "dissenting", "figure")
    shown: ClassVar[tuple[str, ...]] = (
        "company", "metric", "period", "status", "amount", "range", "articles", "publishers", "dissenting")

    @property
    def id(self) -> str:
        """The local name of the figure's IRI."""
        return self.key.id

    @property
    def facts(self) -> tuple[Said, ...]:
        """All facts, by day."""
        return _by_day((*self.agreeing, *self.dissenting))

    @property
    def range(self) -> tuple[Decimal, Decimal]:
        """The lowest and the highest number that articles give, dissenters among them."""
        numbers = [number for said in (*self.agreeing, *self.dissenting) for number in said.numbers]
        return min(numbers), max(numbers)

    @property
    def articles(self) -> int:
        """How many articles agree."""
        return _articles(self.agreeing)

    @property
    def publishers(self) -> int:
        """How many publishers they are from; articles without one count as one together."""
        return len({said.article.publisher for said in self.agreeing})

    def record(self) -> dict[str, Any]:
        """The figure by `columns`, exact, for data frames and JSON."""
        key, best, (lowest, highest) = self.key, self.best.fact, self.range
        return dict(zip(self.columns, (
            self.subject, key.metric, key.measure, self.period, key.status, " ".join(key.bases) or None,
            self.said_by, best.value, best.low, best.high, key.unit, best.qualifier, lowest, highest, self.articles,
            self.publishers, _articles(self.dissenting), self.id), strict=True))

    def cells(self, language: str) -> tuple[str, ...]:
        """The figure by `shown`, for people."""
        lowest, highest = self.range
        reach = "" if lowest == highest else present.figure(None, lowest, highest, "", language=language)
        return (self.subject, self.what(language), present.period(self.period or "", language), self.who(language),
                self.best.amount(language), reach, str(self.articles), str(self.publishers),
                str(_articles(self.dissenting) or ""))

    def what(self, language: str = "en") -> str:
        """Metric, measure and basis in words: "revenue, change, at constant currency"."""
        measure = () if self.key.measure == "level" else (self.key.measure,)
        return ", ".join(present.label(term, language) for term in (self.key.metric, *measure, *self.key.bases))

    def who(self, language: str = "en") -> str:
        """Status, and whose forecast it is."""
        whose = f" ({present.label(self.said_by, language)})" if self.said_by else ""
        return present.label(self.key.status, language) + whose


def figures(store: Asked, *, company: str | None = None, metric: str | None = None, period: str | None = None,
            status: str | None = None, fact: str | None = None, ids: Sequence[str] = (),
            exact_period: bool = False, language: str = "en") -> Rows[Figure]:
    """The figures of a graph, by company, metric, days and status; each choice as `kg query` takes it.

    period    what lies in it counts, or with `exact_period` only what has its very days
    fact      the figure to which this fact belongs
    ids       figures by their local names
    Raises QueryError where a choice is none.
    """
    lines = choose(store, company=company, metric=metric, period=period, status=status, exact_period=exact_period)
    if fact is not None:
        lines += f" {bind(_CHOICES['fact'], fact, store)['_fact']} kg:figure ?figure ."
    named = [ox.NamedNode(FIGURE + identity) for identity in ids]
    facts: dict[str, list[Any]] = defaultdict(list)
    for batch in _batches(named) if named else [[]]:
        values = f"VALUES ?figure {{ {' '.join(map(str, batch))} }}" if batch else ""
        for row in store.query(
                f"{sparql_prefixes()}SELECT ?figure ?fact WHERE {{ {values} {lines} ?fact kg:figure ?figure }}"):
            facts[row["figure"].value].append(row["fact"])
    found = (figure for some in _together(facts) for figure in _gathered(store, some))
    return Rows(sorted(found, key=_order), Figure, language)


def choose(store: Asked, *, company: str | None = None, metric: str | None = None, period: str | None = None,
           status: str | None = None, exact_period: bool = False) -> str:
    """Lines of SPARQL that choose ?fact as `figures` does."""
    terms: dict[str, Any] = {}
    for name, value in (("company", company), ("metric", metric), ("status", status), ("period", period)):
        if value is not None:
            terms |= bind(_CHOICES[name], value, store)
    lines = [f"?fact kg:{name} {terms[choice]} ." for name, choice in (
        ("subject", "_company"), ("metric", "_metric"), ("status", "_status")) if choice in terms]
    if "_period_start" in terms:
        periods = " ".join(map(str, _periods(store, terms["_period_start"], terms["_period_end"], exact_period)))
        lines.insert(0, f"VALUES ?period {{ {periods} }} ?fact kg:period ?period .")
    return " ".join(lines)


def _periods(store: Asked, start: ox.Literal, end: ox.Literal, exact: bool) -> list[ox.NamedNode]:
    """The periods that lie in these days, or have these very days.

    They are few. Asked together with the facts, the engine goes through all facts of a company and metric: 60 times as
    long with 2,000 articles.
    """
    first, last = ("=", "=") if exact else (">=", "<=")
    found = store.query(f"{sparql_prefixes()}SELECT DISTINCT ?period WHERE {{ ?period a kg:Period ; "
                        f"schema:startDate ?start ; schema:endDate ?end . "
                        f"FILTER(?start {first} {start} && ?end {last} {end}) }}")
    return sorted((row["period"] for row in found), key=str)


def _order(figure: Figure) -> tuple[str, ...]:
    key = figure.key
    return (figure.subject.casefold(), key.metric, key.start or "", key.end or "", key.status, key.measure, key.id)


def _batches(terms: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for first in range(0, len(terms), BATCH):
        yield terms[first:first + BATCH]


def _together(facts: dict[str, list[Any]]) -> Iterator[list[Any]]:
    """The facts some thousands at a time, those of a figure together; by the figures' names, which begin with the
    company, since the facts of a company share articles."""
    some: list[Any] = []
    for figure in sorted(facts):
        some += facts[figure]
        if len(some) >= TOGETHER:
            yield some
            some = []
    if some:
        yield some


def _triples(store: Asked, nodes: Sequence[Any]) -> Iterator[ox.Triple]:
    """All that the graph says of the nodes; asked plainly, since many OPTIONALs at once took the engine seconds."""
    for batch in _batches(nodes):
        for row in store.query(f"SELECT * WHERE {{ VALUES ?s {{ {' '.join(map(str, batch))} }} ?s ?p ?o }}"):
            yield ox.Triple(row["s"], row["p"], row["o"])


def _gathered(store: Asked, iris: Sequence[Any]) -> Iterator[Figure]:
    """Facts to figures; all facts of a figure must be there."""
    triples = list(_triples(store, iris))
    triples += _triples(store, list({t.object for t in triples if t.predicate in _PARTS}))
    found = contents(triples)
    articles = {article.sha256: article for article in found.articles}
    groups: dict[Key, list[Said]] = defaultdict(list)
    for fact in found.facts:
        if isinstance(fact, Observation):
            allowed = interval(fact.value, fact.low, fact.high, fact.decimals, fact.qualifier)
            groups[key_of(fact, entity_id)].append(Said(fact, articles[fact.article], allowed, fact.id))
    for key, said in groups.items():
        yield _figure(key, said)


def _figure(key: Key, said: list[Said]) -> Figure:
    """What the facts of a key say together.

    Of plans and forecasts the one that was said last stands for the figure, since a newer one takes the place of the
    older. Else the largest group of articles that agree does, of several the one that was heard of last, by its fact
    that allows the fewest numbers.
    """
    period = label(key.start, key.end, min((one.fact.period for one in said if one.fact.period), default="")) or None
    if key.status == "reported":
        said.sort(key=_recent, reverse=True)
        fits = largest_group([Claim(one.fact.article, one.allowed, one.fact.value) for one in said])
        best = max((one for one, fit in zip(said, fits, strict=True) if fit), key=narrow)
    else:
        best = max(current(said), key=_recent)
        fits = [same(one, best) for one in said]
    return Figure(
        key=key, subject=best.fact.subject, said_by=best.fact.said_by if key.said_by else None, period=period,
        best=best, agreeing=_by_day(one for one, fit in zip(said, fits, strict=True) if fit),
        dissenting=_by_day(one for one, fit in zip(said, fits, strict=True) if not fit))


def label(start: str | None, end: str | None, given: str) -> str:
    """The label of a period's days: of the calendar where it has a short one for them, else the one given."""
    found = present.period_label(start, end)
    return found if found and (".." not in found or not given) else given


def _by_day(said: Iterable[Said]) -> tuple[Said, ...]:
    return tuple(sorted(said, key=lambda one: one.order))


def _recent(one: Said) -> tuple[Any, ...]:
    return one.article.day or "", *narrow(one)


def _articles(said: Iterable[Said]) -> int:
    return len({one.fact.article for one in said})


def current(said: Iterable[Said]) -> list[Said]:
    """Of each article's numbers for one plan or forecast the one that holds: an article that gives several tells how
    it changed, and names the new one first unless it says "from" one "to" the other."""
    first: dict[str, Said] = {}
    for one in sorted(said, key=lambda one: (one.replaced, one.fact.end, one.id)):
        first.setdefault(one.fact.article, one)
    return list(first.values())


def same(one: Said, other: Said) -> bool:
    """Whether two facts say the same: numbers that agree, or ranges whose ends do."""
    if one.fact.value is not None and other.fact.value is not None:
        return agree(one.allowed, other.allowed)
    return all(a is b is None or (a is not None and b is not None and agree(Interval(a, a), Interval(b, b)))
               for a, b in zip(one.allowed, other.allowed, strict=True))


def narrow(one: Said) -> tuple[Any, ...]:
    """By how few numbers it allows; of equals the latest, and in an article the first."""
    width = one.allowed.width
    return Decimal("-Infinity") if width is None else -width, one.article.day or "", -one.fact.end, one.id
