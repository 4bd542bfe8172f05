"""The command about networks: network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.app import app, existing, source_options
from kg.terminal import DONE, show_rows, write_json

if TYPE_CHECKING:
    from kg.networks import Edge, Network

_KINDS = ("competition", "ownership", "supply", "investment", "partnership", "named-with")


@app.command()
@click.argument("kind", type=click.Choice(_KINDS), metavar="KIND")
@click.option("--format", "form", type=click.Choice(["table", "json", "graphml", "gexf"]), default="table",
              show_default=True, help="Table, JSON, or a file for Gephi and others.")
@click.option("--path", "ends", nargs=2, metavar="FROM TO",
              help="The path between two, with the articles that state it.")
@click.option("--central", is_flag=True, help="How central each one is.")
@click.option("--communities", is_flag=True, help="Groups that have more to do with each other than with the rest.")
@source_options
def network(kind: str, form: str, ends: tuple[str, str] | None, central: bool, communities: bool,
            folder: str) -> int:
    """Show a network of companies that the articles draw.

    KIND says what an edge is: that two compete (competition), that one owns (ownership), supplies (supply) or puts
    money into (investment) the other, that two work together (partnership), or that an article names both (named-with).
    """
    if (ends is not None) + central + communities > 1:
        raise click.UsageError("one of --path, --central and --communities at a time")
    if (ends or central or communities) and form not in ("table", "json"):
        raise click.UsageError(f"--format {form} is for the network itself; leave out the other options")
    with existing(folder) as graph:
        found = graph.network(kind)
    if central:
        ranked = found.central()
        if form == "json":
            write_json([row._asdict() for row in ranked])
        else:
            show_rows(("name", "neighbours", "articles", "betweenness"),
                      [(*row[:3], "" if row.betweenness is None else f"{row.betweenness:.3f}") for row in ranked],
                      right=("neighbours", "articles", "betweenness"))
    elif communities:
        groups = found.communities()
        if form == "json":
            write_json(groups)
        else:
            show_rows(("group", "size", "members"), [(number, len(group), ", ".join(group))
                                                    for number, group in enumerate(groups, 1)], right=("group", "size"))
    elif ends or form == "table":
        edges = found.path(*ends) if ends else list(found)
        if form == "json":
            write_json([edge._asdict() for edge in edges])
        else:
            _show(found, edges)
    else:
        click.echo(getattr(found, form)(), nl=False)
    return DONE


def _show(found: Network, edges: list[Edge]) -> None:
    from kg.present import label

    rows = []
    for edge in edges:
        relation = ", ".join(label(predicate) for predicate in edge.predicates) or "named with"
        articles = (found.articles[sha256] for sha256 in edge.articles)
        rows.append((edge.source, relation, edge.target, "; ".join(
            f"{article.title or article.name or sha256[:16]}" + (f" ({article.day})" if article.day else "")
            for article, sha256 in zip(articles, edge.articles, strict=True))))
    show_rows(("from", "relation", "to", "articles"), rows)
