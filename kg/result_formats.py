"""Rows of a query as the W3C writes them: CSV, TSV, JSON and XML of SPARQL 1.1.

Every writer yields pieces of text, so that a large result needs no second copy of itself. Values stay as they are
in the graph: no rounding, no guard that would change a cell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import Any

import pyoxigraph as ox

from kg.errors import InputError
from kg.namespaces import XSD

Term = Any  # ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, or a remote store's equal of it
Row = Sequence[Term | None]
Rows = Iterable[Row]

#: Terms whose written form is kept while a result is written: the same few hundred stand in most rows.
_KEPT = 4096
_STRING = XSD + "string"
_RESULTS = "http://www.w3.org/2005/sparql-results#"
_NO_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def csv(columns: Sequence[str], rows: Rows) -> Iterator[str]:
    """SPARQL 1.1 CSV: bare values, lines that end in CR LF."""
    yield ",".join(map(_quoted, columns)) + "\r\n"
    cell = lru_cache(_KEPT)(lambda term: "" if term is None else _quoted(_bare(term)))
    for row in rows:
        yield ",".join([cell(term) for term in row]) + "\r\n"


def tsv(columns: Sequence[str], rows: Rows) -> Iterator[str]:
    """SPARQL 1.1 TSV: terms as Turtle writes them, datatypes and languages included."""
    yield "\t".join(f"?{name}" for name in columns) + "\n"
    cell = lru_cache(_KEPT)(lambda term: "" if term is None else str(term).replace("\t", "\\t"))
    for row in rows:
        yield "\t".join([cell(term) for term in row]) + "\n"


def json_table(columns: Sequence[str], rows: Rows) -> Iterator[str]:
    """SPARQL 1.1 JSON, a row a line."""
    yield f'{{"head": {{"vars": {json.dumps(list(columns))}}}, "results": {{"bindings": ['
    names = [f"{json.dumps(name)}: " for name in columns]
    cell = lru_cache(_KEPT)(lambda term: json.dumps(_json(term), ensure_ascii=False))
    between = "\n{"
    for row in rows:
        yield between + ", ".join(
            [name + cell(term) for name, term in zip(names, row, strict=True) if term is not None]) + "}"
        between = ",\n{"
    yield "\n]}}\n"


def json_answer(answer: bool) -> str:
    """SPARQL 1.1 JSON of a yes or no."""
    return json.dumps({"head": {}, "boolean": answer}) + "\n"


def xml_table(columns: Sequence[str], rows: Rows) -> Iterator[str]:
    """SPARQL XML. Raises InputError for a value with a character that XML cannot hold."""
    head = "".join(f'<variable name="{escape(name)}"/>' for name in columns)
    yield f'<?xml version="1.0"?>\n<sparql xmlns="{_RESULTS}"><head>{head}</head><results>\n'
    for number, row in enumerate(rows, 1):
        cells = "".join(f'<binding name="{escape(name)}">{_xml(term, name, number)}</binding>'
                        for name, term in zip(columns, row, strict=True) if term is not None)
        yield f"<result>{cells}</result>\n"
    yield "</results></sparql>\n"


def xml_answer(answer: bool) -> str:
    """SPARQL XML of a yes or no."""
    said = str(answer).lower()
    return f'<?xml version="1.0"?>\n<sparql xmlns="{_RESULTS}"><head/><boolean>{said}</boolean></sparql>\n'


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search('[",\r\n]', cell) else cell


def _bare(term: Term) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)


def _json(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, ox.Literal):  # a quoted triple of RDF 1.2
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json(part) for name, part in parts.items()}}
    cell = {"type": "literal", "value": term.value}
    if term.language:
        cell["xml:lang"] = term.language
    elif term.datatype.value != _STRING:
        cell["datatype"] = term.datatype.value
    return cell


def _xml(term: Term, column: str, row: int) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if not isinstance(term, ox.Literal):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return "<triple>" + "".join(f"<{n}>{_xml(part, column, row)}</{n}>" for n, part in parts) + "</triple>"
    if found := _NO_XML.search(term.value):
        raise InputError(f"row {row}, column {column}: XML cannot hold the character U+{ord(found[0]):04X}; "
                         "choose another format, such as json")
    value = escape(term.value, quote=False).replace("\r", "&#13;")
    if term.language:
        return f'<literal xml:lang="{escape(term.language)}">{value}</literal>'
    if term.datatype.value != _STRING:
        return f'<literal datatype="{escape(term.datatype.value)}">{value}</literal>'
    return f"<literal>{value}</literal>"
