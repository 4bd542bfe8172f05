"""Turtle and TOML to the plain dictionaries of `kg.lexicon`; runs only when a data file changed."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import DefectError

BASE = "https://w3id.org/tech-giants/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
US_GAAP = "http://fasb.org/us-gaap/"
KINDS = {"Company": "company", "BusinessUnit": "unit", "Person": "person"}

Values = dict[str, list[ox.Literal | ox.NamedNode]]


def compile_lexicon(files: Iterable[Path]) -> dict[str, Any]:
    """Entities, metrics, units and labels of the Turtle files, and the TOML files by language and section."""
    nodes: dict[str, Values] = defaultdict(lambda: defaultdict(list))
    languages: dict[str, dict[str, Any]] = defaultdict(dict)
    for file in files:
        if file.suffix == ".toml":
            try:
                languages[file.parent.name][file.stem] = tomllib.loads(file.read_text(encoding="utf-8"))
            except tomllib.TOMLDecodeError as error:
                raise DefectError(f"{file}: {error}") from error
            continue
        for triple in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
            nodes[triple.subject.value][triple.predicate.value].append(triple.object)
    rows: dict[str, list[dict[str, Any]]] = {"entities": [], "metrics": [], "units": []}
    labels: dict[str, dict[str, str]] = {}
    for iri in sorted(nodes):
        values = nodes[iri]
        types = {_local(t.value) for t in values.get("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", ())}
        local = _local(iri)
        kind = next((KINDS[t] for t in KINDS if t in types), None)
        if kind and "/entity/" in iri:
            rows["entities"].append(_entity(local, kind, values))
        elif "Metric" in types:
            rows["metrics"].append({"id": local, "labels": _labels(values), "units": _texts(values, "levelUnit"),
                                    "concepts": _concepts(values)})
        elif "Unit" in types:
            rows["units"].append({"id": local, "kind": _texts(values, "unitKind")[0], "labels": _labels(values),
                                  "symbols": _texts(values, "symbol")})
        preferred = values.get(SKOS + "prefLabel") or values.get("http://www.w3.org/2000/01/rdf-schema#label") or []
        if preferred and iri.startswith(BASE):
            labels[local] = {node.language or "": node.value for node in preferred if isinstance(node, ox.Literal)}
    return {**rows, "labels": labels, "languages": dict(languages)}


def _entity(local: str, kind: str, values: Values) -> dict[str, Any]:
    names = values[SKOS + "prefLabel"]
    if not names:
        raise DefectError(f"ontology: entity:{local} has no skos:prefLabel")
    row: dict[str, Any] = {
        "id": local, "name": names[0].value, "kind": kind,
        "aliases": _tagged(names + values[SKOS + "altLabel"]),
        "descriptions": _tagged(values[BASE + "ontology/description"]),
        "places": _tagged(values[BASE + "ontology/headquarters"])}
    if parents := values[BASE + "ontology/parent"]:
        row["parent"] = _local(parents[0].value)
    if ends := values[BASE + "ontology/fiscalYearEnd"]:
        row["year_end"] = int(ends[0].value[2:4])
    if sectors := values[BASE + "ontology/sector"]:
        row["sector"] = sectors[0].value
    if ciks := values[BASE + "ontology/cik"]:
        row["cik"] = ciks[0].value
    if currencies := values[BASE + "ontology/reportingCurrency"]:
        row["currency"] = _local(currencies[0].value)
    return row


def _local(iri: str) -> str:
    return iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _tagged(nodes: list[Any]) -> list[tuple[str, str]]:
    """(text, language) of labels, the first (the preferred one) first, the others sorted."""
    pairs = [(node.value, node.language or "") for node in nodes]
    return pairs[:1] + sorted(set(pairs[1:]) - set(pairs[:1]))


def _texts(values: Values, name: str) -> list[str]:
    return sorted(node.value if isinstance(node, ox.Literal) else _local(node.value)
                  for node in values[BASE + "ontology/" + name])


def _concepts(values: Values) -> list[str]:
    """The us-gaap concepts of a metric: the one that filings are read by where they give several, then the others."""
    found = [*_texts(values, "filedAs"), *sorted(
        _local(node.value) for node in values[SKOS + "closeMatch"] if node.value.startswith(US_GAAP))]
    return list(dict.fromkeys(found))


def _labels(values: Values) -> dict[str, list[str]]:
    labels: dict[str, list[str]] = defaultdict(list)
    for name in ("prefLabel", "altLabel", "hiddenLabel"):
        for node in sorted(values[SKOS + name], key=str):
            if isinstance(node, ox.Literal):
                labels[node.language or ""].append(node.value)
    return dict(labels)
