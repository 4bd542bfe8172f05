"""Turtle as one would write it by hand, and always the same bytes for the same triples.

`a` comes first, then the properties in the order of `ORDER`, then the others by name; a subject is one block, and
the caller decides the order of the subjects. Names are abbreviated where Turtle can read them back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from kg.namespaces import PREFIXES, RDF, XSD, abbreviate
from kg.rdf import written

#: Properties in the order in which a reader wants them; a property that is not here comes after, by its name.
ORDER = (
    "rdf:type", "kg:subject", "kg:person", "kg:speaker", "kg:role", "kg:predicate", "kg:organization", "kg:object",
    "kg:metric", "kg:measure", "kg:value", "kg:minValue", "kg:maxValue", "kg:decimals", "kg:unit", "kg:qualifier",
    "kg:market", "kg:position", "kg:quote", "kg:period", "kg:status", "kg:saidBy", "kg:namedAs", "kg:reason",
    "kg:statedIn", "prov:wasDerivedFrom", "kg:rule", "kg:parts", "oa:start", "oa:end", "oa:exact",
    "schema:identifier", "schema:headline", "schema:datePublished", "schema:inLanguage", "schema:publisher",
    "schema:url", "schema:sha256", "skos:notation", "schema:startDate", "schema:endDate", "kg:fiscalYear",
    "kg:fiscalQuarter", "skos:prefLabel", "skos:altLabel", "skos:definition", "kg:parent",
)
_RANK = {name: place for place, name in enumerate(ORDER)}
_LETTER = ("A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
           "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff")
#: Local names that need no escape: letters (PN_CHARS_BASE of the grammar), digits, "_", "-", and "." inside.
_LOCAL = re.compile(f"[{_LETTER}0-9_](?:[{_LETTER}0-9_.-]*[{_LETTER}0-9_-])?")
_PLAIN = {XSD + "integer": re.compile(r"[+-]?\d+"), XSD + "decimal": re.compile(r"[+-]?\d*\.\d+"),
          XSD + "boolean": re.compile("true|false")}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')

Node = dict[str, list[Any]]


def name(iri: str) -> str:
    """An IRI as Turtle has it: a prefixed name where that reads back as the same, else in angle brackets."""
    if iri.startswith("_:"):
        return iri
    short = abbreviate(iri)
    if short and (not short[1] or _LOCAL.fullmatch(short[1])):
        return ":".join(short)
    return f"<{iri}>"


def term(value: Any) -> str:
    """A term as Turtle has it; decimals with a point, numbers bare."""
    value = written(value)
    if not isinstance(value, ox.Literal):
        return name(value.value) if isinstance(value, ox.NamedNode) else str(value)
    datatype = value.datatype.value
    if datatype in _PLAIN and _PLAIN[datatype].fullmatch(value.value):
        return value.value
    quoted = '"' + _ESCAPED.sub(lambda match: _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}", value.value) + '"'
    if value.language:
        return f"{quoted}@{value.language}"
    return quoted if datatype == XSD + "string" else f"{quoted}^^{name(datatype)}"


def block(subject: str, node: Node) -> str:
    """All that is said of one subject; `node` has the objects by the IRI of their property."""
    lines = []
    for _, _, predicate in sorted((_RANK.get(key := _key(iri), len(ORDER)), key, iri) for iri in node):
        objects = " , ".join(sorted(map(term, node[predicate])))
        lines.append(f"{'a' if predicate == RDF + 'type' else name(predicate)} {objects}")
    return f"{name(subject)} " + " ;\n    ".join(lines) + " .\n"


def _key(iri: str) -> str:
    short = abbreviate(iri)
    return ":".join(short) if short else iri


def document(parts: Iterable[tuple[str, list[tuple[str, Node]]]]) -> Iterator[str]:
    """The text of a file, piece by piece: prefixes, then for each part a comment (if not empty) and its blocks."""
    parts = list(parts)
    used = {found[0] for _, blocks in parts for subject, node in blocks for iri in _iris(subject, node)
            if (found := abbreviate(iri))}
    yield "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items() if prefix in used)
    for comment, blocks in parts:
        if comment:
            yield f"\n# {' '.join(comment.split())}\n"
        for subject, node in blocks:
            yield "\n" + block(subject, node)


def _iris(subject: str, node: Node) -> Iterator[str]:
    yield subject
    for predicate, objects in node.items():
        if predicate != RDF + "type":
            yield predicate
        for value in objects:
            if isinstance(value, ox.NamedNode):
                yield value.value
            elif isinstance(value, ox.Literal) and not value.language and value.datatype.value != XSD + "string":
                yield value.datatype.value
