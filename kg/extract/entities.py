"""Layer 4: companies, units and people in the text, and who is being talked about.

Names are found by `kg.extract.names`, what stands for them by `kg.extract.salience`; this is what other layers use.
"""

from __future__ import annotations

from collections import Counter

from kg.extract.entity_words import entity_words
from kg.extract.names import Mention, find_names
from kg.extract.role_words import role_words
from kg.extract.salience import Focus, Resolver, owner
from kg.extract.text import Document

__all__ = ["Focus", "Mention", "focus", "main_company", "read_mentions"]


def read_mentions(document: Document) -> list[Mention]:
    """All mentions of companies, units and people, in text order and not overlapping, each with whom it stands for."""
    words = entity_words(document.language)
    roles = role_words(document.language)
    return Resolver(document, words, roles, find_names(document, words, roles)).resolve()


def main_company(document: Document, mentions: list[Mention]) -> str | None:
    """The company that the article is about: the most often named one, the headline counting for three."""
    words = entity_words(document.language)
    counts: Counter[str] = Counter()
    for mention in mentions:
        if mention.how in ("name", "unknown") and (company := owner(mention, words)):
            weight = 3 if document.sentences[document.sentence_of[mention.first]].title else 1
            counts[company] += weight if mention.standing == "subject" else 1
    return counts.most_common(1)[0][0] if counts else None


def focus(document: Document, mentions: list[Mention]) -> Focus:
    """The companies in order of salience at each token: `focus(document, mentions).at(token)`."""
    return Focus(mentions, entity_words(document.language), main_company(document, mentions))
