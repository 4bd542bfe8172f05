"""Phrases of the languages' data, found in a text: the matcher that metrics, cues and the other layers share.

A phrase is written as its words with spaces: "under the hood". A word may have alternatives ("rose|rises"), and
"..." stands for a gap within the sentence, for verbs that come in two parts ("zette|zet ... om").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from kg.extract.text import Document, fold, tokens

#: A verb and its particle stand further apart than this in no sentence of the sample corpus.
MAX_GAP = 30
GAP = "..."


class Hit(NamedTuple):
    """Tokens first..last are the phrase; `tail` is the first token of its second part, or -1 where it has one part.

    what   what the data says of the phrase: a metric, a class of cues
    text   the phrase as found, folded
    """

    first: int
    last: int
    tail: int
    what: str
    text: str


class _Row(NamedTuple):
    """The words of a phrase, or of its first part, and all spellings of its second part."""

    words: tuple[str, ...]
    rests: tuple[tuple[str, ...], ...]
    what: str


class Phrases:
    """Phrases compiled to a dictionary by first and second word, the longest first."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        """phrases   pairs of (phrase in the notation above, what it means)"""
        self._rows: dict[str, dict[str, list[_Row]]] = {}
        for phrase, what in phrases:
            head, _, rest = phrase.partition(GAP)
            rests = tuple(filter(None, _spellings(rest)))
            for words in _spellings(head):
                if words:
                    second = words[1] if len(words) > 1 else ""
                    self._rows.setdefault(words[0], {}).setdefault(second, []).append(_Row(words, rests, what))
        for seconds in self._rows.values():
            for rows in seconds.values():
                if len(rows) > 1:
                    rows.sort(key=lambda row: (-len(row.words), row))

    def find(self, document: Document, *, overlapping: bool = False) -> list[Hit]:
        """The phrases in the text in order; where they overlap the longest of the leftmost, or all of them.

        A phrase that means several things gives a hit for each.
        """
        hits: list[Hit] = []
        lower, places, rows = document.lower, document.places, self._rows
        free, count = 0, len(lower)
        for at in sorted([at for word in rows.keys() & places.keys() for at in places[word]]):
            if at < free and not overlapping:
                continue
            seconds = rows[lower[at]]
            follower = lower[at + 1] if at + 1 < count else ""
            found: Sequence[_Row] = seconds.get("", ())
            if follower and follower in seconds:
                found = seconds[follower] + seconds.get("", [])
            for row in found:
                words, rests, what = row
                last = at + len(words)
                if last - at > 2 and tuple(lower[at:last]) != words:
                    continue
                tails = [(tail, rest) for rest in rests if (tail := _tail(document, last, rest)) >= 0]
                if rests and not tails:
                    continue
                if not overlapping and free > last:
                    break  # shorter than what was found here; what is as long may mean something else as well
                text = " ".join(words)
                hits += [Hit(at, last, tail, what, f"{text} {' '.join(rest)}") for tail, rest in tails]
                if not rests:
                    hits.append(Hit(at, last, -1, what, text))
                free = last
        return hits


def _tail(document: Document, start: int, rest: tuple[str, ...]) -> int:
    """The token where the second part of a phrase stands, in the same sentence, or -1."""
    places = document.places.get(rest[0])
    if places is None or start > places[-1]:
        return -1
    end = min(document.sentences[document.sentence_of[start - 1]].last, start + MAX_GAP) - len(rest)
    for at in places[bisect_left(places, start):bisect_right(places, end)]:
        if len(rest) == 1 or tuple(document.lower[at:at + len(rest)]) == rest:
            return at
    return -1


def _spellings(phrase: str) -> list[tuple[str, ...]]:
    """All token sequences that a phrase with alternatives stands for."""
    folded = fold(phrase).split()
    if not folded or "".join(folded).isalpha():
        return [tuple(folded)]  # most phrases, thousands of them at each start
    words = [[tuple(tokens(fold(choice))) for choice in word.split("|")] for word in phrase.split()]
    return [tuple(token for part in choice for token in part) for choice in product(*words)]


def from_table(table: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """The pairs that `Phrases` takes, from a table of the data: what it means -> phrases."""
    return [(phrase, what) for what, phrases in table.items() for phrase in phrases]
