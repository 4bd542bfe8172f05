"""The features of the slots with fixed classes: measure, status, sign."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.around import Around, unit_kind
from kg.extract.decision import Decision, last_decision
from kg.extract.reading import Reading


def class_features(reading: Reading, here: Around, decided: Sequence[Decision | None], decision: Decision) -> list[str]:
    """The features of a slot with fixed classes: measure, status, sign."""
    row = list(here.base)
    row += [f"m={decision.metric}", f"m={decision.metric}&u={here.unit}", f"s={decision.measure}", "bias"]
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
    for back in (number - 1, number + 1):
        for cue in reading.cues_in.get(back, ()):
            if cue.what in {"guidance", "analysts", "expected"}:
                row.append(f"{cue.what}{'-' if back < number else '+'}1")
    for mention in reading.metrics_in.get(number, ()):
        if mention.growth and mention.metric == decision.metric:
            row.append("growth<" if mention.first < here.quantity.first else "growth>")
    for period in reading.periods_in.get(number, ()):
        row.append(f"p={period.kind}{period.anchor}{period.offset or 0}{'b' if period.base else ''}")
    return list(dict.fromkeys(row))
