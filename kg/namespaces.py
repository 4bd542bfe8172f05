"""The namespaces of the graph: the base of our own names, and the prefixes that every file we write binds."""

from __future__ import annotations

#: All names of our own begin so. Local names are flat, without "/" and "#", so that Turtle can abbreviate them.
BASE = "https://w3id.org/tech-giants/"

KG = BASE + "ontology/"
METRIC = BASE + "metric/"
UNIT = BASE + "unit/"
ENTITY = BASE + "entity/"
PERIOD = BASE + "period/"
ARTICLE = BASE + "article/"
FACT = BASE + "fact/"
SPAN = BASE + "span/"
NUMBER = BASE + "number/"
FIGURE = BASE + "figure/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
SCHEMA = "https://schema.org/"

#: Prefix and namespace, our own first: the order in which files bind them.
PREFIXES: dict[str, str] = {
    "kg": KG, "metric": METRIC, "unit": UNIT, "entity": ENTITY, "period": PERIOD, "article": ARTICLE,
    "fact": FACT, "span": SPAN, "number": NUMBER, "figure": FIGURE,
    "rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD, "skos": SKOS, "prov": PROV, "oa": OA, "schema": SCHEMA,
    "dcterms": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "qb": "http://purl.org/linked-data/cube#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "sh": "http://www.w3.org/ns/shacl#",
    "time": "http://www.w3.org/2006/time#",
    "us-gaap": "http://fasb.org/us-gaap/",
    "vann": "http://purl.org/vocab/vann/",
    "wd": "http://www.wikidata.org/entity/",
}


_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}


def abbreviate(iri: str) -> tuple[str, str] | None:
    """(prefix, local name) of an IRI, cut behind its last "/" or "#", or None where that is no namespace of ours."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = _PREFIX_OF.get(iri[:cut])
    return (prefix, iri[cut:]) if prefix else None


def sparql_prefixes() -> str:
    """`PREFIX` lines for a query, one for each namespace."""
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
