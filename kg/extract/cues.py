"""Layer 1: the words that say what a number is: rise and fall, forecast, consensus, comparison, part of a whole.

Each class of cues is a list of phrases in `languages/*/cues.toml`; the assembly sees the class, not the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.extract.phrases import Phrases, from_table
from kg.extract.text import Document
from kg.lexicon import load


@dataclass(frozen=True, slots=True)
class Cue:
    """Tokens first..last (and from `tail`, for a verb in two parts) are a cue of class `what`."""

    first: int
    last: int
    tail: int
    what: str


@cache
def _phrases(language: str) -> Phrases:
    return Phrases(from_table(load().languages[language]["cues"]["phrases"]))


def read_cues(document: Document) -> list[Cue]:
    """All cues of the text in order; one word may be a cue of several classes."""
    hits = _phrases(document.language).find(document, overlapping=True)
    return [Cue(hit.first, hit.last, hit.tail, hit.what) for hit in hits]
