"""What the endpoint says of itself (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

import pyoxigraph as ox

from kg.namespaces import RDF
from kg.worker import GRAPHS

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
            "N-Triples", "JSON-LD", "RDF_XML")


def description(endpoint: str, format_: str) -> bytes:
    """The description of the endpoint in a format of `kg.worker.GRAPHS`."""
    service, dataset, graph = ox.NamedNode(endpoint), ox.BlankNode("dataset"), ox.BlankNode("graph")
    a = ox.NamedNode(RDF + "type")
    triples = [
        ox.Triple(service, a, _sd("Service")),
        ox.Triple(service, _sd("endpoint"), service),
        ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        ox.Triple(service, _sd("defaultDataset"), dataset),
        ox.Triple(dataset, a, _sd("Dataset")),
        ox.Triple(dataset, _sd("defaultGraph"), graph),
        ox.Triple(graph, a, _sd("Graph")),
        *(ox.Triple(service, _sd("resultFormat"), ox.NamedNode(_FORMATS + name)) for name in _RESULTS)]
    form = GRAPHS[format_]
    data = ox.serialize(triples, format=form,
                        prefixes=None if form == ox.RdfFormat.N_TRIPLES else {"sd": _SD, "formats": _FORMATS})
    assert data is not None
    return data


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
