"""Facts as tables: CSV, Parquet, and data frames of pandas and polars. One fact a row, amounts exact.

Columns are the fields of the facts' JSON; those that facts of a kind do not have are empty.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from importlib import import_module
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any

from kg.blocks import shortened
from kg.errors import InputError
from kg.facts import CONTENT, Fact
from kg.files import whole_file
from kg.rdf import ArticleInfo

#: Columns: the article, then all that facts of any kind say, then where they stand.
COLUMNS = ("name", "date", "kind", *dict.fromkeys(field for fields in CONTENT.values() for field in fields),
           "evidence", "start", "end", "said_by", "rule", "article", "id")
_AMOUNTS = frozenset(("value", "low", "high"))
_DAYS = frozenset(("date", "period_start", "period_end"))
_COUNTS = frozenset(("decimals", "position", "start", "end"))
#: Digits in all and behind the point of an amount in Parquet and frames: the most that a 128-bit decimal holds, and
#: the places behind the point that the graph's engine keeps. So amounts are exact up to 10^20, beyond what occurs.
_DIGITS, _PLACES = 38, 18
#: Facts in a group of rows of a Parquet file: some 5 MB.
_GROUP = 20_000


def rows(facts: Iterable[Fact], articles: Iterable[ArticleInfo],
         quote_length: int | None = None) -> Iterator[dict[str, Any]]:
    """Each fact as a dictionary by COLUMNS, with amounts as Decimal; `quote_length` as for `kg.export.export`."""
    named = {article.sha256: (article.name, article.day) for article in articles}
    for fact in facts:
        name, day = named.get(fact.article, ("", None))
        row = {"name": name, "date": day, "kind": fact.kind, "id": fact.id} | {
            column: getattr(fact, column, None) for column in COLUMNS[3:-1]}
        if quote_length is not None:
            for column in ("evidence", "quote"):
                row[column] = row[column] and shortened(row[column], quote_length)
        yield row


def write_csv(path: Path, facts: Iterable[Fact], articles: Iterable[ArticleInfo],
              quote_length: int | None = None) -> None:
    """Write the facts as CSV (RFC 4180, lines ended by LF) with a line of headings; amounts in full, never 1e10."""
    with whole_file(path) as stream:
        text = TextIOWrapper(stream, encoding="utf-8", newline="")
        lines = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        lines.writeheader()
        lines.writerows({column: format(value, "f") if isinstance(value, Decimal) else value
                         for column, value in row.items()} for row in rows(facts, articles, quote_length))
        text.flush()
        text.detach()


def write_parquet(path: Path, facts: Iterable[Fact], articles: Iterable[ArticleInfo],
                  quote_length: int | None = None) -> None:
    """Write the facts as Parquet: amounts as decimal128(38, 18), days as dates.

    Raises InputError where pyarrow is not installed, and where an amount has more digits than the column.
    """
    pyarrow = _library("pyarrow")
    from pyarrow import parquet

    schema = _schema(pyarrow)
    found = rows(facts, articles, quote_length)
    with whole_file(path) as stream, parquet.ParquetWriter(stream, schema, compression="zstd") as out:
        while group := list(islice(found, _GROUP)):
            out.write_table(_table(pyarrow, schema, group))


def facts_frame(facts: Iterable[Fact], articles: Iterable[ArticleInfo], library: str = "pandas") -> Any:
    """The facts as a data frame, a fact a row, with the types of the Parquet file: exact amounts, days as dates.

    library   "pandas" or "polars"
    Raises InputError where the library or pyarrow is not installed.
    """
    if library not in ("pandas", "polars"):
        raise InputError(f"a data frame is one of pandas or polars, not of {library!r}")
    frames, pyarrow = _library(library), _library("pyarrow")
    table = _table(pyarrow, _schema(pyarrow), list(rows(facts, articles)))
    return table.to_pandas(types_mapper=frames.ArrowDtype) if library == "pandas" else frames.from_arrow(table)


def _schema(pyarrow: Any) -> Any:
    types = dict.fromkeys(_AMOUNTS, pyarrow.decimal128(_DIGITS, _PLACES)) | dict.fromkeys(_DAYS, pyarrow.date32())
    types |= dict.fromkeys(_COUNTS, pyarrow.int32())
    return pyarrow.schema([(column, types.get(column, pyarrow.string())) for column in COLUMNS])


def _table(pyarrow: Any, schema: Any, group: list[dict[str, Any]]) -> Any:
    for row in group:
        row |= {column: date.fromisoformat(row[column]) for column in _DAYS if row[column]}
    try:
        return pyarrow.Table.from_pylist(group, schema)
    except pyarrow.ArrowInvalid as error:
        worst = max((row for row in group), key=lambda row: max(abs(row[name] or 0) for name in _AMOUNTS))
        raise InputError(f"fact:{worst['id']}: a number has more digits than the table can hold exactly ({error}); "
                         "export as .csv") from error


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise InputError(f"{name} is not installed; install it with: pip install 'tech-giants-kg[tables]'") from None
