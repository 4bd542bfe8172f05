"""Small charts of a trail of figures, as SVG that is drawn on the server: no script, no inline style.

Time runs from left to right, by the last day of each period. What was reported is a filled dot on a line, guidance an
open bar over its range or an open dot, what others expected an open diamond: three shapes, so that a print without
colour or an eye that sees none can tell them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

#: Size of the drawing in its own units, and the room round it for dots at the edge.
WIDTH, HEIGHT, MARGIN = 240.0, 72.0, 8.0


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a trail.

    day     last day of its period, ISO date
    low, high   the same for a plain value; one of them None where a range is open
    status  "reported", "guidance" or "expected"
    says    in words, for the tooltip
    link    where a click leads
    """

    day: str
    low: Decimal | None
    high: Decimal | None
    status: str
    says: str
    link: str


def trail(points: Sequence[Point], label: str, *, width: float = WIDTH, height: float = HEIGHT) -> Markup:
    """The chart of the points, or nothing where they share one day. `label` says in words what it shows."""
    days = [date.fromisoformat(point.day).toordinal() for point in points]
    values = [float(value) for point in points for value in (point.low, point.high) if value is not None]
    if not values or len(set(days)) < 2:
        return Markup("")
    first, span = min(days), max(days) - min(days)
    bottom = min(values)
    # A trail of amounts stands on zero where that does not press it flat against the top.
    bottom = 0.0 if 0 <= bottom < max(values) * 0.6 else bottom
    reach = (max(values) - bottom) or abs(max(values)) or 1.0

    def x(day: int) -> float:
        return round(MARGIN + (width - 2 * MARGIN) * (day - first) / span, 1)

    def y(value: Decimal) -> float:
        return round(height - MARGIN - (height - 2 * MARGIN) * (float(value) - bottom) / reach, 1)

    told: dict[int, list[Decimal]] = {}
    for day, point in zip(days, points, strict=True):
        if point.status == "reported" and point.low is not None and point.low == point.high:
            told.setdefault(day, []).append(point.low)
    # Where articles differ, the line goes through what most of them say.
    line = [(x(day), y(max(values, key=values.count))) for day, values in sorted(told.items())]
    drawn = [Markup('<line class="base" x1="0" x2="{}" y1="{}" y2="{}"/>').format(
        f"{width:g}", f"{height - MARGIN / 2:g}", f"{height - MARGIN / 2:g}")]
    if len(line) > 1:
        drawn.append(Markup('<polyline class="path" points="{}"/>').format(" ".join(f"{a},{b}" for a, b in line)))
    for day, point in zip(days, points, strict=True):
        drawn.append(Markup('<a href="{}"><title>{}</title>{}</a>').format(
            point.link, point.says, _shape(point, x(day), y)))
    return Markup('<svg class="trail" viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>').format(
        f"{width:g}", f"{height:g}", label, Markup("").join(drawn))


def _shape(point: Point, x: float, y: Callable[[Decimal], float]) -> Markup:
    low, high = point.low, point.high
    kind = Markup('class="{}"').format(point.status)
    if low is not None and high is not None and low != high:
        top, foot = y(high), y(low)
        return Markup('<rect {} x="{}" y="{}" width="6" height="{}" rx="2"/>').format(
            kind, round(x - 3, 1), top, max(round(foot - top, 1), 3))
    value = low if low is not None else high
    at = y(value) if value is not None else 0.0
    if low is None or high is None:  # an open range: a triangle that points to where it is open
        tip = at - 5 if high is None else at + 5
        return Markup('<path {} d="M{} {}H{}L{} {}Z"/>').format(kind, x - 4, at, x + 4, x, tip)
    if point.status == "expected":
        return Markup('<path {} d="M{} {}L{} {}L{} {}L{} {}Z"/>').format(
            kind, x, at - 4.5, x + 4.5, at, x, at + 4.5, x - 4.5, at)
    return Markup('<circle {} cx="{}" cy="{}" r="{}"/>').format(kind, x, at, 3.4)
