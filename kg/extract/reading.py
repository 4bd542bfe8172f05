"""All layers of one text side by side, with what the assembly asks of them: nearest, between, in the same clause.

A `Reading` is made once a text; its lists are in text order, so that a look to either side is a walk of a few steps.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from kg.extract.cues import Cue, read_cues
from kg.extract.entities import Mention, main_company, read_mentions
from kg.extract.metrics import MetricMention, read_metrics
from kg.extract.periods import PeriodMention, read_periods
from kg.extract.quantities import Quantity, read_quantities
from kg.extract.text import Document
from kg.lexicon import load

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = TypeVar("Span", PeriodMention, Mention, MetricMention, Cue)
#: An article that names stock indices this often reports on the market, and its percentages are moves of shares.
MARKET = 3
#: Kinds of quantity that may be the value of a fact; the others are years, ages, names and the like.
CANDIDATES = frozenset({"amount", "bare"})
#: Marks that open or close a clause, a bracket or a quotation.
MARKS = frozenset({",", ";", ":", "(", ")", "–", "—", "-", "“", "”", '"', "„", "‘", "•", "|"})


@dataclass(slots=True)
class Reading:
    """What each layer read, and for each sentence the parts of each list that lie in it.

    `genre` is "market" or "company". `kinds` says of each name that is mentioned whether it is a company, a unit or
    a person. `quantities_in` holds indices into `quantities`, of those only that may be the value of a fact, and
    `numbers_in` their first tokens; `owners_in` holds the mentions that may be the subject of a number.
    """

    document: Document
    quantities: list[Quantity]
    periods: list[PeriodMention]
    mentions: list[Mention]
    metrics: list[MetricMention]
    cues: list[Cue]
    clauses: list[int]
    main: str | None
    kinds: dict[str, str]
    genre: str
    quantities_in: dict[int, list[int]]
    numbers_in: dict[int, list[int]]
    owners_in: dict[int, list[Mention]]
    periods_in: dict[int, list[PeriodMention]]
    mentions_in: dict[int, list[Mention]]
    metrics_in: dict[int, list[MetricMention]]
    cues_in: dict[int, list[Cue]]

    def sentence(self, token: int) -> int:
        """The index of the token's sentence."""
        return self.document.sentence_of[token]

    def crossed(self, a: int, b: int) -> int:
        """How many borders of clauses lie between two tokens."""
        return abs(self.clauses[b] - self.clauses[a])


def candidate(quantity: Quantity) -> bool:
    """Whether a quantity may be the value of a fact: of such a kind, and with a value that could be read."""
    return quantity.kind in CANDIDATES and not (quantity.value is quantity.low is quantity.high is None)


def may_own(mention: Mention) -> bool:
    """Whether a mention may be the subject of a number: a company or unit that does not just comment on others."""
    return mention.kind != "person" and mention.how != "source"


@cache
def _clause_words(language: str) -> frozenset[str]:
    return frozenset(load().languages[language]["cues"]["clause_words"])


def read(document: Document) -> Reading:
    """Run the layers over a document."""
    quantities = read_quantities(document)
    periods = read_periods(document)
    mentions = read_mentions(document)
    metrics = read_metrics(document)
    cues = read_cues(document)
    clause_words = _clause_words(document.language)
    clauses, count = [], 0
    for word in document.lower:
        count += word in MARKS or word in clause_words
        clauses.append(count)
    of = document.sentence_of
    by_sentence: dict[int, list[int]] = defaultdict(list)
    for index, quantity in enumerate(quantities):
        if candidate(quantity):
            by_sentence[of[quantity.first]].append(index)
    owners = [mention for mention in mentions if may_own(mention)]
    return Reading(
        document, quantities, periods, mentions, metrics, cues, clauses, main_company(document, mentions),
        {m.entity: m.kind for m in mentions}, "market" if sum(c.what == "index" for c in cues) >= MARKET else "company",
        by_sentence, {number: [quantities[i].first for i in indices] for number, indices in by_sentence.items()},
        _grouped(owners, of), _grouped(periods, of), _grouped(mentions, of), _grouped(metrics, of), _grouped(cues, of))


def _grouped(spans: Sequence[Span], of: list[int]) -> dict[int, list[Span]]:
    groups: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        groups[of[span.first]].append(span)
    return groups


def between(positions: Sequence[int], a: int, b: int) -> int:
    """How many of the sorted positions lie in a..b (half-open)."""
    return max(0, bisect_left(positions, b) - bisect_left(positions, a))
