"""What was decided of a quantity, as the quantities behind it see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

#: The metric of a quantity that gives no fact.
NONE = ""
#: How many quantities back a decision may still be gone on with.
MEMORY = 6
#: How many quantities back decisions are counted: more than an article has, so that time is linear in long texts.
RECENT = 60


@dataclass(slots=True)
class Decision:
    """What was decided of a quantity; the next quantities see it. `metric` is "" where it gives no fact."""

    metric: str = NONE
    measure: str = "level"
    subject: str = ""
    status: str = "reported"
    period: tuple[date, date] | None = None
    sign: str = "+"


def told_before(decided: Sequence[Decision | None], index: int) -> list[Decision]:
    """What the numbers before a quantity say, those of them that give facts."""
    return [decision for decision in decided[max(0, index - RECENT):index] if decision is not None and decision.metric]


def quarters(part: int, whole: int) -> str:
    """A part of a whole in quarters of it, as a feature tells it."""
    return str(4 * part // whole) if whole else "-"


def last_decision(decided: Sequence[Decision | None], index: int) -> Decision | None:
    """The last decision before a quantity that gave a fact."""
    for at in range(index - 1, max(-1, index - MEMORY), -1):
        decision = decided[at]
        if decision is not None and decision.metric:
            return decision
    return None
