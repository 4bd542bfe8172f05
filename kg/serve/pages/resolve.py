"""The IRIs of the graph on this server: /entity/amazon, /fact/…, /article/… as a page, Turtle, JSON-LD or N-Triples."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.export import json_ld, turtle
from kg.namespaces import ARTICLE, BASE, ENTITY, FACT, NUMBER, SPAN
from kg.serve.negotiation import THINGS, accepted, choose, content_type, named, offered
from kg.serve.pages.article import article_page
from kg.serve.pages.entity import entity_page
from kg.serve.pages.fact import CITED, cited, fact_page
from kg.serve.pages.nodes import node_page
from kg.serve.pages.reader import Reader, path_of

#: The spaces of our IRIs that have pages.
SPACES = ("entity", "fact", "article", "metric", "period", "unit", "span", "number", "ontology")
_PLACE = re.compile(r"([0-9a-f]{16})-(\d+)-(\d+)")
#: Characters of a local name at most: the longest of an entity is a slug of its name.
_MOST = 300


def thing(space: str, request: Request, reader: Reader) -> Response:
    """The thing that a path names, in the form that the request wants."""
    name = request.path_params["name"]
    if len(name) > _MOST or not re.fullmatch(r"[^\s<>\"{}|\\^`/#?]+", name):
        raise HTTPException(404)
    asked = request.query_params.get("format")
    if space == "fact" and asked in CITED and (fact := reader.fact(name)):
        return cited(reader, fact, asked)
    chosen = choose(THINGS, accepted(request.headers.get("accept"))) if asked is None else named(THINGS, asked)
    if chosen is None:
        raise HTTPException(406, f"it comes as {', '.join(offered(THINGS))}")
    form = chosen[0]
    iri = f"{BASE}{space}/{name}"
    if space == "article":
        return _article(request, reader, name, form)
    if form == "html" and (place := _PLACE.fullmatch(name)) and iri.startswith((SPAN, NUMBER)):
        mark = f"number-{place[2]}-{place[3]}" if space == "number" else ""
        return RedirectResponse(f"/article/{place[1]}" + (f"#at-{mark}" if mark else ""), 303)
    about = reader.about(iri)
    if not about:
        raise HTTPException(404, f"{iri}")
    if form != "html":
        return as_data(about, form)
    if iri.startswith(FACT) and (fact := reader.fact(name)):
        return fact_page(request, reader, fact)
    if iri.startswith(ENTITY) and (known := reader.name(name)):
        return entity_page(request, reader, name, known)
    return node_page(request, reader, iri, about)


def _article(request: Request, reader: Reader, name: str, form: str) -> Response:
    article = reader.article(name.lower()) if re.fullmatch(r"[0-9a-fA-F]{16,64}", name) else None
    if article is None:
        raise HTTPException(404, f"{ARTICLE}{name}")
    if form == "html":
        return article_page(request, reader, article)
    return as_data(reader.about_article(article), form)


def as_data(triples: Iterable[Any], form: str) -> Response:
    """Triples in the form "ttl", "jsonld" or "nt", the same bytes each time."""
    found = list(dict.fromkeys(triples))
    if form == "ttl":
        text = turtle(found)
    elif form == "jsonld":
        text = json_ld(found)
    else:
        text = "".join(sorted(f"{triple} .\n" for triple in found))
    return Response(text, headers={"Content-Type": content_type(THINGS[form][0]), "Vary": "Accept"})


def by_iri(request: Request) -> Response:
    """To the page of a whole IRI, or of one with a prefix such as entity:amazon."""
    iri = request.query_params.get("iri", "").strip().strip("<>")[:2000]
    prefix, colon, name = iri.partition(":")
    place = path_of(iri if not colon or prefix not in SPACES else f"{BASE}{prefix}/{name}")
    if place is None or place.split("/")[1] not in SPACES:
        raise HTTPException(404, iri)
    return RedirectResponse(place, 303)
