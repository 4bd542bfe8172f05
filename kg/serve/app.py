"""The application: the protocol, the pages and the files that these need, behind the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from kg.serve import pages, protocol
from kg.serve.fetching import fetch_public
from kg.serve.guard import Guard
from kg.serve.negotiation import takes
from kg.serve.pages.paste import PasteState
from kg.serve.reading_workers import ReadingWorkers
from kg.serve.settings import Settings
from kg.serve.state import State

_STATIC = Path(__file__).parent / "static"
#: Below this an answer is sent as it is: the header of gzip and its time are worth more than what it saves.
_GZIP_FROM = 500


class _Gzip(GZipMiddleware):
    """Starlette's, which packs also where gzip is refused by a quality of 0."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not takes(Headers(scope=scope).get("accept-encoding"), "gzip"):
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        await super().__call__(scope, receive, send)


def create_app(settings: Settings) -> Starlette:
    """The ASGI application over the graph of a folder. Raises StoreError where there is none that can be read."""
    state = State(settings)
    reading = PasteState(ReadingWorkers(), fetch_public, state.add if settings.update_token else None,
                         settings.may_change)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with state.running():
            yield
        reading.workers.close()

    app = Starlette(
        routes=[*protocol.routes(state), *pages.routes(state, reading),
                Mount("/static", StaticFiles(directory=_STATIC), name="static")],
        middleware=[Middleware(Guard, settings=settings),
                    Middleware(_Gzip, minimum_size=_GZIP_FROM, compresslevel=5)],
        exception_handlers=pages.handlers(), lifespan=lifespan)
    app.state.kg = state
    return app
