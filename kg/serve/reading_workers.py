"""Pasted articles are read in processes of their own, so that a text which takes long, or too much memory, costs
neither the server nor other readers more than its deadline."""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import sys
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from kg.errors import ArticleError, KgError

if TYPE_CHECKING:
    from kg.article import Article
    from kg.extract import Extraction

#: Seconds for one text: the longest that is taken (200,000 characters) needs a tenth of it on two busy cores.
DEADLINE = 30.0
#: Seconds to wait for a process that reads another text.
PATIENCE = 5.0
#: Bytes of address space of a process: a text of 200,000 characters needs a fifth of it.
MOST_MEMORY = 2_000_000_000


class ReadingTooLong(ArticleError):
    """The text was not read before the deadline."""


class ReadersBusy(KgError):
    """All processes that read texts are at work."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be read: a text, with title and publisher where they are known, or the bytes of a web page with their
    media type."""

    text: str = ""
    title: str | None = None
    publisher: str | None = None
    page: bytes = b""
    media_type: str = ""
    day: date | None = None
    language: str | None = None
    url: str | None = None


class _Worker:
    """A process that reads one text after another, and starts when the first one comes."""

    def __init__(self) -> None:
        self.process: BaseProcess | None = None
        self.pipe: Connection | None = None

    def read(self, source: Source, deadline: float) -> tuple[Article, Extraction]:
        if self.process is None or not self.process.is_alive() or self.pipe is None:
            self.stop()
            context = multiprocessing.get_context("spawn")
            self.pipe, theirs = context.Pipe()
            self.process = context.Process(target=_serve, args=(theirs,), daemon=True, name="kg-reading")
            self.process.start()
            theirs.close()
        try:
            self.pipe.send(source)
            if not self.pipe.poll(deadline):
                raise ReadingTooLong(f"text: not read after {deadline:g} s; give a part of it")
            answer = self.pipe.recv()
        except ReadingTooLong:
            self.stop()
            raise
        except (EOFError, OSError):
            self.stop()
            raise ReadingTooLong("text: reading it took too much memory; give a part of it") from None
        if isinstance(answer, KgError):
            raise answer
        found: tuple[Article, Extraction] = answer
        return found

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
        if self.pipe is not None:
            self.pipe.close()
        self.process = self.pipe = None


class ReadingWorkers:
    """A few such processes; safe to use from several threads."""

    def __init__(self, size: int = 2, *, deadline: float = DEADLINE, patience: float = PATIENCE) -> None:
        self.deadline, self._patience = deadline, patience
        self._workers = [_Worker() for _ in range(size)]
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        for worker in reversed(self._workers):
            self._idle.put(worker)

    def read(self, source: Source) -> tuple[Article, Extraction]:
        """The article of a text or page, and what was read from it.

        Raises ArticleError for what is no article, ReadingTooLong at the deadline, ReadersBusy where all processes
        are at work and stay so.
        """
        try:
            worker = self._idle.get(timeout=self._patience)
        except queue.Empty:
            raise ReadersBusy("other texts are being read; try again in a few seconds") from None
        try:
            return worker.read(source, self.deadline)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.stop()


def read(source: Source) -> tuple[Article, Extraction]:
    """The article and its facts, in this process."""
    from kg.article import read_page, read_text
    from kg.extract import extract

    if source.page:
        article = read_page(source.page, source.url or "", source.media_type, day=source.day, language=source.language)
    else:
        article = read_text(source.text, title=source.title, day=source.day, language=source.language,
                            url=source.url, publisher=source.publisher)
    return article, extract(article)


def _serve(pipe: Connection) -> None:
    _limit_memory()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            source = pipe.recv()
            try:
                answer: object = read(source)
            except KgError as error:
                answer = type(error)(str(error))
            except MemoryError:
                return
            pipe.send(answer)


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


__all__ = ["ReadersBusy", "ReadingTooLong", "ReadingWorkers", "Source", "read"]
