"""Groups of features: each name counts once, whatever groups bring it, and what is kept of them is bounded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.extract import features
from kg.extract.features import Group, Sums, flat, group

NAMES = st.lists(st.sampled_from("abcdefg"), max_size=4)


@given(st.lists(NAMES, max_size=6), st.dictionaries(st.sampled_from("abcdef"), st.integers(-9, 9)))
def test_the_sum_of_groups_is_that_of_their_names_each_once(rows, weights):
    sums = Sums(lambda name: weights.get(name, 0))
    groups = [group(*names) for names in rows]
    expected = sum(weights.get(name, 0) for name in {name for names in rows for name in names})
    assert [sums.of(groups), sums.of(groups)] == [expected, expected]
    assert flat(groups) == [name for names in rows for name in names]


def test_a_group_of_the_same_names_is_the_same():
    assert group("a", "b") is group("a", "b")
    assert group("a", "b") is not group("b", "a")


def test_no_more_sums_are_kept_than_the_bound(monkeypatch):
    monkeypatch.setattr(features, "KEPT", 3)
    sums = Sums(lambda name: int(name))
    for number in range(20):
        assert sums.of([Group([str(number)])]) == number
        assert len(sums._known) <= 3
