"""A SELECT query in pages, for servers that cut long answers without a word.

Pages need a total order, or rows are lost and doubled between them: all columns are put behind the query's own ORDER
BY, which keeps the order that was asked for and settles the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.sparql import tokens

_CLAUSES = ("FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")

#: What puts terms in a total order. Not the terms themselves: texts, numbers and dates in one column have none, and
#: Oxigraph 0.5 ends its whole process on them (a panic in its sort), as Virtuoso 7.2 does on long texts. Terms of one
#: text and different type count as equal; a server sorts such the same way each time.
_TIE = "MD5(STR(?))"


def clauses(text: str) -> dict[str, str]:
    """The text of a query by clause: "PROLOGUE", "SELECT" and those of `_CLAUSES` at its top level.

    "SELECT" is all before the others, also of a CONSTRUCT with its template.
    """
    starts: dict[str, int] = {}
    depth, before = 0, ""
    for token in tokens(text):
        word = token.text.upper() if token.kind == "word" and not depth else ""
        if word in ("SELECT", "CONSTRUCT") and not starts:
            starts["SELECT"] = token.start
        elif starts and token.text == "{" and not depth and "WHERE" not in starts and before != "CONSTRUCT":
            starts["WHERE"] = token.start
        elif starts and word in _CLAUSES:
            starts.setdefault(word, token.start)
        if token.kind == "sign":
            depth += (token.text in "({[") - (token.text in ")}]")
        before = before if token.kind == "comment" else token.text.upper()
    ends = [*list(starts.values())[1:], len(text)]
    found = {name: text[start:end] for (name, start), end in zip(starts.items(), ends, strict=True)}
    return {"PROLOGUE": text[:starts["SELECT"]]} | found


def counting(text: str) -> str:
    """A query for how many rows a SELECT query has, or the WHERE of a CONSTRUCT query, as `?n`."""
    found = clauses(text)
    if found["SELECT"][:1] in "Cc":
        found["SELECT"] = "SELECT *"
    dataset = found.pop("FROM", "")
    return f"{found.pop('PROLOGUE')}SELECT (COUNT(*) AS ?n) {dataset}\nWHERE {{ {{ {_joined(found)} }} }}"


def page(text: str, columns: Sequence[str], first: int, rows: int, *, nested: bool = False) -> str:
    """A query for `rows` rows of a SELECT query, from row number `first` (0-based) in the order described above.

    columns   the names of all its variables
    nested    for Virtuoso, which sorts 10,000 rows at most unless the sorting stands in a query within the query
    """
    found = clauses(text)
    order = found.pop("ORDER", "ORDER BY ")
    found["ORDER"] = order + "\n" + " ".join(_TIE.replace("?", f"?{name}") for name in columns)
    most, passed = _number(found.pop("LIMIT", "")), _number(found.pop("OFFSET", "")) or 0
    slice_ = {"LIMIT": f"LIMIT {rows if most is None else max(0, min(rows, most - first))}",
              "OFFSET": f"OFFSET {passed + first}"}
    if not nested:
        return _joined(found | slice_)
    prologue, dataset = found.pop("PROLOGUE"), found.pop("FROM", "")
    names = " ".join(f"?{name}" for name in columns)
    return f"{prologue}SELECT {names} {dataset}\nWHERE {{ {{ {_joined(found)} }} }}\n{_joined(slice_)}"


def _joined(found: dict[str, str]) -> str:
    order = ("PROLOGUE", "SELECT", *_CLAUSES)
    return "".join(found[name] + "\n" for name in order if name in found)  # a clause may end in a comment


def _number(clause: str) -> int | None:
    match = re.search(r"\d+", clause)
    return int(match[0]) if match else None
