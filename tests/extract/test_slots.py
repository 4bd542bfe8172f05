"""The slots: what the scorer sees of a number and of its candidates; names that hold beyond one text."""

from collections import Counter

import pytest
from choosing import reading_of
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.around import PRICE, around, bucket, unit_kind, word
from kg.extract.class_slots import class_features
from kg.extract.decision import NONE, Decision
from kg.extract.metric_slot import measures_for, metric_candidates, metrics_for
from kg.extract.subject_slot import kind_of, subject_candidates
from kg.lexicon import load

TEXT = ("Amazon grows\n\nAmazon's revenue rose 9% to $5 billion in 2025, up from $4 billion a year earlier; at Apple "
        "profit fell 3%. Analysts had expected $6 billion.")


def candidates(reading):
    return [index for rows in reading.quantities_in.values() for index in rows]


def named(reading, at=0):
    """The features around the candidate number with this place in the text."""
    return around(reading, candidates(reading)[at])


@pytest.mark.parametrize(("text", "kind"), [
    ("$5 billion", "money"), (f"${PRICE}", "money"), (f"${PRICE - 1}", "price"), ("$1.95 a share", "per_share"),
    ("9%", "percent"), ("3 percentage points", "percentage_points"), ("four points", "points"),
    ("5 employees", "people"), ("5 phones", "items"),
    ("5 million", "scaled"), ("99,999", "bare"), ("100,000", "scaled"), ("doubled", "times"),
    ("$4 billion to $5 billion", "money"), ("$4 to $5", "price"), ("4 to 5 million", "scaled")])
def test_kinds_of_units(text, kind):
    quantity, = reading_of(f"It was {text} in all.").quantities
    assert unit_kind(quantity) == kind


def test_buckets_grow_with_the_distance():
    labels = [bucket(distance) for distance in range(40)]
    assert labels[:4] == ["0", "1", "2", "3"]
    assert list(dict.fromkeys(labels)) == ["0", "1", "2", "3", "5", "8", "14", "+"]


def test_numbers_are_one_word():
    assert [word(token) for token in ("5", "2025", "1.234,5", "five", "$")] == ["#", "#", "#", "five", "$"]


@pytest.mark.parametrize("unit", ["money", "price", "per_share", "people", "items"])
def test_a_unit_that_is_named_limits_the_metrics(unit):
    kinds = {"per_share"} if unit == "price" else {unit}
    allowed = metrics_for(unit)
    assert allowed
    assert {name for name in load().metrics if kinds & set(load().metrics[name].units)} == allowed


def test_millions_without_a_unit_are_no_percentage_and_no_price():
    assert not metrics_for("scaled") & {"eps", "share_price", "market_share", "gross_margin"}
    assert metrics_for("scaled") >= {"revenue", "users", "units_sold"}


@pytest.mark.parametrize(("metric", "unit", "measures"), [
    ("revenue", "times", {"change"}), ("share_price", "points", {"change"}),
    ("gross_margin", "percentage_points", {"change"}), ("gross_margin", "percent", {"level", "change"}),
    ("revenue", "percent", {"change", "share"}), ("revenue", "money", {"level", "change"}),
    ("headcount", "bare", {"level", "change", "share"})])
def test_what_a_unit_may_say_of_a_metric(metric, unit, measures):
    assert set(measures_for(metric, unit)) == measures


@pytest.mark.parametrize("unit", ["percent", "times", "bare", "points"])
def test_other_units_leave_all_metrics_open(unit):
    assert metrics_for(unit) == load().metrics.keys()


def test_what_stands_round_a_number():
    reading = reading_of(TEXT)
    first, second, third = (named(reading, at) for at in range(3))
    assert {"u=percent", "w-1=rose", "rise<0", "rise<c", "rise<w"} <= set(first.base)
    assert "title" not in first.base
    assert (first.last, second.last, third.last) == (-1, first.index, second.index)
    assert (first.connector, first.floor, first.ceiling) == (
        "", reading.document.sentences[1].first, second.quantity.first)
    assert second.floor == first.quantity.last
    assert "title" in named(reading_of("Amazon earns $5 billion\n\nSo it says.")).base


def test_hedges_do_not_hide_the_word_that_governs():
    assert "w-1=rose" in named(reading_of("Revenue rose more than 9%.")).base
    assert "w-1=met" in named(reading_of("De omzet steeg met ruim 9 procent.", "nl")).base


def test_of_rival_cues_the_nearest_wins():
    names = named(reading_of("Profit rose before costs fell 9%.")).base
    assert any(name.startswith("way=fall") for name in names)
    assert not any(name.startswith("way=rise") for name in names)
    assert "way=no" in named(reading_of("It was 9%.")).base


def test_the_first_candidate_is_no_metric():
    reading = reading_of(TEXT)
    found = metric_candidates(reading, named(reading), [None] * len(reading.quantities))
    names, rows, rests = found.names, found.rows(), found.rests
    assert names[0] == NONE
    assert names[1:] == sorted(set(names[1:]))
    assert len(names) == len(rows) == len(rests)
    assert rests[0] is None
    assert rests[names.index("revenue")].text == "revenue"


def test_a_metric_nearby_has_its_distance_and_place():
    reading = reading_of("Revenue rose 9%.")
    found = metric_candidates(reading, named(reading), [None])
    names, rows = found.names, found.rows()
    row = rows[names.index("revenue")]
    assert {"<d1", "<x0", "<n0", "<label", "<nearest", "nearest", "topic", "spoken"} <= set(row)


def test_a_number_goes_on_with_the_metric_of_the_one_before():
    reading = reading_of("Capex was $5 billion, up from $4 billion.")
    decided = [Decision(metric="capex"), None]
    found = metric_candidates(reading, named(reading, 1), decided)
    names, rows = found.names, found.rows()
    assert "chain" in rows[names.index("capex")]
    decided = [Decision(metric=NONE), None]
    found = metric_candidates(reading, named(reading, 1), decided)
    names, rows = found.names, found.rows()
    assert "chain" in rows[0]


def test_metrics_that_the_unit_rules_out_are_no_candidates():
    reading = reading_of("Headcount and revenue: $5 billion.")
    assert "headcount" not in metric_candidates(reading, named(reading), [None]).names
    reading = reading_of("Headcount and revenue: 5,000 people.")
    assert "revenue" not in metric_candidates(reading, named(reading), [None]).names


def test_subjects_are_companies_and_units_and_never_people():
    reading = reading_of("Amazon chief Andy Jassy said AWS took in $5 billion. Apple is next.")
    found = subject_candidates(
        reading, named(reading), [None], Decision(metric="revenue"), reading.metrics[0] if reading.metrics else None)
    names, rows, owners = found.names, found.rows(), found.rests
    assert {"Amazon", "AWS"} <= set(names)
    assert "Andy Jassy" not in names
    assert names == sorted(names)
    assert len(names) == len(rows) == len(owners)


def test_a_text_without_companies_has_no_subject():
    reading = reading_of("Revenue rose 9%.")
    assert subject_candidates(reading, named(reading), [None], Decision(metric="revenue"), None).names == []


def test_kinds_of_names():
    reading = reading_of("Zorblatt Corp. reported 5. Amazon's AWS did not.")
    assert kind_of(reading, "AWS") == "unit"
    assert kind_of(reading, "Amazon") == "company"
    assert kind_of(reading, "nobody at all") == "unknown"


WORDS = ("Amazon AWS Apple revenue profit rose fell to from $5 billion 9% 14,000 jobs ( ) , ; . while analysts "
         "expected it its 2025 up more than").split()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30))
def test_features_are_plain_names_without_repeats(words):
    reading = reading_of(" ".join(words))
    decided = [None] * len(reading.quantities)
    for index in candidates(reading):
        here = around(reading, index)
        assert here.floor <= here.opened <= here.quantity.first < here.quantity.last <= here.closed <= here.ceiling
        found = metric_candidates(reading, here, decided)
        names, rows = found.names, found.rows()
        decision = Decision(metric=names[-1])
        candidates_of = subject_candidates(reading, here, decided, decision, None)
        subjects, more = candidates_of.names, candidates_of.rows()
        for row in (*rows, *more, class_features(reading, here, decided, decision).names()):
            assert all(isinstance(name, str) and name for name in row)
        assert max(Counter(class_features(reading, here, decided, decision).names()).values()) == 1
        assert len(set(subjects)) == len(subjects)
        decided[index] = decision


@pytest.mark.parametrize(("text", "language", "metric"), [
    ("Expenses are growing fast. They went up 40% to $35.15 billion in 2025.", "en", "operating_expenses"),
    ("De kosten lopen op. Die stegen met 40 procent tot 35 miljard dollar.", "nl", "operating_expenses")])
def test_a_pronoun_goes_on_with_what_the_sentence_before_is_about(text, language, metric):
    reading = reading_of(text, language=language)
    decided = [None] * len(reading.quantities)
    found = metric_candidates(reading, named(reading), decided)
    names, rows = found.names, found.rows()
    assert any(feature.startswith("topic of that") for feature in rows[names.index(metric)])
