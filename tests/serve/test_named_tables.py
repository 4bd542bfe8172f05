"""The tables of named queries on pages: days as people write them, no empty columns, and links to who is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from sites import HOSTILE, PEOPLE, client, sample_graph
from starlette.testclient import TestClient

from kg import queries

ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client(sample_graph(tmp_path_factory.mktemp("serve") / "graph")) as found:
        yield found


def table(web: TestClient, path: str, language: str = "en") -> tuple[list[str], list[list[str]]]:
    """Headings and cells (their HTML, without attributes of the cell itself) of the answer."""
    html = web.get(path, headers=PEOPLE | {"accept-language": language}).text
    if "<thead>" not in html:
        return [], []
    body = html[html.index("<tbody>"):html.index("</tbody>")]
    return (re.findall(r"<th[^>]*>(.*?)</th>", html[html.index("<thead>"):html.index("</thead>")]),
            [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in body.split("<tr>")[1:]])


@pytest.mark.parametrize("name", queries.names())
@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_column_is_empty_and_no_day_is_a_machine_s(web: TestClient, name: str, language: str) -> None:
    columns, rows = table(web, f"/queries/{name}?company=Amazon&metric=capex&period=2025&organization=Amazon", language)
    if not rows:
        columns, rows = table(web, f"/queries/{name}", language)
    assert {len(row) for row in rows} <= {len(columns)}
    assert len(set(columns)) == len(columns), "each heading says something else"
    for place, column in enumerate(columns):
        assert any(row[place].strip() for row in rows), column
    assert not [cell for row in rows for cell in row if ISO_DAY.fullmatch(cell)]


def test_days_are_written_in_the_reader_s_language(web: TestClient) -> None:
    path = "/queries/trail?company=Amazon&metric=capex&period=2025"
    assert "31 October 2025" in {row[0] for row in table(web, path)[1]}
    assert "31 oktober 2025" in {row[0] for row in table(web, path, "nl")[1]}
    assert ISO_DAY.search(web.get("/queries/trail.csv?company=Amazon&metric=capex&period=2025").text)


def test_who_is_named_is_a_link(web: TestClient) -> None:
    found = [re.findall(r'href="(/entity/[^"]+)">([^<]+)', row[0]) for row in table(web, "/queries/leadership")[1]]
    assert all(found)
    for place, name in {pair for pairs in found for pair in pairs}:
        page = web.get(place, headers=PEOPLE)
        assert page.status_code == 200
        assert f"<h1>{name}</h1>" in page.text


@pytest.mark.parametrize("name", ["nope", "Jassy & Co", HOSTILE[:60].replace("/", "")])
def test_a_page_that_is_not_there_offers_to_search(web: TestClient, name: str) -> None:
    answer = web.get("/entity/" + name.replace("?", ""), headers=PEOPLE)
    assert answer.status_code == 404
    link = re.search(r'href="(/search\?q=[^"]*)"', answer.text)
    assert link
    assert web.get(unescape(link[1]), headers=PEOPLE).status_code == 200
    assert "<script>alert" not in answer.text
