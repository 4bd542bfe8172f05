"""The small charts: what they draw, and that nothing of a text becomes markup."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.serve.pages.charts import HEIGHT, WIDTH, Point, trail

SVG = "{http://www.w3.org/2000/svg}"


def point(day: str, low: int | None, high: int | None = None, status: str = "reported", says: str = "") -> Point:
    value = None if low is None else Decimal(low)
    return Point(day, value, value if high is None else Decimal(high), status, says, "/fact/x")


def drawn(markup: str) -> ET.Element:
    return ET.fromstring(str(markup).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def test_one_day_is_no_trail() -> None:
    assert trail([point("2025-12-31", 3), point("2025-12-31", 4)], "x") == ""
    assert trail([], "x") == ""


def test_reported_values_are_dots_on_a_line_that_rises_with_them() -> None:
    svg = drawn(trail([point("2025-03-31", 10), point("2025-06-30", 20)], "Amazon: revenue"))
    assert svg.get("aria-label") == "Amazon: revenue"
    line = svg.find(f"{SVG}polyline")
    assert line is not None
    (x0, y0), (x1, y1) = (map(float, pair.split(",")) for pair in line.get("points", "").split())
    assert x0 < x1
    assert y0 > y1
    assert len(svg.findall(f".//{SVG}circle")) == 2


def test_where_articles_differ_the_line_goes_through_what_most_say() -> None:
    points = [point("2025-03-31", 10), point("2025-06-30", 90), point("2025-06-30", 20), point("2025-06-30", 20)]
    svg = drawn(trail(points, "x"))
    most = svg.findall(f".//{SVG}circle")[2].get("cy")
    assert svg.find(f"{SVG}polyline").get("points", "").endswith(f",{most}")  # type: ignore[union-attr]


@pytest.mark.parametrize(("low", "high", "status", "shape"), [
    (1, None, "expected", "path"), (1, 5, "guidance", "rect"), (1, None, "guidance", "circle")])
def test_each_status_has_a_shape(low: int, high: int | None, status: str, shape: str) -> None:
    svg = drawn(trail([point("2025-03-31", 3), point("2026-12-31", low, high, status)], "x"))
    assert svg.findall(f"{SVG}a")[1].find(f"{SVG}{shape}") is not None


def test_bounds_point_where_they_are_open() -> None:
    up = Point("2025-06-30", Decimal(3), None, "reported", "", "/")
    down = Point("2025-09-30", None, Decimal(3), "reported", "", "/")
    shapes = [a[1].get("d", "") for a in drawn(trail([up, down], "x")).findall(f"{SVG}a")]
    assert all(shape.endswith("Z") for shape in shapes)
    assert shapes[0] != shapes[1]


def test_texts_are_escaped() -> None:
    hostile = '"><script>alert(1)</script>'
    markup = trail([point("2025-03-31", 1, says=hostile), point("2025-06-30", 2)], hostile)
    assert "<script" not in markup
    assert drawn(markup).get("aria-label") == hostile


@given(st.lists(st.tuples(st.dates(), st.decimals(-10**15, 10**15, places=2)), min_size=2, max_size=12))
def test_everything_stands_inside_the_drawing(rows: list) -> None:
    markup = trail([Point(day.isoformat(), value, value, "reported", "", "/") for day, value in rows], "x")
    for dot in drawn(markup).findall(f".//{SVG}circle") if markup else ():
        assert 0 <= float(dot.get("cx", "")) <= WIDTH
        assert 0 <= float(dot.get("cy", "")) <= HEIGHT
