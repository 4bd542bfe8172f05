"""What was decided of a quantity, as the quantities behind it see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

#: The metric of a quantity that gives no fact.
NONE = ""
#: How many quantities back a decision may still be gone on with.
MEMORY = 6


@dataclass(slots=True)
class Decision:
    """What was decided of a quantity; the next quantities see it. `metric` is "" where it gives no fact."""

    metric: str = NONE
    measure: str = "level"
    subject: str = ""
    status: str = "reported"
    period: tuple[date, date] | None = None
    sign: str = "+"


def last_decision(decided: Sequence[Decision | None], index: int) -> Decision | None:
    """The last decision before a quantity that gave a fact."""
    for at in range(index - 1, max(-1, index - MEMORY), -1):
        decision = decided[at]
        if decision is not None and decision.metric:
            return decision
    return None
