"""Which format an answer has: by `format` in the address, else by the Accept header with its preferences."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Format -> media types by which it may be asked for, its own first; the first format is what one gets without asking.
ROWS: dict[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
GRAPHS: dict[str, tuple[str, ...]] = {
    "ttl": ("text/turtle", "application/x-turtle", "text/n3"),
    "nt": ("application/n-triples", "text/plain"),
    "jsonld": ("application/ld+json", "application/json"),
    "rdf": ("application/rdf+xml", "application/xml", "text/xml"),
}
#: What has an IRI of ours, as a page for people or as triples.
THINGS: dict[str, tuple[str, ...]] = {"html": ("text/html", "application/xhtml+xml")} | {
    name: GRAPHS[name] for name in ("ttl", "jsonld", "nt")}
#: A named query, as a page or as its rows.
ANSWERS: dict[str, tuple[str, ...]] = {"html": ("text/html", "application/xhtml+xml"), "csv": ROWS["csv"],
                                       "json": ROWS["json"]}
#: Names for `format` besides those of the formats and their media types.
_NAMES = {"turtle": "ttl", "n3": "ttl", "ntriples": "nt", "n-triples": "nt", "json-ld": "jsonld", "rdf+xml": "rdf",
          "rdfxml": "rdf", "pretty-xml": "rdf"}
_QUALITY = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.I)

Accepted = list[tuple[str, float]]


def accepted(header: str | None) -> Accepted:
    """Media types (or ranges such as "text/*") of an Accept header with their quality, 0 to 1; all if there is none."""
    found: Accepted = []
    for part in (header or "").split(","):
        media_type, *parameters = (piece.strip() for piece in part.split(";"))
        if "/" in media_type:
            quality = next((float(m[1]) for p in parameters if (m := _QUALITY.fullmatch(p))), 1.0)
            found.append((media_type.lower(), quality))
    return found or [("*/*", 1.0)]


def quality(media_type: str, ranges: Accepted) -> float:
    """How welcome a media type is: what the most exact range that covers it says, 0 where none does."""
    kind = media_type.partition("/")[0] + "/*"
    for wanted in (media_type, kind, "*/*"):
        found = [q for name, q in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


def choose(formats: dict[str, tuple[str, ...]], ranges: Accepted) -> tuple[str, str] | None:
    """(format, its own media type) that is most welcome, of equals the first; None where none is.

    Other names of a format count only where they are named exactly; the answer has the type that is defined for it.
    """
    best: tuple[float, bool, str, str] | None = None
    for format_, (own, *others) in formats.items():
        by_name = [q for name, q in ranges if name in others]
        welcome = 0.0 if (own, 0.0) in ranges else max((quality(own, ranges), *by_name))
        named = bool(by_name) or any(name == own for name, _ in ranges)
        if welcome and (best is None or (welcome, named) > best[:2]):
            best = (welcome, named, format_, own)
    return best and best[2:]


def named(formats: dict[str, tuple[str, ...]], name: str) -> tuple[str, str] | None:
    """(format, media type) that `format` names, or None."""
    name = name.strip().lower().replace(" ", "+")
    if formats is GRAPHS and name in ("xml", "json"):
        name = {"xml": "rdf", "json": "jsonld"}[name]
    name = _NAMES.get(name, name)
    for format_, media_types in formats.items():
        if name == format_ or name in media_types:
            return format_, media_types[0]
    return None


def takes(header: str | None, coding: str) -> bool:
    """Whether an Accept-Encoding header names the coding, and not to refuse it (RFC 9110, 12.5.3)."""
    for part in (header or "").split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name.lower() == coding:
            return all(float(match[1]) > 0 for p in parameters if (match := _QUALITY.fullmatch(p)))
    return False


def content_type(media_type: str) -> str:
    """A media type as an answer's header: texts with their encoding, tables of text with their heading."""
    return media_type + ("; charset=utf-8" if media_type.startswith("text/") else "")


def offered(*kinds: dict[str, tuple[str, ...]]) -> Sequence[str]:
    """The media types of the formats, one each."""
    return [media_types[0] for formats in kinds for media_types in formats.values()]
