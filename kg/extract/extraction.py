"""Layer 7 and the whole: an article to its facts, the numbers that were not understood, and problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from kg.extract.assembly import Choice, assemble
from kg.extract.entities import focus
from kg.extract.observations import merged, observations, without_headline_doubles
from kg.extract.ranks import read_ranks
from kg.extract.reading import Reading, read
from kg.extract.relations import read_relations
from kg.extract.roles import read_roles
from kg.extract.statements import read_statements
from kg.extract.text import read_document
from kg.extract.timing import Timing
from kg.extract.weights import weights as fitted
from kg.facts import Fact, in_order
from kg.lexicon import load

if TYPE_CHECKING:
    from kg.article import Article

#: A fact less likely than this (the product over its slots) is left out; fitted for strict F1 on the dev corpus.
THRESHOLD = 0.35


@dataclass(frozen=True, slots=True)
class Unread:
    """A number of the text that gave no fact.

    start, end, text   where it stands, in code points, and its words
    value              what it was read as, or None (a range, or too long to be a number)
    reason             why it gave none: "year", "date", "name", ..., or "no-metric", "no-subject", "unsure"
    """

    start: int
    end: int
    text: str
    value: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an article gives: facts in text order, numbers left unread, and one-line problems."""

    facts: tuple[Fact, ...]
    unread: tuple[Unread, ...]
    problems: tuple[str, ...]


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(load().languages[language]["text"]["abbreviations"])


def reading_of(article: Article) -> Reading | None:
    """All layers of an article's text, or None where its language is none of `kg/languages`."""
    language = article.language
    if language is None or language not in load().languages:
        return None
    return read(read_document(article.text, language, article.day, _abbreviations(language)))


def extract(article: Article, *, weights: Mapping[str, Mapping[str, float]] | None = None) -> Extraction:
    """The facts of an article.

    weights   those of another fit, for measuring; the installed ones if left out
    """
    reading = reading_of(article)
    if reading is None:
        known = ", ".join(sorted(load().languages))
        language = article.language or "unknown"
        return Extraction((), (), (f"{article.name or 'text'}: language {language} is not read (known: {known})",))
    timing = Timing(reading, article.day)
    choices = assemble(reading, timing, weights if weights is not None else fitted())
    found = [(index, fact) for index, fact in observations(reading, choices, article.sha256)
             if _sure(choices[index])]
    kept = without_headline_doubles(reading, merged(reading, found))
    facts: list[Fact] = [fact for _, fact in kept]
    facts += _others(reading, article.sha256)
    read_as = {index for index, _ in found}
    return Extraction(tuple(in_order(facts)), tuple(_unread(reading, choices, read_as)), article.problems)


def _others(reading: Reading, article: str) -> list[Fact]:
    """Roles, statements, relations and ranks."""
    document, mentions = reading.document, reading.mentions
    roles = read_roles(document, mentions, article)
    facts: list[Fact] = [*roles]
    facts += read_statements(document, mentions, roles, article)
    in_focus = focus(document, mentions)
    facts += read_relations(document, mentions, in_focus, reading.quantities, article)
    facts += read_ranks(document, mentions, in_focus, article)
    return facts


def _sure(choice: Choice | None) -> bool:
    if choice is None:
        return False
    product = 1.0
    for probability in choice.probabilities.values():
        product *= probability
    return product >= THRESHOLD


def _unread(reading: Reading, choices: list[Choice | None], read_as: set[int]) -> list[Unread]:
    rows = []
    for index, quantity in enumerate(reading.quantities):
        if index in read_as:
            continue
        choice = choices[index]
        if choice is None:
            reason = quantity.kind
        elif choice.decision.metric:
            reason = "unsure"
        else:
            reason = "no-subject" if choice.probabilities.get("subject") == 0.0 else "no-metric"
        rows.append(Unread(quantity.start, quantity.end, reading.document.text[quantity.start:quantity.end],
                           quantity.value, reason))
    return rows
