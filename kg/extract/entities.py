"""Layer 4: companies, units and people in the text, and who is being talked about.

Names are found by `kg.extract.names`, and what stands for them by `kg.extract.resolve`; this is what other layers use.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.entity_words import entity_words
from kg.extract.mention import Mention
from kg.extract.names import find_names
from kg.extract.resolve import Resolver
from kg.extract.role_words import role_words
from kg.extract.salience import Focus
from kg.extract.text import Document

__all__ = ["Focus", "Mention", "focus", "main_company", "read_mentions"]


def read_mentions(document: Document) -> list[Mention]:
    """All mentions of companies, units and people, in text order and not overlapping, each with whom it stands for."""
    words, roles = entity_words(document.language), role_words(document.language)
    return Resolver(document, words, roles, find_names(document, words, roles)).resolve()


def main_company(document: Document, mentions: Sequence[Mention]) -> str | None:
    """The company that the article is about: the most often named one, the headline counting for three."""
    return focus(document, mentions).main


def focus(document: Document, mentions: Sequence[Mention]) -> Focus:
    """The companies in order of salience at each token: `focus(document, mentions).at(token)`."""
    return Focus(document, mentions, entity_words(document.language).observers)
