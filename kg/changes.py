"""What a change of articles adds to the graph and takes out of it.

An article's own triples go in and out with it. What articles share is a function of all facts in the graph: a
period or plain edge is there if a fact supports it; an entity that the ontology does not know has the class that its
uses suggest and the names that facts give it. So any order of adding and removing ends in the same triples.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.facts import Fact, Observation, Relation, Role
from kg.installed import ontology_entities
from kg.namespaces import ENTITY, KG
from kg.rdf import (
    ALT_LABEL,
    DERIVED_FROM,
    ENTITY_FIELDS,
    FIGURE_OF,
    NAMED_AS,
    PERIOD_OF,
    PREF_LABEL,
    STATED_IN,
    TYPE,
    Bundle,
    article_iri,
    article_triples,
    edge_property,
    edge_triples,
    entity_id,
    entity_names,
    fact_iri,
    fact_triples,
    figure_triple,
    node,
    period_of,
    period_triples,
    unread_triples,
    unusual_names,
)
from kg.rdf_read import facts_from

Match = Callable[[Any, Any, Any], Iterator[ox.Quad]]

#: Property by which a fact names an entity -> class that this suggests, the most telling first. The object of
#: kg:parent_of is a unit; this stands for it.
_OWNED = "owned"
_USES: tuple[tuple[str, str], ...] = (
    ("person", "Person"), (_OWNED, "BusinessUnit"), ("subject", "Company"), ("organization", "Company"),
    ("object", "Company"), ("speaker", "Person"), ("saidBy", "Agent"))


class Change(NamedTuple):
    """Triples to take out and to put in; they have none in common.

    whole      more to put in: N-Triples of articles of which the graph had nothing
    articles   hashes of the articles that are new or other than they were
    """

    delete: set[ox.Triple]
    insert: set[ox.Triple]
    whole: Sequence[bytes] = ()
    articles: frozenset[str] = frozenset()


def own_triples(bundle: Bundle) -> set[ox.Triple]:
    """The triples that go in and out with the article."""
    if bundle.triples:
        return {quad.triple for quad in ox.parse(bundle.triples, format=ox.RdfFormat.N_TRIPLES)}
    article, language = bundle.article, bundle.article.language
    found = set(article_triples(article))
    for fact in bundle.facts:
        found.update(fact_triples(fact, language))
    for number in bundle.unread:
        found.update(unread_triples(number, article.sha256, language))
    return found


def own_lines(bundle: Bundle) -> bytes:
    """The same as N-Triples."""
    return ox.serialize(own_triples(bundle), format=ox.RdfFormat.N_TRIPLES) or b""


def stored_triples(match: Match, sha256: str) -> set[ox.Triple]:
    """The triples of one article that the graph has; `match` is a store's quads_for_pattern."""
    article = article_iri(sha256)
    found = {quad.triple for quad in match(article, None, None)}
    for stated in match(None, STATED_IN, article):
        for quad in match(stated.subject, None, None):
            found.add(quad.triple)
            if quad.predicate == DERIVED_FROM:
                found.update(part.triple for part in match(quad.object, None, None))
    return found


def plan(match: Match, gone: Iterable[str], new: Sequence[Bundle]) -> Change:
    """The change that takes out the articles with these hashes and puts in the new ones.

    A hash may be both gone and new: then the article's old triples make way for its new ones. No two new ones may
    have the same hash.
    """
    stored = {sha256: stored_triples(match, sha256) for sha256 in gone}
    whole: list[bytes] = []
    after: set[ox.Triple] = set()
    fresh: list[Bundle] = []
    for bundle in new:
        old = stored.get(bundle.article.sha256)
        if not old and bundle.triples:
            whole.append(bundle.triples)
        elif old == (own := own_triples(bundle)):
            del stored[bundle.article.sha256]
            continue
        else:
            after |= own
        fresh.append(bundle)
    before: set[ox.Triple] = set().union(*stored.values())
    if not before and not fresh:
        return Change(set(), set())
    old_facts = facts_from(before | _periods(match, before)) if before else []
    new_facts = [fact for bundle in fresh for fact in bundle.facts]
    rest = _Rest(match, {fact_iri(fact) for fact in old_facts}, new_facts)
    delete, insert = before - after, after - before
    wanted: set[ox.Triple] = set()
    for fact in new_facts:
        wanted.update(period_triples(fact))
        wanted.update(edge_triples(fact))
        if isinstance(fact, Observation):
            wanted.add(figure_triple(fact))
    insert.update(triple for triple in wanted if not any(match(*triple)))
    for fact in old_facts:
        if (period := period_of(fact)) and not rest.any(PERIOD_OF, period):
            delete.update(set(period_triples(fact)) - wanted)
        if isinstance(fact, Observation):
            figure = figure_triple(fact)
            if figure not in wanted and not rest.any(FIGURE_OF, figure.subject):
                delete.add(figure)
        edges = set(edge_triples(fact)) - wanted
        if edges and not rest.supports(fact):
            delete.update(edges)
    touched = {entity_id(name) for fact in (*old_facts, *new_facts) for name in entity_names(fact).values()}
    for identity in touched - ontology_entities():
        now = {quad.triple for predicate in (TYPE, PREF_LABEL, ALT_LABEL)
               for quad in match(node(ENTITY + identity), predicate, None)}
        then = rest.entity(identity, {t.object.value for t in now if isinstance(t.object, ox.Literal)})
        delete |= now - then
        insert |= then - now
    return Change(delete, insert, whole, frozenset(bundle.article.sha256 for bundle in fresh))


def entity_uses(fact: Fact) -> dict[str, set[str]]:
    """For each entity that a fact names, by its id, the properties that name it: what suggests its class."""
    uses: dict[str, set[str]] = {}
    for field, name in entity_names(fact).items():
        uses.setdefault(entity_id(name), set()).add(ENTITY_FIELDS[field])
        if field == "object" and _predicate(fact) == "parent_of":
            uses[entity_id(name)].add(_OWNED)
    return uses


def entity_triples(identity: str, uses: Collection[str], names: Iterable[str]) -> set[ox.Triple]:
    """The class and the names of an entity that the ontology does not know, from all that facts say of it."""
    iri = node(ENTITY + identity)
    used = next((name for use, name in _USES if use in uses), None)
    if used is None:
        return set()
    found = {ox.Triple(iri, TYPE, node(KG + used))}
    for place, name in enumerate(sorted(names)):
        found.add(ox.Triple(iri, ALT_LABEL if place else PREF_LABEL, ox.Literal(name)))
    return found


def _periods(match: Match, triples: Iterable[ox.Triple]) -> set[ox.Triple]:
    periods = {triple.object for triple in triples if triple.predicate == PERIOD_OF}
    return {quad.triple for period in periods for quad in match(period, None, None)}


class _Rest:
    """The facts as they are once the change is made: those of the graph that do not go, and the new ones."""

    def __init__(self, match: Match, gone: Collection[ox.NamedNode], new: Iterable[Fact]) -> None:
        self.match, self.gone = match, gone
        #: Of the new facts: entity id -> the ways in which they use it, and the names that they give it.
        self.uses: dict[str, set[str]] = defaultdict(set)
        self.names: dict[str, set[str]] = defaultdict(set)
        for fact in new:
            for identity, uses in entity_uses(fact).items():
                self.uses[identity] |= uses
            for identity, name in unusual_names(fact).items():
                self.names[identity].add(name)

    def any(self, predicate: ox.NamedNode, term: Any) -> bool:
        """Whether a fact of the graph that stays has this property with this value."""
        return any(True for _ in self._facts(predicate, term))

    def _facts(self, predicate: ox.NamedNode, term: Any) -> Iterator[Any]:
        return (quad.subject for quad in self.match(None, predicate, term) if quad.subject not in self.gone)

    def supports(self, fact: Fact) -> bool:
        """Whether a fact of the graph that stays gives the same plain edge."""
        start: tuple[str, Any]
        end: tuple[str, Any]
        for edge in edge_triples(fact):
            if isinstance(fact, Role):
                start, end, concept = ("person", edge.subject), ("organization", edge.object), ("role", fact.role)
            else:
                # From the object, since most facts that name an entity have it as their subject.
                start, end = ("object", edge.object), ("subject", edge.subject)
                concept = ("predicate", _predicate(fact))
            for found in self._facts(node(KG + start[0]), start[1]):
                if any(self.match(found, node(KG + end[0]), end[1])) and any(
                        self.match(found, node(KG + concept[0]), node(KG + concept[1]))):
                    return True
        return False

    def entity(self, identity: str, labels: Iterable[str]) -> set[ox.Triple]:
        """The triples of an entity that the ontology does not know: its class and its names."""
        said = self.names.get(identity, set()) | {name for name in labels if self.any(NAMED_AS, ox.Literal(name))}
        return entity_triples(identity, self._uses(identity), said)

    def _uses(self, identity: str) -> set[str]:
        """The most telling way in which facts name the entity, which decides its class."""
        iri, fresh = node(ENTITY + identity), self.uses.get(identity, set())
        for use, _ in _USES:
            if use in fresh or (self._owned(iri) if use == _OWNED else self.any(node(KG + use), iri)):
                return {use}
        return set()

    def _owned(self, iri: ox.NamedNode) -> bool:
        if not any(self.match(None, edge_property("parent_of"), iri)):
            return False  # without the edge no fact can be there, and there may be many facts to look through
        predicate, parent_of = node(KG + "predicate"), node(KG + "parent_of")
        return any(any(self.match(fact, predicate, parent_of)) for fact in self._facts(node(KG + "object"), iri))


def _predicate(fact: Fact) -> str:
    return fact.predicate if isinstance(fact, Relation) else ""
