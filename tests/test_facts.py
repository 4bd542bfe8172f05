"""Facts as values: JSON and back, and names of entities."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.facts import Observation, dumps, from_json, number, slug

SAMPLE = Path(__file__).parents[1] / "data" / "articles"


def test_gold_facts_survive_the_round_trip():
    count = 0
    for path in sorted(SAMPLE.glob("*.facts.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            fact = from_json(json.loads(line), article="0" * 64)
            assert from_json(json.loads(dumps(fact))) == fact
            count += 1
    assert count > 500


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-10**13, max_value=10**13, places=2))
def test_amounts_are_exact_in_json(amount):
    assert Decimal(str(json.loads(json.dumps(number(amount))))) == amount


@pytest.mark.parametrize(("name", "expected"), [
    ("Amazon", "amazon"), ("AT&T", "at-and-t"), ("Disney+", "disney-plus"), ("Andy Jassy", "andy-jassy"),
    ("Société Générale", "societe-generale"), ("Booking.com", "booking-com")])
def test_slug(name, expected):
    assert slug(name) == expected


@given(st.text(min_size=1))
def test_slug_is_never_empty_and_is_stable(name):
    assert slug(name)
    assert slug(name) == slug(name)


def test_an_id_depends_on_content_and_place():
    one = Observation(article="a" * 64, start=0, end=4, evidence="text", subject="Amazon", metric="revenue",
                      measure="level", value=Decimal(5), unit="USD")
    other = Observation(article="a" * 64, start=0, end=4, evidence="text", subject="Amazon", metric="revenue",
                        measure="level", value=Decimal(6), unit="USD")
    assert one.id != other.id
    assert one.id.startswith("a" * 16 + "-")


def test_an_unknown_kind_is_named():
    with pytest.raises(InputError, match="a fact's kind is one of"):
        from_json({"kind": "rumour"})


def test_a_missing_field_is_named():
    with pytest.raises(InputError, match="subject"):
        from_json({"kind": "rank", "market": "cloud", "position": 1})
