"""Whether two amounts can be the same: the numbers that an amount's words allow, as an interval.

An amount printed as "21.2 billion" is known to the nearest hundred million (XBRL's decimals, -8), so it stands for
anything from 21.15 to 21.25 billion; "more than 400 billion" for anything above. Two amounts agree where their
intervals overlap. Where they only touch, as those of 21.2 and 21.3 billion do, the one number that both allow would
have been rounded up by one and down by the other, and they do not agree; unless something says that number.

Agreement is symmetric, but not transitive: 21.1 and 21.3 billion both agree with "about 21 billion" and not with each
other. Intervals of one line that overlap pairwise overlap all at one place (Helly's theorem in one dimension), so that
a set of facts agrees where its highest lower end is below its lowest upper end, and does not where it is above;
queries rest on that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Context, Decimal
from itertools import accumulate
from typing import NamedTuple

#: How far a hedge without digits to go by may reach, as a part of the number: "about 200 billion" for 190 to 210. Our
#: choice; a tenth would let the 118 and 125 billion agree that one company named as two different plans.
HEDGE = Decimal("0.05")
#: Wide enough for the longest numbers that the graph holds: 21 digits before the point and 18 behind it.
_EXACT = Context(prec=60)
_UP, _DOWN = frozenset({"more_than", "at_least"}), frozenset({"less_than", "at_most"})


class Interval(NamedTuple):
    """The numbers from `low` to `high`, both included; None where there is no bound."""

    low: Decimal | None
    high: Decimal | None

    @property
    def width(self) -> Decimal | None:
        """How wide it is; None where it has no end."""
        return None if self.low is None or self.high is None else _EXACT.subtract(self.high, self.low)

    def times(self, factor: Decimal) -> Interval:
        """The interval with both ends multiplied by a factor above zero."""
        low, high = (None if end is None else _EXACT.multiply(end, factor) for end in self)
        return Interval(low, high)


def interval(value: Decimal | None, low: Decimal | None = None, high: Decimal | None = None,
             decimals: int | None = None, qualifier: str = "exact") -> Interval:
    """The numbers that an amount allows; its parts as in `kg.facts.Observation`.

    exact, between   half a unit of the last place to both sides; where the place is unknown (a fraction in words, "a
                     quarter"), of the last digit that is not zero, at most the reach of a hedge
    about            a unit of the last digit that is not zero, at most the reach of a hedge, at least half a unit of
                     the last place
    almost           as far as `about` below the number
    more_than, at_least, less_than, at_most   from the number on, without end: all that the words exclude

    A hedge speaks of the size: a fall of "more than 9 percent" is anything below -9.
    """
    if value is None:
        below, above = _half(low, decimals), _half(high, decimals)
        return Interval(None if low is None else _EXACT.subtract(low, below),
                        None if high is None else _EXACT.add(high, above))
    if value < 0:
        size = interval(-value, decimals=decimals, qualifier=qualifier)
        return Interval(*(None if end is None else -end for end in (size.high, size.low)))
    if qualifier in _UP:
        return Interval(value, None)
    if qualifier in _DOWN:
        return Interval(None, value)
    if qualifier == "almost":
        return Interval(_EXACT.subtract(value, _reach(value, decimals)), value)
    reach = _reach(value, decimals) if qualifier == "about" else _half(value, decimals)
    return Interval(_EXACT.subtract(value, reach), _EXACT.add(value, reach))


def agree(one: Interval, other: Interval) -> bool:
    """Whether both can be of the same number: they overlap, or one is a single number and the other holds it."""
    if _single(one) or _single(other):
        return meet(one, other)
    pairs = (one.low, other.high), (other.low, one.high)
    return all(low is None or high is None or low < high for low, high in pairs)


def meet(one: Interval, other: Interval) -> bool:
    """Whether a number lies in both, if only an end of each."""
    return not (_above(one.low, other.high) or _above(other.low, one.high))


class Claim(NamedTuple):
    """What an article says: the numbers that it allows, and the one number that it gives, if it gives one."""

    article: str
    allowed: Interval
    number: Decimal | None


def largest_group(claims: Sequence[Claim]) -> list[bool]:
    """Of each claim whether it belongs to the group of the most articles that can all be true at once.

    claims   the ones that weigh most first: of groups of the same size the one with the first claim counts, then with
             the second, and so on
    Touching intervals can be true at once where a claim gives the number at which they touch, and not as a bound. The
    ends of all intervals cut the line into cells, the ends themselves and what lies between; each claim allows a run
    of cells. n log n.
    """
    ends = sorted({end for claim in claims for end in claim.allowed if end is not None})
    given = {claim.number for claim in claims if claim.number is not None and claim.number not in claim.allowed}
    given.update(claim.allowed.low for claim in claims if _single(claim.allowed) and claim.allowed.low is not None)

    def run(allowed: Interval) -> tuple[int, int]:
        first, last = 0, 2 * len(ends)  # end i is cell 2i + 1
        if allowed.low is not None:
            first = 2 * bisect_left(ends, allowed.low) + (1 if allowed.low in given else 2)
        if allowed.high is not None:
            last = 2 * bisect_left(ends, allowed.high) + (1 if allowed.high in given else 0)
        return first, last

    runs = [run(claim.allowed) for claim in claims]
    changes = [0] * (2 * len(ends) + 2)
    reached: dict[str, int] = {}  # article -> cell up to which it is counted, so that it counts once for a cell
    for (first, last), claim in sorted(zip(runs, claims, strict=True), key=lambda pair: pair[0]):
        first = max(first, reached.get(claim.article, -1) + 1)
        if first <= last:
            changes[first] += 1
            changes[last + 1] -= 1
            reached[claim.article] = last
    counts = list(accumulate(changes))
    most = max(counts)
    cells = [cell for cell, count in enumerate(counts) if count == most]
    start, stop = 0, len(cells)
    for first, last in runs:
        left, right = bisect_left(cells, first, start, stop), bisect_right(cells, last, start, stop)
        if left < right:
            start, stop = left, right
    return [first <= cells[start] <= last for first, last in runs]


def _single(allowed: Interval) -> bool:
    return allowed.low is not None and allowed.low == allowed.high


def _above(low: Decimal | None, high: Decimal | None) -> bool:
    return low is not None and high is not None and low > high


def _half(value: Decimal | None, decimals: int | None) -> Decimal:
    """Half a unit of the last place; where that is unknown, of the last digit that is not zero."""
    if decimals is not None:
        return Decimal(5).scaleb(-decimals - 1)
    return min(_place(value) / 2, _EXACT.multiply(abs(value), HEDGE)) if value else Decimal(0)


def _reach(value: Decimal, decimals: int | None) -> Decimal:
    """How far a hedge reaches."""
    wide = min(_place(value), _EXACT.multiply(value, HEDGE)) if value else Decimal(0)
    return max(wide, _half(value, decimals))


def _place(value: Decimal) -> Decimal:
    """A unit of the last digit that is not zero: a thousand for 14,000."""
    return Decimal(1).scaleb(int(value.normalize(_EXACT).as_tuple().exponent))
