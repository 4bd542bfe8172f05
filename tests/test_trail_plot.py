"""Pictures of trails: what is drawn, in which words, and that words lie beside and not on each other."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from figure_facts import add, article, fact

import kg
from kg.errors import InputError
from kg.trail_plot import plot

BILLION = 10**9
PLAN = {"status": "guidance", "said_by": "Acme"}
FORECAST = {"status": "expected", "said_by": "analysts"}


def drawn(said, place, language="en"):
    """The SVG of a trail of (days after the first, what the fact has); value None where it gives a range."""
    graph = kg.open()
    for number, (days, changes) in enumerate(said):
        item = article(number, day=(date(2025, 11, 1) + timedelta(days)).isoformat())
        add(graph, item, fact(item, **{"decimals": -9} | changes))
    return plot(graph.trail("Acme", "net_income", "2025-Q4", language=language), place).read_text(encoding="utf-8")


def words(svg):
    return [text for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg) if not re.fullmatch(r"[\d−.,]+", text)]


def ranged(low, high):
    return {"value": None, "low": Decimal(low * BILLION), "high": Decimal(high * BILLION), "qualifier": "between"}


def test_a_range_is_a_bar_and_a_number_a_mark(tmp_path):
    svg = drawn([(0, PLAN | ranged(66, 72)), (60, {"value": 70 * BILLION})], tmp_path / "a.svg")
    assert len(re.findall("stroke-width: 7", svg)) == 2  # the bar, and the bar of the legend
    assert words(svg)[-2:] == ["guidance", "reported"]


def test_one_number(tmp_path):
    svg = drawn([(0, {"value": 70 * BILLION})], tmp_path / "a.svg")
    assert {"Acme: net income Q4 2025", "reported", "70 billion", "billion US dollar"} <= set(words(svg))


def test_in_dutch(tmp_path):
    said = [(0, FORECAST | {"value": 60 * BILLION}), (1, FORECAST | {"value": 66 * BILLION}),
            (60, {"value": 70 * BILLION})]
    found = words(drawn(said, tmp_path / "a.svg", "nl"))
    assert {"Acme: nettowinst Q4 2025", "verwacht", "analisten", "verhoogd", "66 miljard", "gerapporteerd",
            "miljard Amerikaanse dollar"} <= set(found)
    assert not {"analysts", "raised", "reported"} & set(found)


def test_many_numbers_make_a_wider_picture(tmp_path):
    def width(count):
        said = [(3 * number, FORECAST | {"value": (60 + 4 * number) * BILLION}) for number in range(count)]
        svg = drawn(said, tmp_path / "a.svg")
        assert sum(text.endswith("billion") for text in words(svg)) == count
        return float(re.search(r'width="([\d.]+)pt"', svg)[1])

    assert width(1) == width(3) < width(9) < width(30) <= width(120) <= 60 * 72


def test_same_bytes_whatever_the_order_of_adding(tmp_path):
    said = [(0, PLAN | ranged(66, 72)), (9, PLAN | ranged(70, 72)), (60, {"value": 70 * BILLION})]
    pictures = set()
    for order in (said, said[::-1]):
        svg = drawn(order, tmp_path / "a.svg")
        pictures.add(re.sub(r"clip-path[^/]*", "", svg))
    assert len(pictures) == 1


@pytest.mark.parametrize("name", ["a.jpg", "a", "a.svg.txt"])
def test_other_endings(name, tmp_path):
    with pytest.raises(InputError, match=r"\.svg or \.png"):
        drawn([(0, {})], tmp_path / name)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        drawn([(0, {})], tmp_path / "no" / "a.svg")


def test_nothing_to_draw(tmp_path):
    with pytest.raises(InputError, match="nothing dated to draw"):
        plot(kg.open().trail("Amazon", "capex", "2026"), tmp_path / "a.svg")
    assert not (tmp_path / "a.svg").exists()
