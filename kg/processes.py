"""Work in processes that may be killed at any moment: the work of one that ends is done again in another.

Each process has a pipe of its own, at whose other end a thread waits. (The pool of the standard library has one queue
for the results of all: a process that is killed while it writes there leaves the lock taken and half a message, and
everyone waits for ever.)
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from kg.errors import BuildError

#: How often a process may end of itself (killed, out of memory) over the same task before the work is given up.
TRIES = 3

Task = TypeVar("Task")
Done = TypeVar("Done")


def in_processes(work: Callable[[Task], Done], todo: Iterator[Task], jobs: int, ahead: int,
                 lost: Callable[[Task], str]) -> Iterator[tuple[Task, Done]]:
    """Each task with what the work made of it, in the order of the tasks.

    work    can be pickled, as can tasks and what comes of them
    ahead   tasks that are taken from `todo` before the first of them is asked for
    lost    the message for a task over which processes keep ending
    Raises BuildError with that message, and what the work raises.
    """
    processes = _Processes(work, lost)
    threads = ThreadPoolExecutor(jobs)
    waiting: deque[tuple[Task, Future[Done]]] = deque()
    try:
        while True:
            while len(waiting) < ahead and (task := next(todo, None)) is not None:
                waiting.append((task, threads.submit(processes.run, task)))
            if not waiting:
                return
            task, future = waiting.popleft()
            yield task, future.result()
    finally:
        processes.end()
        threads.shutdown(cancel_futures=True)


class _Processes(Generic[Task, Done]):
    """The processes that work, as many as threads ask."""

    def __init__(self, work: Callable[[Task], Done], lost: Callable[[Task], str]) -> None:
        self.work, self.lost = work, lost
        self._all: set[_Process] = set()
        self._idle: list[_Process] = []
        self._lock = threading.Lock()
        self._ended = False

    def run(self, task: Task) -> Done:
        """Do the work in one of the processes."""
        for _ in range(TRIES):
            process = self._take()
            try:
                failed, result = process.ask(task)
            except (EOFError, OSError):  # it ended, before or amid its answer
                self._forget(process)
                continue
            with self._lock:
                self._idle.append(process)
            if failed:
                raise result
            return result  # type: ignore[no-any-return]  # a pipe has no types
        raise BuildError(self.lost(task))

    def end(self) -> None:
        """End all of them, whatever they do."""
        with self._lock:
            self._ended = True
            for process in self._all:
                process.end()

    def _take(self) -> _Process:
        with self._lock:
            if self._ended:
                raise BuildError("the work was ended")
            if self._idle:
                return self._idle.pop()
            process = _Process(self.work)
            self._all.add(process)
            return process

    def _forget(self, process: _Process) -> None:
        with self._lock:
            self._all.discard(process)
        process.end()


class _Process:
    """A process and our end of its pipe."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        # Spawned, not forked: a fork would share the engine's threads and locks.
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        self._process.start()
        theirs.close()  # so that the pipe ends with the process

    def ask(self, task: Any) -> tuple[bool, Any]:
        """Whether the work failed, and what it made or raised. Raises EOFError and OSError where the process ends."""
        self._pipe.send(task)
        return self._pipe.recv()  # type: ignore[no-any-return]  # a pipe has no types

    def end(self) -> None:
        self._process.kill()
        self._process.join()


def _serve(pipe: Connection, work: Callable[[Any], Any]) -> None:
    """In a process: do what comes by the pipe, leave interruptions to the parent, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        try:
            answer = False, work(task)
        except MemoryError:
            os._exit(1)  # what it holds is free then, and another may do it
        except Exception as error:
            answer = True, error
        pipe.send(answer)


def _follow() -> None:
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)
