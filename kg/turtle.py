"""Turtle as one would write it by hand, and always the same bytes for the same triples.

`a` comes first, then the properties in the order of `ORDER`, then the others by name; a subject is one block, and
the caller decides the order of the subjects. Names are abbreviated where Turtle can read them back. Terms come as
N-Triples has them, which is what the engine gives fastest.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

from kg.namespaces import PREFIXES, RDF, XSD, abbreviate

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

#: Lines with several objects are not made longer than this.
_WIDTH = 118
_TYPE = RDF + "type"
#: Terms that are kept in mind; most are named again and again, but amounts and words need not be kept for ever.
_KEPT = 100_000

#: Objects of a subject, as N-Triples writes them, by the IRI of their property.
Node = Mapping[str, Sequence[str]]


class Writer:
    """Turtle for terms and subjects; it remembers which prefixes it used."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._terms: dict[str, str] = {}
        self._places: dict[str, tuple[int, str, str]] = {}

    def name(self, iri: str) -> str:
        """An IRI as Turtle has it: a prefixed name where that reads back as the same, else in angle brackets."""
        short = abbreviate(iri)
        if short and (not short[1] or _LOCAL.fullmatch(short[1])):
            self._used.add(short[0])
            return ":".join(short)
        return iri if iri.startswith("_:") else f"<{iri}>"

    def term(self, term: str) -> str:
        """A term of N-Triples as Turtle has it; numbers bare where they are written as Turtle's are."""
        found = self._terms.get(term)
        if found is None:
            if len(self._terms) > _KEPT:
                self._terms.clear()
            found = self._terms[term] = self._term(term)
        return found

    def _term(self, term: str) -> str:
        if term[0] == "<":
            return self.name(term[1:-1])
        if term[0] != '"' or term[-1] != ">":
            return term
        text, datatype = split_typed(term)
        if datatype in _PLAIN and _PLAIN[datatype].fullmatch(text, 1, len(text) - 1):
            return text[1:-1]
        return f"{text}^^{self.name(datatype)}"

    def block(self, subject: str, node: Node) -> str:
        """All that is said of one subject, an IRI or "_:" with a name."""
        lines = []
        for predicate in sorted(node, key=self.place) if len(node) > 1 else node:
            name, values = self.place(predicate)[2], node[predicate]
            lines.append(f"{name} {self.term(values[0]) if len(values) == 1 else self._objects(name, values)}")
        return f"{self.name(subject)} " + " ;\n    ".join(lines) + " .\n"

    def _objects(self, name: str, values: Sequence[str]) -> str:
        """Several objects, those of one language together, on more than one line where one would be too long."""
        terms = [text for _, text in sorted((language(value), self.term(value)) for value in values)]
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

    def place(self, predicate: str) -> tuple[int, str, str]:
        """Where a property comes among those of a subject, and last its name in Turtle."""
        found = self._places.get(predicate)
        if found is None:
            key = ":".join(abbreviate(predicate) or (predicate,))
            name = "a" if predicate == _TYPE else self.name(predicate)
            found = self._places[predicate] = (_RANK.get(key, len(ORDER)), key, name)
        return found


def split_typed(term: str) -> tuple[str, str]:
    """The quoted text and the datatype's IRI of a typed literal of N-Triples."""
    cut = term.rindex('"^^<') + 1
    return term[:cut], term[cut + 3:-1]


def language(term: str) -> str:
    """The language tag of a literal of N-Triples, or nothing."""
    if term[0] != '"' or term[-1] in '">':
        return ""
    return term[term.rindex('"@') + 2:]


def write(stream: BinaryIO, parts: Iterable[tuple[str, Iterable[tuple[str, Node]]]]) -> None:
    """Write prefixes, then for each part a comment (if not empty) and its blocks; a part at a time is held.

    The body waits in a temporary file, since the prefixes before it are those that it turns out to use.
    """
    writer = Writer()
    with tempfile.TemporaryFile() as body:
        for comment, blocks in parts:
            lines = [f"\n# {' '.join(comment.split())}\n"] if comment else []
            lines += ["\n" + writer.block(subject, node) for subject, node in blocks]
            body.write("".join(lines).encode())
        stream.write("".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in writer.used()).encode())
        body.seek(0)
        shutil.copyfileobj(body, stream, 1 << 20)
