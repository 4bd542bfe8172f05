"""An article as a page shows it: its text in marks, and beside it the facts and unread numbers that they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.facts import KINDS, Fact, in_order
from kg.rdf import Unread
from kg.serve.pages.passages import Piece, paragraphs


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact or unread number in the list beside the text.

    key     its name within the page: "fact-ID" or "number-START-END"
    kind    of the fact, or "unread"
    number  by which the text refers to it, from 1 on in the order of the text; unread numbers have none
    """

    key: str
    kind: str
    start: int
    end: int
    number: int | None = None
    fact: Fact | None = None
    unread: Unread | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that lies in the same entries from end to end.

    within  what it lies in, the innermost first: a click leads to the first
    starts  of those, what has its first character here, where links from the list lead to
    notes   of those, the facts that end here: their numbers stand behind it
    """

    text: str
    within: tuple[Entry, ...]
    starts: tuple[Entry, ...]
    notes: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its entries; `titled` where the first paragraph is its title; `counts` of entries by kind."""

    paragraphs: list[list[Mark]]
    entries: list[Entry]
    counts: dict[str, int]
    language: str | None
    titled: bool

    @property
    def facts(self) -> list[Entry]:
        """The entries that are facts, in the order of the text."""
        return [entry for entry in self.entries if entry.fact is not None]

    @property
    def unread(self) -> list[Entry]:
        """The entries that are unread numbers, in the order of the text."""
        return [entry for entry in self.entries if entry.unread is not None]


def read(text: str, facts: Iterable[Fact], unread: Sequence[Unread], *, language: str | None = None,
         title: str | None = None) -> Text:
    """The view of a normalised text; the facts and numbers have offsets in it.

    A number that is part of a fact, such as the year of its period, is not shown as one left unread.
    """
    facts = in_order(facts)
    used = [part for fact in facts for part in fact.parts]
    unread = [number for number in unread
              if not any(part.start <= number.start and number.end <= part.end for part in used)]
    entries = [Entry(f"fact-{fact.id}", fact.kind, fact.start, fact.end, number, fact=fact)
               for number, fact in enumerate(facts, 1)]
    entries += [Entry(f"number-{number.start}-{number.end}", "unread", number.start, number.end, unread=number)
                for number in sorted(unread, key=lambda number: number.start)]
    kinds = (*KINDS, "unread")
    counts = {kind: sum(entry.kind == kind for entry in entries) for kind in kinds}
    drawn = [[_mark(piece) for piece in pieces] for pieces in paragraphs(text, entries)]
    return Text(drawn, entries, counts, language, bool(title) and text.startswith(title or "\0"))


def _mark(piece: Piece[Entry]) -> Mark:
    return Mark(piece.text, piece.within, piece.begins,
                tuple(sorted((one for one in piece.ends if one.number), key=lambda one: one.number or 0)))
