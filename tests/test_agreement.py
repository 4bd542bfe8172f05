"""Which numbers an amount allows, and whether two amounts can be the same."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.agreement import Claim, Interval, agree, interval, largest_group, meet

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


@pytest.mark.parametrize(("one", "other", "wanted"), [
    (billions("21.2", -8), billions("21.3", -8), False),
    (billions("21.2", -8), billions("21.25", 0), True), (billions("21.3", -8), billions("21.25", 0), True),
    (billions("21.2", -8), Interval(Decimal(21_250_000_000), Decimal(21_250_000_000)), True),
    (billions(60, qualifier="almost"), billions(60, qualifier="more_than"), False),
    (billions(60, qualifier="more_than"), billions(60), True)])
def test_intervals_that_only_touch(one, other, wanted):
    """21.2 and 21.3 are both true of 21.25 alone, which only who says 21.25 can mean."""
    assert agree(one, other) is agree(other, one) is wanted
    assert meet(one, other)


@given(st.lists(INTERVALS, min_size=1, max_size=6))
def test_what_agrees_pairwise_has_a_number_in_common(found):
    """Helly's theorem, on which the queries for conflicts rest; where the ends only touch, it leaves both open."""
    lows = [Fraction(one.low) for one in found if one.low is not None]
    highs = [Fraction(one.high) for one in found if one.high is not None]
    pairwise = all(agree(a, b) for a, b in combinations(found, 2))
    if not lows or not highs or max(lows) < min(highs):
        assert pairwise
    elif max(lows) > min(highs):
        assert not pairwise


# --- which of several can be true at once

SMALL = st.integers(0, 6).map(Decimal)
CLAIMS = st.lists(st.builds(
    lambda article, ends, number: Claim(article, Interval(*ends), number),
    st.sampled_from("abcd"),
    st.tuples(SMALL, SMALL).map(sorted) | st.tuples(SMALL, st.none()) | st.tuples(st.none(), SMALL),
    SMALL | st.none()).filter(lambda claim: claim.number is None or holds(claim.allowed, claim.number)),
    min_size=1, max_size=8)


def holds(allowed, number):
    return meet(allowed, Interval(number, number))


def articles_at(claims, number):
    """The articles with a claim that can be true where this is the number: all about it, or closed if it was said."""
    said = any(claim.allowed.width == 0 if number in claim.allowed else claim.number == number for claim in claims)
    return {claim.article for claim in claims if holds(claim.allowed, number)
            and (said or number not in claim.allowed)}


@given(CLAIMS)
def test_the_group_is_the_largest_by_trying_each_number(claims):
    group = {claim.article for claim, fits in zip(claims, largest_group(claims), strict=True) if fits}
    tried = [Decimal(number) / 4 for number in range(-2, 28)]
    assert len(group) == max(len(articles_at(claims, number)) for number in tried)


@given(CLAIMS)
def test_the_group_is_all_only_where_all_can_be_true(claims):
    fits = largest_group(claims)
    group = [claim.allowed for claim, fit in zip(claims, fits, strict=True) if fit]
    assert group
    assert all(meet(one, other) for one, other in combinations(group, 2))
    if all(agree(one.allowed, other.allowed) for one, other in combinations(claims, 2)):
        assert all(fits)
    left_out = [claim for claim, fit in zip(claims, fits, strict=True) if not fit]
    if not any(claim.number is not None for claim in claims) and not any(one.width == 0 for one in group):
        assert all(any(not agree(claim.allowed, one) for one in group) for claim in left_out)


def test_of_groups_of_one_size_the_one_with_what_weighs_most():
    claims = [Claim(article, Interval(Decimal(low), Decimal(high)), None)
              for article, low, high in (("a", 5, 6), ("b", 1, 2), ("c", 1, 2), ("d", 5, 7), ("d", 1, 1))]
    assert largest_group(claims[:4]) == [True, False, False, True]
    assert largest_group(claims[1:4]) == [True, True, False]
    assert largest_group(claims) == [False, True, True, False, True]
