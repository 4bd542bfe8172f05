"""A fact once, from headline, lead and body."""

from decimal import Decimal

import pytest
from choosing import ARTICLE, YEAR, choice, observed, period, reading_of, where
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.repeats import merged


def once(text, *made, **options):
    reading, result = observed(text, *made, **options)
    kept = merged(reading, [(reading.quantities[index], found) for index, found in result.found])
    for found in kept:
        assert all(part.start < part.end <= len(text) for part in found.parts)
    return kept


def test_headline_lead_and_body_are_one_fact_and_the_body_wins():
    text = "Amazon earns $21.2 billion\n\nAmazon earned $21.2 billion. Net income was $21.2 billion in all."
    found, = once(text, {"status": "guidance"}, {"period": YEAR}, {"period": YEAR})
    assert (found.status, found.period_start) == ("reported", "2025-01-01")
    assert text[found.start:found.end] == found.evidence
    repeats = [part for part in found.parts if part.name == "repeat"]
    assert [text[p.start:p.end] for p in repeats] == ["$21.2 billion"] * 2
    assert {p.start for p in found.parts if p.name in {"value", "repeat"}} == {13, 42, 72}


def test_the_precise_figure_is_the_one_that_is_kept():
    found, = once("It took in $21 billion. Exactly it was $21.19 billion. So some $21.2 billion.", period=YEAR)
    assert found.value == Decimal("21190000000")


def test_figures_that_do_not_round_to_each_other_are_two():
    assert len(once("It took in $21 billion. Then it was $21.6 billion.", period=YEAR)) == 2


def test_a_headline_may_round():
    found, = once("Amazon takes in $717 billion\n\nRevenue was $716.9 billion in 2025.", {}, {"period": YEAR})
    assert found.value == Decimal("716900000000")


def test_a_rounded_change_is_the_precise_one():
    found, = once("Revenue is up 12%\n\nRevenue rose 12.4% last year.", {"measure": "change"},
                  {"measure": "change", "period": YEAR})
    assert found.value == Decimal("12.4")


def test_a_change_on_the_year_and_one_on_the_quarter_are_two():
    text = "Revenue was up 5 percent on the quarter and 5.4 percent on the year."
    assert len(once(text, measure="change", period=YEAR)) == 2
    assert len(once(text.replace("5.4", "5"), measure="change", period=YEAR)) == 2


@pytest.mark.parametrize("name", ["metric", "measure", "subject", "status", "period"])
def test_what_differs_in_a_field_is_another_fact(name):
    other = {"metric": "units_sold", "measure": "share", "subject": "Apple", "status": "expected",
             "period": period("2024-01-01", "2024-12-31")}[name]
    number = "9 percent" if name == "measure" else "9,000"
    text = f"It had {number}. It had {number}, it says."
    base = {"metric": "headcount", "period": YEAR} if name != "measure" else {"measure": "change", "period": YEAR}
    assert len(once(text, base, base | {name: other})) == 2
    assert len(once(text, base, base)) == 1


def test_a_moment_without_a_day_is_that_of_a_day():
    found, = once("It cuts 9,000 jobs. The 9,000 jobs went in January.", {"metric": "job_cuts"},
                  {"metric": "job_cuts", "period": YEAR})
    assert found.period_start == "2025-01-01"
    assert len(once("It made $9 billion. The $9 billion came.", {}, {"period": YEAR})) == 2


def test_ranges_repeat_only_as_they_are():
    text = "It plans $5 billion to $6 billion. So $5 billion to $6 billion. Or $5 billion to $7 billion. Or $6 billion."
    assert [(f.value, f.high) for f in once(text)] == [(None, 6 * 10**9), (None, 7 * 10**9), (6 * 10**9, None)]


def test_two_companies_with_one_figure_keep_it_each():
    assert len(once("Apple has 9 percent. Meta has 9 percent.", {"metric": "market_share", "subject": "Apple"},
                    {"metric": "market_share", "subject": "Meta"})) == 2


@given(st.lists(st.tuples(st.sampled_from(["20", "21", "21.2", "21.19", "30"]), st.sampled_from([None, YEAR])),
                min_size=1, max_size=12))
@settings(max_examples=50, deadline=None)
def test_no_number_is_lost_in_merging(rows):
    text = " ".join(f"It had ${number} billion." for number, _ in rows)
    kept = once(text, *[{"period": of} for _, of in rows])
    spans = [(p.start, p.end) for f in kept for p in f.parts if p.name in {"value", "repeat"}]
    assert len(spans) == len(set(spans)) == len(rows)
    assert once(text, *[{"period": of} for _, of in rows]) == kept
    assert all(f.article == ARTICLE for f in kept)


def test_the_helper_finds_words():
    reading = reading_of("Net income rose.")
    assert where(reading, "income rose") == (1, 3)
    assert choice(reading, metric_words="income").spans == {"metric": (1, 2)}
