"""Named queries: SPARQL files of `queries/`, or of a user, whose comments say what they answer and what they take.

The header of a query is described in `docs/queries.md`. Its parameters stand in the query as a row of variables,
`VALUES (?_company ?_period_start ?_period_end) { (UNDEF UNDEF UNDEF) }`, so that the file runs as it is in any
SPARQL editor that knows the prefixes; `run` puts the typed terms of what was given in the place of that row.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import present, sparql
from kg.citations import Asked
from kg.errors import QueryError
from kg.lexicon import data_folder
from kg.namespaces import BASE
from kg.parameters import TYPES, Parameter, bind, whole_number
from kg.results import Result
from kg.storage_errors import is_damage

#: Parameters that every query takes besides its own: how many rows at most, how many to pass over, and the language
#: of tables.
PAGING = ("limit", "offset")
COMMON = (*PAGING, "lang")
_KEYS = ("title", "description", "param", "example", "cite", "hide")
_PARAMETER = re.compile(r"(?P<name>[a-z]\w*)\s*:\s*(?P<type>\w+)"
                        r"(?:\s*=\s*(?P<default>\S+)|\s+(?P<optional>optional))?\s+-\s+(?P<description>\S.*)")
_ROW = re.compile(r"VALUES\s*\(([?\w\s]*)\)\s*\{\s*\(((?:\s*UNDEF)+)\s*\)\s*\}")


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with what its header says.

    cite    columns that hold facts, which can be cited
    hide    columns that tables for people leave out; the columns of `cite` are left out too
    text    the file as it is
    place   where it comes from, for messages
    """

    name: str
    title: str
    description: str
    params: tuple[Parameter, ...]
    example: str
    cite: tuple[str, ...]
    hide: tuple[str, ...]
    text: str
    place: str


@cache
def names() -> list[str]:
    """The names of the queries that come with the package, sorted."""
    return sorted(file.stem for file in data_folder("queries").glob("*.rq"))


@cache
def load(name: str) -> NamedQuery:
    """The named query. Raises QueryError for a name that there is not, with those that are near."""
    if name not in names():
        near = get_close_matches(name.lower().replace("_", "-"), names(), n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "kg queries lists the names"
        raise QueryError(f"no query {name[:60]!r}: {hint}")
    return read(data_folder("queries") / f"{name}.rq")


def all_queries() -> list[NamedQuery]:
    """All queries that come with the package, by name."""
    return [load(name) for name in names()]


def read(file: str | os.PathLike[str]) -> NamedQuery:
    """The query in a file. Raises QueryError, naming file and line, for a file or header that is wrong."""
    path = Path(file)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise QueryError(f"{path}: not UTF-8; save the query as UTF-8") from None
    except OSError as error:
        raise QueryError(f"{path}: {error.strerror}; name a query, a file with one, or SPARQL text") from None
    return parse(text, path.stem, str(path))


def parse(text: str, name: str = "", place: str = "SPARQL") -> NamedQuery:
    """The query in a text, with its header if it has one. Raises QueryError, naming place and line, for a wrong one."""
    found: dict[str, list[tuple[int, str]]] = {key: [] for key in _KEYS}
    for line, source in enumerate(text.splitlines(), 1):
        if not source.startswith("#:"):
            continue
        key, colon, value = source[2:].strip().partition(":" if not source[2:].lstrip().startswith("param ") else " ")
        if key not in found or not colon or not value.strip():
            raise QueryError(f"{place}:{line}: {source[:60]!r} is no line of a header; begin it with one of "
                             + ", ".join(f"#: {known}{' ' if known == 'param' else ':'}" for known in _KEYS))
        if found[key] and key not in ("param", "description"):
            raise QueryError(f"{place}:{line}: a second {key}; leave one")
        found[key].append((line, value.strip()))
    first = {key: lines[0][1] if lines else "" for key, lines in found.items()}
    params = tuple(_parameter(value, f"{place}:{line}") for line, value in found["param"])
    twice = [param.name for index, param in enumerate(params) if param.name in [p.name for p in params[:index]]]
    if twice:
        raise QueryError(f"{place}:{found['param'][0][0]}: parameter {twice[0]} is there twice; leave one")
    _check_row(text, params, place)
    return NamedQuery(
        name, first["title"], " ".join(value for _, value in found["description"]), params, first["example"],
        tuple(first["cite"].replace("?", "").split()), tuple(first["hide"].replace("?", "").split()), text, place)


def _parameter(value: str, place: str) -> Parameter:
    match = _PARAMETER.fullmatch(value)
    if match is None:
        raise QueryError(f"{place}: {value[:60]!r} is no parameter; write: #: param NAME: TYPE - what it is, with "
                         "= DEFAULT or optional after the type")
    if match["type"] not in TYPES:
        near = get_close_matches(match["type"], TYPES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"choose one of {', '.join(TYPES)}"
        raise QueryError(f"{place}: no type {match['type']}; {hint}")
    if match["name"] in COMMON:
        raise QueryError(f"{place}: every query takes {match['name']}; give the parameter another name")
    return Parameter(match["name"], match["type"], match["default"], bool(match["optional"]), match["description"])


def _check_row(text: str, params: Iterable[Parameter], place: str) -> None:
    declared = {variable for param in params for variable in param.variables}
    missing = set(declared)
    for row in _ROW.finditer(text):
        variables = re.findall(r"\w+", row[1])
        line = text.count("\n", 0, row.start()) + 1
        if len(variables) != row[2].count("UNDEF"):
            raise QueryError(f"{place}:{line}: {len(variables)} variables and {row[2].count('UNDEF')} times UNDEF; "
                             "write one for each")
        strange = [name for name in variables if name not in declared]
        if strange:
            raise QueryError(f"{place}:{line}: ?{strange[0]} is no variable of a parameter; declare it by #: param")
        missing -= set(variables)
    if missing:
        raise QueryError(f"{place}:1: no row for ?{min(missing)}; begin WHERE with  VALUES "
                         f"(?{' ?'.join(sorted(missing))}) {{ ({' '.join(['UNDEF'] * len(missing))}) }}")


def run(store: Asked, query: str, params: Mapping[str, Any] | None = None, *, language: str | None = None) -> Result:
    """Answer a named query, a file with a query, or SPARQL text.

    params     name -> value, as people write it ("Amazon", "2025-Q4") or as an IRI; besides the query's own
               parameters `limit`, `offset` and `lang`; a value of None counts as not given
    language   in which tables speak, "en" if it is not given here or as `lang`
    Raises QueryError for an unknown query or parameter, a missing or wrong value, a fault of syntax, and for what is
    no reading query; InputError for a language that tables do not speak.
    """
    named = find(query)
    given = {name: value for name, value in (params or {}).items() if value is not None}
    spoken = str(language or given.get("lang") or "en")
    present.words(spoken)
    text = bound(named, given, store)
    result = _result(ask(store, text, named.place), store, named, spoken)
    if named.name in names() and named is load(named.name):  # its terms are held against the ontology by a test
        return result
    return replace(result, notes=(*result.notes, *unknown_terms(store, text)))


def url_params(given: Mapping[str, str]) -> dict[str, str]:
    """Parameters for `run` from strings, as an address or a command line has them: hyphens in names count as
    underscores, and what is empty as not given. Raises QueryError where a name is given in both ways."""
    found: dict[str, str] = {}
    for key, value in given.items():
        name = key.replace("-", "_")
        if name in found:
            raise QueryError(f"{key[:40]} is given twice; give it once")
        if value.strip():
            found[name] = value
    return found


def find(query: str) -> NamedQuery:
    """The named query, the query of a file, or the text itself. Raises QueryError for what is none of them."""
    if re.search(r"[\s{]", query.strip()) and not query.strip().endswith((".rq", ".sparql")):
        return parse(query)
    if query in names():
        return load(query)
    if query.endswith((".rq", ".sparql")) or os.sep in query:
        return read(query)
    return load(query)


def bound(query: NamedQuery, given: Mapping[str, Any], store: Asked | None = None) -> str:
    """The query's text with the parameters that are given, or have a default, bound as typed terms.

    Raises QueryError for an unknown parameter, a missing one, and a value that does not fit.
    """
    params = {param.name: param for param in query.params}
    for name in given:
        if name not in params and name not in COMMON:
            near = get_close_matches(name, [*params, *COMMON], n=1, cutoff=0.5)
            takes = ", ".join([*params, *COMMON])
            raise QueryError(f"query {query.name or 'text'} has no parameter {name[:40]!r}: "
                             + (f"did you mean {near[0]}?" if near else f"it takes {takes}"))
    terms: dict[str, ox.NamedNode | ox.Literal] = {}
    for param in query.params:
        value = given.get(param.name, param.default)
        if value is not None:
            terms |= bind(param, value, store)
        elif not param.optional:
            raise QueryError(f"query {query.name} needs {param.name} ({param.description}); "
                             f"for example: {query.example}")

    def row(match: re.Match[str]) -> str:
        variables = [name for name in re.findall(r"\w+", match[1]) if name in terms]
        if not variables:
            return ""
        return f"VALUES ({' '.join('?' + v for v in variables)}) {{ ({' '.join(str(terms[v]) for v in variables)}) }}"

    text = _ROW.sub(row, query.text) if params else query.text
    for name in PAGING:
        if name in given:
            number = whole_number(str(given[name]))
            if number is None or number < 0:
                raise QueryError(f"parameter {name}: {str(given[name])[:40]!r} is no number of rows; write one such "
                                 "as 20")
            text += f"\n{name.upper()} {number}"
    return text


def ask(store: Asked, text: str, place: str = "SPARQL") -> Any:
    """What the store answers to SPARQL that has passed the guard, with its known prefixes declared.

    Raises QueryError, showing the place, for a fault of syntax and for what is no reading query.
    """
    sparql.guard(text)
    whole, shift = sparql.declare(text)
    try:
        return store.query(sparql.padded(whole))
    except SyntaxError as error:
        raise sparql.explain(text, error, shift, place) from None
    except (OSError, RuntimeError, ValueError) as error:
        if is_damage(error):
            raise  # what is wrong is the graph, as whoever holds it says
        raise QueryError(f"{place}: the query failed: {str(error)[:200]}") from error


def unknown_terms(store: Asked, text: str) -> tuple[str, ...]:
    """A line for each of our own names in a query that neither ontology nor graph has, with the nearest that is."""
    found = []
    for name, iri in sparql.names_in(text):
        if not iri.startswith(BASE):
            continue
        term = ox.NamedNode(iri)
        uses = f"{{ {term} ?p ?o }} UNION {{ ?s {term} ?o }} UNION {{ ?s ?p {term} }}"
        if store.query(f"ASK {{ {uses} }}"):
            continue
        space = iri[:iri.rindex("/") + 1]
        known = store.query(
            f"SELECT DISTINCT ?known {{ ?known ?p ?o FILTER(STRSTARTS(STR(?known), {ox.Literal(space)})) }}")
        near = get_close_matches(iri[len(space):], (row["known"].value[len(space):] for row in known), n=1)
        hint = f"did you mean {name.partition(':')[0]}:{near[0]}?" if near else "look for its spelling"
        found.append(f"{name} is neither in the ontology nor in the graph; {hint}")
    return tuple(found)


def _result(answer: Any, store: Asked, query: NamedQuery, language: str) -> Result:
    if isinstance(answer, ox.QueryBoolean):
        return Result(answer=bool(answer), language=language)
    if not hasattr(answer, "variables"):  # rows, of the engine or of an endpoint, have them
        return Result(triples=tuple(answer), language=language)
    columns = tuple(variable.value for variable in answer.variables)
    cite = tuple(name for name in query.cite or ("fact",) if name in columns)
    hidden = frozenset({*query.cite, *query.hide}) & set(columns)
    return Result(columns, tuple(answer), cite=cite, hidden=hidden, language=language,
                  notes=tuple(getattr(answer, "notes", ())), _store=store)
