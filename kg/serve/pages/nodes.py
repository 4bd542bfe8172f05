"""The pages of metrics, periods, units and of all else that has an IRI: the facts that name it, and its triples."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from kg import present
from kg.facts import Observation
from kg.namespaces import METRIC, PERIOD, UNIT, abbreviate
from kg.rdf import entity_id
from kg.serve.pages.figures import Trail, same, trails
from kg.serve.pages.frame import language_of, page, words
from kg.serve.pages.reader import Reader, path_of

#: Companies that may have a chart on the page of a metric.
_MOST_CHARTS = 24
_KINDS = ((METRIC, "metric"), (PERIOD, "period"), (UNIT, "unit"))


class Row(NamedTuple):
    """A triple of the node: property and value as people read them, and where the value's page is."""

    property: str
    value: str
    language: str | None
    link: str | None


def node_page(request: Request, reader: Reader, iri: str, triples: list[Any]) -> Response:
    """The page of a node that has no page of its own kind."""
    language = language_of(request)
    kind = next((kind for space, kind in _KINDS if iri.startswith(space)), "")
    facts, total = reader.facts_about(iri) if kind else ([], 0)
    articles = reader.articles(fact.article for fact in facts)
    order = {sha256: place for place, sha256 in enumerate(articles)}
    facts.sort(key=lambda fact: (order.get(fact.article, len(order)), fact.start, fact.end))
    local = iri.rsplit("/", 1)[-1]
    name = present.period(local, language) if kind == "period" else present.label(local, language)
    speech = words(language)
    told = Counter(fact.subject for fact in facts if isinstance(fact, Observation)) if kind == "metric" else Counter()
    charts: list[tuple[str, Trail]] = [
        (company, trail) for company, _ in sorted(told.items(), key=lambda row: (-row[1], row[0]))[:_MOST_CHARTS]
        for trail in trails(reader.figures(entity_id(company), local), language, company)[:1] if trail.chart]
    return page(
        request, "node.html", iri=iri, kind=kind if kind != "unit" else "", name=name, total=total, shown=len(facts),
        lead=speech["node"].get(f"about_{kind}", ""), companies=charts, groups=same(facts),
        articles=articles, triples=[_row(triple) for triple in triples if triple.subject.value == iri])


def _row(triple: Any) -> Row:
    value = triple.object
    if isinstance(value, ox.NamedNode):
        return Row(_short(triple.predicate.value), _short(value.value), None, path_of(value.value))
    return Row(_short(triple.predicate.value), value.value, getattr(value, "language", None), None)


def _short(iri: str) -> str:
    found = abbreviate(iri)
    return f"{found[0]}:{found[1]}" if found and found[1] else iri
