"""Lists that run side by side: "AWS, Azure and Google Cloud grew by 20, 40 and 34 percent"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Protocol, TypeVar

from kg.extract.text import Document
from kg.lexicon import load


class Spanned(Protocol):
    """Anything that covers tokens first..last."""

    @property
    def first(self) -> int: ...

    @property
    def last(self) -> int: ...


Item = TypeVar("Item", bound=Spanned)
#: How many words and marks may stand between two members of a list: ", and".
GAP = 2


@cache
def _joiners(language: str) -> frozenset[str]:
    return frozenset(load().languages[language]["context"]["list_joiners"])


def lists(document: Document, items: Sequence[Item]) -> list[list[Item]]:
    """The lists of two members or more that the items, in text order, make up in one sentence."""
    joiners = _joiners(document.language)
    found: list[list[Item]] = []
    group: list[Item] = []
    for item in items:
        gap = document.lower[group[-1].last:item.first] if group else []
        joined = bool(group) and 0 < len(gap) <= GAP and all(word in joiners for word in gap)
        if not joined:
            if len(group) > 1:
                found.append(group)
            group = []
        group.append(item)
    if len(group) > 1:
        found.append(group)
    return found
