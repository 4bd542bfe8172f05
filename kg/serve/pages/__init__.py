"""The pages of the web application: each a function of a request and of the snapshot that it reads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from kg.errors import BusyError, InputError, QueryStopped
from kg.serve.pages import asking, home, named, paste, resolve
from kg.serve.pages.frame import page
from kg.serve.pages.paste import PasteState
from kg.serve.pages.reader import Reader
from kg.view import TEMPLATES

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

View = Callable[[Request, Reader], Response]
Handler = Callable[[Request, Any], Response]


class State(Protocol):
    """What the pages need of the application: the graph to read now, another object whenever it changed, and answers to
    queries within a deadline."""

    @property
    def graph(self) -> KnowledgeGraph: ...

    def query(self, query: str, /) -> Any: ...


class _Snapshot:
    """The reader of the graph that is served now; made anew when that is another one."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._reader: Reader | None = None

    @property
    def reader(self) -> Reader:
        graph, reader = self._state.graph, self._reader
        if reader is None or reader.graph is not graph:
            reader = self._reader = Reader(graph, self._state)
        return reader


def routes(state: State, reading: PasteState) -> list[Route]:
    """The addresses of all pages; `reading` is what reads pasted articles."""
    snapshot = _Snapshot(state)

    def view(path: str, show: View) -> Route:
        def endpoint(request: Request) -> Response:  # not async, so that it runs beside the loop
            return show(request, snapshot.reader)

        return Route(path, endpoint, methods=["GET"])

    async def read(request: Request) -> Response:
        return await paste.read_page(request, snapshot.reader, reading)

    return [
        view("/", home.home), view("/search", home.search), view("/query", asking.editor_page),
        view("/query.json", asking.editor_data), view("/queries", named.list_page),
        view("/queries/{name}", named.query_page), view("/id", lambda request, _: resolve.by_iri(request)),
        view("/read", lambda request, reader: paste.form_page(request, reader, reading)),
        Route("/read", read, methods=["POST"]),
        Route("/library/vis-network.min.js", _library, methods=["GET"]),
        *(view(f"/{space}/{{name:path}}", partial(resolve.thing, space)) for space in resolve.SPACES)]


def _library(request: Request) -> Response:
    """The drawing library, which `kg view` puts into its page as well."""
    return FileResponse(TEMPLATES / "vis-network.min.js", media_type="text/javascript",
                        headers={"Cache-Control": "max-age=86400"})


def handlers() -> dict[int | type[Exception], Handler]:
    """What becomes of errors: a page for people, a line of plain text for programs."""
    return {HTTPException: _refused, InputError: _refused, QueryStopped: _stopped, BusyError: _stopped, 500: _failed}


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return _answer(request, 400, str(error), {})
    return _answer(request, error.status_code, error.detail, dict(error.headers or {}))


def _stopped(request: Request, error: Exception) -> Response:
    return _answer(request, 503, str(error), {"Retry-After": str(error.after if isinstance(error, BusyError) else 30)},
                   "busy" if isinstance(error, BusyError) else "stopped")


def _answer(request: Request, code: int, detail: str, headers: dict[str, str], reason: str = "") -> Response:
    if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(("/sparql", "/static")):
        response = error_page(request, code, "" if detail == HTTPStatus(code).phrase else detail, reason)
        response.headers.update(headers)
        return response
    return PlainTextResponse(f"{detail}\n", code, headers)


def _failed(request: Request, error: Exception) -> Response:
    return error_page(request, 500)


def error_page(request: Request, code: int, message: str = "", reason: str = "") -> Response:
    """A page for people that says what is wrong, in the words for `reason`, or else those for the code."""
    reason = reason or str(code if code in (400, 404, 500) else 500 if code > 500 else 400)
    return page(request, "error.html", status=code, code=code, reason=reason, message=message,
                wanted=request.url.path.rsplit("/", 1)[-1][:100] if code == 404 else "")
