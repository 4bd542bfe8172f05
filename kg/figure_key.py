"""What makes two observations speak of the same thing: the key of a figure, and the name that it gives.

A figure is what observations of any number of articles have in common: subject, metric, measure, unit, first and last
day of the period, status, and on which basis the number stands. The key is a function of the fact alone, so a fact
belongs to its figure whatever else the graph holds, and labels of a period that mean the same days meet. Forecasts
of different people are different opinions, so that there whose forecast it is belongs to the key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from kg.facts import Observation

#: Bases on which a number may stand other than as reported, by the name of the part of the fact whose words say so.
BASES = ("adjusted", "constant_currency", "organic", "on_quarter")


class Key(NamedTuple):
    """The key of a figure; entities by id, days as ISO dates, `bases` sorted, `said_by` only for forecasts."""

    subject: str
    metric: str
    measure: str
    unit: str
    start: str | None
    end: str | None
    status: str
    bases: tuple[str, ...]
    said_by: str | None

    @property
    def id(self) -> str:
        """The local name of the figure's IRI: to be read by people, and unique by the hash at its end."""
        return _name(self)


@lru_cache(maxsize=1 << 14)  # a fact's own triples, the plan of a change and queries ask for the same few
def _name(key: Key) -> str:
    days = "-to-".join(dict.fromkeys(day for day in (key.start, key.end) if day)) or "undated"
    digest = hashlib.sha256(json.dumps(key, ensure_ascii=False).encode()).hexdigest()[:8]
    return f"{key.subject}-{key.metric}-{days}-{key.status}-{digest}"


def bases_of(fact: Observation) -> tuple[str, ...]:
    """On which bases the number stands by its own words, in the order of `BASES`; () for plain ones."""
    named = {part.name for part in fact.parts}
    return tuple(basis for basis in BASES if basis in named)


def key_of(fact: Observation, entity_id: Callable[[str], str]) -> Key:
    """The key of the figure that an observation belongs to; `entity_id` is `kg.rdf.entity_id`."""
    said_by = entity_id(fact.said_by) if fact.status == "expected" and fact.said_by else None
    return Key(entity_id(fact.subject), fact.metric, fact.measure, fact.unit, fact.period_start, fact.period_end,
               fact.status, bases_of(fact), said_by)
