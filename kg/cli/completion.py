"""What the shell offers behind `kg query`: names of queries, their parameters, and values where these are known.

Nothing here opens a graph: a completion takes as long as `kg` takes to start.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from kg.queries import NamedQuery


class NamedQueryCommand(click.Command):
    """A command whose options are also the parameters of the query that it is given."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The options of the command, and the parameters of the query that are not given yet."""
        found = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            from kg.queries import PAGING

            words = _words(ctx)
            query = _named(words)
            known = {param.name: param.description for param in query.params} if query else {}
            known |= {"limit": "rows at most", "offset": "rows to pass over"} if query else dict.fromkeys(PAGING, "")
            given = {word.partition("=")[0] for word in words}
            found += [CompletionItem(f"--{name}", help=text) for name, text in known.items()
                      if f"--{name}".startswith(incomplete) and f"--{name}" not in given]
        return found


def query_word(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What a word of `kg query` may be: the value of the parameter before it, or else the name of a query."""
    from kg.parameters import known_values
    from kg.queries import all_queries

    words = _words(ctx)
    query = _named(words)
    if query is None and ctx.params.get("sparql") is None:
        found = [CompletionItem(one.name, help=one.title) for one in all_queries() if one.name.startswith(incomplete)]
        return found or [CompletionItem(incomplete, type="file")]
    last = words[-1] if words else ""
    param = next((param for param in query.params if last == f"--{param.name}"), None) if query else None
    if param is None:
        return []
    if param.type == "period":
        return [CompletionItem(label) for label in _periods(incomplete)]
    return [CompletionItem(value) for value in known_values(param.type)
            if value.casefold().startswith(incomplete.casefold())]


def _words(ctx: click.Context) -> Sequence[str]:
    return tuple(ctx.params.get("words") or ())


def _named(words: Sequence[str]) -> NamedQuery | None:
    from kg import queries

    found = [word for word, before in zip(words, ("", *words), strict=False)
             if word in queries.names() and not (before.startswith("--") and "=" not in before)]
    return queries.load(found[0]) if found else None


def _periods(incomplete: str) -> list[str]:
    """What a year that is written may go on to be."""
    year = incomplete[:4]
    if not re.fullmatch(r"(19|20)\d\d", year):
        return []
    parts = ("", "-Q1", "-Q2", "-Q3", "-Q4", "-H1", "-H2", *(f"-{month:02}" for month in range(1, 13)))
    return [year + part for part in parts if (year + part).startswith(incomplete)]
