"""A text with its facts and unread numbers, cut into the pieces that a page can mark.

Facts overlap: "sales rose 14% to $213.4 billion" states two, one inside the other. The text is cut at every edge of
every span, so that each piece lies in the same spans from its first character to its last; it is drawn as what is
innermost (the shortest span), and knows all the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, Protocol, TypeVar


class Placed(Protocol):
    """Something that stands in the text: a fact, a part of one, an unread number."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Item = TypeVar("Item", bound=Placed)


@dataclass(frozen=True, slots=True)
class Piece(Generic[Item]):
    """A stretch of one paragraph, and what it lies in, the innermost first.

    begins, ends   of those, what has its first or last character that is drawn in this piece
    """

    text: str
    within: tuple[Item, ...] = ()
    begins: tuple[Item, ...] = ()
    ends: tuple[Item, ...] = ()


def paragraphs(text: str, items: Iterable[Item]) -> list[list[Piece[Item]]]:
    """The paragraphs of a text (its lines that hold more than spaces) as pieces.

    items   with offsets in code points, 0-based, half-open; they may nest, overlap, cross paragraphs and be equal;
            what is empty or reaches beyond the text is left out
    """
    lines = list(_lines(text))
    placed = [item for item in items if 0 <= item.start < item.end <= len(text)]
    return [_pieces(text, line, placed, lines) for line in lines]


def cut(text: str, start: int, end: int, items: Iterable[Item]) -> list[Piece[Item]]:
    """The stretch start..end of a text as pieces, whatever lines it crosses; of the items what lies in it."""
    return _pieces(text, (start, end), list(items), [(start, end)])


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _pieces(text: str, line: tuple[int, int], items: Sequence[Item],
            lines: Sequence[tuple[int, int]]) -> list[Piece[Item]]:
    first, last = line
    over = [item for item in items if item.start < last and item.end > first]
    edges = sorted({first, last, *(edge for item in over for edge in (item.start, item.end) if first < edge < last)})
    found = []
    for start, end in pairwise(edges):
        within = sorted((item for item in over if item.start <= start and item.end >= end),
                        key=lambda item: (item.end - item.start, -item.start))
        begins = (item for item in within
                  if item.start == start or (start == first and not _drawn(lines, item.start, first)))
        ends = (item for item in within if item.end == end or (end == last and not _drawn(lines, last, item.end)))
        found.append(Piece(text[start:end], tuple(within), tuple(begins), tuple(ends)))
    return found


def _drawn(lines: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether some character between the two offsets stands in a line that is drawn."""
    return any(first < end and last > start for first, last in lines)
