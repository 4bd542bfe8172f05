"""The SPARQL 1.1 Protocol: the requests of https://www.w3.org/TR/sparql11-protocol/ and their answers.

The graph is the default graph, and there is no other; a request that names graphs, or a query that does by FROM, is
refused by 400, as the recommendation (2.1.4) allows, rather than answered from nothing. Relative IRIs are resolved
against the namespace of our own names (2.3 leaves the choice to a service).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from kg.errors import BusyError, KgError, QueryError, QueryStopped, StoreError
from kg.serve.description import description
from kg.serve.negotiation import GRAPHS, ROWS, Accepted, accepted, choose, content_type, named, offered, quality
from kg.serve.state import State
from kg.sparql import MOST_CHARACTERS
from kg.workers import Answer

PATH = "/sparql"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
#: An answer of at most so many bytes is sent when it is whole, so that a failure until then is an error status.
BUFFERED = 1_000_000
#: Without chunks (HTTP/1.0) nothing shows that an answer was cut off, so that it has to be whole: at most this much.
MOST_WITHOUT_CHUNKS = 32_000_000
_GRAPHS = ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")


class Refusal(Exception):
    """A request that is answered by an error status and a line of text."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.response = PlainTextResponse(message.rstrip() + "\n", status, headers)


class CutOff(Exception):
    """An answer that had begun cannot be ended: the connection is broken, so that it does not look whole."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: a query or an update, and its other parameters."""

    query: str | None
    update: str | None
    format: str | None
    graphs: tuple[str, ...]

    @classmethod
    async def of(cls, request: Request) -> Asked:
        """Raises Refusal for what the protocol does not know."""
        found = _pairs(request.url.query, "address")
        if request.method == "POST":
            for name in ("query", "update"):
                if any(key == name for key, _ in found):
                    raise Refusal(400, f"The parameter {name} in the address of a POST; send it in the body.")
            found += await _body(request)
        texts = {name: [value for key, value in found if key == name] for name in ("query", "update")}
        for name, values in texts.items():
            if len(values) > 1:
                raise Refusal(400, f"{len(values)} times {name}; send one in a request")
        if texts["query"] and texts["update"]:
            raise Refusal(400, "A query and an update in one request; send one of them.")
        format_ = next((value for key, value in found if key in ("format", "output") and value), None)
        return cls(next(iter(texts["query"]), None), next(iter(texts["update"]), None), format_,
                   tuple(key for key, _ in found if key in _GRAPHS))


class _Wanted(NamedTuple):
    """Format and media type for each form of an answer, None where none is wanted."""

    rows: tuple[str, str] | None
    graph: tuple[str, str] | None


def routes(state: State) -> list[Route]:
    """The route of the protocol."""

    async def endpoint(request: Request) -> Response:
        try:
            response = await _respond(state, request)
        except Refusal as refusal:
            response = refusal.response
        except BusyError as error:
            response = PlainTextResponse(f"{error}\n", 503, {"Retry-After": str(error.after)})
        except QueryStopped as error:
            response = PlainTextResponse(f"{error}\n", 503, {"Retry-After": "30"})
        except QueryError as error:
            response = PlainTextResponse("\n".join((str(error), *getattr(error, "__notes__", ()))) + "\n", 400)
        except KgError as error:
            response = PlainTextResponse(f"{error}\n", 500)
        _tell(request, response.headers)
        return response

    return [Route(PATH, endpoint, methods=list(METHODS), name="sparql")]


async def _respond(state: State, request: Request) -> Response:
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
    if request.method != "POST" and not request.url.query:
        return _describe(request)
    asked = await Asked.of(request)
    if asked.update is not None:
        return await _update(state, request, asked)
    if asked.query is None:
        raise Refusal(400, "No query; send one as the parameter query, or as the body with the type " + QUERY)
    _sized(asked.query)
    _no_graphs(asked)
    return await _answer(state, request, asked.query, _wanted(request, asked.format))


def _wanted(request: Request, format_: str | None) -> _Wanted:
    """Raises Refusal 406 where no form of an answer could be sent."""
    if format_ is not None:
        wanted = _Wanted(named(ROWS, format_), named(GRAPHS, format_))
    else:
        ranges = _accept(request)
        wanted = _Wanted(choose(ROWS, ranges), choose(GRAPHS, ranges))
    if wanted == (None, None):
        raise _not_acceptable(offered(ROWS, GRAPHS))
    return wanted


async def _answer(state: State, request: Request, query: str, wanted: _Wanted) -> Response:
    stack = AsyncExitStack()
    try:
        answer = await stack.enter_async_context(state.workers.ask(
            query, rows=wanted.rows and wanted.rows[0], graph=wanted.graph and wanted.graph[0]))
        chosen = wanted.graph if answer.form == "graph" else wanted.rows
        if chosen is None:
            raise _not_acceptable(offered(GRAPHS if answer.form == "graph" else ROWS))
        headers = {"Content-Type": content_type(chosen[1]), "Cache-Control": "no-cache"}
        unframed = request.scope.get("http_version") == "1.0"
        begun, whole = await answer.first(MOST_WITHOUT_CHUNKS if unframed else BUFFERED)
        if whole:
            return Response(begun, headers=headers)
        if unframed:
            raise Refusal(505, "The answer is too large for HTTP/1.0, which cannot show whether it is whole; ask by "
                               "HTTP/1.1, or for less.")
        if request.method == "HEAD":
            return Response(headers=headers)
        kept = stack.pop_all()
        return StreamingResponse(_pieces(kept, answer, begun), headers=headers)
    finally:
        await stack.aclose()


async def _pieces(stack: AsyncExitStack, answer: Answer, begun: bytes) -> AsyncIterator[bytes]:
    async with stack:
        try:
            yield begun
            while piece := await answer.piece():
                yield piece
        except KgError as error:
            raise CutOff(str(error)) from None


async def _update(state: State, request: Request, asked: Asked) -> Response:
    if state.settings.update_token is None:
        raise Refusal(403, "This server only reads: updates are refused.")
    if request.method != "POST":
        raise Refusal(403, "An update changes the graph, which only POST may.")
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not state.settings.may_change(given):
        raise Refusal(401, "An update needs the server's token: Authorization: Bearer TOKEN",
                      {"WWW-Authenticate": "Bearer"})
    assert asked.update is not None
    _sized(asked.update)
    _no_graphs(asked)
    try:
        await state.workers.update(asked.update)
    except StoreError as error:
        raise Refusal(503, str(error), {"Retry-After": "5"}) from None
    await state.refresh()
    return Response(status_code=204)


def _describe(request: Request) -> Response:
    """The service description, as RDF; a browser is sent to the page on which people write queries."""
    ranges = _accept(request)
    chosen = choose(GRAPHS, ranges)
    if quality("text/html", ranges) > (quality(chosen[1], ranges) if chosen else 0):
        return RedirectResponse("/query", 303)
    if chosen is None:
        raise _not_acceptable(offered(GRAPHS))
    return Response(description(str(request.url), chosen[0]), headers={"Content-Type": content_type(chosen[1])})


async def _body(request: Request) -> list[tuple[str, str]]:
    """Names and values of a form, or the query or update that is the body. Raises Refusal."""
    media_type, *parameters = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    charset = next((p[8:].strip('"') for p in parameters if p.startswith("charset=")), "utf-8")
    if media_type not in (FORM, QUERY, UPDATE) or charset not in ("utf-8", "utf8", "us-ascii"):
        raise Refusal(415, f"A request of type {media_type[:60] or '(none)'} {charset[:20]}; send {FORM}, {QUERY} or "
                           f"{UPDATE}, in UTF-8", {"Accept-Post": f"{FORM}, {QUERY}, {UPDATE}"})
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refusal(415, "The request is compressed; send it as it is.", {"Accept-Encoding": "identity"})
    try:
        text = (await request.body()).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(400, f"The body is no UTF-8 at byte {error.start}; send UTF-8.") from None
    return _pairs(text, "body") if media_type == FORM else [("query" if media_type == QUERY else "update", text)]


def _pairs(text: str, place: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise Refusal(400, f"The parameters in the {place} are no UTF-8, percent-encoded, or more than 100.") from None


def _accept(request: Request) -> Accepted:
    return accepted(",".join(request.headers.getlist("accept")))


def _sized(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise Refusal(413, f"A query of {len(text):,} characters; shorten it to {MOST_CHARACTERS:,}.")


def _no_graphs(asked: Asked) -> None:
    if asked.graphs:
        raise Refusal(400, f"{asked.graphs[0]} names a graph, and this service has one only, the default graph; leave "
                           "the parameter out.")


def _not_acceptable(media_types: object) -> Refusal:
    assert isinstance(media_types, list)
    return Refusal(406, f"This can be sent as {', '.join(media_types)}; accept one of them.")


def _tell(request: Request, headers: MutableHeaders) -> None:
    """Say from what the answer was made, which caches need, and what scripts of the sites that may ask can send."""
    headers.add_vary_header("Accept")
    if request.method == "OPTIONS" and "origin" in request.headers:
        headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
        headers["Access-Control-Allow-Headers"] = "Accept, Authorization, Content-Type"
        headers["Access-Control-Max-Age"] = "3600"
