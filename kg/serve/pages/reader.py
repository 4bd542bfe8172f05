"""What the pages read of one snapshot of the graph: facts, articles, entities and their names, each by what it needs.

Nothing here walks the whole graph for one page: a fact costs its own triples, an entity those of its facts. What
every page of a snapshot may use (the overview, the names for searching) is computed once for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from kg.changes import stored_triples
from kg.citations import Asked
from kg.facts import ARTICLE_DIGITS, Fact
from kg.lexicon import load
from kg.namespaces import ARTICLE, BASE, ENTITY, FACT, KG, METRIC, SCHEMA
from kg.rdf import ALT_LABEL, DERIVED_FROM, PERIOD_OF, PREF_LABEL, STATED_IN, TYPE, ArticleInfo, node
from kg.rdf_read import UnreadNumber, contents, facts_from

if TYPE_CHECKING:
    from kg.figures import Figure
    from kg.graph import KnowledgeGraph

#: The quads with a subject, predicate and object; None for any.
Match = Callable[[Any, Any, Any], Iterator[Any]]
#: Facts on one page at most: about 1 MB of HTML, which a phone still scrolls; queries give all of them.
MOST_FACTS = 600
#: Articles, companies and search results in one list.
MOST_LISTED = 60
#: Companies whose figures are kept after they were gathered, which takes some 2 ms a figure.
_MOST_KEPT = 64
_SUBJECTS = tuple(node(KG + name) for name in ("subject", "object", "organization", "person", "speaker"))
_DAY = node(SCHEMA + "datePublished")
_KINDS = (("Company", "company"), ("BusinessUnit", "unit"), ("Person", "person"), ("Agent", "agent"))


class Told(NamedTuple):
    """An entity with how many facts name it."""

    id: str
    name: str
    kind: str
    facts: int


class Found(NamedTuple):
    """A search result: `place` is its path on this server, `kind` the name of its class in the interface's words."""

    place: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What is in the graph. `told` has the entities, the most told of first; `days` the first and last article's."""

    articles: int
    facts: int
    unread: int
    told: tuple[Told, ...]
    newest: tuple[ArticleInfo, ...]
    days: tuple[str, str] | None


class Reader:
    """Reads one snapshot, which does not change while it is read."""

    def __init__(self, graph: KnowledgeGraph, asked: Asked) -> None:
        """`asked` answers what may take long, within a deadline; else the graph itself is read."""
        self.graph, self.asked = graph, asked
        self.figures = lru_cache(maxsize=_MOST_KEPT)(self._figures)
        self.match: Match = graph.store.triples.quads_for_pattern

    # --- articles ---

    def article(self, key: str) -> ArticleInfo | None:
        """The article with this hash, or with the sixteen digits that name it; None where there is none."""
        if not re.fullmatch("[0-9a-f]{16,64}", key):
            return None
        about = list(self.match(ox.NamedNode(ARTICLE + key[:ARTICLE_DIGITS]), None, None))
        found = contents(about).articles
        return found[0] if found and found[0].sha256.startswith(key) else None

    def articles(self, hashes: Iterable[str]) -> dict[str, ArticleInfo]:
        """The articles with these hashes, by hash, the newest first."""
        found = [article for key in dict.fromkeys(hashes) if (article := self.article(key))]
        return {article.sha256: article for article in newest_first(found)}

    def text(self, article: ArticleInfo) -> str | None:
        """Its text, or None where the graph came from a file and has none."""
        return self.graph.store.text(article.sha256) if self.has_text(article) else None

    def has_text(self, article: ArticleInfo) -> bool:
        """Whether the graph has the text of the article."""
        return self.graph.store.has_text(article.sha256)

    def contents(self, article: ArticleInfo) -> tuple[list[Fact], list[UnreadNumber]]:
        """The facts and unread numbers of an article, in the order of its text."""
        found = self.graph.store.contents([article.sha256])
        return found.facts, found.unread

    # --- facts ---

    def facts(self, iris: Iterable[str]) -> list[Fact]:
        """The facts with these IRIs, in the order of their texts; what is none is left out."""
        quads: set[ox.Quad] = set()
        todo = [ox.NamedNode(iri) for iri in iris if iri.startswith(FACT)]
        while todo:
            for quad in self.match(todo.pop(), None, None):
                quads.add(quad)
                if quad.predicate in (DERIVED_FROM, STATED_IN, PERIOD_OF):
                    todo.append(quad.object)
                elif isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(ENTITY):
                    quads.update(self.match(quad.object, PREF_LABEL, None))
        return facts_from(quads)

    def fact(self, name: str) -> Fact | None:
        """The fact with this id."""
        found = self.facts([FACT + name])
        return found[0] if found else None

    def facts_about(self, iri: str, first: int = 0, most: int = MOST_FACTS) -> tuple[list[Fact], int]:
        """The facts that name an entity, metric, period or unit, `most` of them from the one at `first`, where those of
        the newest articles come first; and how many there are of all."""
        target = ox.NamedNode(iri)
        named = {quad.subject.value for quad in self.match(None, None, target)
                 if quad.subject.value.startswith(FACT)}
        days = {quad.subject.value[len(ARTICLE):]: quad.object.value
                for quad in self.match(None, _DAY, None)} if len(named) > most else {}
        newest = sorted(named, key=lambda fact: fact[len(FACT):])
        newest.sort(key=lambda fact: days.get(fact[len(FACT):].partition("-")[0], ""), reverse=True)
        return self.facts(newest[first:first + most]), len(named)

    def _figures(self, entity: str, metric: str | None = None) -> tuple[Figure, ...]:
        """What all articles say of a company or unit, gathered; all of it, and of no others."""
        if self.kind(entity) not in ("company", "unit"):
            return ()
        return tuple(self.graph.figures(company=ENTITY + entity, metric=metric))

    # --- entities ---

    def name(self, entity: str) -> str | None:
        """The name of the entity with this local name, None where the graph has none."""
        known = load().entities.get(entity)
        labels = sorted(quad.object.value for quad in
                        self.match(ox.NamedNode(ENTITY + entity), PREF_LABEL, None))
        return known.name if known and known.name in labels else labels[0] if labels else None

    def kind(self, entity: str) -> str:
        """"company", "unit", "person", or "agent" where the graph does not say which."""
        types = {quad.object.value for quad in
                 self.match(ox.NamedNode(ENTITY + entity), TYPE, None)}
        return next((kind for name, kind in _KINDS if KG + name in types), "agent")

    def literals(self, iri: str, *properties: ox.NamedNode) -> list[str]:
        """The texts that these properties give a node, each once, in order."""
        return sorted({quad.object.value for name in properties
                       for quad in self.match(ox.NamedNode(iri), name, None)})

    def about(self, iri: str) -> list[ox.Triple]:
        """What the graph says of a node: its own triples, and those of the words and period of a fact."""
        own = [quad.triple for quad in self.match(ox.NamedNode(iri), None, None)]
        further = [quad.triple for triple in own if triple.predicate in (DERIVED_FROM, PERIOD_OF)
                   for quad in self.match(triple.object, None, None)]
        return own + further

    def about_article(self, article: ArticleInfo) -> list[ox.Triple]:
        """The triples of an article: its own, and those of its facts and unread numbers with their words."""
        return sorted(stored_triples(self.match, article.sha256), key=str)

    def links(self, iri: str, name: ox.NamedNode) -> list[str]:
        """The IRIs to which a property of the node leads, in order."""
        return sorted(quad.object.value for quad in self.match(ox.NamedNode(iri), name, None)
                      if isinstance(quad.object, ox.NamedNode))

    # --- the whole ---

    @cached_property
    def overview(self) -> Overview:
        """What the graph holds, computed once for the snapshot."""
        counts: dict[str, set[str]] = {}
        for part in _SUBJECTS:
            for quad in self.match(None, part, None):
                counts.setdefault(quad.object.value[len(ENTITY):], set()).add(quad.subject.value)
        told = [Told(entity, self.name(entity) or entity, self.kind(entity), len(facts))
                for entity, facts in counts.items()]
        articles = newest_first(self.graph.articles())
        stated = unread = 0
        for quad in self.match(None, STATED_IN, None):
            stated += quad.subject.value.startswith(FACT)
            unread += not quad.subject.value.startswith(FACT)
        days = sorted(article.day for article in articles if article.day)
        return Overview(
            len(articles), stated, unread, tuple(sorted(told, key=lambda one: (-one.facts, one.name))),
            tuple(articles), (days[0], days[-1]) if days else None)

    @cached_property
    def places(self) -> dict[str, str]:
        """The path of the page of each entity that facts name, by its name."""
        return {one.name: f"/entity/{one.id}" for one in reversed(self.overview.told)}

    def search(self, text: str) -> list[Found]:
        """Entities that facts name, metrics, and articles by their titles, in which the text stands; entities whose
        name begins with it first."""
        wanted = text.casefold().strip()
        if not wanted:
            return []
        ranked = [(not any(name.startswith(wanted) for name in names), place, found)
                  for place, (names, found) in enumerate(self._names) if any(wanted in name for name in names)]
        return [found for *_, found in sorted(ranked, key=lambda row: row[:2])[:MOST_LISTED]]

    @cached_property
    def _names(self) -> list[tuple[tuple[str, ...], Found]]:
        return list(self._findable())

    def _findable(self) -> Iterator[tuple[tuple[str, ...], Found]]:
        for one in self.overview.told:
            others = self.literals(ENTITY + one.id, PREF_LABEL, ALT_LABEL, node(SCHEMA + "tickerSymbol"))
            yield tuple(name.casefold() for name in others), Found(f"/entity/{one.id}", one.name, one.kind)
        used = {quad.object.value for quad in self.match(None, node(KG + "metric"), None)}
        for name, metric in load().metrics.items():
            if METRIC + name in used:
                labels = {label for group in metric.labels.values() for label in group} | {name}
                yield tuple(label.casefold() for label in sorted(labels)), Found(f"/metric/{name}", name, "metric")
        for article in self.overview.newest:
            if article.title or article.name:
                yield ((article.title or article.name).casefold(),), Found(
                    f"/article/{article.id}", article.title or article.name, "article")


def newest_first(articles: Iterable[ArticleInfo]) -> list[ArticleInfo]:
    """Articles by day, the newest first, then by name."""
    return sorted(sorted(articles, key=lambda a: (a.name, a.sha256)), key=lambda a: a.day or "", reverse=True)


def path_of(iri: str) -> str | None:
    """The path on this server of one of our own IRIs, None for another's."""
    if not iri.startswith(BASE) or "/" not in iri[len(BASE):]:
        return None
    return "/" + quote(iri[len(BASE):], safe="/-._~+:@!$&'()*,;=")

