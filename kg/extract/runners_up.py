"""Why a number was read as it was: slot by slot the runners-up, and what tipped the scales, in words.

Worked out again when it is asked for: the reading itself keeps only what it decided.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from kg.extract.assembly import Considered, considered
from kg.extract.reading import Reading, candidate
from kg.extract.scorer import installed
from kg.extract.timing import Timing
from kg.extract.weights import weights

FILE = Path(__file__).parents[1] / "feature_words.toml"
#: So many runners-up and reasons are told of a slot, and runners-up only from this probability on.
RUNNERS, REASONS, LEAST = 2, 3, 0.005
#: With what a period's features are combined; the words are of the feature alone.
COMBINED = re.compile(r"(&(span|moment|stock|reported|guidance|expected|r=\w*))+$")


@dataclass(frozen=True, slots=True)
class Runner:
    """A candidate of a slot ("" where it is none at all), and how likely it is among all of them."""

    value: str
    probability: float


@dataclass(frozen=True, slots=True)
class Slot:
    """What was considered for one slot of a number.

    name        "metric", "measure", "subject", "status", "sign" or "period"
    chosen      what was taken
    runners_up  what else was likely, the likeliest first; empty where there was no other
    reasons     what spoke most for the chosen one, against the first runner-up, in words
    against     what spoke most for the first runner-up instead
    """

    name: str
    chosen: Runner
    runners_up: tuple[Runner, ...]
    reasons: tuple[str, ...]
    against: tuple[str, ...]


def slots_of(reading: Reading, timing: Timing, start: int, end: int) -> tuple[Slot, ...]:
    """The slots of the number that stands at start..end of the text; empty where there is none that could be a fact."""
    for index, quantity in enumerate(reading.quantities):
        if (quantity.start, quantity.end) == (start, end) and candidate(quantity):
            # An amount in brackets, in another currency, says what the one before it says.
            told = index - 1 if quantity.role == "conversion" and index else index
            return tuple(_slot(each) for each in considered(reading, timing, installed(), told))
    return ()


def _slot(told: Considered) -> Slot:
    slot = weights()[told.slot]
    scores = [sum(slot.get(feature, 0.0) for feature in row) for row in told.rows]
    top = max(scores)
    total = sum(exp(score - top) for score in scores)
    order = sorted(range(len(scores)), key=lambda place: (-round(scores[place], 6), place))
    runners = [Runner(told.names[place], exp(scores[place] - top) / total) for place in order]
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    if len(order) > 1:
        best, second = told.rows[order[0]], told.rows[order[1]]
        reasons, against = _reasons(told.slot, best, second, REASONS), _reasons(told.slot, second, best, 1)
    likely = [runner for runner in runners[1:1 + RUNNERS] if runner.probability >= LEAST]
    return Slot(told.slot, runners[0], tuple(likely), reasons, against)


def _reasons(slot: str, best: list[str], other: list[str], count: int) -> tuple[str, ...]:
    """In words what most lifts one candidate over another; features that say the same count together."""
    gains: dict[str, float] = defaultdict(float)
    own: set[str] = set()
    for row, sign in ((best, 1.0), (other, -1.0)):
        for feature in row:
            if weight := weights()[slot].get(feature, 0.0):
                words = in_words(slot, feature)
                gains[words] += sign * weight
                if sign > 0:
                    own.add(words)
    most = sorted((row for row in gains.items() if row[0] and row[1] > 0), key=lambda row: -row[1])[:count]
    return tuple(words if words in own else f"of the other, {words}" for words, _ in most)


def in_words(slot: str, feature: str) -> str:
    """What a feature of a slot says, for a reader: "" for what tells him nothing, its name where no words are known."""
    head, bar, tail = feature.partition("|")
    # "revenue|rise<2" says of a metric what "rise<2" says; a period's "year|past" is told by its first part.
    part = head if slot == "period" or not bar else tail
    part = COMBINED.sub("", part) or part
    if slot == "measure" and part.startswith("s="):
        return ""
    patterns, labels = _words()
    for pattern, text in patterns:
        if match := pattern.fullmatch(part):
            said = {name: labels.get(name, {}).get(value, value) for name, value in match.groupdict(default="").items()}
            if "cue" in said and said["cue"] not in labels["cue"].values():
                said["cue"] = f"a word of “{said['cue']}”"
            if "words" in said:
                said["words"] = said["words"].replace("_", " ")
            return text.format(**said)
    return feature


@cache
def _words() -> tuple[list[tuple[re.Pattern[str], str]], Mapping[str, Mapping[str, str]]]:
    """The patterns with their texts, and the labels of what the patterns catch."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [(re.compile(pattern), text) for pattern, text in data["features"]], data["labels"]
