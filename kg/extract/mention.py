"""A mention: words of a text that stand for a company, a unit or a person."""

from __future__ import annotations

from typing import NamedTuple


class Mention(NamedTuple):
    """Tokens first..last (half-open) stand for `entity`, a canonical name.

    kind       "company", "unit" or "person"
    how        "name"; "unknown", a name that the ontology lacks; "source", the name of a bank, broker or researcher
               in a text about others; "description" of the ontology; "noun", a generic one; "pronoun"; "bare", a word
               for a unit or region that stands alone: a weak hint; "whole", words for the company as against its
               units ("group sales", "as a whole")
    company    the company itself, or the company that the unit belongs to; None for a person
    standing   "subject" (first of its sentence, or opening a clause), "object" (named later in it), "oblique" (after
               a preposition) or "rival" (named for comparison)
    """

    first: int
    last: int
    entity: str
    kind: str
    how: str
    company: str | None = None
    standing: str = "subject"
