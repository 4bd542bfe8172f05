"""Turtle as one would write it by hand, and always the same bytes for the same triples.

`a` comes first, then the properties in the order of `ORDER`, then the others by name; a subject is one block, and
the caller decides the order of the subjects. Names are abbreviated where Turtle can read them back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from kg.namespaces import PREFIXES, RDF, XSD, abbreviate
from kg.rdf import written

#: Properties in the order in which a reader wants them; a property that is not here comes after, by its name.
ORDER = (
    "rdf:type", "kg:subject", "kg:person", "kg:speaker", "kg:role", "kg:predicate", "kg:organization", "kg:object",
    "kg:metric", "kg:measure", "kg:value", "kg:minValue", "kg:maxValue", "kg:decimals", "kg:unit", "kg:qualifier",
    "kg:market", "kg:position", "kg:quote", "kg:period", "kg:status", "kg:basis", "kg:saidBy", "kg:namedAs",
    "kg:reason", "kg:statedIn", "prov:wasDerivedFrom", "kg:figure", "kg:lowest", "kg:highest", "kg:rule", "kg:parts",
    "oa:start", "oa:end", "oa:exact",
    "schema:identifier", "schema:headline", "schema:datePublished", "schema:inLanguage", "schema:publisher",
    "schema:url", "schema:sha256", "skos:notation", "schema:startDate", "schema:endDate", "kg:fiscalYear",
    "kg:fiscalQuarter", "skos:prefLabel", "skos:altLabel", "skos:definition", "kg:parent",
    "kg:headquarters", "kg:sector", "kg:fiscalYearEnd", "kg:reportingCurrency", "kg:cik", "kg:lei",
    "schema:tickerSymbol", "schema:sameAs",
)
_RANK = {name: place for place, name in enumerate(ORDER)}
_LETTER = ("A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
           "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff")
#: Local names that need no escape: letters (PN_CHARS_BASE of the grammar), digits, "_", "-", and "." inside.
_LOCAL = re.compile(f"[{_LETTER}0-9_](?:[{_LETTER}0-9_.-]*[{_LETTER}0-9_-])?")
_PLAIN = {XSD + "integer": re.compile(r"[+-]?[0-9]+"), XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
          XSD + "boolean": re.compile("true|false")}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')

#: Lines with several objects are not made longer than this.
_WIDTH = 118
_TYPE, _STRING = RDF + "type", XSD + "string"

Node = Mapping[str, Sequence[Any]]


class Writer:
    """Turtle for terms and subjects; it remembers which prefixes it used."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._names: dict[str, str] = {}
        self._places: dict[str, tuple[int, str]] = {}

    def name(self, iri: str) -> str:
        """An IRI as Turtle has it: a prefixed name where that reads back as the same, else in angle brackets."""
        found = self._names.get(iri)
        if found is None:
            short = abbreviate(iri)
            if short and (not short[1] or _LOCAL.fullmatch(short[1])):
                self._used.add(short[0])
                found = ":".join(short)
            else:
                found = iri if iri.startswith("_:") else f"<{iri}>"
            self._names[iri] = found
        return found

    def term(self, value: Any) -> str:
        """A term as Turtle has it; decimals with a point, numbers bare."""
        if isinstance(value, ox.NamedNode):
            return self.name(value.value)
        if not isinstance(value, ox.Literal):
            return str(value)
        text, datatype = value.value, value.datatype.value
        if datatype in _PLAIN and _PLAIN[datatype].fullmatch(written_text := written(value).value):
            return str(written_text)
        quoted = '"' + _ESCAPED.sub(lambda match: _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}", text) + '"'
        if value.language:
            return f"{quoted}@{value.language}"
        return quoted if datatype == _STRING else f"{quoted}^^{self.name(datatype)}"

    def block(self, subject: str, node: Node) -> str:
        """All that is said of one subject; `node` has the objects by the IRI of their property."""
        lines = []
        for predicate in sorted(node, key=self.place):
            name = "a" if predicate == _TYPE else self.name(predicate)
            values = node[predicate]
            lines.append(f"{name} {self.term(values[0]) if len(values) == 1 else self._objects(name, values)}")
        return f"{self.name(subject)} " + " ;\n    ".join(lines) + " .\n"

    def _objects(self, name: str, values: Sequence[Any]) -> str:
        """Several objects, those of one language together, on more than one line where one would be too long."""
        terms = [text for _, text in sorted((getattr(value, "language", None) or "", self.term(value))
                                            for value in values)]
        lines, width = [""], len(name) + 5
        for text in terms:
            if lines[-1] and width + len(text) > _WIDTH:
                lines.append("")
                width = 8
            lines[-1] += f" , {text}" if lines[-1] else text
            width += len(text) + 3
        return " ,\n        ".join(lines)

    def used(self) -> list[str]:
        """The prefixes that were used so far, our own first."""
        return [prefix for prefix in PREFIXES if prefix in self._used]

    def place(self, predicate: str) -> tuple[int, str]:
        """Where a property comes among those of a subject."""
        found = self._places.get(predicate)
        if found is None:
            key = ":".join(abbreviate(predicate) or (predicate,))
            found = self._places[predicate] = (_RANK.get(key, len(ORDER)), key)
        return found


def document(parts: Iterable[tuple[str, Iterable[tuple[str, Node]]]]) -> str:
    """The text of a file: prefixes, then for each part a comment (if not empty) and its blocks."""
    writer = Writer()
    body = []
    for comment, blocks in parts:
        if comment:
            body.append(f"\n# {' '.join(comment.split())}\n")
        body += ["\n" + writer.block(subject, node) for subject, node in blocks]
    head = [f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in writer.used()]
    return "".join(head + body)
