"""A trail as a picture: numbers over the time of saying, ranges as bars, in SVG or PNG.

The same trail gives the same bytes on one machine: no clock, and names in the SVG that depend on its content alone.
"""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from kg import present
from kg.errors import InputError
from kg.trails import Step, Trail

FORMATS = (".svg", ".png")
#: Okabe and Ito's colours, told apart by the colour-blind (jfly.uni-koeln.de/color): vermilion, blue, green.
COLOURS = {"expected": "#D55E00", "guidance": "#0072B2", "reported": "#009E73"}
_MARKS = {"expected": "o", "guidance": "s", "reported": "D"}
#: Inches, and dots an inch of a PNG.
_SIZE, _DPI = (9.0, 5.0), 150
#: Inches for the words beside a number, so that a picture of many numbers is wider; up to a width that still opens.
_WORDS, _WIDEST = 1.7, 60.0


def plot(trail: Trail, path: str | os.PathLike[str]) -> Path:
    """Draw the trail into a file, SVG or PNG by its ending.

    Raises InputError for another ending, a trail without a dated number, and where matplotlib is not installed.
    """
    file = Path(path)
    if file.suffix.lower() not in FORMATS:
        raise InputError(f"{file}: a picture is written as {' or '.join(FORMATS)}; choose one by the ending")
    steps = [step for step in trail if step.said.article.day]
    if not steps:
        raise InputError(f"{trail.title()}: nothing dated to draw; kg query metrics shows what "
                         "there are numbers for")
    try:
        matplotlib = import_module("matplotlib")
        figure = import_module("matplotlib.figure").Figure(figsize=_size(steps), layout="constrained")
    except ImportError:
        raise InputError("matplotlib is not installed; install it with: pip install 'tech-giants-kg[plot]'") from None
    _draw(figure.add_subplot(), trail, steps)
    with matplotlib.rc_context({"svg.hashsalt": "kg", "svg.fonttype": "none"}):
        try:
            figure.savefig(file, dpi=_DPI, metadata={"Date": None} if file.suffix.lower() == ".svg" else None)
        except OSError as error:
            raise InputError(f"{file} cannot be written: {error.strerror or error}") from error
    return file


def _draw(axes: Any, trail: Trail, steps: list[Step]) -> None:
    language = trail.language
    power, word = _scale(steps, language)
    places = _places(steps)
    seen: set[str] = set()
    for step, place in zip(steps, places, strict=True):
        status, numbers = step.figure.key.status, [_float(n, power) for n in step.said.numbers]
        colour, label = COLOURS[status], present.label(status, language)
        bottom, top = min(numbers), max(numbers)
        old = step.event == "before"
        style = {"color": colour, "label": None if old or label in seen else label, "alpha": 0.45 if old else 1.0}
        if not old:
            seen.add(label)
        if top > bottom:
            axes.plot([place, place], [bottom, top], linewidth=7, solid_capstyle="butt", **style)
        else:
            axes.plot([place], [top], marker=_mark(step), markersize=8, linestyle="none", **style)
        whose = [present.label(step.figure.said_by, language)] if step.figure.said_by else []
        axes.annotate("\n".join([step.what(language), *whose, _amount(step, language)]), (place, (bottom + top) / 2),
                      xytext=(9, 0), textcoords="offset points", va="center", fontsize=8, color=colour)
    axes.set_title(trail.title(), loc="left", fontweight="bold")
    axes.set_ylabel(" ".join(part for part in (word.strip(), present.label(trail.unit, language)) if part))
    days = sorted({step.said.article.day or "" for step in steps})
    first = {day: next(p for s, p in zip(steps, places, strict=True) if s.said.article.day == day) for day in days}
    last = {day: p for s, p in zip(steps, places, strict=True) for day in days if s.said.article.day == day}
    axes.set_xticks([(first[day] + last[day]) / 2 for day in days],
                    [present.period(day, language) for day in days], fontsize=8)
    for day in days[1:]:
        axes.axvline(first[day] - 0.35, color="#dddddd", linewidth=0.8)
    axes.set_xlim(-0.4, places[-1] + 1.1)
    axes.margins(y=0.18)
    axes.grid(axis="y", color="#eeeeee")
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(frameon=False, fontsize=8, loc="best")


def _size(steps: list[Step]) -> tuple[float, float]:
    wanted = _WORDS * (_places(steps)[-1] + 1.5)
    return min(_WIDEST, max(_SIZE[0], wanted)), _SIZE[1]


def _places(steps: list[Step]) -> list[float]:
    """Where each step stands: in order, side by side on one day, wider apart the longer nothing was said.

    Not to scale, for plans are told in a week of reports a quarter apart, and would lie on each other.
    """
    places: list[float] = []
    for step in steps:
        if not places:
            places.append(0.0)
            continue
        before, now = (date.fromisoformat(s.said.article.day or "") for s in (steps[len(places) - 1], step))
        places.append(places[-1] + (0.9 if before == now else min(2.0, 1.2 + (now - before).days / 180)))
    return places


def _mark(step: Step) -> str:
    """Bounds point the way that they leave open."""
    qualifier = step.said.fact.qualifier
    return "v" if qualifier in ("less_than", "at_most") else "^" if qualifier in ("more_than", "at_least") \
        else _MARKS[step.figure.key.status]


def _amount(step: Step, language: str) -> str:
    fact = step.said.fact
    return present.figure(fact.value, fact.low, fact.high, "", fact.qualifier, language)


def _scale(steps: list[Step], language: str) -> tuple[int, str]:
    """Power of ten and word by which the axis counts."""
    largest = max(abs(number) for step in steps for number in step.said.numbers)
    for word, size in present.words(language)["scales"].items():
        if largest >= size:
            return len(str(size)) - 1, str(word)
    return 0, ""


def _float(value: Decimal, power: int) -> float:
    return float(value.scaleb(-power))
