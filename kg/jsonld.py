"""JSON-LD in the order of our Turtle: a context of prefixes, then one subject a line, the same bytes each time."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from typing import Any, BinaryIO

from kg.namespaces import PREFIXES, RDF, XSD
from kg.turtle import Node, Writer, language, split_typed

#: Whole numbers that JSON has as they are; beyond 15 digits some readers round them.
_COUNT = re.compile(r"0|-?[1-9][0-9]{0,14}")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def write(stream: BinaryIO, parts: Iterable[tuple[str, Iterable[tuple[str, Node]]]]) -> None:
    """Write the subjects of `parts`, as for Turtle, without their comments. Amounts are strings, to stay exact."""
    writer = Writer()
    with tempfile.TemporaryFile() as body:
        before = ""
        for _, blocks in parts:
            for subject, node in blocks:
                body.write((before + json.dumps(_node(writer, subject, node), ensure_ascii=False)).encode())
                before = ",\n"
        context = json.dumps({prefix: PREFIXES[prefix] for prefix in writer.used()}, indent=1)
        stream.write(f'{{"@context": {context},\n"@graph": [\n'.encode())
        body.seek(0)
        shutil.copyfileobj(body, stream, 1 << 20)
        stream.write(b"\n]}\n")


def _node(writer: Writer, subject: str, node: Node) -> dict[str, Any]:
    row: dict[str, Any] = {"@id": _name(writer, subject)}
    for predicate in sorted(node, key=writer.place):
        values = sorted(node[predicate], key=lambda value: (language(value), value))
        if predicate == RDF + "type":
            row["@type"] = [_name(writer, value[1:-1]) for value in values]
        else:
            found = [_value(writer, value) for value in values]
            row[_name(writer, predicate)] = found[0] if len(found) == 1 else found
    return row


def _value(writer: Writer, term: str) -> Any:
    if term[0] != '"':
        return {"@id": _name(writer, term[1:-1] if term[0] == "<" else term)}
    if tag := language(term):
        return {"@language": tag, "@value": _text(term[:term.rindex('"@') + 1])}
    if term[-1] == '"':
        return _text(term)
    quoted, datatype = split_typed(term)
    text = _text(quoted)
    if datatype == XSD + "integer" and _COUNT.fullmatch(text):
        return int(text)
    return {"@type": _name(writer, datatype), "@value": text}


def _text(quoted: str) -> str:
    """The text that a quoted string of N-Triples stands for."""
    if "\\" not in quoted:
        return quoted[1:-1]
    return _ESCAPE.sub(
        lambda match: chr(int(match[1] or match[2], 16)) if match[1] or match[2] else _ESCAPED.get(match[3], match[3]),
        quoted[1:-1])


def _name(writer: Writer, iri: str) -> str:
    return writer.name(iri).strip("<>")
