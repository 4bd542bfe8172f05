"""Layer 7 and the whole: an article to its facts, the numbers that were not understood, and problems."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from kg.extract.assembly import assemble
from kg.extract.entities import focus
from kg.extract.observations import observations
from kg.extract.ranks import read_ranks
from kg.extract.reading import Reading, read
from kg.extract.relations import read_relations
from kg.extract.repeats import merged
from kg.extract.roles import read_roles
from kg.extract.scorer import Scorer, installed
from kg.extract.statements import read_statements
from kg.extract.text import read_document
from kg.extract.timing import Timing
from kg.facts import Fact, in_order
from kg.lexicon import load

if TYPE_CHECKING:
    from kg.article import Article

#: Parts of facts other than observations that are numbers of the text.
AMOUNTS = frozenset({"value", "position"})


@dataclass(frozen=True, slots=True)
class Unread:
    """A number of the text that gave no fact.

    start, end, text   where it stands, in code points, and its words
    value              what it was read as, or None (a range, or too long to be a number)
    reason             why it gave none: its kind ("year", "date", "time", "ordinal", "name", "age", "duration",
                       "measure"), or "no-metric", "no-subject", "unsure", "no-currency", "no-unit", "other-unit" (that
                       the metric is not measured in), "implausible", "tolerance" (plus or minus 2%), "too-long"
    """

    start: int
    end: int
    text: str
    value: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an article gives: facts in text order, numbers left unread, and one-line problems.

    Every number of the text is a part "value" or "repeat" of a fact, or stands in `unread`. The problems are those
    of reading it for facts; those of the article itself are in `Article.problems`.
    """

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


def extract(article: Article, *, scorer: Scorer | None = None) -> Extraction:
    """The facts of an article, or of a filing, whose rows need no scorer.

    scorer   the weights of another fit, for measuring; the installed ones if left out
    """
    if article.form is not None:
        from kg.filings import facts_of

        return Extraction(*facts_of(article))
    reading = reading_of(article)
    if reading is None:
        return Extraction((), (), _language_problem(article))
    timing = Timing(reading, article.day)
    choices = assemble(reading, timing, scorer or installed())
    observed = observations(reading, timing, choices, article.sha256)
    facts: list[Fact] = [*merged(reading, [(reading.quantities[index], fact) for index, fact in observed.found])]
    others = _others(reading, article.sha256)
    spoken = {(part.start, part.end) for fact in others for part in fact.parts if part.name in AMOUNTS}
    unread = [_unread(reading, index, reason) for index, reason in observed.reasons.items()]
    return Extraction(tuple(in_order([*facts, *others])),
                      tuple(row for row in unread if (row.start, row.end) not in spoken), ())


def _language_problem(article: Article) -> tuple[str, ...]:
    """That its language is not read; that none was found is a problem of the article, and said there."""
    if article.language is None and article.problems:
        return ()
    known = ", ".join(sorted(load().languages))
    return (f"{article.name or 'text'}: language {article.language or 'unknown'} is not read (only {known}); "
            "give --lang if it is one of these",)


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


def _unread(reading: Reading, index: int, reason: str) -> Unread:
    quantity = reading.quantities[index]
    return Unread(quantity.start, quantity.end, reading.document.text[quantity.start:quantity.end], quantity.value,
                  reason)
