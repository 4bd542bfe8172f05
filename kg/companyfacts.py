"""The SEC's company facts: the file CIK##########.json, as a user downloads it, as the filings that it is made of.

The file has all values that a company ever filed, by concept and unit, each with the filing that gave it:

    {"cik": 1018724, "entityName": "AMAZON COM INC", "facts": {"us-gaap": {"NetIncomeLoss": {"units": {"USD": [
        {"start": "2025-01-01", "end": "2025-12-31", "val": 77670000000, "accn": "0001018724-26-000004",
         "fy": 2025, "fp": "FY", "form": "10-K", "filed": "2026-02-06", "frame": "CY2025"}, ...]}}, ...}}}

`fy` and `fp` are those of the report in which the value stands, not of the value: a report has the years before it
too. What a value is for, only `start` and `end` say. `frame` is on the value that the SEC holds to be the current one
of its days. See https://www.sec.gov/search-filings/edgar-application-programming-interfaces.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from kg.article import Article, normalise
from kg.errors import InputError
from kg.filings import Row, filing, metric_of
from kg.formats import shown
from kg.lexicon import load

#: A file of one company has some megabytes. Parsing takes about five times that of memory: 142 MB for one of 27 MB.
MOST_BYTES = 128 * 2**20
#: Amounts above this are none that the graph can reckon with; see `kg.validate`.
_MOST = 10**20
_BEGINNING = re.compile(rb'\s*(?:\xef\xbb\xbf)?\{\s*"cik"\s*:')
_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """The filings of a company.

    company    its name in the ontology
    filings    articles for `KnowledgeGraph.add`, in the order in which they were filed
    values     how many values are in them
    repeats    how many more there are that say what an earlier filing said, such as last year's figures in a report
    problems   what was left out and why, a line each
    """

    company: str
    filings: tuple[Article, ...]
    values: int
    repeats: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingsReport:
    """What became of the filings of a company: how many there are, how many of them were new or changed, their facts,
    and how many values were left out since an earlier filing gave them."""

    company: str
    filings: int
    changed: int
    facts: int
    repeats: int
    problems: tuple[str, ...]


class _Value(NamedTuple):
    """A value of the file with the report that gives it; `current` where the SEC gives it a frame."""

    row: Row
    accession: str
    form: str
    filed: date
    fiscal: str
    current: bool


def is_companyfacts(path: str | os.PathLike[str]) -> bool:
    """Whether a file begins as company facts do."""
    try:
        with Path(path).open("rb") as file:
            return _BEGINNING.match(file.read(200)) is not None
    except OSError:
        return False


def read_companyfacts(path: str | os.PathLike[str]) -> CompanyFacts:
    """The filings of a company-facts file, with the values of the metrics that the ontology matches to us-gaap.

    Raises InputError where the file is none or is cut off, where the company is not in the ontology, and where
    nothing in it can be taken.
    """
    path = Path(path)
    data = _loaded(path)
    company = load().by_cik.get(_cik(data, path))
    name = normalise(str(data.get("entityName") or "")).replace("\n", " ")[:200]
    if company is None:
        raise InputError(f"{path}: {name or 'a company'} (CIK {_cik(data, path)}) is not in the ontology; "
                         "add a company with this kg:cik to ontology/companies.ttl")
    facts = data.get("facts")
    concepts = facts.get("us-gaap") if isinstance(facts, dict) else None
    if not isinstance(concepts, dict):
        found = ", ".join(sorted(map(shown, facts)))[:80] if isinstance(facts, dict) and facts else "none"
        raise InputError(f"{path}: no values by us-gaap (taxonomies: {found}); only those are matched to metrics")
    problems: list[str] = []
    values = [value for metric in load().metrics.values()
              for value in _chosen(concepts, metric.concepts, path, problems)]
    rows, repeats = _without_repeats(values, path, problems)
    if not rows:
        raise InputError(f"{path}: nothing of {company.name} could be taken"
                         + (f", for example: {problems[0].removeprefix(f'{path}: ')}" if problems else
                            "; none of its concepts is matched to a metric in ontology/metrics.ttl"))
    filings = tuple(_filing(name or company.name, company.cik, rows[key]) for key in sorted(rows))
    return CompanyFacts(company=company.name, filings=filings, values=sum(map(len, rows.values())), repeats=repeats,
                        problems=tuple(problems))


def _loaded(path: Path) -> dict[str, Any]:
    try:
        if (size := path.stat().st_size) > MOST_BYTES:
            raise InputError(f"{path}: {size // 2**20:,} MB are too many for the facts of one company (at most "
                             f"{MOST_BYTES // 2**20} MB); give the file CIK##########.json of one")
        data = json.loads(path.read_bytes(), parse_float=Decimal, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise InputError(f"{path}: no whole JSON (line {error.lineno}, column {error.colno}: {error.msg}); if the "
                         "download was cut off, fetch it again") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: no JSON of company facts ({str(error)[:80]}); fetch it again") from error
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}; name a file of company facts") from error
    if not isinstance(data, dict) or "cik" not in data:
        raise InputError(f"{path}: no company facts: there is no cik; give the file CIK##########.json of a company")
    return data


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _cik(data: dict[str, Any], path: Path) -> str:
    cik = str(data["cik"])
    if not re.fullmatch(r"[0-9]{1,10}", cik):
        raise InputError(f"{path}: cik {cik[:20]!r} is not one to ten digits; fetch the file again")
    return cik.zfill(10)


def _chosen(concepts: dict[str, Any], wanted: tuple[str, ...], path: Path, problems: list[str]) -> Iterator[_Value]:
    """The values of a metric: for each unit and days those of the first of its concepts that has any there."""
    taken: set[tuple[str, date | None, date]] = set()
    for concept in wanted:
        if concept in concepts:
            found = list(_values(concept, concepts[concept], path, problems))
            yield from (value for value in found if _key(value)[1:] not in taken)
            taken |= {_key(value)[1:] for value in found}


def _key(value: _Value) -> tuple[str, str, date | None, date]:
    return value.row.concept, value.row.unit, value.row.start, value.row.end


def _values(concept: str, data: Any, path: Path, problems: list[str]) -> Iterator[_Value]:
    """The values of a concept; those that cannot be taken are counted by reason."""
    units = data.get("units") if isinstance(data, dict) else None
    if not isinstance(units, dict) or not units:
        problems.append(f"{path}: us-gaap:{concept}: left out: it has no units")
        return
    for unit, rows in units.items():
        if not isinstance(rows, list):
            problems.append(f"{path}: us-gaap:{concept}: left out: its unit {str(unit)[:20]!r} has no list of values")
        elif metric_of(concept, unit) is None:
            problems.append(f"{path}: us-gaap:{concept}: {len(rows):,} left out: {str(unit)[:20]!r} is no unit that "
                            "the metric has")
        else:
            wrong: Counter[str] = Counter()
            for row in rows:
                value = _value(concept, unit, row)
                if isinstance(value, str):
                    wrong[value] += 1
                else:
                    yield value
            problems += [f"{path}: us-gaap:{concept}: {count:,} left out: {reason}" for reason, count in wrong.items()]


def _value(concept: str, unit: str, row: Any) -> _Value | str:
    """A value of the file, or what is wrong with it."""
    if not isinstance(row, dict):
        return "no object with val, end, accn, form and filed"
    start, end, filed = (_day(row.get(name)) for name in ("start", "end", "filed"))
    value, accession, form = row.get("val"), row.get("accn"), row.get("form")
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return "val is no number"
    # A number's exponent is a word only where it is no number, and such JSON was refused before.
    amount = Decimal(value)
    if abs(amount) >= _MOST or int(amount.normalize().as_tuple().exponent) < -12:
        return "val is larger or finer than any amount"
    if end is None or (row.get("start") is not None and (start is None or start > end)):
        return "start or end is no day, or the end is before the start"
    if filed is None or filed < end.replace(day=1):
        return "filed is no day, or lies before the end"
    if not isinstance(accession, str) or not _ACCESSION.fullmatch(accession):
        return "accn is no accession number"
    if not isinstance(form, str) or not re.fullmatch(r"[\w/ -]{1,20}", form.strip()):
        return "form is no name of a form"
    year, part = row.get("fy"), row.get("fp")
    fiscal = f"{year} {part}" if isinstance(year, int) and isinstance(part, str) and part.isalnum() else ""
    return _Value(Row(concept, start, end, Decimal(value), unit), accession, form.strip(), filed, fiscal,
                  isinstance(row.get("frame"), str))


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:
        return None


def _without_repeats(values: list[_Value], path: Path, problems: list[str]) -> tuple[
        dict[tuple[date, str], list[_Value]], int]:
    """The values by filing (day, accession number) without those that an earlier filing gave, and how many those are.

    A value that differs from the one before it restates that; the last to be filed is the current one.
    """
    series: dict[tuple[str, str, date | None, date], list[_Value]] = defaultdict(list)
    for value in values:
        series[_key(value)].append(value)
    rows: dict[tuple[date, str], list[_Value]] = defaultdict(list)
    repeats = 0
    for said in series.values():
        said.sort(key=lambda value: (value.filed, value.current, value.accession, value.row.value))
        last: _Value | None = None
        for value in said:
            if last is not None and last.row.value == value.row.value:
                repeats += 1
            elif last is not None and last.accession == value.accession:
                problems.append(f"{path}: {value.accession} gives {value.row} besides {last.row.value:f}; "
                                f"{last.row.value:f} is kept")
            else:
                row = value.row if last is None else value.row._replace(before=last.row.value)
                last = value._replace(row=row)
                rows[value.filed, value.accession].append(last)
    return rows, repeats


def _filing(company: str, cik: str, values: list[_Value]) -> Article:
    first = values[0]
    return filing(company, cik, first.form, first.filed, first.accession, first.fiscal, [value.row for value in values])
