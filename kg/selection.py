"""What of a graph is exported: all of it, or the facts that fit some conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import InputError
from kg.facts import Fact
from kg.rdf import article_iri, edge_triples, fact_iri

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.rdf_read import Contents

#: Articles that are read at a time.
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Selection:
    """Chosen articles and facts of a graph.

    articles   the IRI of each article, in the order of their names, with the IRIs of its chosen facts; None where
               all of it is chosen, its unread numbers as well
    whole      whether it is the whole graph
    edges      the plain edges (subject, property, object) that the chosen facts state; not used for a whole graph
    """

    articles: tuple[tuple[str, frozenset[str] | None], ...]
    whole: bool = True
    edges: frozenset[tuple[str, str, str]] = frozenset()


def batches(graph: KnowledgeGraph, article: str | None = None) -> Iterator[Contents]:
    """What a graph, or one of its articles, holds, some articles at a time and in the order of their names."""
    found = graph.articles() if article is None else [graph.find(article)]
    for start in range(0, len(found), _BATCH):
        yield graph.store.contents([one.sha256 for one in found[start:start + _BATCH]])


def select(graph: KnowledgeGraph, *, company: str | None = None, metric: str | None = None,
           period: str | None = None, article: str | None = None) -> Selection:
    """The selection of the facts that fit each of the conditions, which are those of `kg.network.select`.

    article   name, url or hash of an article
    Raises InputError where a condition names nothing, or no fact fits.
    """
    conditions = {"company": company, "metric": metric, "period": period}
    if all(condition is None for condition in conditions.values()):
        chosen = graph.articles() if article is None else [graph.find(article)]
        articles = tuple((article_iri(one.sha256).value, None) for one in chosen)
        if article is None:
            return Selection(articles)
        return Selection(articles, False, _edges(fact for held in batches(graph, article) for fact in held.facts))
    wanted: dict[str, set[str]] = {}
    edges: set[tuple[str, str, str]] = set()
    for fact in chosen_facts(graph, article=article, **conditions):
        wanted.setdefault(article_iri(fact.article).value, set()).add(fact_iri(fact).value)
        edges |= _edges([fact])
    if not wanted:
        asked = [f"{name} {value}" for name, value in (conditions | {"article": article}).items() if value is not None]
        raise InputError(f"no fact has {', '.join(asked)}: leave out a condition")
    return Selection(tuple((iri, frozenset(facts)) for iri, facts in wanted.items()), False, frozenset(edges))


def chosen_facts(graph: KnowledgeGraph, *, company: str | None = None, metric: str | None = None,
                 period: str | None = None, article: str | None = None) -> Iterator[Fact]:
    """The facts that fit, article by article in the order of their names; some articles are held at a time."""
    from kg.network import condition

    fits = condition((fact for held in batches(graph) for fact in held.facts),
                     company=company, metric=metric, period=period)
    for held in batches(graph, article):
        by_article: dict[str, list[Fact]] = {}
        for fact in held.facts:
            if fits(fact):
                by_article.setdefault(fact.article, []).append(fact)
        for one in held.articles:
            yield from by_article.get(one.sha256, ())


def _edges(facts: Iterator[Fact] | list[Fact]) -> frozenset[tuple[str, str, str]]:
    return frozenset((edge.subject.value, edge.predicate.value, edge.object.value)  # type: ignore[union-attr]  # no blank nodes
                     for fact in facts for edge in edge_triples(fact))
