"""News against filings: whether what articles report agrees with what the companies filed.

A filed value is exact to its report's step, a number in an article as its words make it; the two agree where a number
lies within both (`kg.agreement`). The filed value of some days is the one filed last. Where a report gives only the
year and its first nine months, as for a fourth quarter, the amount between is their difference, marked as computed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from kg.agreement import agree, interval
from kg.facts import Fact, Observation
from kg.figure_key import bases_of
from kg.lexicon import load
from kg.network import select
from kg.rdf import ArticleInfo, unit_id
from kg.rows import Rows

AGREES, DIFFERS, NOT_FILED = "agrees", "differs", "not filed"
_Key = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class FilingCheck:
    """A number of an article held against the filings of its company.

    said, article   the fact, and the article that states it
    verdict         "agrees", "differs", or "not filed" where no filing has the metric for these days
    filed           the filed value in the unit of the fact, or None
    difference      what was said less what was filed; of a range its nearer end, 0 where the filed value is within
    computed        whether `filed` is the difference of two filed values
    facts           ids of the filed facts: one, or the two that were subtracted
    filings         the filings that have them
    """

    said: Observation
    article: ArticleInfo
    verdict: str
    filed: Decimal | None = None
    difference: Decimal | None = None
    computed: bool = False
    facts: tuple[str, ...] = ()
    filings: tuple[ArticleInfo, ...] = ()

    columns: ClassVar[tuple[str, ...]] = (
        "company", "metric", "period", "value", "low", "high", "unit", "qualifier", "verdict", "filed", "difference",
        "computed", "fact", "article", "day", "filed_facts", "forms", "accession_numbers")
    shown: ClassVar[tuple[str, ...]] = (
        "company", "metric", "period", "said", "filed", "verdict", "filing", "article")

    def record(self) -> dict[str, Any]:
        """The check as plain values under the names of `columns`; amounts as Decimal."""
        said = self.said
        return dict(zip(self.columns, (
            said.subject, said.metric, said.period, said.value, said.low, said.high, said.unit, said.qualifier,
            self.verdict, self.filed, self.difference, self.computed, said.id, self.article.title or self.article.name,
            self.article.day, " ".join(self.facts), " ".join(str(filing.form) for filing in self.filings),
            " ".join(filing.name for filing in self.filings)), strict=True))

    def cells(self, language: str) -> tuple[str, ...]:
        """The check for people, under the headings of `shown`."""
        from kg.present import amount, figure, label, period

        said = self.said
        filed = "" if self.filed is None else amount(self.filed, said.unit, language)
        verdict = self.verdict
        if verdict == DIFFERS and self.difference is not None:
            verdict += f" by {amount(self.difference, said.unit, language)}"
        return (said.subject, label(said.metric, language), period(said.period or "", language),
                figure(said.value, said.low, said.high, said.unit, said.qualifier, language),
                f"{filed} (computed)" if self.computed else filed, verdict,
                ", ".join(f"{filing.form} {filing.day}" for filing in self.filings),
                self.article.name or self.article.id)


def check_filings(facts: Iterable[Fact], articles: Iterable[ArticleInfo], *, company: str | None = None,
                  metric: str | None = None, period: str | None = None) -> Rows[FilingCheck]:
    """Hold the reported amounts of articles against the filings among them.

    Only amounts with a period are held against filings, of companies that have filings here, and of metrics that the
    ontology matches to us-gaap: of others there is nothing to say. Conditions as in `kg.network.select`. Adjusted
    numbers, and those in constant currency, are in no filing. Raises InputError where a condition is no such thing.
    """
    known = {article.sha256: article for article in articles}
    filed: dict[_Key, Observation] = {}
    news: list[Observation] = []
    for fact in facts:
        if not isinstance(fact, Observation) or fact.status != "reported" or fact.measure != "level":
            continue
        if known[fact.article].form is None:
            news.append(fact)
        elif (key := _key(fact)) is not None:
            earlier = filed.get(key)
            if earlier is None or _order(earlier, known) < _order(fact, known):
                filed[key] = fact
    filers = {key[0] for key in filed}
    news = [fact for fact in news if fact.subject in filers and load().metrics[fact.metric].concepts]
    if news and (company or metric or period):
        chosen = {fact.id for fact in select(news, company=company, metric=metric, period=period)}
        news = [fact for fact in news if fact.id in chosen]
    ends = _by_end(filed)
    checks = [_checked(fact, key, filed, ends, known) for fact in news if (key := _key(fact)) is not None]
    return Rows(sorted(checks, key=lambda check: (
        check.said.subject, check.said.metric, check.said.period_start, check.said.period_end, check.article.day or "",
        check.said.id)), FilingCheck)


def _key(fact: Observation) -> _Key | None:
    if not fact.period_start or not fact.period_end:
        return None
    return fact.subject, fact.metric, fact.unit, fact.period_start, fact.period_end


def _order(fact: Observation, known: dict[str, ArticleInfo]) -> tuple[str, str, str]:
    """By this the last to be filed is the current one; a value that restates another names that in its words."""
    article = known[fact.article]
    return article.day or "", article.name, fact.id


def _by_end(filed: Iterable[_Key]) -> dict[tuple[str, str, str, str], list[str]]:
    """Subject, metric, unit and last day -> first days of the filed values, the latest first."""
    found: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for subject, metric, unit, start, end in filed:
        found[subject, metric, unit, end].append(start)
    return {key: sorted(starts, reverse=True) for key, starts in found.items()}


def _checked(fact: Observation, key: _Key, filed: dict[_Key, Observation],
             ends: dict[tuple[str, str, str, str], list[str]], known: dict[str, ArticleInfo]) -> FilingCheck:
    article = known[fact.article]
    used = () if bases_of(fact) else _used(key, filed, ends)
    if not used:
        return FilingCheck(fact, article, NOT_FILED)
    values = [one.value for one in used if one.value is not None]
    value = values[0] if len(used) == 1 else values[0] - values[1]
    places = [one.decimals for one in used if one.decimals is not None]
    said = interval(fact.value, fact.low, fact.high, fact.decimals, fact.qualifier)
    same = agree(said, interval(value, decimals=min(places, default=0)))
    bounds = [bound for bound in (fact.value, fact.low, fact.high) if bound is not None]
    nearest = min(bounds, key=lambda bound: (abs(bound - value), bound))
    inside = fact.value is None and same
    return FilingCheck(
        fact, article, AGREES if same else DIFFERS, value, Decimal(0) if inside else nearest - value, len(used) == 2,
        tuple(one.id for one in used), tuple(known[sha256] for sha256 in dict.fromkeys(one.article for one in used)))


def _used(key: _Key, filed: dict[_Key, Observation], ends: dict[tuple[str, str, str, str], list[str]]) -> tuple[
        Observation, ...]:
    """The filed value of these days; or that from an earlier day to their end and that to the day before them."""
    if key in filed:
        return (filed[key],)
    subject, metric, unit, start, end = key
    kind = load().units.get(unit_id(unit))
    if start == end or kind is None or kind.kind != "money":
        return ()
    before = (date.fromisoformat(start) - timedelta(days=1)).isoformat()
    for first in ends.get((subject, metric, unit, end), ()):
        longer, shorter = filed[subject, metric, unit, first, end], filed.get((subject, metric, unit, first, before))
        if first < start and shorter is not None:
            return longer, shorter
    return ()


__all__ = ["AGREES", "DIFFERS", "NOT_FILED", "FilingCheck", "check_filings"]
