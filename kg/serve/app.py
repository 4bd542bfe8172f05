"""The application: the protocol, the pages and the files that these need, behind the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from kg.serve import pages, protocol
from kg.serve.fetching import fetch_public
from kg.serve.guard import Guard
from kg.serve.pages.paste import PasteState
from kg.serve.reading_workers import ReadingWorkers
from kg.serve.settings import Settings
from kg.serve.state import State

_STATIC = Path(__file__).parent / "static"
#: Below this an answer is sent as it is: the header of gzip and its time are worth more than what it saves.
_GZIP_FROM = 500


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
                    Middleware(GZipMiddleware, minimum_size=_GZIP_FROM, compresslevel=5)],
        exception_handlers=pages.handlers(), lifespan=lifespan)
    app.state.kg = state
    return app
