"""The weights laid out for speed: the scores of the candidates of each slot, as whole thousandths.

The definition is `kg.extract.weights`: a candidate's score is the sum of the weights of its features. The names of
most features are made of a part that all candidates of a number share and one that tells them apart
("revenue|rise<2", "last&span"), so the weights are kept by the shared part, those of all candidates together: one
addition then adds up the scores of all of them. `tests/extract/test_scorer.py` proves both equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import repeat
from math import exp
from pathlib import Path
from typing import Any

from kg.compiled import compiled
from kg.extract.features import Sums
from kg.extract.weights import FILE, weights
from kg.lexicon import load

#: Weights are kept in thousandths, the precision that they are fitted to.
UNIT = 1000
#: So many sums for the circumstances of periods are kept; a hundred articles meet some thousands.
KEPT = 8192
ZEROS = repeat(0)
#: How a period may lie to the one that the article reports on.
RELATIONS = ("same", "before", "after", "over")
Ints = Mapping[str, int]


class Packed:
    """Weights by feature for several columns (classes, metrics) at once.

    The weights of a feature are one whole number with a field of bits for each column, so that adding such numbers
    adds up all columns. A field is so wide that sums of the weights of a number's features cannot overflow it.
    """

    __slots__ = ("_bias", "_half", "_mask", "_places", "_rows", "_width")

    def __init__(self, columns: Mapping[str, Ints]) -> None:
        """columns   column -> feature -> weight"""
        # A sentence may repeat a feature, but hardly a thousand times.
        most = 1000 * max((sum(map(abs, column.values())) for column in columns.values()), default=0)
        self._lay_out(columns, most.bit_length() + 1)
        rows: dict[str, int] = defaultdict(int)
        for name, column in columns.items():
            for feature, weight in column.items():
                rows[feature] += weight << self._places[name]
        self._rows = dict(rows)

    def _lay_out(self, columns: Iterable[str], width: int) -> None:
        self._width = width
        self._places = {name: place * width for place, name in enumerate(columns)}
        self._half = 1 << width - 1
        self._mask = (1 << width) - 1
        self._bias = sum(self._half << place for place in self._places.values())

    def compiled(self) -> dict[str, Any]:
        """All of it as JSON can hold it."""
        return {"columns": list(self._places), "width": self._width,
                "rows": {feature: f"{row:x}" for feature, row in self._rows.items()}}

    @classmethod
    def of_compiled(cls, data: Mapping[str, Any]) -> Packed:
        """What `compiled` told."""
        packed = cls.__new__(cls)
        packed._lay_out(data["columns"], data["width"])
        packed._rows = {feature: int(row, 16) for feature, row in data["rows"].items()}
        return packed

    def total(self, features: Iterable[str]) -> int:
        """The sums of the weights of the features, all columns in one number."""
        return sum(map(self._rows.get, features, ZEROS))

    def of(self, total: int, column: str) -> int:
        """The sum of a column in such a number; 0 for a column without weights."""
        place = self._places.get(column)
        return 0 if place is None else (((total + self._bias) >> place) & self._mask) - self._half


class Combined(dict[str, int]):
    """The weight of a feature together with those of its combinations with some circumstances ("&span", "&to").

    Filled as features come up; features that have no weight are not kept, so that it does not grow for ever.
    """

    __slots__ = ("_flat", "_suffixes")

    def __init__(self, flat: Ints, suffixes: Sequence[str]) -> None:
        self._flat, self._suffixes = flat, suffixes

    def __missing__(self, feature: str) -> int:
        get = self._flat.get
        weight = get(feature, 0) + sum([get(feature + suffix, 0) for suffix in self._suffixes])
        if weight:
            self[feature] = weight
        return weight


class Scorer:
    """The weights of one fit, slot by slot.

    metric, subject, period   feature -> weight, of what candidates have alone
    whole           feature -> weight, of hypotheses as wholes; empty in a fit of the slots alone
    of_metric       what is combined with each metric
    of_class        what is combined with each class of the slots with fixed classes: columns such as "status|expected"
    relating        how a period lies to that reported on -> feature of the number's place -> weight of both together
    metric_sums, subject_sums   the sums of groups of what candidates have alone
    """

    def __init__(self, slots: Mapping[str, Mapping[str, float]], metrics: Iterable[str]) -> None:
        fitted = {slot: {feature: round(weight * UNIT) for feature, weight in features.items()}
                 for slot, features in slots.items()}
        self.metric, self.subject, self.period, self.whole = (
            fitted.get(name, {}) for name in ("metric", "subject", "period", "whole"))
        by_metric: dict[str, dict[str, int]] = {name: {} for name in ("", *metrics)}
        for feature, weight in self.metric.items():
            metric, bar, rest = feature.partition("|")
            if bar and metric in by_metric:
                by_metric[metric][rest] = weight
        self.of_metric = Packed(by_metric)
        by_class: dict[str, dict[str, int]] = defaultdict(dict)
        for slot in ("measure", "status", "sign"):
            for feature, weight in fitted.get(slot, {}).items():
                name, _, rest = feature.partition("|")
                by_class[f"{slot}|{name}"][rest] = weight
        self.of_class = Packed(by_class)
        self.relating: dict[str, dict[str, int]] = {relation: {} for relation in RELATIONS}
        for feature, weight in self.period.items():
            relation, bar, rest = feature.partition("|")
            if bar and relation[1:] in self.relating and relation[0] == "r":
                self.relating[relation[1:]][rest] = weight
        self._remember()

    def _remember(self) -> None:
        self._sums: dict[tuple[str, ...], Sums] = {}
        self.metric_sums, self.subject_sums = (
            Sums(Combined(slot, ()).__getitem__) for slot in (self.metric, self.subject))
        self._combined: dict[tuple[str, ...], Combined] = {}
        self.named = lru_cache(maxsize=KEPT)(self._named)

    def compiled(self) -> dict[str, Any]:
        """All of it as JSON can hold it."""
        return {"metric": self.metric, "subject": self.subject, "period": self.period, "whole": self.whole,
                "relating": self.relating, "of_metric": self.of_metric.compiled(), "of_class": self.of_class.compiled()}

    @classmethod
    def of_compiled(cls, data: Mapping[str, Any]) -> Scorer:
        """What `compiled` told."""
        scorer = cls.__new__(cls)
        scorer.metric, scorer.subject, scorer.period, scorer.whole = (
            data[name] for name in ("metric", "subject", "period", "whole"))
        scorer.relating = data["relating"]
        scorer.of_metric, scorer.of_class = (Packed.of_compiled(data[name]) for name in ("of_metric", "of_class"))
        scorer._remember()
        return scorer

    def classes(self, slot: str, total: int, classes: Sequence[str]) -> list[float]:
        """The probabilities of the classes of a slot by the sums of their weights, as `of_class` packs them."""
        return shares([self.of_class.of(total, f"{slot}|{name}") for name in classes])

    def of_whole(self, features: Mapping[str, float]) -> int:
        """The score of a hypothesis by what speaks for it as a whole (`kg.extract.rerank`)."""
        get = self.whole.get
        return round(sum([weight * value for feature, value in features.items() if (weight := get(feature))]))

    def _named(self, names: Callable[..., Iterable[str]], *circumstances: str) -> int:
        """The sum of the weights of a period's features that a function names for some circumstances."""
        return sum(map(self.period.get, names(*circumstances), ZEROS))

    def combined(self, *suffixes: str) -> Combined:
        """The weights of the period's features, each with those of its combinations with the suffixes."""
        if suffixes not in self._combined:
            self._combined[suffixes] = Combined(self.period, suffixes)
        return self._combined[suffixes]

    def period_sums(self, *suffixes: str) -> Sums:
        """The same for groups of the period's features."""
        if suffixes not in self._sums:
            self._sums[suffixes] = Sums(self.combined(*suffixes).__getitem__)
        return self._sums[suffixes]


def shares(scores: Sequence[int]) -> list[float]:
    """The probability of each candidate by the sums of the weights of all."""
    top = max(scores)
    parts = [exp((score - top) / UNIT) for score in scores]
    total = sum(parts)
    return [part / total for part in parts]


@cache
def installed() -> Scorer:
    """The weights that ship, laid out once for an installation."""
    metrics = sorted(load().metrics)
    return compiled("scorer", [Path(__file__).read_bytes(), FILE.read_bytes(), *map(str.encode, metrics)],
                    lambda: Scorer(weights(), metrics).compiled(), Scorer.of_compiled)
