"""The answer to a query: exact for machines, readable for people.

For people a table joins the columns of an amount (`value`, `low`, `high`, `unit`, `qualifier`, with or without a
common beginning such as `expected_`) into one, names periods, hides what serves citing, and shows rows that differ
only in what is hidden as one. Everything else (CSV, TSV, JSON, XML, Turtle, data frames) keeps every value exact.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg import present, result_formats
from kg.citations import Asked, Citation, citations
from kg.errors import QueryError
from kg.lexicon import load
from kg.namespaces import XSD, abbreviate
from kg.result_formats import Row, Term

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Columns of codes of the ontology, which tables show by their labels.
_CODED = frozenset({"metric", "measure", "status", "role", "relation", "about", "kind", "unit", "basis"})
#: Columns that few rows fill: a table has them where one does.
_RARE = frozenset({"basis"})
_AMOUNT = ("value", "low", "high", "unit", "qualifier")
_INTEGER, _DECIMAL, _DATE, _BOOLEAN = (XSD + name for name in ("integer", "decimal", "date", "boolean"))
#: Characters that would move the cursor or turn the direction of what follows: a table shows them as U+FFFD.
_UNSAFE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What a query gave: rows of terms, a yes or no (`answer`), or a graph (`triples`).

    columns   names of the variables
    rows      a sequence of terms a row, None where a variable is unbound
    answer    what ASK gives, else None
    triples   what CONSTRUCT and DESCRIBE give, else None
    cite      columns that hold facts, which `citations` looks up
    hidden    columns that tables for people leave out
    language  in which tables speak
    notes     why there may be no rows, a line each
    """

    columns: tuple[str, ...] = ()
    rows: Sequence[Row] = ()
    answer: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None
    cite: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    language: str = "en"
    notes: tuple[str, ...] = ()
    _store: Asked | None = field(default=None, repr=False)

    # --- Python

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Each row as a dictionary of Python values: Decimal, int, date, bool or str; None where unbound."""
        for row in self.rows:
            yield {name: python(term) for name, term in zip(self.columns, row, strict=True)}

    def __len__(self) -> int:
        return len(self.rows) if self.triples is None else len(self.triples)

    def __bool__(self) -> bool:
        """What ASK answered; of other queries, whether there is anything."""
        return len(self) > 0 if self.answer is None else self.answer

    def dataframe(self, library: str = "pandas") -> Any:
        """The rows as a data frame; amounts are exact decimals, days dates.

        library   "pandas" or "polars"
        Raises QueryError for another library, one that is not installed, and what has no rows.
        """
        self._needs_rows("a data frame")
        if library not in ("pandas", "polars"):
            raise QueryError(f"a data frame is one of pandas or polars, not of {library[:40]!r}")
        try:
            frames = import_module(library)
        except ImportError:
            raise QueryError(f"{library} is not installed; install it with: pip install {library}") from None
        if library == "pandas":
            return frames.DataFrame(list(self), columns=list(self.columns))
        return frames.DataFrame(list(self), schema=list(self.columns), infer_schema_length=None, strict=False)

    # --- machines

    def csv(self) -> str:
        """SPARQL 1.1 CSV. Raises QueryError where there are no rows to write."""
        self._needs_rows("csv")
        return "".join(result_formats.csv(self.columns, self.rows))

    def tsv(self) -> str:
        """SPARQL 1.1 TSV. Raises QueryError where there are no rows to write."""
        self._needs_rows("tsv")
        return "".join(result_formats.tsv(self.columns, self.rows))

    def json(self) -> str:
        """SPARQL 1.1 JSON. Raises QueryError for a graph."""
        if self.answer is not None:
            return result_formats.json_answer(self.answer)
        self._needs_rows("json")
        return "".join(result_formats.json_table(self.columns, self.rows))

    def xml(self) -> str:
        """SPARQL XML. Raises QueryError for a graph, InputError for a character that XML cannot hold."""
        if self.answer is not None:
            return result_formats.xml_answer(self.answer)
        self._needs_rows("xml")
        return "".join(result_formats.xml_table(self.columns, self.rows))

    def ttl(self) -> str:
        """Turtle of a graph. Raises QueryError for anything else."""
        if self.triples is None:
            raise QueryError("ttl is for CONSTRUCT and DESCRIBE; for rows choose table, csv, tsv, json or xml")
        from kg.export import turtle

        return turtle(self.triples)

    def _needs_rows(self, form: str) -> None:
        if self.triples is not None:
            raise QueryError(f"{form} is for SELECT; choose ttl for the graph that CONSTRUCT and DESCRIBE give")
        if self.answer is not None:
            raise QueryError(f"{form} is for SELECT; choose json, xml or table for a yes or no")

    # --- people

    def citations(self) -> list[Citation]:
        """The words and the article of every fact in the rows, each once, in the order of the rows.

        Raises QueryError where the query names no facts or the result is not tied to a graph.
        """
        if self._store is None or not self.cite:
            raise QueryError("nothing to cite: the query has no column of facts; select ?fact, and say so by a line "
                             "#: cite: fact")
        return list(citations(self._store, self._facts(self.rows)).values())

    def table(self, *, cite: bool = False) -> RenderableType:
        """A table for people, as rich prints it; with `cite`, numbered footnotes below it."""
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text

        if self.answer is not None or not len(self):
            return Text(self._said())
        notes = self.citations() if cite else []
        names, lines = self.shown({note.fact: number for number, note in enumerate(notes, 1)})
        shown = Table(highlight=False)
        for name, right in names:
            shown.add_column(Text(name), justify="right" if right else "left", overflow="fold")
        for line in lines:
            shown.add_row(*map(Text, line))
        if not cite:
            return shown
        return Group(shown, *(Text(safe(f"[{number}] {note}")) for number, note in enumerate(notes, 1)))

    def text(self, *, cite: bool = False, width: int = 120) -> str:
        """The table as plain text of at most `width` characters a line."""
        from io import StringIO

        from rich.console import Console

        out = StringIO()
        Console(file=out, width=width, force_terminal=False, color_system=None).print(self.table(cite=cite))
        return out.getvalue()

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        """The table in a notebook."""
        if self.answer is not None or not len(self):
            return f"<p>{html.escape(self._said())}</p>"
        names, lines = self.shown({})
        head = "".join(f"<th>{html.escape(name)}</th>" for name, _ in names)
        body = "".join(
            "<tr>" + "".join(f'<td style="text-align:{"right" if right else "left"}">{html.escape(cell)}</td>'
                             for (_, right), cell in zip(names, line, strict=True)) + "</tr>" for line in lines)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _said(self) -> str:
        """Yes, no, or that there is nothing, in words."""
        answer = {True: "yes", False: "no", None: "none"}[self.answer]
        return "\n".join((str(present.words(self.language)["answers"][answer]), *map(safe, self.notes)))

    def _facts(self, rows: Sequence[Row]) -> Iterator[str]:
        places = [self.columns.index(name) for name in self.cite]
        for row in rows:
            yield from (term.value for place in places if isinstance(term := row[place], ox.NamedNode))

    def shown(self, notes: dict[str, int]) -> tuple[list[tuple[str, bool]], list[list[str]]]:
        """Headings with whether their column is of numbers, and the cells, for people.

        notes   numbers of facts by their IRIs; where there are some, the last column has those of each line, as [1][2]
        """
        words = present.words(self.language)
        if self.triples is not None:
            return ([(name, False) for name in ("subject", "predicate", "object")],
                    [[_cell(part) for part in (t.subject, t.predicate, t.object)]
                     for t in sorted(self.triples, key=str)])
        columns = list(self._people_columns())
        merged: dict[tuple[object, ...], list[Row]] = {}
        for number, row in enumerate(self.rows):
            cells = tuple(safe(show(row)) for _, _, show in columns)
            merged.setdefault(cells if self.hidden else (number, *cells), []).append(row)
        names = [(words["columns"].get(name, name.replace("_", " ")), right) for name, right, _ in columns]
        lines = [[str(cell) for cell in (cells if self.hidden else cells[1:])] for cells in merged]
        if any(len(rows) > 1 for rows in merged.values()) and self.hidden:
            names.append((words["columns"]["sources"], True))
            place = self.columns.index(self.cite[0]) if self.cite else None
            for line, rows in zip(lines, merged.values(), strict=True):
                line.append(str(len(rows if place is None else {row[place] for row in rows})))
        if notes:
            names.append(("", False))
            for line, rows in zip(lines, merged.values(), strict=True):
                numbers = dict.fromkeys(notes[fact] for fact in self._facts(rows) if fact in notes)
                line.append("".join(f"[{number}]" for number in numbers))
        return names, lines

    def _people_columns(self) -> Iterator[tuple[str, bool, Callable[[Row], str]]]:
        """Name, whether of numbers, and how to show it, for each column of the table for people."""
        place = {name: index for index, name in enumerate(self.columns)}
        joined: set[str] = set()
        for name in self.columns:
            if name in joined or name in self.hidden:
                continue
            start, _, last = name.rpartition("_")
            prefix = start + "_" if start else ""
            parts = {part: prefix + part for part in _AMOUNT if prefix + part in place}
            if last in _AMOUNT and parts.keys() & {"value", "low", "high"}:
                joined |= set(parts.values())
                parts.setdefault("unit", "unit")
                joined.add(parts["unit"])
                yield start or "amount", True, self._amount(
                    {part: place[column] for part, column in parts.items() if column in place})
            elif name not in _RARE or any(row[place[name]] is not None for row in self.rows):
                yield name, self._numeric(place[name]), self._plain(name, place[name])

    def _amount(self, places: dict[str, int]) -> Callable[[Row], str]:
        def show(row: Row) -> str:
            cells = {part: row[index] for part, index in places.items()}
            value, low, high = (python(cells.get(part)) for part in ("value", "low", "high"))
            if any(bound is not None and not isinstance(bound, (int, Decimal)) for bound in (value, low, high)):
                return " ".join(_cell(cell) for cell in cells.values() if cell is not None)
            value, low, high = (bound if bound is None else Decimal(bound) for bound in (value, low, high))
            unit, qualifier = (_cell(cell) if (cell := cells.get(part)) else "" for part in ("unit", "qualifier"))
            if value is None and low == high:
                value = low
            return present.figure(value, low, high, unit, qualifier or "exact", self.language)

        return show

    def _plain(self, name: str, index: int) -> Callable[[Row], str]:
        def show(row: Row) -> str:
            term = row[index]
            if term is None:
                return ""
            if name == "period":
                return present.period(_cell(term), self.language)
            if name in _CODED and _cell(term) in load().labels:
                return present.label(_cell(term), self.language)
            value = python(term)
            return present.number(value, self.language) if isinstance(value, Decimal) else _cell(term)

        return show

    def _numeric(self, index: int) -> bool:
        return any(isinstance(python(row[index]), (int, Decimal)) for row in self.rows[:20])


def python(term: Term | None) -> Any:
    """A term as a Python value; what has no exact counterpart is its text."""
    if isinstance(term, ox.Literal):
        kind, value = term.datatype.value, term.value
        try:
            if kind == _DECIMAL:
                return Decimal(value)
            if kind == _INTEGER:
                return int(value)
            if kind == _DATE:
                return date.fromisoformat(value)
        except (ValueError, ArithmeticError):
            return value
        return value in ("true", "1") if kind == _BOOLEAN else value
    return None if term is None else term.value if isinstance(term, ox.NamedNode) else str(term)


def safe(text: str) -> str:
    """A text for a terminal's line: no control characters, nothing that turns the direction of writing."""
    plain = _UNSAFE.sub("\ufffd", text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))
    return "".join(c if unicodedata.category(c) != "Cs" else "\ufffd" for c in plain)


def _cell(term: Term) -> str:
    """A term in a table: the text of a literal, an IRI with its prefix."""
    if isinstance(term, ox.NamedNode):
        short = abbreviate(term.value)
        return f"{short[0]}:{short[1]}" if short and short[1] else term.value
    return term.value if isinstance(term, ox.Literal) else str(term)
