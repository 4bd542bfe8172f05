"""Facts: what an article states, as frozen values, and their JSON.

The JSON has the fields that the gold data has (`kind`, `subject`, `metric`, ...)
by the same names, and besides them `id`, `article`, `start`, `end`, `rule`,
`said_by`, `decimals` and `parts`. Amounts are `Decimal` in Python and exact
numbers in JSON. Offsets are code points, 0-based and half-open, on the
article's normalised text.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple

from kg.errors import InputError

#: Hexadecimal digits of the article's SHA-256 that name it in IRIs: 64 bits, so that among a
#: hundred million articles a clash has odds of about 1 in 3,700 (birthday bound).
ARTICLE_DIGITS = 16


class Part(NamedTuple):
    """The words that gave one part of a fact, such as its metric or its period."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What all facts have: where they stand and how they were read.

    article   SHA-256 of the normalised text, in hexadecimal
    start, end, evidence   the stretch of the text that states the fact; text[start:end] == evidence
    rule      the names of the rules that fired, joined by " + "
    parts     the words that gave each part of the fact
    said_by   the name of the company, group or person whose word the fact is, if the text lets one know it
    """

    article: str
    start: int
    end: int
    evidence: str
    rule: str = ""
    parts: tuple[Part, ...] = ()
    said_by: str | None = None

    kind: ClassVar[str]

    @property
    def id(self) -> str:
        """The local name of the fact's IRI: the article's hash, then a hash of what the fact says and where."""
        said = json.dumps(
            [self.kind, self.start, self.end, *(_json_value(getattr(self, name)) for name in CONTENT[self.kind])],
            ensure_ascii=False, default=str)
        return f"{self.article[:ARTICLE_DIGITS]}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Fact):
    """A number about a company or unit.

    Either `value`, or `low` and `high` for a range (one of them may be missing).
    unit        ISO 4217 code, `percent`, `percentage_points`, `points`, `people`, `items`, `USD/share`, `times`
    decimals    XBRL's: the value is known to the nearest 10 to the power of -decimals; None where unknown
    period      a label such as `2025-Q4`, `2026`, `2026-02-05`, `microsoft-FY2026-Q2`; None if not known
    period_start, period_end   its first and last day, ISO dates
    """

    kind: ClassVar[str] = "observation"
    subject: str
    metric: str
    measure: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str
    qualifier: str = "exact"
    period: str | None = None
    period_start: str | None = None
    period_end: str | None = None
    status: str = "reported"
    decimals: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Fact):
    """A person's position; `organization` is None if the text does not say where."""

    kind: ClassVar[str] = "role"
    person: str
    role: str
    organization: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Fact):
    """A relation between two organizations, with its amount where the text gives one."""

    kind: ClassVar[str] = "relation"
    subject: str
    predicate: str
    object: str
    value: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Fact):
    """A direct quotation: the words between the quotation marks, and who said them."""

    kind: ClassVar[str] = "statement"
    speaker: str
    organization: str | None = None
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank(Fact):
    """A stated position in a market: 1 for the leader or the largest."""

    kind: ClassVar[str] = "rank"
    subject: str
    market: str
    position: int


KINDS: dict[str, type[Fact]] = {c.kind: c for c in (Observation, Role, Relation, Statement, Rank)}
_COMMON = {f.name for f in fields(Fact)}
#: For each kind, the fields that say what the fact is, in the order of the JSON.
CONTENT: dict[str, tuple[str, ...]] = {
    kind: tuple(f.name for f in fields(cls) if f.name not in _COMMON) for kind, cls in KINDS.items()}
_DECIMALS = {"value", "low", "high"}


def slug(name: str) -> str:
    """The local name of an entity's IRI, a function of its name: "AT&T" is at-and-t, "Disney+" disney-plus."""
    folded = unicodedata.normalize("NFKD", name.replace("&", " and ").replace("+", " plus ")).casefold()
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", plain).strip("-") or "x" + hashlib.sha256(name.encode()).hexdigest()[:8]


def number(value: Decimal) -> int | float:
    """A Decimal as the JSON number that reads back as the same Decimal."""
    return int(value) if value == value.to_integral_value() else float(value)


def _json_value(value: Any) -> Any:
    return number(value) if isinstance(value, Decimal) else value


def to_json(fact: Fact) -> dict[str, Any]:
    """The fact as a dictionary for JSON; of `value`, `low` and `high` only those that the fact has."""
    row: dict[str, Any] = {"kind": fact.kind}
    for name in CONTENT[fact.kind]:
        value = getattr(fact, name)
        if value is None and (name in _DECIMALS or (fact.kind == "relation" and name == "unit")):
            continue
        row[name] = _json_value(value)
    row |= {"evidence": fact.evidence, "id": fact.id, "article": fact.article, "start": fact.start,
            "end": fact.end, "rule": fact.rule, "said_by": fact.said_by,
            "parts": [list(part) for part in fact.parts]}
    return row


def dumps(fact: Fact) -> str:
    """One line of JSON Lines, without the line's end."""
    return json.dumps(to_json(fact), ensure_ascii=False)


def from_json(row: Mapping[str, Any], *, article: str = "", text: str | None = None) -> Fact:
    """A fact from its JSON, or from a gold fact, which lacks offsets.

    For a gold fact give the article's hash and text: its evidence is looked up in the text. Raises InputError
    where a field is missing or wrong, naming it.
    """
    kind = row.get("kind")
    if kind not in KINDS:
        raise InputError(f"a fact's kind is one of {', '.join(KINDS)}, not {kind!r}")
    values: dict[str, Any] = {name: row[name] for name in CONTENT[kind] if name in row}
    try:
        for name in _DECIMALS & values.keys():
            if values[name] is not None:
                values[name] = Decimal(str(values[name])).normalize()
                if values[name].as_tuple().exponent > 0:
                    values[name] = values[name].quantize(Decimal(1))
        evidence = str(row.get("evidence", ""))
        start = row["start"] if "start" in row else (text.find(evidence) if text is not None else 0)
        end = row.get("end", start + len(evidence))
        return KINDS[kind](
            article=row.get("article", article), start=start, end=end, evidence=evidence,
            rule=row.get("rule", ""), said_by=row.get("said_by"),
            parts=tuple(Part(*part) for part in row.get("parts", ())), **values)
    except (TypeError, ArithmeticError, ValueError) as error:
        raise InputError(f"not a fact of kind {kind}: {error}") from error


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Facts by their place in the text, then by what they say: the order in which they are stored and shown."""
    ordered: list[Fact] = []
    for _, group in groupby(sorted(facts, key=_place), _place):
        same = list(group)
        # An id is a hash of all that the fact says, and most stand alone at their place.
        ordered += sorted(same, key=attrgetter("id")) if len(same) > 1 else same
    return ordered


def _place(fact: Fact) -> tuple[str, int, int, str]:
    return fact.article, fact.start, fact.end, fact.kind


__all__ = [
    "ARTICLE_DIGITS", "CONTENT", "KINDS", "Fact", "Observation", "Part", "Rank", "Relation", "Role", "Statement",
    "dumps", "from_json", "in_order", "number", "replace", "slug", "to_json",
]
