"""The commands that read articles: build, facts, numbers, remove."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.app import INTERRUPTED, Day, Language, app, existing, graph_option, json_option
from kg.errors import ArticleError, InputError, KgError
from kg.terminal import Problems, counted, progress, say, show_rows, write, write_json

if TYPE_CHECKING:
    from kg.article import Article

Command = TypeVar("Command", bound=Callable[..., Any])


def _reading(command: Command) -> Command:
    """Paths of articles, and what is known of them."""
    return click.argument("paths", nargs=-1, required=True, metavar="PATH...")(_known(command))


def _known(command: Command) -> Command:
    """What is known of articles that do not say it themselves."""
    for decorate in (
            click.option("--date", "day", type=Day(), metavar="DAY", help="Day of articles that have none themselves."),
            click.option("--lang", "language", type=Language(), metavar="CODE",
                         help="Language of articles that do not say theirs.")):
        command = decorate(command)
    return command


@app.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@_known
@click.option("--jobs", type=click.IntRange(min=1), default=None, metavar="N",
              help="Processes that read articles; as many as there are cores if left out.")
@click.option("--rebuild", is_flag=True,
              help="Build the graph again from the texts that it keeps, as after damage; without PATH.")
@graph_option
@json_option
def build(paths: Sequence[str], day: date | None, language: str | None, jobs: int | None, rebuild: bool, folder: str,
          as_json: bool) -> int:
    """Read articles into the graph.

    Extracts their facts and stores them. Safe to repeat and to interrupt: an article is stored whole or not at all,
    the same article again changes nothing, and a changed one replaces its facts.
    """
    from functools import partial

    from kg.article import sources
    from kg.build import build as built
    from kg.graph import open_graph
    from kg.rebuild import rebuild as built_again

    if bool(paths) == rebuild:
        raise click.UsageError("Give either PATH... or --rebuild" if paths else "Missing argument 'PATH...'")
    problems = Problems()
    counts = {"articles": 0, "changed": 0, "facts": 0, "unread": 0}
    found = list(sources(paths))
    try:
        with progress(len(found), "reading") as bar:
            def step(done: int) -> None:
                bar.step(counted(counts["articles"], "article"), done)

            workers = jobs or _cores()
            reports = built_again(folder, jobs=workers, step=step) if rebuild else built(
                partial(open_graph, folder), found, folder=folder, day=day, language=language, jobs=workers,
                step=step)
            for report in reports:
                if isinstance(report, KgError):
                    problems.add(report)
                    continue
                counts["articles"] += 1
                counts["changed"] += report.changed
                counts["facts"] += report.counts[0]
                counts["unread"] += report.counts[1]
                for problem in report.problems:
                    problems.add(problem)
                for old in report.replaced if not report.article.url else ():
                    say(f"kg: {report.article.name}: takes the place of the article of that name in the graph "
                        f"({old.title or old.id}); give it a url to keep both")
    except KeyboardInterrupt:
        stored = counted(counts["articles"], "article")
        say(f"kg: interrupted; {stored} stored whole, and the same command goes on from there")
        return INTERRUPTED
    if as_json:
        write_json({"graph": folder, **counts, "problems": problems.lines})
    elif counts["articles"]:
        write(f"{counted(counts['articles'], 'article')} read, {counts['changed']} new or changed; "
              f"{counted(counts['facts'], 'fact')}, {counted(counts['unread'], 'number')} unread; graph: {folder}")
    return problems.status(counts["articles"])


def _cores() -> int:
    """The cores that this process may use."""
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _articles(paths: Sequence[str], day: date | None, language: str | None, problems: Problems) -> Iterator[Article]:
    """The articles of paths behind a progress bar; what cannot be read is added to the problems."""
    from kg.article import read_all, sources

    found = list(sources(paths))
    with progress(len(found), "reading") as bar:
        count = 0
        for number, source in enumerate(found, 1):
            read = iter([source]) if isinstance(source, ArticleError) else read_all(
                [source], day=day, language=language)
            for article in read:
                if isinstance(article, ArticleError):
                    problems.add(article)
                else:
                    count += 1
                    yield article
            bar.step("" if count == number else counted(count, "article"))


@app.command()
@_reading
@click.option("--out", metavar="DIR", help="Write NAME.facts.jsonl for each article NAME into this folder.")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "table"]), default="jsonl", show_default=True,
              help="Form of what goes to standard output.")
def facts(paths: Sequence[str], day: date | None, language: str | None, out: str | None, form: str) -> int:
    """Show the facts of articles without storing them."""
    from kg.extract import extract
    from kg.output import FactFiles, fact_writer

    problems = Problems()
    writer = fact_writer(form) if out is None else FactFiles(Path(out), problems)
    count = 0
    for article in _articles(paths, day, language, problems):
        extraction = extract(article)
        for problem in (*article.problems, *extraction.problems):
            problems.add(problem)
        writer.add(article, extraction.facts)
        count += 1
    writer.close()
    return problems.status(count)


@app.command()
@_reading
@json_option
def numbers(paths: Sequence[str], day: date | None, language: str | None, as_json: bool) -> int:
    """Show every number of articles, and what became of it.

    That is how it was read, and the fact that it became or why it became none.
    """
    from kg.extract import extract
    from kg.numbers import numbers as read_numbers
    from kg.output import number_row, spoken

    problems = Problems()
    count = 0
    found = []
    for article in _articles(paths, day, language, problems):
        count += 1
        extraction = extract(article)
        for problem in (*article.problems, *extraction.problems):
            problems.add(problem)
        rows = read_numbers(article, extraction)
        if as_json:
            found.append({"article": article.sha256, "name": article.name, "numbers": [row.to_json() for row in rows]})
            continue
        speech = spoken(article)
        in_facts = sum(row.fact is not None for row in rows)
        write(f"{article.name or 'text'}: {counted(len(rows), 'number')}, {in_facts} in facts")
        show_rows(("at", "words", "read as", "period", "became"), [number_row(row, speech) for row in rows],
                  right=("read as",))
    if as_json:
        write_json(found)
    return problems.status(count)


@app.command()
@click.argument("keys", nargs=-1, required=True, metavar="ARTICLE...")
@graph_option
def remove(keys: Sequence[str], folder: str) -> int:
    """Take articles and their facts out of the graph.

    ARTICLE is the name of an article, its URL or the beginning of its hash, as `kg query articles` has them.
    """
    problems = Problems()
    removed = 0
    with existing(folder, read_only=False) as graph:
        for key in keys:
            try:
                article = graph.remove(key)
            except InputError as error:
                problems.add(error)
                continue
            removed += 1
            write(f"removed {article.name or article.id}")
    return problems.status(removed)
