"""The page of the query editor, and the data that it works with."""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg import queries
from kg.namespaces import BASE, PREFIXES, RDFS, SKOS, abbreviate
from kg.rdf import PREF_LABEL, TYPE, node
from kg.serve.pages.frame import language_of, page, words
from kg.serve.pages.named import question
from kg.serve.pages.reader import Reader

#: What the editor's table needs besides the policy of all pages, and nothing wider: one <style> of its column widths
#: and one style attribute of its error messages, each by the hash of its text.
POLICY = ("default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; "
          "style-src 'self' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='; "
          "style-src-attr 'unsafe-hashes' 'sha256-EntWS0hFrz2vH7susM+dPUxvHlL6sBswmM8K80E5oUk='; "
          "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
#: What the editor holds for one who comes without a query.
FIRST = "results"
_LABELS = (PREF_LABEL, node(RDFS + "label"))
_COMMENTS = (node(RDFS + "comment"), node(SKOS + "definition"))


def editor_page(request: Request, reader: Reader) -> Response:
    """The editor; `name` in the address is the named query that it begins with, `query` a text."""
    language = language_of(request)
    name, given = request.query_params.get("name", ""), request.query_params.get("query", "")
    text = _declared(given) if given else _example(name if name in queries.names() else FIRST)
    response = page(request, "query.html", at="/query", text=text, given=bool(given or name),
                    endpoint=f"{request.base_url}sparql",
                    queries=[question(query, language) for query in queries.all_queries()])
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _example(name: str) -> str:
    """The text of a named query with the prefixes that it uses declared, so that any endpoint understands it."""
    lines = [line for line in queries.load(name).text.splitlines() if not line.startswith("#:")]
    return _declared("\n".join(lines) + "\n")


def _declared(text: str) -> str:
    """A query with those prefixes of ours declared that it uses and does not declare, which the editor asks for."""
    declared = {name.lower() for name in re.findall(r"\bPREFIX\s+([\w-]*)\s*:", text, re.I)}
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in PREFIXES
                   if prefix not in declared and re.search(rf"(?<![\w?$:-]){prefix}:", text)) + text


def editor_data(request: Request, reader: Reader) -> Response:
    """Prefixes, examples, the terms of the ontology for completion, and the words of the page, as JSON."""
    language = language_of(request)
    examples = [{"name": query.name, "title": question(query, language).title, "query": _example(query.name)}
                for query in queries.all_queries()]
    return JSONResponse({"prefixes": PREFIXES, "examples": examples, "terms": terms(reader, language),
                         "words": words(language)["query_page"]})


def terms(reader: Reader, language: str) -> list[dict[str, str]]:
    """The terms of our own that the graph declares: name with prefix, and what it is called or means."""
    found: dict[str, dict[str, str]] = {}
    for predicate in (TYPE, *_LABELS, *_COMMENTS):
        for quad in reader.match(None, predicate, None):
            iri = quad.subject.value
            short = abbreviate(iri) if iri.startswith(BASE) else None
            if short is None or short[0] in ("article", "fact", "span", "number", "period"):
                continue
            row = found.setdefault(iri, {"term": ":".join(short), "label": "", "sort": "name"})
            _add(row, quad, predicate, language)
    return sorted(found.values(), key=lambda row: row["term"])


def _add(row: dict[str, Any], quad: Any, predicate: ox.NamedNode, language: str) -> None:
    if predicate == TYPE:
        kind = quad.object.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
        if row["term"].startswith("kg:") and (kind.endswith("Property") or kind == "Class"):
            row["sort"] = "class" if kind == "Class" else "property"
    elif predicate in _LABELS and (not row["label"] or quad.object.language == language):
        row["label"] = quad.object.value
    elif predicate in _COMMENTS and quad.object.language in (language, None):
        row["comment"] = quad.object.value[:200]
