"""The ontology that is installed, as every graph holds it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.lexicon import data_folder
from kg.namespaces import ENTITY, KG


def _ontology_files() -> list[Path]:
    return sorted(file for file in data_folder("ontology").glob("*.ttl") if file.stem != "shapes")


@cache
def ontology_hash() -> str:
    """Names the ontology that is installed."""
    digest = hashlib.sha256()
    for file in _ontology_files():
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


@cache
def ontology_triples() -> frozenset[ox.Triple]:
    """What every graph holds of the installed ontology: all but the shapes, and the phrases that only serve reading
    (kg:description), which are twice as many as the rest."""
    return frozenset(
        quad.triple for file in _ontology_files() for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)
        if quad.predicate.value != KG + "description")


@cache
def ontology_entities() -> frozenset[str]:
    """The ids of the entities that the ontology describes."""
    return frozenset(triple.subject.value.removeprefix(ENTITY) for triple in ontology_triples()
                     if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(ENTITY))
