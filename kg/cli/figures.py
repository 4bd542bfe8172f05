"""The commands across articles: figures, conflicts, trail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.app import app, existing, json_option, source_options
from kg.terminal import DONE, counted, say, show_rows, write, write_json

if TYPE_CHECKING:
    from kg.conflicts import Conflict
    from kg.rows import Rows

_lang = click.option("--lang", "language", default="en", show_default=True, metavar="CODE",
                     help="Language of labels: en or nl.")
_form = click.option("--format", "form", type=click.Choice(("table", "csv")), default="table", show_default=True,
                     help="Form of the answer.")


def _choices(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that choose figures."""
    for name, what in (("period", "A year, quarter, month or day; what lies in it counts."),
                       ("metric", "Such as revenue or capex."), ("company", "A company or unit.")):
        command = click.option(f"--{name}", metavar=name.upper(), help=what)(command)
    return command


@app.command()
@_choices
@click.option("--status", metavar="STATUS", help="reported, guidance or expected.")
@click.option("--least", type=click.IntRange(1), default=2, show_default=True, metavar="N",
              help="Only figures of which at least so many articles speak.")
@_form
@_lang
@source_options
@json_option
def figures(company: str | None, metric: str | None, period: str | None, status: str | None, least: int, form: str,
            language: str, folder: str, as_json: bool) -> int:
    """Show what articles say of the same thing, gathered.

    Each row is one figure: the most precise of the numbers that most articles agree with within their rounding, from
    the lowest to the highest number given, how many articles and publishers stand behind it, and how many dissent.
    """
    from kg.rows import Rows

    with existing(folder) as graph:
        found = graph.figures(company, metric, period, status=status, language=language)
    kept = [figure for figure in found if len({said.fact.article for said in figure.facts}) >= least]
    return _show(Rows(kept, found.kind, language), form, as_json)


@app.command()
@_choices
@click.option("--grade", metavar="GRADE", help="Only conflicts of this grade, such as dissent.")
@click.option("--all", "everything", is_flag=True,
              help="Also numbers that only look like a conflict: rounded differently, or on another basis.")
@_form
@_lang
@source_options
@json_option
def conflicts(company: str | None, metric: str | None, period: str | None, grade: str | None, everything: bool,
              form: str, language: str, folder: str, as_json: bool) -> int:
    """Show numbers for the same thing that cannot both be true.

    Each has a grade that says what may explain it: dissent (nothing), scale (million for billion), sign, period, mixed
    (the number of something else), article (one article gives both), restated, revised (a plan that changed), basis,
    rounding; and the words, article and day of both numbers.
    """
    from kg.conflicts import GRADES
    from kg.rows import Rows

    if grade is not None and grade not in GRADES:
        raise click.UsageError(f"no grade {grade!r}: choose one of {', '.join(GRADES)}")
    with existing(folder) as graph:
        found = graph.conflicts(company, metric, period, everything=everything, language=language)
    kept = Rows([conflict for conflict in found if grade in (None, conflict.grade)], found.kind, language)
    if as_json or form == "csv":
        return _show(kept, form, as_json)
    for conflict in kept:
        _write_conflict(conflict, language)
    say(counted(len(kept), "conflict"))
    return DONE


def _write_conflict(conflict: Conflict, language: str) -> None:
    from kg import present

    figure = conflict.figure
    about = (figure.subject, figure.what(language), present.period(figure.period or "", language), figure.who(language))
    write(f"{conflict.grade}: {', '.join(part for part in about if part)}")
    for said in (conflict.one, conflict.other):
        write(f"  {said.amount(language)} - “{said.fact.evidence}” ({said.source()})")
    write(f"  {conflict.why}")


@app.command()
@click.argument("company")
@click.argument("metric")
@click.argument("period")
@click.option("--plot", "picture", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Draw it too: FILE ends in .svg or .png.")
@click.option("--measure", type=click.Choice(("level", "change", "share")), default="level", show_default=True,
              help="Follow the amount, its change, or a share.")
@_form
@_lang
@source_options
@json_option
def trail(company: str, metric: str, period: str, picture: Path | None, measure: str, form: str, language: str,
          folder: str, as_json: bool) -> int:
    """Show how a figure moved: expected, guided, raised, reported.

    kg trail amazon capex 2026 follows what articles said of Amazon's capital spending in 2026, in the order in which
    they said it. Periods count by their days: microsoft-FY2026-Q2 is 2025-Q4.
    """
    with existing(folder) as graph:
        found = graph.trail(company, metric, period, measure=measure, language=language)
    if picture is not None:
        found.plot(picture)
        say(f"drawn: {picture}")
    if form == "table" and not as_json:
        write(found.title())
        if not found:
            say("no article gives a number for it; kg query metrics shows what there are numbers for")
            return DONE
    return _show(found, form, as_json)


def _show(rows: Rows[Any], form: str, as_json: bool) -> int:
    if as_json:
        write_json(rows.records())
    elif form == "csv":
        click.echo(rows.csv(), nl=False)
    elif rows:
        head, cells = rows.table()
        show_rows(head, cells, right=("amount", "articles", "publishers", "dissenting"))
    else:
        say("none")
    return DONE
