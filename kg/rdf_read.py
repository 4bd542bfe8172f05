"""Triples back to facts and articles: the inverse of `kg.rdf`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

import pyoxigraph as ox

from kg.errors import StoreError
from kg.facts import KINDS, Fact, Observation, Part, in_order, slug
from kg.lexicon import load
from kg.namespaces import ARTICLE, BASE, ENTITY, FACT, KG, NUMBER, OA, SCHEMA, SKOS
from kg.rdf import (
    DERIVED_FROM,
    FIELDS,
    KIND_OF,
    NAMED_AS,
    PERIOD_OF,
    PREF_LABEL,
    SAID_BY,
    SHA256,
    STATED_IN,
    TYPE,
    ArticleInfo,
    Bundle,
    Names,
    entity_id,
)

Node = Mapping[str, list[Any]]


class UnreadNumber(NamedTuple):
    """A number of an article that became no fact: where it stands, its value if known, the code of the reason."""

    article: str
    start: int
    end: int
    text: str
    value: Decimal | None
    reason: str


class Contents(NamedTuple):
    """What a set of triples holds: articles by hash, facts in the order of the text, unread numbers."""

    articles: list[ArticleInfo]
    facts: list[Fact]
    unread: list[UnreadNumber]

    def bundles(self) -> list[Bundle]:
        """The same, article by article."""
        facts: dict[str, list[Fact]] = defaultdict(list)
        unread: dict[str, list[UnreadNumber]] = defaultdict(list)
        for fact in self.facts:
            facts[fact.article].append(fact)
        for number in self.unread:
            unread[number.article].append(number)
        return [Bundle(a, tuple(facts[a.sha256]), tuple(unread[a.sha256])) for a in self.articles]


def facts_from(triples: Iterable[ox.Triple | ox.Quad]) -> list[Fact]:
    """The facts among the triples, in the order of the texts. Raises StoreError where a fact is incomplete."""
    return contents(triples).facts


def contents(triples: Iterable[ox.Triple | ox.Quad]) -> Contents:
    """Everything that the triples hold. Raises StoreError, naming the node, where something is incomplete."""
    nodes: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        nodes[triple.subject.value][triple.predicate.value].append(triple.object)  # type: ignore[union-attr]  # no triple terms
    reader = _Reader(nodes)
    articles, facts, unread = [], [], []
    for iri in nodes:
        # By name, or else by class, for RDF of others names things as it likes.
        classes = () if iri.startswith(BASE) else {term.value for term in nodes[iri].get(TYPE.value, ())}
        if iri.startswith(FACT) or (classes and classes & KIND_OF.keys()):
            facts.append(reader.fact(iri))
        elif iri.startswith(ARTICLE) or KG + "Article" in classes:
            articles.append(reader.article(iri))
        elif iri.startswith(NUMBER) or KG + "UnreadNumber" in classes:
            unread.append(reader.unread(iri))
    articles.sort(key=lambda article: (article.name, article.sha256))
    return Contents(articles, in_order(facts), sorted(unread, key=lambda number: number[:3]))


class _Reader:
    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self.nodes = nodes

    def fact(self, iri: str) -> Fact:
        node = self.nodes[iri]
        kinds = {KIND_OF[term.value] for term in node.get(TYPE.value, ()) if term.value in KIND_OF}
        if len(kinds) != 1:
            raise StoreError(f"{iri} is of no class of facts, or of several; build the graph again from its articles")
        kind = kinds.pop()
        names = self._names(node)
        article, start, end, words = self._place(iri, node)
        values: dict[str, Any] = {}
        try:
            for field in (*FIELDS[kind], SAID_BY):
                if (term := _one(node, field.property.value)) is not None:
                    values[field.name] = field.read(term, names)
            if KINDS[kind] is Observation and (term := _one(node, PERIOD_OF.value)) is not None:
                values |= self._period(term.value)
            return KINDS[kind](
                article=article, start=start, end=end, evidence=words, rule=_value(node, KG + "rule") or "",
                parts=_parts(_value(node, KG + "parts")), **values)
        except (TypeError, ValueError, ArithmeticError) as error:
            raise StoreError(f"{iri} is incomplete or wrong: {error}; "
                             "build the graph again from its articles") from error

    def article(self, iri: str) -> ArticleInfo:
        node = self.nodes[iri]
        sha256 = _value(node, SHA256.value)
        if sha256 is None:
            _missing(iri, "schema:sha256")
        return ArticleInfo(
            sha256=sha256,
            name=_value(node, SCHEMA + "identifier") or "", title=_value(node, SCHEMA + "headline"),
            day=_value(node, SCHEMA + "datePublished"), language=_value(node, SCHEMA + "inLanguage"),
            url=_value(node, SCHEMA + "url"), publisher=_value(node, SCHEMA + "publisher"),
            form=_value(node, KG + "form"))

    def unread(self, iri: str) -> UnreadNumber:
        node = self.nodes[iri]
        value = _value(node, KG + "value")
        return UnreadNumber(*self._place(iri, node), None if value is None else Decimal(value),
                            _value(node, KG + "reason") or "")

    def _place(self, iri: str, node: Node) -> tuple[str, int, int, str]:
        """The article's hash, and start, end and words of the span."""
        article, span = _one(node, STATED_IN.value), _one(node, DERIVED_FROM.value)
        if article is None or span is None:
            _missing(iri, "kg:statedIn" if article is None else "prov:wasDerivedFrom")
        at = self.nodes.get(span.value, {})
        start, end, words = (_value(at, OA + name) or "" for name in ("start", "end", "exact"))
        if not (start.isdecimal() and end.isdecimal() and words):
            _missing(span.value, "whole numbers as oa:start and oa:end, or no oa:exact")
        sha256 = _value(self.nodes.get(article.value, {}), SHA256.value)
        if sha256 is None:
            _missing(article.value, "schema:sha256")
        return sha256, int(start), int(end), words

    def _period(self, iri: str) -> dict[str, str | None]:
        node = self.nodes.get(iri, {})
        return {"period": _value(node, SKOS + "notation"), "period_start": _value(node, SCHEMA + "startDate"),
                "period_end": _value(node, SCHEMA + "endDate")}

    def _names(self, node: Node) -> Names:
        """Names of entities: as the fact says, as the ontology says, as a label says."""
        said = {entity_id(term.value): term.value for term in node.get(NAMED_AS.value, ())}

        def name(identity: str) -> str | None:
            known = load().entities.get(identity)
            return said.get(identity) or (known.name if known else None) or self._label(identity)

        return name

    def _label(self, identity: str) -> str:
        labels = self.nodes.get(ENTITY + identity, {}).get(PREF_LABEL.value, [])
        fitting = sorted(term.value for term in labels if slug(term.value) == identity)
        return fitting[0] if fitting else min((term.value for term in labels), default=identity)


def _one(node: Node, iri: str) -> Any:
    values = node.get(iri)
    return values[0] if values else None


def _value(node: Node, iri: str) -> str | None:
    term = _one(node, iri)
    return None if term is None else str(term.value)


def _missing(iri: str, what: str) -> NoReturn:
    raise StoreError(f"{iri} has no {what}; build the graph again from its articles")


def _parts(text: str | None) -> tuple[Part, ...]:
    """"metric:4-9 period:12-20" as parts."""
    found = []
    for part in (text or "").split():
        name, _, place = part.partition(":")
        start, _, end = place.partition("-")
        found.append(Part(name, int(start), int(end)))
    return tuple(found)
