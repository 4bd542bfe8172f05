"""To and from rdflib, for its tools."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import InputError
from kg.literals import written
from kg.namespaces import PREFIXES

if TYPE_CHECKING:
    import rdflib

    from kg.graph import KnowledgeGraph


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

    It has no texts, so `verify` cannot cut its facts again. Raises InputError where a fact breaks a shape.
    """
    from kg.graph import open_graph
    from kg.importing import import_rdf

    data = graph.serialize(format="nt", encoding="utf-8")
    found = open_graph()
    report = import_rdf(found, data, ox.RdfFormat.N_TRIPLES, "the rdflib graph")
    if report.problems:
        raise InputError(report.problems[0])
    return found
