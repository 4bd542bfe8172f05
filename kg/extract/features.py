"""Features in groups: names that what tells a candidate apart always brings together, made once and summed once.

How a mention stands to a number is told by a dozen names of features, but by only a few thousand different dozens.
So a slot asks for the whole group by the few circumstances that make it up, and the scorer keeps the group's sum:
no name is spelled out again for every candidate of every number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain

#: So many groups of each kind, and so many sums of each slot, are kept, so that memory does not grow with what is read.
KEPT = 1 << 12


class Group:
    """Names of features in order.

    once    the set of them, since what is said twice counts once
    alone   no other group of a candidate ever has one of these names, so that nobody need look
    """

    __slots__ = ("alone", "names", "once")

    def __init__(self, names: Iterable[str], *, alone: bool = False) -> None:
        self.names = tuple(names)
        self.once = frozenset(self.names)
        self.alone = alone


@lru_cache(maxsize=KEPT)
def group(*names: str) -> Group:
    """The group of just these names."""
    return Group(names)


@lru_cache(maxsize=KEPT)
def alone(*names: str) -> Group:
    """The same of names that no other group of a candidate has."""
    return Group(names, alone=True)


def flat(groups: Iterable[Group]) -> list[str]:
    """All names of the groups, repeats and all."""
    return list(chain.from_iterable([each.names for each in groups]))


def names_of(groups: Iterable[Group]) -> list[str]:
    """All names of the groups, each once."""
    return list(dict.fromkeys(flat(groups)))


class Sums:
    """The sums of the weights of groups, each kept once it is known.

    weight   feature -> its weight
    """

    __slots__ = ("_known", "_weight")

    def __init__(self, weight: Callable[[str], int]) -> None:
        self._weight = weight
        self._known: dict[Group, int] = {}

    def of(self, groups: list[Group]) -> int:
        """The sum of the weights of all names of the groups, each name once."""
        known, total = self._known, 0
        seen: frozenset[str] | None = None
        for each in groups:
            if not each.alone:
                if seen is None:
                    seen = each.once
                elif seen.isdisjoint(each.once):
                    seen |= each.once
                else:
                    total += sum(map(self._weight, each.once - seen))
                    seen |= each.once
                    continue
            if each not in known:
                if len(known) >= KEPT:
                    known.clear()
                known[each] = sum(map(self._weight, each.once))
            total += known[each]
        return total
