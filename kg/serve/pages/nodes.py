"""The pages of metrics, periods, units and of all else that has an IRI: the facts that name it, and its triples."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple

import pyoxigraph as ox
from starlette.exceptions import HTTPException
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
#: Facts on one page, the newest first; the further ones are on the next.
PAGE = 100
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
    number = _number(request)
    facts, total = reader.facts_about(iri, (number - 1) * PAGE, PAGE) if kind else ([], 0)
    pages = max(1, -(-total // PAGE))
    if number > pages:
        raise HTTPException(404, f"page {number} of {pages}")
    articles = reader.articles(fact.article for fact in facts)
    order = {sha256: place for place, sha256 in enumerate(articles)}
    facts.sort(key=lambda fact: (order.get(fact.article, len(order)), fact.start, fact.end))
    local = iri.rsplit("/", 1)[-1]
    name = present.period(local, language) if kind == "period" else present.label(local, language)
    speech = words(language)
    newest = reader.facts_about(iri)[0] if kind == "metric" and number == 1 else []
    told = Counter(fact.subject for fact in newest if isinstance(fact, Observation))
    charts: list[tuple[str, Trail]] = [
        (company, trail) for company, _ in sorted(told.items(), key=lambda row: (-row[1], row[0]))[:_MOST_CHARTS]
        for trail in trails(reader.figures(entity_id(company), local), language, company)[:1] if trail.chart]
    return page(
        request, "node.html", iri=iri, kind=kind if kind != "unit" else "", name=name, number=number, pages=pages,
        lead=speech["node"].get(f"about_{kind}", ""), companies=charts, groups=same(facts),
        articles=articles, triples=[_row(triple) for triple in triples if triple.subject.value == iri])


def _number(request: Request) -> int:
    """The page of the list that is asked for, from 1."""
    asked = request.query_params.get("page", "1")
    if not re.fullmatch(r"[1-9]\d{0,5}", asked, re.ASCII):
        raise HTTPException(400, f"page={asked[:40]!r} is no number of a page")
    return int(asked)


def _row(triple: Any) -> Row:
    value = triple.object
    if isinstance(value, ox.NamedNode):
        return Row(_short(triple.predicate.value), _short(value.value), None, path_of(value.value))
    return Row(_short(triple.predicate.value), value.value, getattr(value, "language", None), None)


def _short(iri: str) -> str:
    found = abbreviate(iri)
    return f"{found[0]}:{found[1]}" if found and found[1] else iri
