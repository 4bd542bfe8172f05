"""Which numbers an amount allows, and whether two amounts can be the same."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.agreement import Interval, agree, interval

QUALIFIERS = ("exact", "about", "almost", "more_than", "less_than", "at_least", "at_most")
VALUES = st.decimals(min_value=-10**15, max_value=10**15, places=3, allow_nan=False)
AMOUNTS = st.builds(
    lambda value, decimals, qualifier: interval(value, decimals=decimals, qualifier=qualifier),
    VALUES, st.none() | st.integers(-12, 3), st.sampled_from(QUALIFIERS))
RANGES = st.builds(lambda a, b, decimals: interval(None, min(a, b), max(a, b), decimals, "between"),
                   VALUES, VALUES, st.integers(-12, 3))
INTERVALS = AMOUNTS | RANGES


def billions(value, decimals=-9, qualifier="exact"):
    return interval(Decimal(value) * 10**9, decimals=decimals, qualifier=qualifier)


THE_SAME = (billions("21.2", -8), billions("21.19", -7), billions("21", -9, "more_than"), billions("21.192", 0))


@pytest.mark.parametrize(("one", "other"), list(combinations(THE_SAME, 2)))
def test_one_number_said_in_four_ways(one, other):
    assert agree(one, other)


@pytest.mark.parametrize(("one", "other"), [
    (billions(125), billions(131)), (billions(125), billions(131, qualifier="about")),
    (billions(118, qualifier="about"), billions(125, qualifier="about")),
    (billions("21.2", -8), billions("21.4", -8)), (billions("21.19", -7), billions(22, qualifier="more_than")),
    (billions("402.8", -8), billions(400, qualifier="less_than"))])
def test_numbers_that_cannot_both_be_true(one, other):
    assert not agree(one, other)


@pytest.mark.parametrize(("value", "decimals", "qualifier", "low", "high"), [
    (100, 0, "exact", "99.5", "100.5"), (14000, 0, "about", "13300", "14700"), (7, 0, "about", "6.5", "7.5"),
    (60, 0, "almost", "57", "60"), (9, 0, "more_than", "9", None), (9, 0, "at_least", "9", None),
    (9, 0, "less_than", None, "9"), (-9, 0, "more_than", None, "-9"), (-10, 0, "at_most", "-10", None),
    (-60, 0, "almost", "-60", "-57"), (0, None, "about", "0", "0"), (25, None, "exact", "24.5", "25.5"),
    (200, None, "exact", "190", "210"), (Decimal("1.95"), 2, "exact", "1.945", "1.955")])
def test_what_the_words_allow(value, decimals, qualifier, low, high):
    found = interval(Decimal(value), decimals=decimals, qualifier=qualifier)
    assert found == tuple(end if end is None else Decimal(end) for end in (low, high))


def test_ranges_and_half_ranges():
    assert interval(None, Decimal(175), Decimal(185), 0, "between") == (Decimal("174.5"), Decimal("185.5"))
    assert interval(None, Decimal(175), None, 0) == (Decimal("174.5"), None)
    assert interval(None, None, Decimal(185), 0) == (None, Decimal("185.5"))
    assert interval(None) == (None, None)


@given(INTERVALS, INTERVALS)
def test_agreement_is_symmetric(one, other):
    assert agree(one, other) is agree(other, one)


@given(INTERVALS)
def test_everything_agrees_with_itself_and_with_no_bound_at_all(one):
    assert agree(one, one)
    assert agree(one, Interval(None, None))
    assert one.low is None or one.high is None or one.low <= one.high


@given(VALUES, st.integers(-12, 3), st.sampled_from(QUALIFIERS))
def test_the_number_itself_is_always_allowed(value, decimals, qualifier):
    low, high = interval(value, decimals=decimals, qualifier=qualifier)
    assert low is None or low <= value
    assert high is None or value <= high


@given(VALUES, st.integers(-12, 3), st.sampled_from(QUALIFIERS))
def test_a_loss_is_the_mirror_of_a_gain(value, decimals, qualifier):
    if value:
        gain, loss = (interval(sign * value, decimals=decimals, qualifier=qualifier) for sign in (1, -1))
        assert loss == tuple(None if end is None else -end for end in reversed(gain))


@given(VALUES, st.integers(-9, 3), st.integers(-9, 3))
def test_a_number_agrees_with_its_own_rounding(value, fine, coarse):
    unit = Decimal(1).scaleb(-min(fine, coarse))
    rounded = (value / unit).to_integral_value() * unit
    assert agree(interval(value, decimals=max(fine, coarse)), interval(rounded, decimals=min(fine, coarse)))


@given(st.lists(INTERVALS, min_size=1, max_size=6))
def test_what_agrees_pairwise_has_a_number_in_common(found):
    """Helly's theorem, on which the queries for conflicts rest."""
    lows = [Fraction(one.low) for one in found if one.low is not None]
    highs = [Fraction(one.high) for one in found if one.high is not None]
    common = not lows or not highs or max(lows) <= min(highs)
    assert common is all(agree(a, b) for a, b in combinations(found, 2))
