"""A frozen sequence of values that shows itself: a table for people, a data frame, records for JSON and CSV."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any, ClassVar, Generic, Protocol, TypeVar, overload

from kg.errors import InputError


class Shown(Protocol):
    """A value with a record for machines and cells for people; `columns` and `shown` head them."""

    columns: ClassVar[tuple[str, ...]]
    shown: ClassVar[tuple[str, ...]]

    def record(self) -> dict[str, Any]: ...
    def cells(self, language: str) -> tuple[str, ...]: ...


Value = TypeVar("Value", bound=Shown)


class Rows(Sequence[Value], Generic[Value]):
    """The values, in order; a slice of it is one too."""

    __slots__ = ("_values", "kind", "language")

    def __init__(self, values: Iterable[Value], kind: type[Value], language: str = "en") -> None:
        """`kind` heads the columns where there are no values; `language` is that of the table."""
        self._values, self.kind, self.language = tuple(values), kind, language

    @overload
    def __getitem__(self, index: int) -> Value: ...
    @overload
    def __getitem__(self, index: slice) -> Rows[Value]: ...
    def __getitem__(self, index: int | slice) -> Value | Rows[Value]:
        if isinstance(index, slice):
            return Rows(self._values[index], self.kind, self.language)
        return self._values[index]

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self._values == other._values

    def __hash__(self) -> int:
        return hash(self._values)

    def records(self) -> list[dict[str, Any]]:
        """Each value as a dictionary, amounts as Decimal."""
        return [value.record() for value in self._values]

    def dataframe(self) -> Any:
        """The records as a pandas data frame. Raises InputError if pandas is not installed."""
        try:
            pandas = import_module("pandas")
        except ImportError:
            raise InputError("pandas is not installed; install it with: pip install pandas") from None
        return pandas.DataFrame(self.records(), columns=list(self.kind.columns))

    def csv(self) -> str:
        """The records as CSV (RFC 4180), with a heading."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.kind.columns)
        writer.writerows(record.values() for record in self.records())
        return out.getvalue()

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Headings and cells for people, without columns that are empty."""
        rows = [value.cells(self.language) for value in self._values]
        kept = [at for at in range(len(self.kind.shown)) if any(row[at] for row in rows)]
        return tuple(self.kind.shown[at] for at in kept), [tuple(row[at] for at in kept) for row in rows]

    def _repr_html_(self) -> str:
        """The table in a notebook."""
        head, rows = self.table()
        cells = "".join(f"<th>{html.escape(name)}</th>" for name in head)
        body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"

    def __repr__(self) -> str:
        return f"Rows({self.kind.__name__}, {len(self)})"
