"""The layers side by side: what lies in which sentence, clauses, candidates, the genre."""

import pytest
from choosing import reading_of
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.reading import MARKET, between, candidate

TEXT = ("Amazon grew\n\nAmazon's revenue rose 9% to $5 billion, while Apple lost 3% in 2025. "
        "Analysts expected $6 billion.")


def test_what_lies_in_a_sentence():
    reading = reading_of(TEXT)
    units = {number: [reading.quantities[i].unit for i in rows] for number, rows in reading.quantities_in.items()}
    assert units == {1: ["percent", "USD", "percent"], 2: ["USD"]}
    assert [m.entity for m in reading.mentions_in[1]] == ["Amazon", "Apple"]
    assert {m.metric for m in reading.metrics_in[1]} >= {"revenue"}
    assert {cue.what for cue in reading.cues_in[2]} >= {"analysts", "expected"}
    assert [p.kind for p in reading.periods_in[1]] == ["year"]


def test_every_span_is_in_the_group_of_its_sentence():
    reading = reading_of(TEXT)
    for spans, groups in ((reading.periods, reading.periods_in), (reading.mentions, reading.mentions_in),
                          (reading.metrics, reading.metrics_in), (reading.cues, reading.cues_in)):
        assert sum(map(len, groups.values())) == len(spans)
        for number, group in groups.items():
            assert all(reading.sentence(span.first) == number for span in group)


def test_borders_of_clauses():
    reading = reading_of("Revenue rose 9%, while profit (net) fell; costs were 5 and rising.")
    lower = reading.document.lower
    assert reading.crossed(lower.index("revenue"), lower.index("9")) == 0
    assert reading.crossed(lower.index("9"), lower.index("profit")) == 2  # the comma, and the word behind it
    assert reading.crossed(lower.index("profit"), lower.index("9")) == 2
    assert reading.crossed(lower.index("profit"), lower.index("fell")) == 2
    assert reading.crossed(lower.index("fell"), lower.index("costs")) == 1


@pytest.mark.parametrize(("text", "can"), [
    ("It was $5 billion.", True), ("It was 5.", True), ("It was 5 to 6 percent.", True), ("It was in 2025.", False),
    ("It was 5 February.", False), ("It was the third.", False), ("He is 54 years old.", False),
    ("It was " + "9" * 400 + ".", False)])
def test_what_may_be_the_value_of_a_fact(text, can):
    assert [candidate(quantity) for quantity in reading_of(text).quantities] == [can]


def test_a_report_on_the_market_names_many_indices():
    index = "The Nasdaq rose. "
    assert reading_of(index * MARKET + "Apple fell 3%.").genre == "market"
    assert reading_of("Apple fell 3%.").genre == "company"


def test_the_main_company_and_the_kinds_of_names():
    reading = reading_of("Amazon grows\n\nAmazon's AWS grew 9%, Amazon said. Apple did not.")
    assert reading.main == "Amazon"
    assert (reading.kinds["Amazon"], reading.kinds["AWS"], reading.kinds["Apple"]) == ("company", "unit", "company")


def test_a_text_about_nobody():
    reading = reading_of("It rose.")
    assert (reading.main, reading.quantities, dict(reading.quantities_in)) == (None, [], {})


@given(st.lists(st.integers(0, 50)), st.integers(0, 50), st.integers(0, 50))
def test_between_counts_positions(positions, a, b):
    positions.sort()
    assert between(positions, a, b) == sum(a <= p < b for p in positions)
