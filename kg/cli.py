"""The command line: parses, calls, prints. What takes long to import is imported by the command that needs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg import __version__
from kg.errors import ArticleError, InputError, KgError, StoreError
from kg.terminal import DONE, NOT_DONE, Problems, counted, plain, progress, say, show_rows, write, write_json

if TYPE_CHECKING:
    from kg.article import Article
    from kg.graph import KnowledgeGraph, Report

INTERRUPTED, BROKEN_PIPE = 130, 141  # 128 + the signal, as shells have it
Command = TypeVar("Command", bound=Callable[..., Any])


class Language(click.ParamType):  # type: ignore[type-arg]
    """A language as an option."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code of a language from its tag."""
        from kg.formats import language_code

        code = language_code(str(value))
        if code is None:
            self.fail(f"{value!r} is no language code; write nl or en", param, ctx)
        return code


class Day(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases of click
    """A day as an option."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """A day from how it is written."""
        from kg.detect import read_day

        day = read_day(str(value))
        if day is None:
            self.fail(f"{value!r} is no day; write it as 2026-02-05", param, ctx)
        return day


def _reading(command: Command) -> Command:
    """Paths of articles, and what is known of them."""
    for decorate in (
            click.argument("paths", nargs=-1, required=True, metavar="PATH..."),
            click.option("--date", "day", type=Day(), metavar="DAY", help="Day of articles that have none themselves."),
            click.option("--lang", "language", type=Language(), metavar="CODE",
                         help="Language of articles that do not say theirs.")):
        command = decorate(command)
    return command


graph_option = click.option(
    "--graph", "folder", default="graph", show_default=True, metavar="DIR", envvar="KG_GRAPH", show_envvar=True,
    help="Folder of the graph.")
json_option = click.option("--json", "as_json", is_flag=True, help="JSON for programs.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kg")
def app() -> None:
    """Financial facts of tech giants, read from Dutch and English news into a knowledge graph.

    Begin with `kg demo`, or with `kg build ARTICLE...` and `kg queries`. An article is a .txt, .md, .html, .json or
    .jsonl file, a folder of them, a URL, or - for standard input.

    Exit status: 0 done, 1 done with problems that are listed, 2 could not be done.
    """


@app.command()
@_reading
@graph_option
@json_option
def build(paths: Sequence[str], day: date | None, language: str | None, folder: str, as_json: bool) -> int:
    """Read articles into the graph.

    Extracts their facts and stores them. Safe to repeat and to interrupt: an article is stored whole or not at all,
    the same article again changes nothing, and a changed one replaces its facts.
    """
    problems = Problems()
    counts = {"articles": 0, "changed": 0, "facts": 0, "unread": 0}
    try:
        for report in _built(folder, _articles(paths, day, language, problems), problems):
            counts["articles"] += 1
            counts["changed"] += report.changed
            counts["facts"] += len(report.facts)
            counts["unread"] += len(report.unread)
            for problem in report.problems:
                problems.add(problem)
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


def _built(folder: str, articles: Iterator[Article], problems: Problems) -> Iterator[Report]:
    """Each article's report; the graph is opened, and made where it is missing, at the first article."""
    first = next(articles, None)
    if first is None:
        return
    from itertools import chain

    from kg.errors import DefectError
    from kg.graph import open_graph

    seen: dict[str, str] = {}
    with open_graph(folder) as graph, graph.batch():
        kept = {article.name: article for article in graph.articles() if article.name and not article.url}
        for article in chain([first], articles):
            if article.name and not article.url and seen.setdefault(article.name, article.sha256) != article.sha256:
                problems.add(f"{article.name}: a second article of this name, which would take the place of the first; "
                             "rename it, or give it a url")
                continue
            older = None if article.url else kept.get(article.name)
            if older is not None and older.sha256 != article.sha256:
                say(f"kg: {article.name}: takes the place of the article of that name in the graph "
                    f"({older.title or older.id}); give it a url to keep both")
            try:
                yield graph.add(article)
            except DefectError as error:
                problems.add(error)


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


@app.command()
@graph_option
@json_option
def info(folder: str, as_json: bool) -> int:
    """Show what is in the graph."""
    with existing(folder) as graph:
        found = graph.info()
    if as_json:
        write_json(found)
    else:
        for name, value in found.items():
            write(f"{name:10}{value:>12,}" if isinstance(value, int) else f"{name:10}{value}")
    return DONE


@app.command()
@graph_option
@json_option
def validate(folder: str, as_json: bool) -> int:
    """Hold the facts of the graph against their shapes."""
    with existing(folder) as graph:
        return _violations(graph.validate(), as_json, "every fact keeps to the shapes")


@app.command()
@graph_option
@json_option
def verify(folder: str, as_json: bool) -> int:
    """Cut every fact again from the text of its article."""
    with existing(folder) as graph:
        return _violations(graph.verify(), as_json, "every fact cuts from its text")


def _violations(found: Sequence[Any], as_json: bool, sound: str) -> int:
    problems = Problems()
    for violation in found:
        problems.add(f"{violation.where}: {violation.message}")
    if as_json:
        write_json([violation._asdict() for violation in found])
    elif not found:
        write(sound)
    return problems.status()


def existing(folder: str, *, read_only: bool = True) -> KnowledgeGraph:
    """The graph of a folder, which must be there."""
    from kg.graph import open_graph

    if not Path(folder).exists():
        raise StoreError(f"{folder}: no graph there; build one with: kg build ARTICLE... --graph {folder}")
    return open_graph(folder, read_only=read_only, create=False)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit status; every error that is expected is one line on standard error."""
    import kg.cli_answers  # noqa: F401  # adds the commands that ask the graph

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        # Not app.main: it has its own way with broken pipes and interruptions.
        with app.make_context("kg", words or ["--help"]) as context:
            status = app.invoke(context)
        sys.stdout.flush()
        return status if isinstance(status, int) else DONE
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "kg"
        say(f"{command}: {plain(error.format_message()).rstrip('.')}; see {command} --help")
    except click.ClickException as error:
        say(f"kg: {plain(error.format_message())}")
    except KeyboardInterrupt:
        say("kg: interrupted")
        return INTERRUPTED
    except KgError as error:
        say(f"kg: {error}")
    except BrokenPipeError:
        # What reads has gone: let the interpreter flush into nothing when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        say(f"kg: {place}{(error.strerror or str(error)).lower()}; look at the place, its rights and its free space")
    except Exception as error:
        if os.environ.get("KG_DEBUG"):
            raise
        say(f"kg: a fault of kg itself ({type(error).__name__}: {error}); KG_DEBUG=1 shows where: please report it")
    return NOT_DONE


def main() -> None:
    """The command `kg`."""
    sys.exit(run())
