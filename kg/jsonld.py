"""JSON-LD in the order of our Turtle: a context of prefixes, then one subject a line, the same bytes each time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from kg.namespaces import PREFIXES, RDF, XSD
from kg.rdf import written
from kg.turtle import Node, Writer

#: Whole numbers that JSON has as they are; beyond 15 digits some readers round them.
_COUNT = re.compile(r"0|-?[1-9][0-9]{0,14}")


def document(parts: Iterable[tuple[str, Iterable[tuple[str, Node]]]]) -> str:
    """The text of a file; `parts` as for Turtle, without their comments. Amounts are strings, to stay exact."""
    writer = Writer()
    lines = [json.dumps(_node(writer, subject, node), ensure_ascii=False) for _, blocks in parts
             for subject, node in blocks]
    context = json.dumps({prefix: PREFIXES[prefix] for prefix in writer.used()}, indent=1)
    return f'{{"@context": {context},\n"@graph": [\n' + ",\n".join(lines) + "\n]}\n"


def _node(writer: Writer, subject: str, node: Node) -> dict[str, Any]:
    row: dict[str, Any] = {"@id": _name(writer, subject)}
    for predicate in sorted(node, key=writer.place):
        values = sorted(node[predicate], key=lambda value: (getattr(value, "language", None) or "", value.value))
        if predicate == RDF + "type":
            row["@type"] = [_name(writer, value.value) for value in values]
        else:
            found = [_value(writer, value) for value in values]
            row[_name(writer, predicate)] = found[0] if len(found) == 1 else found
    return row


def _value(writer: Writer, value: Any) -> Any:
    if not isinstance(value, ox.Literal):
        return {"@id": _name(writer, value.value)}
    if value.language:
        return {"@language": value.language, "@value": value.value}
    datatype = value.datatype.value
    if datatype == XSD + "string":
        return value.value
    if datatype == XSD + "integer" and _COUNT.fullmatch(value.value):
        return int(value.value)
    return {"@type": _name(writer, datatype), "@value": written(value).value}


def _name(writer: Writer, iri: str) -> str:
    return writer.name(iri).strip("<>")
