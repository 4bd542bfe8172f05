"""Many articles into a graph: read for facts in parallel processes, stored by one writer, in the order given.

The result does not depend on how many processes there are or which of them is quick: their results are taken in the
order of the articles. The writer stores a batch of articles in one transaction; what a kill takes away is the batches
that were not stored, and the same build again adds them. An article that the graph has as this version reads it is
not read again (`kg.readings`).

A script that calls `build` with several jobs needs the guard `if __name__ == "__main__":`, as all that start
processes do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeVar

from kg.article import Article, read_all, read_lines
from kg.errors import ArticleError, DefectError, InputError, KgError
from kg.formats import MOST_BYTES, shown
from kg.graph import KnowledgeGraph
from kg.prepared import Prepared, Report, info_of, prepare
from kg.processes import TRIES, in_processes
from kg.readings import NOTES, Readings

#: Articles that are stored in one transaction. Below about a hundred the bulk loader has its own cost for each load;
#: above, a batch holds more memory (100 kB an article) for little speed.
BATCH = 200
#: Files, or bytes of a file of lines, that a process reads in one go: some tenths of a second.
FILES, BYTES = 16, 64_000
#: With fewer articles than this, processes take longer to start than they save.
FEW = 100

Work = TypeVar("Work")
Done = TypeVar("Done")


class Task(NamedTuple):
    """What a process reads in one go: files and URLs, a piece of a file of lines, or articles that were read.

    piece     offset and length in bytes in the one file of `paths`, and the number of its first line
    finished  sources that are done with when this is done
    """

    paths: tuple[str, ...] = ()
    piece: tuple[int, int, int] | None = None
    articles: tuple[Article | ArticleError, ...] = ()
    finished: int = 0

    @property
    def size(self) -> int:
        """About how many articles there are in it."""
        return len(self.articles) + (self.piece[1] // 4_000 + 1 if self.piece else len(self.paths))


#: What comes after all tasks.
LAST = Task()


class Kept(NamedTuple):
    """An article that was not read for facts, since the graph is noted to have it as this version reads it."""

    article: Article


#: What comes of an article.
Found = Prepared | Kept | KgError


def build(graph: Callable[[], KnowledgeGraph], sources: Iterable[str | Article | ArticleError], *,
          folder: str | os.PathLike[str] | None = None, day: date | None = None, language: str | None = None,
          jobs: int = 1, step: Callable[[int], object] = lambda finished: None) -> Iterator[Report | KgError]:
    """Add the articles of sources, and report of each in their order.

    sources    as `kg.article.sources` gives them, or articles themselves
    graph      opens the graph to add to, once there is something to add; it is closed at the end
    folder     that of the graph: articles that it has as this version reads them are not read again
    day, language   for articles that have no own ones
    jobs       processes that read; with 1, or few articles, this process does it itself
    step       is told how many more of the sources are done with
    Yields an error in the place of an article that could not be read or stored. Raises BuildError where processes
    keep ending of themselves, and StoreError; what was reported of before is stored.
    """
    notes = Path(folder) / NOTES if folder is not None else None
    work = partial(read_task, notes=(str(notes), notes.stat().st_mtime_ns) if notes and notes.exists() else None,
                   day=day, language=language)
    names: dict[str, str] = {}
    opened: KnowledgeGraph | None = None
    batch: list[Found] = []
    try:
        for task, found in chain(_each(work, tasks(sources, day, language), jobs), [(LAST, [])]):
            batch += _once(found, names)
            if len(batch) >= BATCH or (batch and task is LAST):
                if not opened and not all(isinstance(item, KgError) for item in batch):
                    opened = graph()
                yield from _stored(opened, batch)
                batch = []
            step(task.finished)
        if opened:
            opened.store.arrange()
    finally:
        if opened:
            opened.close()


def _stored(graph: KnowledgeGraph | None, batch: list[Found]) -> list[Report | KgError]:
    """What became of a batch, in its order; the graph may be missing where it has no article."""
    if graph is None:
        return [item for item in batch if isinstance(item, KgError)]
    batch = _still_kept(graph, batch)
    articles = [item for item in batch if isinstance(item, Prepared)]
    reports = graph.add_prepared(articles)
    graph.store.readings.add(report.article for item, report in zip(articles, reports, strict=True)
                             if report.article == item.bundle.article and not report.problems)
    added = iter(reports)
    found: list[Report | KgError] = []
    for item in batch:
        if isinstance(item, Kept):
            info = info_of(item.article)
            found.append(Report(info, (), (), (), False, kept=graph.store.counts_of(info.sha256)))
        else:
            found.append(item if isinstance(item, KgError) else next(added))
    return found


def _still_kept(graph: KnowledgeGraph, batch: list[Found]) -> list[Found]:
    """The batch with those read after all that the graph has no more, or whose place one before them takes."""
    found: list[Found] = []
    names: set[str] = set()
    for item in batch:
        if isinstance(item, Kept):
            info = info_of(item.article)
            if not graph.store.is_as_read(info) or names & {info.name, info.url or info.name}:
                item = read_task(Task(articles=(item.article,)))[0]
        if isinstance(item, Prepared):
            names |= {name for name in (item.bundle.article.name, item.bundle.article.url) if name}
        found.append(item)
    return found


def _once(found: Iterable[Found], names: dict[str, str]) -> Iterator[Found]:
    """The articles with an error in the place of each that has no url, and the name of one before of another text."""
    for item in found:
        if not isinstance(item, KgError):
            article = item.article if isinstance(item, Kept) else item.bundle.article
            if article.name and not article.url and names.setdefault(article.name, article.sha256) != article.sha256:
                yield InputError(f"{article.name}: a second article of this name, which would take the place of the "
                                 "first; rename it, or give it a url")
                continue
        yield item


def tasks(sources: Iterable[str | Article | ArticleError], day: date | None = None, language: str | None = None,
          ) -> Iterator[Task]:
    """The sources in pieces for processes. Standard input is read here, since processes have another one."""
    files: list[str] = []
    articles: list[Article | ArticleError] = []
    for source in sources:
        if not isinstance(source, str):
            articles.append(source)
        if articles and (isinstance(source, str) or len(articles) == FILES):
            yield Task(articles=tuple(articles), finished=len(articles))
            articles = []
        plain = isinstance(source, str) and source != "-" and not source.lower().endswith(".jsonl")
        if plain:
            files.append(str(source))
        if files and (not plain or len(files) == FILES):
            yield Task(paths=tuple(files), finished=len(files))
            files = []
        if source == "-":
            yield from _of_input(day, language)
        elif isinstance(source, str) and not plain:
            yield from _of_lines(source)
    if files:
        yield Task(paths=tuple(files), finished=len(files))
    if articles:
        yield Task(articles=tuple(articles), finished=len(articles))


def _of_input(day: date | None, language: str | None) -> Iterator[Task]:
    some: list[Article | ArticleError] = []
    for article in read_all("-", day=day, language=language):
        some.append(article)
        if len(some) == FILES:
            yield Task(articles=tuple(some))
            some = []
    yield Task(articles=tuple(some), finished=1)


def _of_lines(path: str) -> Iterator[Task]:
    """A file of lines in pieces of whole lines."""
    try:
        with Path(path).open("rb") as stream:
            start = end = 0
            first = line = 1
            while part := stream.readline(MOST_BYTES):
                end += len(part)
                if not part.endswith(b"\n"):
                    continue
                line += 1
                if end - start >= BYTES:
                    yield Task(paths=(path,), piece=(start, end - start, first))
                    start, first = end, line
        yield Task(paths=(path,), piece=(start, end - start, first), finished=1)
    except (OSError, ValueError):  # as reading it whole says in its own words
        yield Task(paths=(path,), finished=1)


@lru_cache(maxsize=1)
def _noted(file: str, _time: int) -> Readings:
    """The notes as they are when a process first needs those of this build."""
    return Readings(Path(file))


def read_task(task: Task, *, notes: tuple[str, int] | None = None, day: date | None = None,
              language: str | None = None) -> list[Found]:
    """The articles of a task with their facts, checked and as triples; an error in the place of what is wrong.

    notes   file of `kg.readings` and its time; an article that is noted there is not read
    """
    from kg.extract import extract

    found: list[Found] = []
    noted = _noted(*notes) if notes else Readings(None)
    articles: Iterable[Article | ArticleError] = task.articles
    if task.piece:
        articles = read_lines(task.paths[0], task.piece, day=day, language=language)
    elif task.paths:
        articles = read_all(task.paths, day=day, language=language)
    for article in articles:
        if isinstance(article, ArticleError):
            found.append(article)
            continue
        if not article.problems and noted.has(info_of(article)):
            found.append(Kept(article))
            continue
        try:
            found.append(prepare(article, extract(article)).with_triples())
        except DefectError as error:
            found.append(error)
    return found


def _each(work: Callable[[Task], Done], todo: Iterator[Task], jobs: int) -> Iterator[tuple[Task, Done]]:
    """Each task with what the work made of it, in order; in this process where there is little to do."""
    first: list[Task] = []
    while jobs > 1 and sum(task.size for task in first) < FEW:
        if (task := next(todo, None)) is None:
            jobs = 1
            break
        first.append(task)
    if jobs > 1:
        # So many tasks ahead that no process waits while a batch is stored.
        yield from in_processes(work, chain(first, todo), jobs, 2 * jobs + BATCH // FILES, _lost)
        return
    for task in chain(first, todo):
        yield task, work(task)


def _lost(task: Task) -> str:
    names = [shown(path) for path in task.paths] or [article.name for article in task.articles
                                                     if isinstance(article, Article)]
    place = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
    return (f"{place}: the process that read it ended {TRIES} times (killed, or out of memory); what is stored is "
            "whole: give fewer --jobs, or leave out what is too large, and build again")
