"""Foreign queries in processes of their own: with a deadline, a limit of memory, and nothing within reach.

The engine cannot be interrupted, and a query that takes all memory ends its process. So each query runs in a worker
(`kg.worker`), kept warm with the graph open; one that is not done at its deadline is killed and another takes its
place, while the others go on. Where queries wait for a worker, one that has had its assured time is stopped before
its deadline: many runaway queries cannot keep short ones out.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any

import pyoxigraph as ox

from kg.errors import BusyError, InputError, KgError, QueryError, QueryStopped, StoreError
from kg.worker import FRAME, PIECE

#: Seconds between looks at how long queries run; and after which a worker that would not start is started again.
_LOOK, _AGAIN = 0.1, 1.0
#: Seconds that a query waits for a worker at least: one that takes another's place needs a second, more where all work.
_STARTING = 5.0
#: Seconds that whoever receives a result may take for it, besides the time of the query.
PATIENCE = 60.0
#: Secrets of the server that a worker needs not know.
_NOT_FOR_WORKERS = "KG_UPDATE_TOKEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What queries may take.

    deadline         seconds of computing
    assured          seconds of these that it has even where others wait
    memory           bytes beyond what the graph takes
    most_in_memory   bytes of the graph's files up to which a worker reads it into memory
    """

    deadline: float = 10.0
    assured: float = 2.0
    memory: int = 512_000_000
    most_in_memory: int = 64_000_000


class _Worker:
    """One process. `generation` tells from which state of the graph it answers."""

    def __init__(self, process: asyncio.subprocess.Process, generation: int, limits: Limits) -> None:
        self.process = process
        self.generation = generation
        self.limits = limits
        self.done = True
        self.stopped = ""
        self._clock = asyncio.get_running_loop().time
        self._begun = self._used = 0.0
        self._since: float | None = None

    @classmethod
    async def start(cls, folder: str, limits: Limits, generation: int, *, update: bool) -> _Worker:
        """Start a process and wait until it has the graph open. Raises StoreError where it cannot be."""
        environment = {name: value for name, value in os.environ.items() if name != _NOT_FOR_WORKERS}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "kg.worker", json.dumps({"folder": folder, "update": update} | asdict(limits)),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env=environment)
        worker = cls(process, generation, limits)
        try:
            kind, data = await worker.frame()
            if kind != b"r":
                raise StoreError(json.loads(data)["message"])
        except BaseException:
            await worker.end()
            raise
        return worker

    async def order(self, **order: Any) -> None:
        """Give it a query to answer."""
        assert self.process.stdin is not None
        self.done, self._used, self._begun = False, 0.0, self._clock()
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        with suppress(ConnectionError):  # then it has ended, which reading from it tells
            await self.process.stdin.drain()

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame. Raises QueryStopped where the process ended without one, QueryError for one that says so."""
        assert self.process.stdout is not None
        self._since = self._clock()
        try:
            kind, length = FRAME.unpack(await self.process.stdout.readexactly(FRAME.size))
            data = await self.process.stdout.readexactly(length)
        except asyncio.IncompleteReadError:
            self.stopped = self.stopped or (f"the query takes more than {self.limits.memory // 1_000_000} MB of "
                                            "memory; ask for less at once")
            raise QueryStopped(self.stopped) from None
        finally:
            self._used += self._clock() - self._since
            self._since = None
        self.done = self.done or kind in (b"e", b"x")
        return kind, data

    def used(self) -> float:
        """Seconds that the query has computed: while its answer is passed on, time stands still."""
        return self._used + (0.0 if self._since is None else self._clock() - self._since)

    def overdue(self) -> bool:
        """Whether its time is over: the query's, or that of who receives the result."""
        return self.used() > self.limits.deadline or self._clock() - self._begun > self.limits.deadline + PATIENCE

    def stop(self, reason: str) -> None:
        """Kill it; who waits for its answer is told the reason."""
        self.stopped = self.stopped or reason
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                # Not process.kill(), which may reap the process before the event loop does, and then its end is lost.
                os.kill(self.process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    async def end(self) -> None:
        """Kill it and wait until it is gone."""
        self.stop("the server ends")
        assert self.process.stdout is not None
        with suppress(RuntimeError):  # somebody else is reading, to the end too
            # What nobody has read keeps the pipe open, and then waiting for the process has no end.
            while await self.process.stdout.read(PIECE):
                pass
        await self.process.wait()


class Answer:
    """What a query gives: `form` ("rows", "answer" or "graph"), and its format, None where no wanted one fits."""

    def __init__(self, worker: _Worker, form: str, format_: str | None) -> None:
        self._worker = worker
        self.form = form
        self.format = format_

    async def piece(self) -> bytes:
        """The next piece, b"" behind the last: then and only then the result is whole. Raises KgError."""
        if self._worker.done:
            return b""
        kind, data = await self._worker.frame()
        if kind == b"x":
            raise _error(json.loads(data), self._worker.limits)
        return data

    async def first(self, size: int) -> tuple[bytes, bool]:
        """The beginning of at least so many bytes, or all; and whether it is all. Raises KgError."""
        found = bytearray()
        while len(found) < size:
            piece = await self.piece()
            if not piece:
                return bytes(found), True
            found += piece
        return bytes(found), False


class Workers:
    """Workers over the graph of a folder; at most `waiting` queries wait for one.

    `async with Workers(folder) as workers: async with workers.ask(text, rows="json", graph="ttl") as answer: ...`
    """

    def __init__(self, folder: str | os.PathLike[str], limits: Limits | None = None, *, workers: int = 4,
                 waiting: int = 64) -> None:
        self.folder = os.fspath(folder)
        self.limits = limits or Limits()
        self.size = workers
        self.most_waiting = waiting
        self._generation = 0
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._waiting = 0
        self._busy: set[_Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._starting = 0
        self._alive: set[_Worker] = set()
        self._renewing = asyncio.Lock()

    async def __aenter__(self) -> Workers:
        """Start them. Raises StoreError where the graph cannot be opened."""
        for worker in await self._start_all():
            self._idle.put_nowait(worker)
        self._spawn(self._look())
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._alive))
        self._alive.clear()

    async def renew(self) -> None:
        """Let queries see the graph as it is now: all of them from the moment when the first new worker is there.
        Queries that are answered by then end as they began. The other new workers start one by one, each in the place
        of an old one, so that there is at most one more than otherwise. Raises StoreError, with all as it was, where
        the graph cannot be opened."""
        async with self._renewing:
            new = await self._start(self._generation + 1)
            self._generation += 1
            old = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
            self._idle.put_nowait(new)
            for worker in old:
                await self._end(worker)
            self._spawn(self._fill(self._generation))

    async def _fill(self, generation: int) -> None:
        for _ in range(self.size - 1):
            await self._add(generation)

    async def _start_all(self) -> list[_Worker]:
        started = await asyncio.gather(*(self._start(0) for _ in range(self.size)), return_exceptions=True)
        failed = [error for error in started if isinstance(error, BaseException)]
        workers = [worker for worker in started if isinstance(worker, _Worker)]
        if failed:
            await asyncio.gather(*map(self._end, workers))
            raise failed[0]
        return workers

    @asynccontextmanager
    async def ask(self, query: str, *, rows: str | None, graph: str | None,
                  checked: bool = False) -> AsyncIterator[Answer]:
        """The answer to a query, which may be read as long as the context lasts; left before its end, it is stopped.

        rows      format for rows and for yes or no: "json", "xml", "csv" or "tsv"; None if none of them is wanted
        graph     format for a graph: "ttl", "nt", "jsonld" or "rdf"
        checked   whether it has passed the guard, and SyntaxError is to tell what is wrong, as from a store
        Raises QueryError, QueryStopped at the deadline or beyond the memory, BusyError where too many wait, KgError
        where the engine fails.
        """
        worker = await self._free()
        self._busy.add(worker)
        try:
            await worker.order(query=query, rows=rows, graph=graph, checked=checked)
            kind, data = await worker.frame()
            told = json.loads(data)
            if kind == b"x":
                raise _error(told, self.limits)
            yield Answer(worker, told["form"], told["format"])
        finally:
            self._busy.discard(worker)
            await self._back(worker)

    async def whole(self, query: str) -> tuple[str, bytes]:
        """The whole answer to a query that has passed the guard, for `as_of_a_store`: its form, and its bytes.

        Raises SyntaxError as a store does, and what `ask` raises.
        """
        async with self.ask(query, rows="json", graph="nt", checked=True) as answer:
            data, _ = await answer.first(sys.maxsize)
        return answer.form, data

    async def update(self, text: str) -> None:
        """Change the graph by a SPARQL update, in a process of its own that is killed at the deadline: then nothing
        is changed. Raises QueryError, QueryStopped, StoreError where another writes."""
        worker = await self._start(0, update=True)
        self._busy.add(worker)
        try:
            await worker.order(query=text)
            kind, data = await worker.frame()
            if kind == b"x":
                raise _error(json.loads(data), self.limits)
        finally:
            self._busy.discard(worker)
            await self._end(worker)

    async def _start(self, generation: int, *, update: bool = False) -> _Worker:
        worker = await _Worker.start(self.folder, self.limits, generation, update=update)
        self._alive.add(worker)
        return worker

    async def _end(self, worker: _Worker) -> None:
        await worker.end()
        self._alive.discard(worker)

    async def _free(self) -> _Worker:
        if self._idle.empty() and self._waiting >= self.most_waiting:
            raise BusyError("too many queries at once; ask again in a second")
        self._waiting += 1
        try:
            async with asyncio.timeout(max(self.limits.deadline, _STARTING)):
                while True:
                    worker = await self._idle.get()
                    if worker.process.returncode is None and not worker.stopped:
                        return worker
                    self._spawn(self._replace(worker))
        except TimeoutError:
            raise BusyError("all workers are busy with long queries; ask again in some seconds", 5) from None
        finally:
            self._waiting -= 1

    async def _back(self, worker: _Worker) -> None:
        """Keep a worker that is done with its query; end one that is not, and put another in its place."""
        if worker.generation != self._generation:
            await self._end(worker)
        elif worker.done and not worker.stopped:
            self._idle.put_nowait(worker)
        else:
            worker.stop("the query was left before its end")
            self._spawn(self._replace(worker))

    async def _replace(self, worker: _Worker) -> None:
        await self._end(worker)
        await self._add(worker.generation)

    async def _add(self, generation: int) -> None:
        """Start a worker; tried again as long as the graph cannot be opened, such as while another takes its place."""
        self._starting += 1
        try:
            while generation == self._generation:
                with suppress(KgError, OSError):
                    new = await self._start(generation)
                    if new.generation == self._generation:
                        self._idle.put_nowait(new)
                    else:
                        await self._end(new)
                    return
                await asyncio.sleep(_AGAIN)
        finally:
            self._starting -= 1

    async def _look(self) -> None:
        """Stop queries whose time is over."""
        while True:
            await asyncio.sleep(_LOOK)
            for worker in self._busy:
                if worker.overdue():
                    worker.stop(f"the query takes longer than {self.limits.deadline:g} s; ask for less at once, or "
                                "begin with what narrows it most")
            short = self._waiting - self._starting - self._idle.qsize()
            for worker in sorted(self._busy, key=_Worker.used, reverse=True)[:max(0, short)]:
                if worker.used() > self.limits.assured:
                    worker.stop(f"the query was stopped after {self.limits.assured:g} s, since others wait; ask for "
                                "less, or again when fewer ask")

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _error(told: dict[str, str], limits: Limits) -> Exception:
    """The exception for a frame that tells of one."""
    kind, message = told["kind"], told["message"]
    if kind == "memory":
        return QueryStopped(f"the query takes more than {limits.memory // 1_000_000} MB of memory; ask for less")
    if kind == "syntax":
        return SyntaxError(message)
    if kind == "store":
        return StoreError(message)
    error = QueryError(message) if kind == "query" else KgError(f"the query failed: {message}")
    if told["note"]:
        error.add_note(told["note"])
    return error


def as_of_a_store(form: str, data: bytes) -> Any:
    """What a store would have given for `Workers.whole`: solutions, a yes or no, or triples; to be used in the thread
    that calls this."""
    if form == "graph":
        return [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)]
    return ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)


class Within:
    """A graph's folder as a store that answers each query within some seconds, for programs that are not
    asynchronous: `with Within("graph", 10) as store: kg.queries.run(store, "layoffs")`."""

    def __init__(self, folder: str | os.PathLike[str], seconds: float) -> None:
        """Raises StoreError where the graph cannot be opened, InputError for no time at all."""
        if not 0 < seconds < float("inf"):
            raise InputError(f"a query cannot be answered within {seconds:g} s; give it some time")
        self._runner = asyncio.Runner()
        self._workers = Workers(folder, Limits(deadline=seconds, assured=seconds), workers=1)

    def __enter__(self) -> Within:
        try:
            self._runner.run(self._workers.__aenter__())
        except BaseException:
            self._runner.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._workers.__aexit__())
        self._runner.close()

    def query(self, query: str, /) -> Any:
        """What a store answers: solutions, a yes or no, or triples. Raises SyntaxError, QueryStopped."""
        return as_of_a_store(*self._runner.run(self._workers.whole(query)))
