"""Companies of other fiscal years side by side, against calendars worked out by hand; growth marked as computed.

Fiscal years: Microsoft ends in June, Apple in September, Nvidia in January, Oracle in May, Amazon with the calendar; a
year is named by the calendar year in which it ends.
"""

from decimal import Decimal

import pytest
from figure_facts import add, article, fact

import kg
from kg.period_label import label_days

#: Company -> fiscal quarter and its days -> the quarter of the calendar that has its middle month.
BY_HAND = {
    "Amazon": {"2025-Q3": ("2025-07-01", "2025-09-30", "2025-Q3"), "2025-Q4": ("2025-10-01", "2025-12-31", "2025-Q4")},
    "Microsoft": {"microsoft-FY2026-Q1": ("2025-07-01", "2025-09-30", "2025-Q3"),
                  "microsoft-FY2026-Q2": ("2025-10-01", "2025-12-31", "2025-Q4"),
                  "microsoft-FY2026-Q3": ("2026-01-01", "2026-03-31", "2026-Q1"),
                  "microsoft-FY2025-Q4": ("2025-04-01", "2025-06-30", "2025-Q2")},
    "Apple": {"apple-FY2026-Q1": ("2025-10-01", "2025-12-31", "2025-Q4"),
              "apple-FY2025-Q4": ("2025-07-01", "2025-09-30", "2025-Q3"),
              "apple-FY2025-Q3": ("2025-04-01", "2025-06-30", "2025-Q2")},
    "Nvidia": {"nvidia-FY2026-Q1": ("2025-02-01", "2025-04-30", "2025-Q1"),
               "nvidia-FY2026-Q2": ("2025-05-01", "2025-07-31", "2025-Q2"),
               "nvidia-FY2026-Q3": ("2025-08-01", "2025-10-31", "2025-Q3"),
               "nvidia-FY2026-Q4": ("2025-11-01", "2026-01-31", "2025-Q4")},
    "Oracle": {"oracle-FY2026-Q1": ("2025-06-01", "2025-08-31", "2025-Q3"),
               "oracle-FY2026-Q2": ("2025-09-01", "2025-11-30", "2025-Q4"),
               "oracle-FY2026-Q3": ("2025-12-01", "2026-02-28", "2026-Q1"),
               "oracle-FY2025-Q4": ("2025-03-01", "2025-05-31", "2025-Q2")}}
#: The year of the calendar beside which a fiscal year stands: the one that has more of it, or its first half.
YEARS = {
    "amazon": ("2025", "2025-01-01", "2025-12-31"), "apple": ("apple-FY2025", "2024-10-01", "2025-09-30"),
    "nvidia": ("nvidia-FY2026", "2025-02-01", "2026-01-31"), "oracle": ("oracle-FY2026", "2025-06-01", "2026-05-31"),
    "microsoft": ("microsoft-FY2025", "2024-07-01", "2025-06-30")}
NAMES = {"amazon": "Amazon", "apple": "Apple", "nvidia": "Nvidia", "oracle": "Oracle", "microsoft": "Microsoft"}


def graph_of(*said):
    """A graph of (company, label, value, what else the fact has)."""
    graph = kg.open()
    for number, (company, label, value, changes) in enumerate(said):
        start, end = label_days(label)
        item = article(number)
        about = {"subject": company, "metric": "revenue", "period": label, "period_start": start, "period_end": end}
        add(graph, item, fact(item, Decimal(value), **{"decimals": None} | about | changes))
    return graph


def calendar(graph, period, **choice):
    return {row["company"]: row for row in graph.query("calendar", metric="revenue", period=period, **choice)}


@pytest.mark.parametrize(("company", "label"), [(company, label) for company in BY_HAND for label in BY_HAND[company]])
def test_the_days_of_fiscal_quarters_and_the_quarter_they_stand_in(company, label):
    start, end, quarter = BY_HAND[company][label]
    assert label_days(label) == (start, end)
    graph = graph_of((company, label, 100, {}))
    for asked in ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"):
        assert list(calendar(graph, asked)) == ([company] if asked == quarter else []), asked


def test_a_quarter_side_by_side():
    graph = graph_of(*((company, label, 100 + len(label), {}) for company, found in BY_HAND.items() for label in found))
    assert {company: row["period"] for company, row in calendar(graph, "2025-Q4").items()} == {
        "Amazon": "2025-Q4", "Microsoft": "microsoft-FY2026-Q2", "Apple": "apple-FY2026-Q1",
        "Nvidia": "nvidia-FY2026-Q4", "Oracle": "oracle-FY2026-Q2"}


def test_a_year_side_by_side():
    said = []
    for identity, (label, start, end) in YEARS.items():
        assert label_days(label) == (start, end)
        said.append((NAMES[identity], label, 400, {}))
    graph = graph_of(*said, ("Microsoft", "microsoft-FY2026", 300, {}), ("Apple", "apple-FY2026", 300, {}))
    assert {company: row["period"] for company, row in calendar(graph, "2025").items()} == {
        NAMES[identity]: label for identity, (label, _, _) in YEARS.items()}
    assert calendar(graph, "2025-Q4") == {}


def test_growth_is_computed_from_the_same_fiscal_quarter_a_year_before_and_stands_by_itself():
    graph = graph_of(
        ("Oracle", "oracle-FY2026-Q2", "16.06", {}), ("Oracle", "oracle-FY2025-Q2", "14.06", {}),
        ("Oracle", "oracle-FY2026-Q2", "14", {"measure": "change", "unit": "percent"}),
        ("Nvidia", "nvidia-FY2026-Q4", "68", {}), ("Nvidia", "nvidia-FY2025-Q4", "39.3", {}),
        ("Apple", "apple-FY2026-Q1", "143.8", {}))
    rows = calendar(graph, "2025-Q4")
    assert (rows["Oracle"]["before_value"], rows["Oracle"]["computed_growth"], rows["Oracle"]["stated_growth"]) == (
        Decimal("14.06"), Decimal("14.2"), 14)
    assert (rows["Nvidia"]["computed_growth"], rows["Nvidia"]["stated_growth"]) == (Decimal(73), None)
    assert (rows["Apple"]["before_value"], rows["Apple"]["computed_growth"]) == (None, None)
    assert "computed growth" in graph.query("calendar", metric="revenue", period="2025-Q4").text()
    assert not [one for one in graph.facts() if one.metric == "revenue" and one.value in (Decimal("14.2"), 73)]


def test_what_growth_is_not_computed_from():
    a_year_before = ("Oracle", "oracle-FY2025-Q2", 10, {})
    now = ("Oracle", "oracle-FY2026-Q2", 12, {})
    adjusted = {"parts": (kg.facts.Part("adjusted", 0, 4),)}
    for before in (("Oracle", "oracle-FY2025-Q1", 10, {}), ("Oracle", "2024-Q4", 10, {}),
                   ("Oracle", "oracle-FY2025-Q2", 10, {"unit": "EUR"}),
                   ("Oracle", "oracle-FY2025-Q2", 10, {"status": "expected"}),
                   ("Oracle", "oracle-FY2025-Q2", 10, adjusted), ("Oracle", "oracle-FY2025-Q2", -10, {}),
                   ("Oracle", "oracle-FY2025-Q2", 0, {})):
        assert calendar(graph_of(now, before), "2025-Q4")["Oracle"]["computed_growth"] is None, before
    assert calendar(graph_of(now, a_year_before), "2025-Q4")["Oracle"]["computed_growth"] == 20
    # Of two amounts a year before the finer one is taken; of two as fine that differ, neither.
    finer = ("Oracle", "oracle-FY2025-Q2", "9.6", {"decimals": 1})
    assert calendar(graph_of(now, a_year_before, finer), "2025-Q4")["Oracle"]["computed_growth"] == 25
    graph = graph_of(now, a_year_before, ("Oracle", "oracle-FY2025-Q2", 11, {}))
    assert calendar(graph, "2025-Q4")["Oracle"]["computed_growth"] is None


def test_plans_forecasts_and_adjusted_numbers_are_not_compared():
    adjusted = {"parts": (kg.facts.Part("adjusted", 0, 4),)}
    for changes in ({"status": "guidance"}, {"status": "expected"}, adjusted, {"measure": "change"}):
        assert calendar(graph_of(("Apple", "apple-FY2026-Q1", 10, changes)), "2025-Q4") == {}
