"""The command `kg` itself: its name, the options that its commands share, and how it ends."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg import __version__
from kg.errors import KgError, StoreError
from kg.terminal import DONE, NOT_DONE, plain, say

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

INTERRUPTED, BROKEN_PIPE = 130, 141  # 128 + the signal, as shells have it


class Language(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases of click
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


graph_option = click.option(
    "--graph", "folder", default="graph", show_default=True, metavar="DIR", envvar="KG_GRAPH", show_envvar=True,
    help="Folder of the graph.")
_ENDPOINT = "kg.endpoint"
#: Where shells put what they want to know; the name is click's.
_COMPLETE = "_KG_COMPLETE"


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which graph is read: a folder, or an endpoint."""
    def remember(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
        context.meta[f"{_ENDPOINT}.{parameter.name}"] = value

    endpoint = click.option("--endpoint", metavar="URL", expose_value=False, callback=remember,
                            help="Read from the SPARQL endpoint at this address in place of a folder.")
    named = click.option("--named", metavar="IRI", expose_value=False, callback=remember,
                         help="Named graph of the endpoint.")
    return graph_option(endpoint(named(command)))


json_option = click.option("--json", "as_json", is_flag=True, help="JSON for programs.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kg")
def app() -> None:
    """Financial facts of tech giants, read from Dutch and English news into a knowledge graph.

    Begin with `kg demo`, or with `kg build ARTICLE...` and `kg queries`. An article is a .txt, .md, .html, .json or
    .jsonl file, a folder of them, a URL, or - for standard input.

    Exit status: 0 done, 1 done with problems that are listed, 2 could not be done.
    """


def existing(folder: str, *, read_only: bool = True) -> KnowledgeGraph:
    """The graph of a folder, which must be there, or of the endpoint that the command's options name."""
    from kg.graph import open_endpoint, open_graph

    meta = click.get_current_context().meta
    endpoint, named = meta.get(f"{_ENDPOINT}.endpoint"), meta.get(f"{_ENDPOINT}.named")
    if endpoint:
        return open_endpoint(endpoint, named=named)
    if named:
        raise click.UsageError("--named goes with --endpoint")
    if not Path(folder).exists():
        raise StoreError(f"{folder}: no graph there; build one with: kg build ARTICLE... --graph {folder}")
    return open_graph(folder, read_only=read_only, create=False)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit status; every error that is expected is one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    if instruction := os.environ.get(_COMPLETE):  # the shell asks what may stand where its cursor is
        from click.shell_completion import shell_complete

        return shell_complete(app, {}, "kg", _COMPLETE, instruction)
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
        for note in getattr(error, "__notes__", ()):  # the line of a query, with a caret below the place
            for line in note.splitlines():
                say(line)
    except BrokenPipeError:
        # What reads has gone: let the interpreter flush into nothing when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        reason = error.strerror.lower() if error.strerror else error
        say(f"kg: {place}{reason}; look at the place, its rights and its free space")
    except MemoryError:
        say("kg: not enough memory; what was stored is whole: do it again with more, with fewer --jobs, or for less at "
            "once")
    except Exception as error:
        if os.environ.get("KG_DEBUG"):
            raise
        say(f"kg: a fault of kg itself ({type(error).__name__}: {error}); KG_DEBUG=1 shows where: please report it")
    return NOT_DONE


def main() -> None:
    """The command `kg`."""
    # The tables of words are some 100,000 objects that stay: to look through them for garbage while they are made and
    # again at the end is 0.04 s of each run.
    gc.set_threshold(50_000, 20, 20)
    status = run()
    gc.freeze()
    sys.exit(status)
