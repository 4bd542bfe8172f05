"""Filings as articles: a text of the values that a company filed with the SEC, a row each, and the facts of it.

The text is all that the graph keeps of a filing, so that its facts are cut from it, verified against it and read
from it again as those of news are. A row is

    us-gaap:NetIncomeLoss, 2025-01-01 to 2025-12-31: 77670000000 USD

and ends in "(before: 59000000000)" where the filing restates what an earlier one gave for the same days.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from kg.article import Article, normalise
from kg.extract.calendar import Calendar, Period, month_end, whole_months
from kg.facts import Fact, Observation, Part
from kg.lexicon import Entity, Metric, load

PUBLISHER = "U.S. Securities and Exchange Commission"
#: Fiscal years of 52 or 53 weeks end on a weekday near the end of a month: at most six days before it where it is the
#: last such day of the month, at most three days from it where it is the nearest.
MOST_DAYS_OFF = 6
#: Months that fiscal periods have: quarter, half year, the nine months of a third quarter's report, year.
FISCAL_MONTHS = frozenset({3, 6, 9, 12})
_INDEX = "https://www.sec.gov/Archives/edgar/data/{cik}/{plain}/{accession}-index.htm"
_HEAD = re.compile(r"Central Index Key (\d{10}), ")
_ROW = re.compile(
    r"us-gaap:(?P<concept>\w+), (?P<days>(?:(?P<start>\d{4}-\d\d-\d\d) to )?(?P<end>\d{4}-\d\d-\d\d)): "
    r"(?P<value>-?\d+(?:\.\d+)?) (?P<unit>[\w/-]+)(?: \(before: -?\d+(?:\.\d+)?\))?")


class Row(NamedTuple):
    """A value as it was filed.

    concept      of us-gaap, without prefix
    start, end   first and last day; start is None for a value at a moment
    unit         as filed: "USD", "USD/shares"
    before       what an earlier filing gave for the same days, where this one changes it
    """

    concept: str
    start: date | None
    end: date
    value: Decimal
    unit: str
    before: Decimal | None = None

    def __str__(self) -> str:
        days = f"{self.start} to {self.end}" if self.start else str(self.end)
        before = "" if self.before is None else f" (before: {self.before:f})"
        return f"us-gaap:{self.concept}, {days}: {self.value:f} {self.unit}{before}"


def filing(company: str, cik: str, form: str, day: date, accession: str, fiscal: str, rows: Iterable[Row]) -> Article:
    """A filing as an article: `facts_of` reads it.

    company     as the SEC names it
    cik         ten digits
    day         on which it was filed
    accession   the number of the filing, 0001018724-26-000004
    fiscal      the year and period that it is the report of ("2025 FY"), or ""; a row may be of any other one
    """
    title = normalise(f"{company}: Form {form} of {day}").replace("\n", " ")
    head = f"Central Index Key {cik}, accession number {accession}" + (f", fiscal period {fiscal}" if fiscal else "")
    ordered = sorted(rows, key=lambda row: (row.concept, row.end, row.start or row.end, row.unit, row.value))
    text = normalise("\n".join([title, "", head, "", *map(str, ordered)]))
    return Article(
        text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), name=accession, title=title, day=day,
        language="en", url=_INDEX.format(cik=int(cik), plain=accession.replace("-", ""), accession=accession),
        publisher=PUBLISHER, form=form)


def facts_of(article: Article) -> tuple[tuple[Fact, ...], tuple[()], tuple[str, ...]]:
    """The facts of a filing's rows, no unread numbers, and a line for each problem, as an extraction has them."""
    head = _HEAD.search(article.text)
    company = load().by_cik.get(head[1]) if head else None
    if company is None:
        number = f"CIK {head[1]}" if head else "without a CIK"
        return (), (), (f"{article.name}: a filing of a company ({number}) that is not in the ontology; "
                        "add its kg:cik to ontology/companies.ttl",)
    found = list(_ROW.finditer(article.text))
    rows = [(match, metric) for match in found if (metric := metric_of(match["concept"], match["unit"]))]
    step = _step([Decimal(match["value"]) for match, metric in rows if unit_of(match["unit"]) == match["unit"]])
    return tuple(_fact(article.sha256, match, metric, company, step) for match, metric in rows), (), ()


def metric_of(concept: str, unit: str) -> Metric | None:
    """The metric that filings give by this concept in this unit, or None."""
    kind = load().units.get(unit_of(unit).replace("/", "-"))
    metric = next((metric for metric in load().metrics.values() if concept in metric.concepts), None)
    return metric if metric and kind and kind.kind in metric.units else None


def unit_of(filed: str) -> str:
    """Our spelling of a unit: "USD/shares" is "USD/share"."""
    return filed.replace("/shares", "/share")


def period_of(start: date | None, end: date, company: Entity) -> Period:
    """The period of filed days, in whole months as news gives it, so that the two meet.

    A quarter of 13 weeks becomes the three months that it stands for; a moment near the end of a month becomes that
    day. Only days that are no such period stay as they are: nine months are no quarter, nor is a stub of some weeks.
    """
    calendar = Calendar(company.year_end, company.name)
    last = _near_month_end(end)
    if start is None:
        return calendar.period(last or end, last or end)
    before = _near_month_end(start - timedelta(days=1))
    if last and before and whole_months(before + timedelta(days=1), last) in FISCAL_MONTHS:
        return calendar.period(before + timedelta(days=1), last)
    return calendar.period(start, end)


def _near_month_end(day: date) -> date | None:
    """The end of a month that is at most so many days off."""
    ends = (month_end(day.year, day.month), day.replace(day=1) - timedelta(days=1))
    return next((end for end in ends if abs((end - day).days) <= MOST_DAYS_OFF), None)


def _fact(article: str, match: re.Match[str], metric: Metric, company: Entity, step: int) -> Observation:
    start = date.fromisoformat(match["start"]) if match["start"] else None
    period = period_of(start, date.fromisoformat(match["end"]), company)
    unit, value = unit_of(match["unit"]), Decimal(match["value"])
    places = max(2, len(match["value"].partition(".")[2])) if "/" in unit else -step
    return Observation(
        article=article, start=match.start(), end=match.end(), evidence=match[0],
        rule=f"filed as us-gaap:{match['concept']}", said_by=company.name,
        parts=tuple(Part(name, *match.span(group)) for name, group in (
            ("metric", "concept"), ("period", "days"), ("value", "value"), ("unit", "unit"))),
        subject=company.name, metric=metric.id, measure="level", value=value, unit=unit, period=period.label,
        period_start=period.start.isoformat(), period_end=period.end.isoformat(), decimals=places)


def _step(amounts: Iterable[Decimal]) -> int:
    """The power of ten to which a filing gives its amounts, 6, 3 or 0: that of which all of them are multiples.

    The company facts leave out XBRL's `decimals`; reports are in millions, in thousands or in units.
    """
    given = [amount for amount in amounts if amount]
    return next((step for step in (6, 3) if given and not any(amount % 10**step for amount in given)), 0)
