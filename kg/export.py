"""The graph as a file, in the format of the file's ending, and to and from rdflib.

A file has the articles with their facts, and of the ontology what these name, with its labels; of the articles'
texts only the words that facts cut out. The same graph gives the same bytes.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg import jsonld
from kg.errors import InputError, StoreError
from kg.facts import ARTICLE_DIGITS
from kg.files import write_whole
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
    PREFIXES,
    SCHEMA,
    SKOS,
    SPAN,
    UNIT,
)
from kg.rdf import DERIVED_FROM, TYPE, written
from kg.rdf_read import contents
from kg.store import Store
from kg.turtle import Node, document

if TYPE_CHECKING:
    import rdflib

    from kg.graph import KnowledgeGraph

FORMATS: dict[str, ox.RdfFormat] = {
    ".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG, ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS, ".jsonld": ox.RdfFormat.JSON_LD, ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML}
_OF_ARTICLES = (ARTICLE, FACT, NUMBER, SPAN)


def export(store: Store, path: str | os.PathLike[str]) -> Path:
    """Write the graph to a file, whole or not at all. Raises InputError for an ending that is not in FORMATS."""
    path = Path(path)
    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        raise InputError(f"{path}: no format has the ending {path.suffix!r}; use one of {', '.join(FORMATS)}")
    nodes = exported(store.triples)
    if format_ in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG):  # without named graphs TriG is Turtle
        text = document(parts(nodes))
    elif format_ == ox.RdfFormat.JSON_LD:
        text = jsonld.document(parts(nodes))
    else:
        text = _serialize(nodes, format_)
    write_whole(path, text)
    return path


def turtle(triples: Iterable[ox.Triple]) -> str:
    """Any triples as Turtle, byte-stable; such as the answer to a CONSTRUCT."""
    return document(parts(_nodes(triples)))


def _serialize(nodes: dict[str, Node], format_: ox.RdfFormat) -> str:
    triples = sorted((ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), written(value))
                      for subject, node in nodes.items() for predicate, values in node.items() for value in values),
                     key=str)
    prefixes = None if format_ in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS) else PREFIXES
    data = ox.serialize(triples, format=format_, prefixes=prefixes)
    assert data is not None
    return data.decode()


def _nodes(triples: Iterable[ox.Triple | ox.Quad]) -> dict[str, Node]:
    nodes: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        nodes[_subject(triple.subject)][triple.predicate.value].append(triple.object)
    return dict(nodes)


def _subject(term: Any) -> str:
    return str(term.value) if isinstance(term, ox.NamedNode) else str(term)


def exported(triples: Iterable[ox.Quad]) -> dict[str, Node]:
    """By subject and property what an export has: all of the articles, and what it names of the ontology."""
    nodes = _nodes(triples)
    wanted = {iri for iri in nodes if iri.startswith(_OF_ARTICLES)}
    todo = sorted(wanted)
    while todo:
        iri = todo.pop()
        if iri.startswith((METRIC, UNIT, KG)):
            continue  # what a metric or concept points to is the ontology's own business
        for predicate, values in nodes[iri].items():
            for value in values if predicate != TYPE.value else ():
                if isinstance(value, ox.NamedNode) and value.value in nodes and value.value not in wanted:
                    wanted.add(value.value)
                    todo.append(value.value)
    return {iri: _as_concept(nodes[iri]) if iri.startswith(KG) else nodes[iri] for iri in wanted}


def _as_concept(node: Node) -> Node:
    """What SKOS says of a term: its labels, without what makes it a property where it is one as well."""
    kept = {predicate: values for predicate, values in node.items() if predicate.startswith(SKOS)}
    return {TYPE.value: [value for value in node[TYPE.value] if value.value.startswith(SKOS)]} | kept


def parts(nodes: dict[str, Node]) -> Iterator[tuple[str, list[tuple[str, Node]]]]:
    """The blocks of a file in order: each article with its facts and spans by place, then what they share."""
    articles = {iri[len(ARTICLE):]: node for iri, node in nodes.items() if iri.startswith(ARTICLE)}
    places: dict[str, list[tuple[int, int, int, str]]] = defaultdict(list)
    rest: dict[str, list[str]] = defaultdict(list)
    for iri, node in nodes.items():
        space = next((space for space in (FACT, NUMBER, SPAN) if iri.startswith(space)), None)
        hash_ = iri[len(space):len(space) + ARTICLE_DIGITS] if space else ""
        if space and hash_ in articles:
            span = node if space == SPAN else nodes.get(_first(node, DERIVED_FROM.value), {})
            # A span stands behind the facts that are cut from it.
            places[hash_].append((*_offsets(span), (FACT, NUMBER, SPAN).index(space), iri))
        elif not iri.startswith(ARTICLE):
            rest[next((space for space in _SECTIONS if iri.startswith(space)), "")].append(iri)
    for hash_, node in sorted(articles.items(), key=lambda item: (_first(item[1], SCHEMA + "identifier"), item[0])):
        blocks = [(ARTICLE + hash_, node), *((iri, nodes[iri]) for *_, iri in sorted(places[hash_]))]
        yield f"--- {_first(node, SCHEMA + 'identifier') or hash_} ---", blocks
    for space, title in _SECTIONS.items():
        if rest[space]:
            yield f"--- {title} ---", [(iri, nodes[iri]) for iri in sorted(rest[space])]


_SECTIONS = {FIGURE: "figures", PERIOD: "periods", ENTITY: "companies, units and people", METRIC: "metrics",
             UNIT: "units", KG: "terms", "": "other"}


def _first(node: Node, iri: str) -> str:
    values = node.get(iri)
    return str(values[0].value) if values else ""


def _offsets(span: Node) -> tuple[int, int]:
    start, end = _first(span, OA + "start"), _first(span, OA + "end")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else (0, 0)


# --- rdflib ---------------------------------------------------------------------------------------------------------

def to_rdflib(triples: Iterable[ox.Triple | ox.Quad]) -> rdflib.Graph:
    """The triples as an rdflib graph with all prefixes bound; a copy."""
    from rdflib import BNode, Graph, Literal, URIRef

    def convert(term: Any) -> Any:
        term = written(term)
        if isinstance(term, ox.Literal):
            return Literal(term.value, lang=term.language) if term.language else Literal(
                term.value, datatype=None if term.datatype.value.endswith("#string") else URIRef(term.datatype.value))
        return URIRef(term.value) if isinstance(term, ox.NamedNode) else BNode(term.value)

    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for triple in triples:
        graph.add((convert(triple.subject), convert(triple.predicate), convert(triple.object)))
    return graph


def from_rdflib(graph: rdflib.Graph) -> KnowledgeGraph:
    """A graph in memory with the articles and facts of an rdflib graph, such as one that parsed an export.

    It has no texts, so `verify` cannot cut its facts again. Raises InputError where a fact is incomplete.
    """
    from kg.graph import KnowledgeGraph

    data = graph.serialize(format="nt", encoding="utf-8")
    try:
        held = contents(quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES))
    except (StoreError, SyntaxError) as error:
        raise InputError(f"the rdflib graph does not hold facts as this package writes them: {error}") from error
    store = Store()
    for bundle in held.bundles():
        store.put(bundle)
    return KnowledgeGraph(store)
