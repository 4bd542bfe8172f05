"""A text that was just read beside the graph: which of its figures other articles state too, and which differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from kg.agreement import interval
from kg.facts import Fact, Observation
from kg.figure_key import key_of
from kg.figures import Said
from kg.rdf import ArticleInfo, entity_id
from kg.serve.pages.figures import fits
from kg.serve.pages.reader import Reader


class Compared(NamedTuple):
    """What the graph has of a figure.

    sort      "same", "other" where every article gives another number, "new" where none gives any
    amount    the other number, in words
    articles  how many articles say what is told
    link      the page of a fact that says it
    """

    sort: str
    amount: str = ""
    articles: int = 0
    link: str = ""


def compare(reader: Reader, article: ArticleInfo, facts: Iterable[Fact], language: str) -> dict[str, Compared]:
    """What the graph has of each observation that has a period, by the id of the fact; the article itself, where the
    graph holds it, is no second source."""
    return {fact.id: _beside(reader, article, fact, language) for fact in facts
            if isinstance(fact, Observation) and fact.period_start}


def tally(compared: dict[str, Compared]) -> Counter[str]:
    """How many figures there are of each sort."""
    return Counter(one.sort for one in compared.values())


def _beside(reader: Reader, article: ArticleInfo, fact: Observation, language: str) -> Compared:
    key = key_of(fact, entity_id)
    figure = next((one for one in reader.figures(key.subject, key.metric) if one.key == key), None)
    others = [said for said in figure.facts if said.fact.article != fact.article] if figure else []
    if figure is None or not others:
        return Compared("new")
    own = Said(fact, article, interval(fact.value, fact.low, fact.high, fact.decimals, fact.qualifier), fact.id)
    agreeing = [said for said in others if fits(said, own)]
    told = agreeing or others
    best = figure.best if figure.best in told else told[-1]
    return Compared("same" if agreeing else "other", best.amount(language), len({said.fact.article for said in told}),
                    f"/fact/{best.id}")
