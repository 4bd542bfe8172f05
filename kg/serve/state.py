"""What the pages and the protocol share while a server runs: the newest snapshot of the graph, and the workers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from kg.errors import StoreError
from kg.graph import KnowledgeGraph, open_graph
from kg.prepared import Report
from kg.serve.settings import Settings
from kg.sharing import stamp
from kg.store import Store
from kg.workers import Limits, Workers, as_of_a_store

if TYPE_CHECKING:
    from kg.article import Article
    from kg.extract import Extraction


class State:
    """One for each server. `graph` is a snapshot to read from; take it once at the beginning of a request, so that
    the whole page speaks of one state of the graph. A newer one takes its place while the older goes on serving who
    holds it."""

    def __init__(self, settings: Settings) -> None:
        """Raises StoreError where the folder has no graph that can be read."""
        self.settings = settings
        self._stamp, self.graph = self._snapshot()
        limits = Limits(deadline=settings.deadline, assured=settings.assured, memory=settings.memory,
                        most_in_memory=settings.most_in_memory)
        self.workers = Workers(settings.folder, limits, workers=settings.workers, waiting=settings.waiting)

    def _snapshot(self) -> tuple[object, KnowledgeGraph]:
        seen = stamp(self.settings.folder)  # before: what changes while we open is found at the next look
        store = Store(self.settings.folder, read_only=True, create=False)
        store.into_memory(self.settings.most_in_memory)
        return seen, KnowledgeGraph(store)

    def query(self, query: str, /) -> Any:
        """What the workers answer to a query, within their limits, as a store does; for threads beside the loop.

        Raises SyntaxError, QueryStopped and BusyError.
        """
        return as_of_a_store(*asyncio.run_coroutine_threadsafe(self.workers.whole(query), self._loop).result())

    def add(self, article: Article, extraction: Extraction) -> Report:
        """Store an article as another writer beside this server would, and serve it; for threads beside the loop.

        Raises StoreInUse where another writes, StoreError where it cannot be stored.
        """
        with open_graph(self.settings.folder, create=False) as graph:
            report = graph.add_extraction(article, extraction)
        asyncio.run_coroutine_threadsafe(self.refresh(), self._loop).result()
        return report

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Within it workers answer, and the graph's changes are followed."""
        self._loop = asyncio.get_running_loop()
        async with self.workers:
            watching = asyncio.create_task(self._watch())
            try:
                yield
            finally:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching

    async def _watch(self) -> None:
        clock, took = asyncio.get_running_loop().time, 0.0
        while True:
            # Under a writer that commits without end, most of the time still goes to answering.
            await asyncio.sleep(max(self.settings.watch, 5 * took))
            began = clock()
            took = clock() - began if await self.refresh() else 0.0

    async def refresh(self) -> bool:
        """Take in what a writer has committed; returns whether there was anything.

        While the folder cannot be read (it is being put in place of another), the old snapshot goes on.
        """
        if stamp(self.settings.folder) == self._stamp:
            return False
        with suppress(StoreError):
            seen, graph = await asyncio.to_thread(self._snapshot)
            await self.workers.renew()
            self._stamp, self.graph = seen, graph
            return True
        return False
