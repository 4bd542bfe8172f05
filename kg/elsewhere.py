"""What else a number is given for: another metric of the company, a part or the owner of it, another period.

A number that does not fit its figure is often a good one of another: a cloud division's revenue read as the group's,
the order backlog as the revenue, the year as the quarter. Only the very number counts, and only one of so many digits
that two things seldom share it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import pyoxigraph as ox

from kg.citations import Asked
from kg.figure_key import Key
from kg.namespaces import ENTITY, sparql_prefixes
from kg.rdf import unit_id

#: Another period counts where the two begin no further apart: the quarter before, the same quarter a year ago, the year
#: itself, the year before the last.
NEAR = timedelta(days=2 * 366)
#: Digits that a number has at least, the zeros at its ends not counted: of percentages too many of two are alike.
_AMOUNT, _PERCENT = 2, 3
_GIVEN = """SELECT DISTINCT ?subject ?name ?metric ?unit ?measure ?status ?basis ?start ?end ?label ?number WHERE {
  VALUES ?subject { %s }
  ?fact kg:subject ?subject ; kg:metric ?metric ; kg:unit ?unit ; kg:measure ?measure ; kg:status ?status ;
    kg:period ?period ; kg:value|kg:minValue|kg:maxValue ?number .
  ?period schema:startDate ?start ; schema:endDate ?end .
  OPTIONAL { ?period skos:notation ?label }
  OPTIONAL { ?fact kg:basis ?basis }
  OPTIONAL { ?subject skos:prefLabel ?name }
}"""
_KIN = "SELECT DISTINCT ?kin WHERE { %s kg:parentOf|^kg:parentOf|kg:parent|^kg:parent ?kin }"
_ALL = "SELECT DISTINCT ?kin WHERE { VALUES ?class { kg:Company kg:BusinessUnit } ?kin a ?class }"


class Place(NamedTuple):
    """Something that a number is given for: subject by its name, metric by its code, days (ISO) and their label."""

    subject: str
    metric: str
    start: str
    end: str
    period: str


#: What a place has in common with a figure: unit, measure, status, basis.
_Sort = tuple[str, str, str, str | None]
#: Subject by id and name, metric, first and last day, label of the period or "".
_Given = tuple[str, str, str, str, str, str]


class Elsewhere:
    """Looks numbers up among all that a graph gives of a company, its parts and owner; each company is read once."""

    def __init__(self, store: Asked) -> None:
        self._store = store
        self._names: list[str] | None = None
        self._known: dict[str, dict[tuple[_Sort, Decimal], set[_Given]]] = {}

    def same_days(self, key: Key, numbers: Iterable[Decimal]) -> Place | None:
        """Another metric of the subject, or the same metric of a part or the owner, with one of the numbers; what is
        counted on the last day, such as an order backlog, has the days too."""
        days = (key.start, key.end), (key.end, key.end)
        found = [given for given in self._given(key, numbers) if given[3:5] in days
                 and (given[0] == key.subject) != (given[2] == key.metric)]
        best = min(found, key=lambda given: (given[0] != key.subject, given), default=None)
        return None if best is None else Place(*best[1:])

    def other_days(self, key: Key, numbers: Iterable[Decimal]) -> Place | None:
        """The nearest other period for which the same thing has one of the numbers."""
        if key.start is None or key.end is None:
            return None
        start, end = date.fromisoformat(key.start), date.fromisoformat(key.end)

        def away(given: _Given) -> tuple[timedelta, timedelta]:
            return abs(date.fromisoformat(given[3]) - start), abs(date.fromisoformat(given[4]) - end)

        found = [given for given in self._given(key, numbers)
                 if given[0] == key.subject and given[2] == key.metric and given[3:5] != (key.start, key.end)
                 and away(given)[0] <= NEAR]
        best = min(found, key=lambda given: (sum(away(given), timedelta()), given), default=None)
        return None if best is None else Place(*best[1:])

    def _given(self, key: Key, numbers: Iterable[Decimal]) -> list[_Given]:
        """Whatever on the figure's bases has one of the numbers."""
        if key.subject not in self._known:
            self._known[key.subject] = self._read(key.subject)
        known, least = self._known[key.subject], _PERCENT if key.unit == "percent" else _AMOUNT
        return [given for number in numbers if len(number.normalize().as_tuple().digits) >= least
                for basis in key.bases or (None,)
                for given in known.get(((unit_id(key.unit), key.measure, key.status, basis), number), ())]

    def _read(self, subject: str) -> dict[tuple[_Sort, Decimal], set[_Given]]:
        iri = ox.NamedNode(ENTITY + subject)
        kin = {row["kin"].value for row in self._store.query(sparql_prefixes() + _KIN % iri)}
        if self._names is None:
            self._names = sorted(row["kin"].value for row in self._store.query(sparql_prefixes() + _ALL))
        part = iri.value + "-"  # "Meta advertising" of Meta: what the ontology does not know is owned by its name
        kin.update(self._names[bisect_left(self._names, part):bisect_left(self._names, part[:-1] + ".")])
        subjects = " ".join(str(ox.NamedNode(name)) for name in sorted({iri.value, *kin}))
        found: dict[tuple[_Sort, Decimal], set[_Given]] = defaultdict(set)
        for row in self._store.query(sparql_prefixes() + _GIVEN % subjects):
            unit, measure, status, of, metric = (
                row[name].value.rsplit("/", 1)[-1] for name in ("unit", "measure", "status", "subject", "metric"))
            basis = row["basis"].value.rsplit("/", 1)[-1] if row["basis"] else None
            name = row["name"].value if row["name"] else of
            found[(unit, measure, status, basis), Decimal(row["number"].value)].add(
                (of, name, metric, row["start"].value, row["end"].value, row["label"].value if row["label"] else ""))
        return found
