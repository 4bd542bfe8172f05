"""Compare extracted facts with gold facts: which are meant to be the same, and what agrees in them.

For each kind of fact, core is what is said of whom (of an observation the subject, metric, measure, value and unit),
and strict is core with the period, status and qualifier, the organization of a role or statement, the amount of a
relation, or the market of a rank. Facts are rows as `kg.facts.to_json` gives them; a gold row may have `or`, other
accepted readings, and `optional`, where careful readers dispute that it is a fact.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.extract.period_slot import MOMENTS
from kg.facts import KINDS

Row = Mapping[str, Any]
SYMMETRIC = frozenset({"competes_with", "partners_with"})
#: Qualifiers that are told apart in strict.
BOUND = {"almost": "about", "at_least": "more_than", "at_most": "less_than"}
LEGAL = frozenset("inc corp corporation company co ltd limited plc nv se ag sa group groep platforms holding holdings "
                  "com".split())
SAME_NAME = {
    "amazon web services": "aws", "google": "alphabet", "facebook": "meta", "twitter": "x", "samsung electronics":
    "samsung", "international business machines": "ibm", "taiwan semiconductor manufacturing": "tsmc",
    "tesla motors": "tesla", "hewlett packard": "hp", "microsoft azure": "azure", "alphabet cloud": "google cloud",
    "wall street": "analysts"}
#: Words of units' names that mean the same, or nothing.
SAME_WORD = {
    "ads": "advertising", "ad": "advertising", "advertisement": "advertising", "reclame": "advertising",
    "advertenties": "advertising", "advertentietak": "advertising", "werbung": "advertising", "centre": "center",
    "centers": "center", "datacenter": "data center", "division": "", "unit": "", "business": "", "segment": "",
    "cloud computing": "cloud", "sector": "", "market": "", "markt": ""}
#: Two values closer than this, relatively, are the same.
NEAR = 0.0005
#: So much of the words of two quotations must be the same.
OVERLAP = 0.6


def folded(name: str | None) -> str:
    """A name by which spellings of the same thing are equal."""
    plain = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9+&]+", " ", re.sub(r"'s\b", "", plain)).split()
    # "n v" is a legal form as well, cut by its full stops.
    short = re.sub(r"\bn v\b", "", " ".join(word for word in words if word not in LEGAL)).split()
    text = " ".join(short or words)
    return " ".join(filter(None, (SAME_WORD.get(word, word) for word in SAME_NAME.get(text, text).split())))


def same_name(a: str | None, b: str | None) -> bool:
    one, other = folded(a), folded(b)
    return one == other or (bool(one) and sorted(one.split()) == sorted(other.split()))


def same_person(a: str | None, b: str | None) -> bool:
    """The same last name, and the same initial where both have a first name."""
    one, other = folded(a).split(), folded(b).split()
    return bool(one and other) and one[-1] == other[-1] and (
        len(one) == 1 or len(other) == 1 or one[0][0] == other[0][0])


def amount(row: Row) -> tuple[float | None, float | None, str | None]:
    """(low, high, unit); a change in times as one in percent, so that "doubled" is "rose 100 percent"."""
    low, high = row.get("low"), row.get("high")
    if row.get("value") is not None:
        low = high = row["value"]
    if row.get("unit") != "times" or row.get("measure") != "change":
        return low, high, row.get("unit")
    return None if low is None else (low - 1) * 100, None if high is None else (high - 1) * 100, "percent"


def same_amount(a: Row, b: Row) -> bool:
    pairs = zip(amount(a)[:2], amount(b)[:2], strict=True)
    return all(x is y if x is None or y is None else abs(x - y) <= NEAR * max(abs(x), abs(y), 1e-9) for x, y in pairs)


def same_quote(a: str | None, b: str | None) -> bool:
    one, other = (Counter(re.findall(r"\w+", (text or "").casefold())) for text in (a, b))
    total = sum(one.values()) + sum(other.values())
    return bool(total) and 2 * sum((one & other).values()) / total >= OVERLAP


def _observation(gold: Row, found: Row) -> tuple[dict[str, bool], dict[str, bool]]:
    def bound(row: Row) -> str:
        name = row.get("qualifier") or "exact"
        return BOUND.get(name, name)

    timeless = not gold.get("period_start") or gold["metric"] in MOMENTS
    return (
        {"subject": same_name(gold["subject"], found.get("subject")), "value": same_amount(gold, found),
         "unit": amount(gold)[2] == amount(found)[2]}
        | {name: gold[name] == found.get(name) for name in ("metric", "measure")},
        {"period": timeless or all(gold.get(day) == found.get(day) for day in ("period_start", "period_end")),
         "status": gold.get("status", "reported") == found.get("status", "reported"),
         "qualifier": bound(gold) == bound(found)})


def _role(gold: Row, found: Row) -> tuple[dict[str, bool], dict[str, bool]]:
    return ({"person": same_person(gold["person"], found.get("person")), "role": gold["role"] == found.get("role")},
            _organization(gold, found))


def _relation(gold: Row, found: Row) -> tuple[dict[str, bool], dict[str, bool]]:
    def pair(first: str, second: str) -> bool:
        return same_name(gold["subject"], found.get(first)) and same_name(gold["object"], found.get(second))

    turned = gold["predicate"] in SYMMETRIC and pair("object", "subject")
    return ({"predicate": gold["predicate"] == found.get("predicate"), "pair": pair("subject", "object") or turned},
            {"value": gold.get("value") is None or same_amount(gold, found)})


def _statement(gold: Row, found: Row) -> tuple[dict[str, bool], dict[str, bool]]:
    speakers = gold["speaker"], found.get("speaker")
    return ({"speaker": same_person(*speakers) or same_name(*speakers),
             "quote": same_quote(gold["quote"], found.get("quote"))}, _organization(gold, found))


def _rank(gold: Row, found: Row) -> tuple[dict[str, bool], dict[str, bool]]:
    markets = (set(folded(row.get("market")).split()) for row in (gold, found))
    return ({"subject": same_name(gold["subject"], found.get("subject")),
             "position": gold["position"] == found.get("position")}, {"market": bool(set.intersection(*markets))})


def _organization(gold: Row, found: Row) -> dict[str, bool]:
    return {"organization": not gold.get("organization")
            or same_name(gold["organization"], found.get("organization"))}


_COMPARE = {"observation": _observation, "role": _role, "relation": _relation, "statement": _statement, "rank": _rank}


@dataclass(frozen=True, slots=True)
class Match:
    """How a found fact compares with a gold fact (indices of both): core is what is said of whom, strict is all."""

    gold: int
    found: int
    core: Mapping[str, bool]
    more: Mapping[str, bool]

    @property
    def is_core(self) -> bool:
        return all(self.core.values())

    @property
    def is_strict(self) -> bool:
        return self.is_core and all(self.more.values())

    @property
    def agreement(self) -> tuple[bool, bool, int]:
        return self.is_strict, self.is_core, 10 * sum(self.core.values()) + sum(self.more.values())

    @property
    def wrong(self) -> list[str]:
        return [name for name, right in {**self.core, **self.more}.items() if not right]


def _compared(gold: Row, found: Row, i: int, j: int) -> Match:
    """The comparison with that accepted reading of the gold fact that the found fact agrees with best."""
    readings = [Match(i, j, *_COMPARE[gold["kind"]](reading, found)) for reading in (gold, *gold.get("or", ()))]
    return max(readings, key=lambda match: (match.is_core, sum(match.core.values()) + sum(match.more.values())))


def pair_up(gold: Sequence[Row], found: Sequence[Row]) -> list[Match]:
    """Pairs of facts that are meant to be the same, each fact in one pair at most, the best agreement first."""
    options = [_compared(g, f, i, j) for i, g in enumerate(gold) for j, f in enumerate(found)
               if g["kind"] == f.get("kind")]
    pairs: list[Match] = []
    for match in sorted(options, key=lambda option: option.agreement, reverse=True):
        near = match.core["value"] if "value" in match.core else len(match.wrong) <= 1
        free = all(match.gold != pair.gold and match.found != pair.found for pair in pairs)
        if free and (match.is_core or near):
            pairs.append(match)
    return pairs


def once(found: Iterable[Row]) -> list[Row]:
    """Each fact once, by what it says."""
    names = ("kind", "subject", "metric", "measure", "unit", "period_start", "period_end", "status", "person", "role",
             "organization", "predicate", "object", "speaker", "quote", "market", "position")
    return list({(*(str(row.get(name)) for name in names), *map(str, amount(row)[:2])): row for row in found}.values())


@dataclass(slots=True)
class Tally:
    """Counts of gold facts, found facts, and those right in core and in all."""

    gold: int = 0
    found: int = 0
    core: int = 0
    strict: int = 0

    def add(self, gold: int, found: int, core: int, strict: int) -> None:
        self.gold, self.found, self.core, self.strict = (
            self.gold + gold, self.found + found, self.core + core, self.strict + strict)

    def figures(self, right: str = "strict") -> dict[str, float]:
        """Precision, recall and F1, 0 to 1."""
        hits = getattr(self, right)
        return {"precision": hits / self.found if self.found else 0.0, "recall": hits / self.gold if self.gold else 0.0,
                "f1": 2 * hits / (self.found + self.gold) if self.found + self.gold else 0.0}


@dataclass(slots=True)
class Scores:
    """Tallies by (language, kind), the kind "all" included; and what went wrong, a line each."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def add(self, name: str, gold: Sequence[Row], found: Iterable[Row]) -> None:
        """Score an article; its name begins with its language ("nl-001"). Optional gold facts change nothing."""
        rows = once(found)
        matches = pair_up(gold, rows)
        waived = {match.found for match in matches if gold[match.gold].get("optional")}
        counted = [match for match in matches if match.found not in waived]
        for kind in (*KINDS, "all"):
            here = [m for m in counted if kind in ("all", gold[m.gold]["kind"])]
            wanted = sum(1 for g in gold if not g.get("optional") and kind in ("all", g["kind"]))
            given = sum(1 for j, f in enumerate(rows) if j not in waived and kind in ("all", f["kind"]))
            if wanted or given:
                tally = self.tallies.setdefault((name.split("-")[0], kind), Tally())
                tally.add(wanted, given, sum(m.is_core for m in here), sum(m.is_strict for m in here))
        self._explain(name, gold, rows, counted, waived)

    def _explain(self, name: str, gold: Sequence[Row], rows: Sequence[Row], counted: Sequence[Match],
                 waived: set[int]) -> None:
        met, used = {m.gold for m in counted}, {m.found for m in counted} | waived
        for match in counted:
            if not match.is_strict:
                self.errors.append(f"{name} wrong {', '.join(match.wrong)}: wanted {_short(gold[match.gold])}; "
                                   f"got {_short(rows[match.found])}")
        self.errors += [f"{name} missed: {_short(g)}" for i, g in enumerate(gold)
                        if i not in met and not g.get("optional")]
        self.errors += [f"{name} invented: {_short(f)}" for j, f in enumerate(rows) if j not in used]

    def total(self, kind: str) -> Tally:
        """All languages together."""
        both = Tally()
        for (_, its), tally in self.tallies.items():
            if its == kind:
                both.add(tally.gold, tally.found, tally.core, tally.strict)
        return both


def _short(row: Row) -> str:
    left_out = {"id", "article", "start", "end", "rule", "said_by", "parts", "decimals", "or"}
    return json.dumps({name: value for name, value in row.items() if name not in left_out}, ensure_ascii=False)
