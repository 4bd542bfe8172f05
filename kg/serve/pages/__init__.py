"""Pages for people."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kg.serve.state import State


def routes(state: State) -> list[Route]:
    """The routes of all pages."""

    def home(request: Request) -> Response:
        articles = len(state.graph.articles())
        return PlainTextResponse(f"A graph of {articles} articles; ask it at /sparql.\n")

    return [Route("/", home)]
