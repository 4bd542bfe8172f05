"""The named queries as pages: a form made from the header of each, and its answer with the words that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kg import present, queries
from kg.errors import QueryError, QueryStopped
from kg.parameters import Parameter, known_values
from kg.queries import NamedQuery
from kg.results import Result
from kg.serve.negotiation import ANSWERS, accepted, choose, content_type, offered
from kg.serve.pages.frame import language_of, languages, page, words
from kg.serve.pages.reader import Reader

#: Rows of an answer on a page unless the reader asks for more, and sources below them; CSV and JSON give all.
ROWS, SOURCES = 200, 100
_LISTED, _CHOSEN = ("company", "person", "entity"), ("metric", "status", "role")


@dataclass(frozen=True, slots=True)
class Question:
    """A named query in the reader's language; `headings` are what its parameters are called."""

    name: str
    title: str
    description: str
    params: tuple[Parameter, ...]
    headings: tuple[str, ...]


class FormField(NamedTuple):
    """A parameter as a field: `choices` are value and label where the values are known, `listed` where names help."""

    name: str
    label: str
    description: str
    value: str
    needed: bool
    hint: str
    listed: bool
    choices: list[tuple[str, str]]


def question(query: NamedQuery, language: str) -> Question:
    """The query in the words of the language's data, or where that has none, of its header."""
    said = words(language).get("questions", {}).get(query.name, {})
    params = tuple(replace(param, description=said.get("params", {}).get(param.name, param.description))
                   for param in query.params)
    return Question(query.name, said.get("title", query.title), said.get("description", query.description), params,
                    tuple(heading(param.name, language) for param in params))


def heading(name: str, language: str) -> str:
    """What a parameter is called above its field."""
    return str(present.words(language)["columns"].get(name, name.replace("_", " "))).capitalize()


def list_page(request: Request, reader: Reader) -> Response:
    """All named queries."""
    language = language_of(request)
    return page(request, "queries.html", at="/queries",
                queries=[question(query, language) for query in queries.all_queries()])


def query_page(request: Request, reader: Reader) -> Response:
    """A named query: as a page, or its rows as CSV or JSON by the ending of the path or by Accept."""
    name, _, ending = request.path_params["name"].partition(".")
    if name not in queries.names() or ending not in ("", "csv", "json"):
        raise HTTPException(404, f"/queries/{request.path_params['name'][:100]}")
    chosen = choose(ANSWERS, accepted(request.headers.get("accept"))) if not ending else (ending, ANSWERS[ending][0])
    if chosen is None:
        raise HTTPException(406, f"it comes as {', '.join(offered(ANSWERS))}")
    query = queries.load(name)
    given = queries.url_params(request.query_params)
    if chosen[0] == "html":
        return _as_page(request, reader, query, given)
    result = queries.run(reader.asked, name, given)
    return Response(result.csv() if chosen[0] == "csv" else result.json(), headers={
        "Content-Type": content_type(chosen[1]), "Vary": "Accept"})


def _as_page(request: Request, reader: Reader, query: NamedQuery, given: dict[str, str]) -> Response:
    language = language_of(request)
    problem, result = None, None
    try:
        if all(param.optional or param.default or param.name in given for param in query.params):
            result = queries.run(reader.asked, query.name, {"limit": ROWS} | given, language=language)
    except QueryStopped:
        raise
    except QueryError as error:
        problem = str(error)
    own = {key: value for key, value in given.items() if key not in ("lang", "limit")}
    sources = result.citations() if result is not None and result.cite and result.rows else []
    asks = question(query, language)
    fields = [_field(param, given.get(param.name, param.default or ""), language) for param in asks.params]
    return page(
        request, "named.html", status=400 if problem else 200, at="/queries", query=asks,
        text=query.text, fields=fields, problem=problem, limit=given.get("limit", ""),
        names=[one.name for one in reader.overview.told] if any(field.listed for field in fields) else [],
        places=reader.places,
        asked="?" + urlencode(own) if own else "", sources=sources[:SOURCES], further=max(0, len(sources) - SOURCES),
        table=None if result is None else _table(
            result, {note.fact: number for number, note in enumerate(sources, 1) if number <= SOURCES},
            given.get("limit")))


def _field(param: Parameter, value: str, language: str) -> FormField:
    choices = list(_choices(param.type, language))
    chosen = next((name for name, label in choices if value.casefold() in (name, label.casefold())), value)
    hint = {"period": "2025-Q4", "date": "2026-02-05"}.get(param.type, "")
    return FormField(param.name, heading(param.name, language), param.description, chosen,
                     not param.optional and param.default is None, hint, param.type in _LISTED, choices)


def _choices(kind: str, language: str) -> Iterable[tuple[str, str]]:
    if kind == "language":
        return [(code, str(words(code)["language_name"])) for code in languages()]
    names = known_values(kind) if kind in _CHOSEN else []
    return sorted(((name, present.label(name, language)) for name in names), key=lambda pair: pair[1])


def _day(cell: str, language: str) -> str:
    """A day as people write it; what is none as it is."""
    return present.period(cell, language) if re.fullmatch(r"\d{4}-\d\d-\d\d", cell, re.ASCII) else cell


def _table(result: Result, notes: dict[str, int], limit: str | None) -> dict[str, Any]:
    """The answer for a template: the `columns` that are not empty, `lines` with cells and the numbers of their notes,
    `cut` where it ends because no more rows were asked for."""
    names, lines = result.shown(notes) if result.rows else ([], [])
    speech = words(result.language)
    said = {heading(name, result.language): codes
            for name, codes in ({"reason": speech["reasons"]} | speech["codes"]).items()}
    for place, (name, _) in enumerate(names):
        codes = said.get(name.capitalize(), {})
        for line in lines if codes else ():
            line[place] = codes.get(line[place], line[place])
    cited = bool(notes) and bool(lines)
    if cited:
        names = names[:-1]
    told = [place for place in range(len(names)) if any(line[place] for line in lines)]
    most = int(limit) if limit and limit.isdecimal() else ROWS
    return {
        "columns": [{"name": name, "right": right} for name, right in (names[place] for place in told)], "cited": cited,
        "lines": [{"cells": [_day(line[place], result.language) for place in told],
                   "notes": re.findall(r"\d+", line[-1]) if cited else []}
                  for line in lines],
        "all": len(lines), "cut": most if len(result.rows) >= most else 0}
