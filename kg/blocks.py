"""What an export has, subject by subject, in the order of a file, with one article in memory at a time.

A file has the articles with their facts, and of the ontology what these name, with its labels; of the articles'
texts only the words that facts cut out. Properties have their objects as N-Triples writes them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from kg.facts import ARTICLE_DIGITS
from kg.namespaces import (
    ARTICLE,
    ENTITY,
    FACT,
    FIGURE,
    KG,
    METRIC,
    NUMBER,
    OA,
    PERIOD,
    PROV,
    RDF,
    SCHEMA,
    SKOS,
    SPAN,
    UNIT,
    XSD,
)
from kg.rdf import EDGES, STATED_IN
from kg.selection import Selection
from kg.turtle import Node

#: Sections after the articles: namespace of the subjects, and what they are.
SECTIONS = {FIGURE: "figures", PERIOD: "periods", ENTITY: "companies, units and people", METRIC: "metrics",
            UNIT: "units", KG: "terms", "": "other"}
#: Subjects of a section that are held at a time.
_CHUNK = 1_000
_OF_ARTICLES = (ARTICLE, FACT, NUMBER, SPAN)
_DECIMAL = f"^^<{XSD}decimal>"
_DIGITS = re.compile(r'"[+-]?[0-9]+"')
_EDGES = frozenset(KG + name for name in EDGES.values())
#: Properties that hold words of an article.
_WORDS = frozenset((OA + "exact", KG + "quote"))
_DERIVED_FROM, _START, _END = PROV + "wasDerivedFrom", OA + "start", OA + "end"
_IDENTIFIER = SCHEMA + "identifier"

Part = tuple[str, list[tuple[str, Node]]]
Found = dict[str, list[str]]


def shortened(words: str, length: int) -> str:
    """The first characters of words of an article, with a sign that more follow; whole where they are few enough."""
    return words if len(words) <= length else words[:length].rstrip() + "…"


def parts(store: ox.Store, selection: Selection, quote_length: int | None = None) -> Iterator[Part]:
    """A comment and the blocks of each part: each article with its facts and spans by place, then what they share.

    quote_length   characters of the articles' words that are kept at most; None keeps what facts cut out
    """
    yield from _Reader(store, selection, quote_length).parts()


def plain_parts(triples: Iterable[ox.Triple], quote_length: int | None = None) -> Iterator[Part]:
    """Any triples in the same order, such as the answer to a CONSTRUCT; all are held in memory."""
    nodes: dict[str, Found] = defaultdict(dict)
    for triple in triples:
        _add(nodes[_subject(triple.subject)], triple, quote_length)
    articles = {iri[len(ARTICLE):]: found for iri, found in nodes.items() if iri.startswith(ARTICLE)}
    of_article: dict[str, dict[str, Found]] = defaultdict(dict)
    rest: dict[str, Found] = {}
    for iri, found in nodes.items():
        space = next((space for space in _OF_ARTICLES if iri.startswith(space)), None)
        hash_ = iri[len(space):len(space) + ARTICLE_DIGITS] if space else None
        if hash_ in articles:
            of_article[hash_][iri] = found
        else:
            rest[iri] = found
    order = sorted(articles, key=lambda hash_: (_first(articles[hash_], _IDENTIFIER), hash_))
    for hash_ in order:
        yield _article_part(ARTICLE + hash_, of_article[hash_])
    yield from _sections(sorted(rest), rest.__getitem__)


class _Reader:
    def __init__(self, store: ox.Store, selection: Selection, quote_length: int | None) -> None:
        self.match: Callable[[Any, Any, Any], Iterator[ox.Quad]] = store.quads_for_pattern
        self.selection, self.quote_length = selection, quote_length
        self.named: set[str] = set()

    def parts(self) -> Iterator[Part]:
        for article, wanted in self.selection.articles:
            if part := self._article(article, wanted):
                yield part
        yield from _sections(sorted(self._shared()), self._node)

    def _article(self, iri: str, wanted: frozenset[str] | None) -> Part | None:
        article = ox.NamedNode(iri)
        nodes = {iri: self._collected(iri)}
        for stated in self.match(None, STATED_IN, article):
            subject = stated.subject.value  # type: ignore[union-attr]  # we have no triple terms
            if wanted is not None and subject not in wanted:
                continue
            found = nodes[subject] = self._collected(subject)
            for span in found.get(_DERIVED_FROM, ()):
                if span[1:-1] not in nodes:
                    nodes[span[1:-1]] = self._node(span[1:-1])
        return _article_part(iri, nodes) if nodes[iri] else None

    def _collected(self, iri: str) -> Found:
        """A node of an article, with what it names kept in mind for the sections."""
        found = self._node(iri)
        for predicate, values in found.items():
            if predicate != RDF + "type":
                self.named.update(value for value in values if value[0] == "<")
        return found

    def _shared(self) -> set[str]:
        """What articles name and the store describes, and what that names in turn."""
        wanted: set[str] = set()
        todo = [term[1:-1] for term in self.named]
        while todo:
            iri = todo.pop()
            if iri in wanted or iri.startswith(_OF_ARTICLES):
                continue
            found = self._node(iri)
            if not found:
                continue
            wanted.add(iri)
            if iri.startswith((METRIC, UNIT, KG)):
                continue  # what a metric or concept points to is the ontology's own business
            todo += [value[1:-1] for predicate, values in found.items() if predicate != RDF + "type"
                     for value in values if value[0] == "<"]
        return wanted

    def _node(self, iri: str) -> Found:
        found: Found = {}
        for quad in self.match(ox.NamedNode(iri), None, None):
            _add(found, quad, self.quote_length)
        if iri.startswith(KG):
            return _as_concept(found)
        if not self.selection.whole and iri.startswith(ENTITY):
            for edge in found.keys() & _EDGES:
                found[edge] = [value for value in found[edge] if (iri, edge, value[1:-1]) in self.selection.edges]
            found = {predicate: values for predicate, values in found.items() if values}
        return found


def _add(found: Found, triple: Any, quote_length: int | None) -> None:
    predicate, term = triple.predicate.value, str(triple.object)
    if term.endswith(_DECIMAL) and _DIGITS.fullmatch(term, 0, len(term) - len(_DECIMAL)):
        # With a point, since rdflib reads an amount without one as an integer.
        term = f'{term[:-len(_DECIMAL) - 1]}.0"{_DECIMAL}'
    elif quote_length is not None and predicate in _WORDS:
        words = triple.object
        term = str(ox.Literal(shortened(words.value, quote_length), language=words.language))
    if predicate in found:
        found[predicate].append(term)
    else:
        found[predicate] = [term]


def _article_part(iri: str, nodes: dict[str, Found]) -> Part:
    places = []
    for subject, found in nodes.items():
        if subject != iri:
            rank = 2 if _START in found else subject.startswith(NUMBER)
            # A span stands behind the facts that are cut from it.
            span = found if rank == 2 else nodes.get(_first(found, _DERIVED_FROM), {})
            places.append((_number(span, _START), _number(span, _END), rank, subject))
    places.sort()
    name = _first(nodes[iri], _IDENTIFIER) or iri[len(ARTICLE):]
    return f"--- {name} ---", [(iri, nodes[iri]), *((subject, nodes[subject]) for *_, subject in places)]


def _sections(subjects: Iterable[str], read: Callable[[str], Node]) -> Iterator[Part]:
    sections: dict[str, list[str]] = defaultdict(list)
    for iri in subjects:
        sections[next(space for space in SECTIONS if iri.startswith(space))].append(iri)
    for space, title in SECTIONS.items():
        for start in range(0, len(sections[space]), _CHUNK):
            comment = "" if start else f"--- {title} ---"
            yield comment, [(iri, read(iri)) for iri in sections[space][start:start + _CHUNK]]


def _as_concept(found: Found) -> Found:
    """What SKOS says of a term: its labels, without what makes it a property where it is one as well."""
    kept = {predicate: values for predicate, values in found.items() if predicate.startswith(SKOS)}
    types = [value for value in found.get(RDF + "type", ()) if value.startswith(f"<{SKOS}")]
    return ({RDF + "type": types} if types else {}) | kept


def _subject(term: Any) -> str:
    return str(term.value) if isinstance(term, ox.NamedNode) else str(term)


def _first(found: Node, iri: str) -> str:
    """The first object of a property: an IRI, or the text of a literal as N-Triples writes it."""
    values = found.get(iri)
    if not values:
        return ""
    return values[0][1:values[0].rindex('"')] if values[0][0] == '"' else values[0][1:-1]


def _number(span: Node, iri: str) -> int:
    text = _first(span, iri)
    return int(text) if text.isdecimal() and len(text) < 20 else 0
