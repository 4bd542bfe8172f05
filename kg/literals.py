"""Literals as the graph keeps them.

They are minted in the form that the store keeps ("21200000000" as xsd:decimal); `written` gives the form for files,
with a point in each amount, which rdflib needs to read it back exactly.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from kg.namespaces import XSD

_DECIMAL, _INTEGER, _DATE = (ox.NamedNode(XSD + name) for name in ("decimal", "integer", "date"))
_WHOLE = re.compile(r"[+-]?[0-9]+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def decimal_literal(value: Decimal) -> ox.Literal:
    """An exact xsd:decimal in the store's canonical form, never in scientific notation."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return ox.Literal("0" if text in ("-0", "") else text, datatype=_DECIMAL)


def integer_literal(value: int) -> ox.Literal:
    """An xsd:integer."""
    return ox.Literal(str(value), datatype=_INTEGER)


def day_literal(day: str) -> ox.Literal:
    """An xsd:date, of a day in ISO's form."""
    return ox.Literal(day, datatype=_DATE)


def text_literal(value: str, language: str | None) -> ox.Literal:
    """A text of an article, tagged with its language where that is a language tag."""
    if language and _LANGUAGE.fullmatch(language):
        return ox.Literal(value, language=language.lower())
    return ox.Literal(value)


def written(term: Any) -> Any:
    """A term as files show it: an xsd:decimal with a point, since rdflib reads one without it as an integer."""
    if isinstance(term, ox.Literal) and term.datatype == _DECIMAL and _WHOLE.fullmatch(term.value):
        return ox.Literal(term.value + ".0", datatype=_DECIMAL)
    return term
