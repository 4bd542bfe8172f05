"""Trails and conflicts of the sample: how plans moved, what cannot both be true, and the pictures."""

from xml.etree import ElementTree

import pytest
from asking import sample

from kg.errors import InputError, QueryError
from kg.trail_plot import plot


def steps(*what, **options):
    return [(step.event, step.said.numbers) for step in sample().trail(*what, **options)]


def test_a_raised_plan():
    assert steps("alphabet", "capex", "2026")[-2:] == [
        ("guided", (175_000_000_000, 185_000_000_000)), ("raised", (180_000_000_000, 190_000_000_000))]


def test_an_old_plan_comes_before_the_new_one():
    assert [event for event, _ in steps("meta", "capex", "2025")] == ["before", "raised", "reported"]


def test_fiscal_and_calendar_labels_are_one():
    assert steps("microsoft", "revenue", "microsoft-FY2026-Q2") == steps("microsoft", "revenue", "2025-Q4") != []


def test_a_trail_of_nothing():
    found = sample().trail("amazon", "capex", "2031")
    assert (len(found), found.title()) == (0, "Amazon: capital expenditure 2031")
    with pytest.raises(InputError, match="nothing dated to draw"):
        plot(found, "x.svg")
    with pytest.raises(QueryError, match="no metric"):
        sample().trail("amazon", "capexx", "2026")


def test_pictures(tmp_path):
    found = sample().trail("amazon", "capex", "2025")
    one, other = plot(found, tmp_path / "one.svg"), plot(found, tmp_path / "other.svg")
    assert one.read_bytes() == other.read_bytes()
    ElementTree.parse(one)
    assert "about 118 billion" in one.read_text(encoding="utf-8")
    assert plot(found, tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(InputError, match=r"\.svg or \.png"):
        plot(found, tmp_path / "a.jpg")


def test_it_becomes_a_data_frame_shows_itself_and_draws_itself(tmp_path):
    found = sample().trail("meta", "capex", "2025", language="nl")
    frame = found.dataframe()
    assert (list(frame.columns), len(frame)) == (list(found.kind.columns), len(found))
    shown = found._repr_html_()
    assert shown.startswith("<table><thead><tr><th>day</th>")
    assert shown.count("<tr>") == len(found) + 1
    assert "verhoogd" in shown
    assert found.plot(tmp_path / "trail.svg").read_text(encoding="utf-8").count("<svg") == 1
    nothing = sample().trail("meta", "capex", "2044")
    assert (len(nothing.dataframe()), nothing.csv().count("\n")) == (0, 1)
    assert nothing._repr_html_() == "<table><thead><tr></tr></thead><tbody></tbody></table>"
