"""Which form of a resource a request wants: HTML for people, Turtle, JSON-LD or N-Triples for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kg.export import json_ld, turtle

#: Media type -> name of the form, the one first that a client gets who takes anything.
MEDIA_TYPES: Mapping[str, str] = {
    "text/html": "html", "application/xhtml+xml": "html", "text/turtle": "ttl", "application/ld+json": "jsonld",
    "application/n-triples": "nt", "application/json": "jsonld", "text/plain": "nt", "application/x-turtle": "ttl"}
_TYPE_OF = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples"}


def form_of(request: Request) -> str | None:
    """"html", "ttl", "jsonld" or "nt", by the `format` of the address or else by Accept; None for no form there is."""
    asked = request.query_params.get("format")
    if asked is not None:
        return asked if asked in MEDIA_TYPES.values() else None
    return accepted(request.headers.get("accept", ""), MEDIA_TYPES)


def accepted(header: str, offers: Mapping[str, str]) -> str | None:
    """The offer that an Accept header likes best (RFC 9110, 12.5.1); of equals the first offered."""
    wishes: dict[str, float] = {}
    for part in header[:2000].split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        try:
            wishes[name] = float(quality)
        except ValueError:
            continue
    if not header.strip():
        return next(iter(offers.values()))

    def liking(media_type: str) -> float:
        group = media_type.partition("/")[0] + "/*"
        return next((wishes[name] for name in (media_type, group, "*/*") if name in wishes), 0.0)

    best = max(offers, key=liking)
    return offers[best] if liking(best) > 0 else None


def as_data(triples: Iterable[Any], form: str) -> Response:
    """Triples in the form "ttl", "jsonld" or "nt", the same bytes each time."""
    found = list(dict.fromkeys(triples))
    if form == "ttl":
        text = turtle(found)
    elif form == "jsonld":
        text = json_ld(found)
    else:
        text = "".join(sorted(f"{triple} .\n" for triple in found))
    return Response(text, media_type=_TYPE_OF[form] + "; charset=utf-8",
                    headers={"Vary": "Accept", "Access-Control-Allow-Origin": "*"})
