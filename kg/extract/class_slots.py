"""The features of the slots with fixed classes: measure, status, sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.extract.around import Around, unit_kind
from kg.extract.decision import Decision, last_decision
from kg.extract.reading import Reading
from kg.extract.scorer import Scorer

#: Cues of the sentences before and behind that tell of a forecast.
FORECAST = frozenset({"guidance", "analysts", "expected"})


@dataclass(slots=True)
class ClassFeatures:
    """What the classes of a number's measure, status and sign are scored by.

    base      features of the number's place
    told      features of its metric, of the number before, and of the sentences round it, each once
    measure   the measure decided; "level" until it is
    """

    base: list[str]
    told: list[str]
    measure: str = "level"
    _sum: int | None = field(default=None, init=False)

    def names(self) -> list[str]:
        """All features by name, as the weights are fitted on them."""
        return [*self.base, *self.told, f"s={self.measure}"]

    def total(self, scorer: Scorer) -> int:
        """The sums of their weights for all classes, packed."""
        packed = scorer.of_class
        if self._sum is None:
            self._sum = packed.total(self.base) + packed.total(self.told)
        return self._sum + packed.total((f"s={self.measure}",))


def class_features(reading: Reading, here: Around, decided: Sequence[Decision | None], decision: Decision
                   ) -> ClassFeatures:
    """The features of a slot with fixed classes: measure, status, sign."""
    row = [f"m={decision.metric}", f"m={decision.metric}&u={here.unit}", "bias"]
    last = decided[here.last] if here.last >= 0 else None
    if last is not None:
        kind = unit_kind(reading.quantities[here.last])
        same = "same" if last.metric == decision.metric else "other"
        row += [f"conn={here.connector}", f"last={last.measure}", f"last={last.status}", f"last={last.sign}",
                f"last{same}={kind}>{here.unit}", f"last{same}={last.status}", f"last{same}&conn={here.connector}",
                f"last={last.status}&conn={here.connector}", f"last={last.measure}&conn={here.connector}"]
    else:
        row.append("first")
        before = last_decision(decided, here.index)
        if before is not None:
            row.append(f"before={before.status}")
    number = reading.sentence(here.quantity.first)
    for back, side in ((number - 1, "-"), (number + 1, "+")):
        row += [f"{cue.what}{side}1" for cue in reading.cues_in.get(back, ()) if cue.what in FORECAST]
    for mention in reading.metrics_in.get(number, ()):
        if mention.growth and mention.metric == decision.metric:
            row.append("growth<" if mention.first < here.quantity.first else "growth>")
    for period in reading.periods_in.get(number, ()):
        row.append(f"p={period.kind}{period.anchor}{period.offset or 0}{'b' if period.base else ''}")
    return ClassFeatures(here.base, list(dict.fromkeys(row)), decision.measure)
