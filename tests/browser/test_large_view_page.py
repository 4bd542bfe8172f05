"""The page of a large graph in Chromium: its top first, or with `--all` everything at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from viewing import NEEDS_CHROMIUM, PIXEL, place, shown

from kg.facts import Fact, Observation, Relation
from kg.layout import MOST_DISKS
from kg.view import write_view

pytestmark = NEEDS_CHROMIUM


def many(companies: int) -> list[Fact]:
    """Facts about so many companies, each with a figure and a rival."""
    rows: list[Fact] = []
    for number in range(companies):
        about = {"article": "a" * 64, "start": number, "end": number + 1, "evidence": "5"}
        rows += [
            Observation(**about, subject=f"Firm {number}", metric="revenue", measure="level", value=Decimal(number + 1),
                        unit="USD"),
            Relation(**about, subject=f"Firm {number}", predicate="competes_with",
                     object=f"Firm {(number * 7 + 1) % companies}")]
    return rows


def test_of_a_large_graph_the_top_is_drawn_and_search_brings_out_the_rest(show: Any, tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    write_view(many(1300), [], path)
    page = show(path)
    assert len(shown(page)) == MOST_DISKS
    assert f"{MOST_DISKS} with most facts of 1,300" in page.locator("#hint").inner_text()
    rest = page.evaluate("entities[1200].id")
    assert rest not in shown(page)
    page.fill("#search", page.evaluate("entities[1200].label"))
    page.keyboard.press("Enter")
    assert rest in shown(page)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of a large graph that shows all of it."""
    pytest.importorskip("igraph", reason="the extra `large` is not installed")
    path = tmp_path_factory.mktemp("whole") / "graph.html"
    write_view(many(1300), [], path, whole=True)
    return path


def test_a_whole_graph_is_all_there_at_once(show: Any, whole: Path) -> None:
    page = show(whole)
    assert page.evaluate("shownNodes.length") == page.evaluate("entities.length") == 1300
    wanted = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--company')").strip()
    assert wanted.startswith("#")
    page.evaluate("network.moveTo({ scale: 2, position: byId.get('firm-7') })")
    page.wait_for_function("network.getScale() === 2")
    page.wait_for_timeout(100)
    assert page.evaluate(PIXEL, "firm-7")[:3] == [int(wanted[at:at + 2], 16) for at in (1, 3, 5)]


def test_a_whole_graph_is_clicked_searched_filtered_and_moved(show: Any, whole: Path) -> None:
    page = show(whole)
    page.evaluate("network.moveTo({ scale: 2, position: byId.get('firm-7') })")
    page.wait_for_function("network.getScale() === 2")
    page.mouse.click(*place(page, "firm-7"))
    assert page.locator("#panel h2").first.inner_text() == "Firm 7"
    assert page.evaluate("network.getNodeAt(network.canvasToDOM(byId.get('firm-7')))") == "firm-7"
    edge = page.evaluate("""() => {
      const edge = shownEdges.find((row) => row.from === 'firm-7' || row.to === 'firm-7');
      const [a, b] = [byId.get(edge.from), byId.get(edge.to)];
      const at = network.canvasToDOM({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
      return [edge.bend || 0, edge.id, network.getEdgeAt(at)];
    }""")
    assert edge[0] or edge[1] == edge[2]
    page.fill("#search", "Firm 1200")
    page.keyboard.press("Enter")
    assert page.evaluate("state.node") == "firm-1200"
    page.keyboard.press("Escape")
    before = page.evaluate("[network.getViewPosition().x, network.getScale()]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    after = page.evaluate("[network.getViewPosition().x, network.getScale()]")
    assert after[0] > before[0]
    assert after[1] > before[1]
    page.select_option("#filter-company", "firm-1")
    assert 0 < page.evaluate("shownNodes.length") < 10


def test_names_of_a_whole_graph_do_not_cover_each_other(show: Any, whole: Path) -> None:
    page = show(whole)
    page.wait_for_function("labels.placed().length > 0")
    boxes = [row["box"] for row in page.evaluate("labels.placed()") if "node" in row]
    assert len(boxes) > 50
    for number, one in enumerate(boxes):
        for other in boxes[number + 1:]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
