"""The words that state a fact."""

import pytest
from choosing import fact, facts, reading_of
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.evidence import MOST, stretch


@pytest.mark.parametrize(("text", "options", "words"), [
    ("In Seattle, net income came to $21.2 billion in the fourth quarter.", {"metric_words": "net income"},
     "net income came to $21.2 billion"),
    ("They took in $5 billion in revenue, a record.", {"metric_words": "revenue"}, "$5 billion in revenue"),
    ("Costs rose, and Amazon's revenue was $5 billion.", {"metric_words": "revenue", "subject_words": "Amazon"},
     "Amazon's revenue was $5 billion"),
    ("They took in $5 billion, Amazon says.", {"subject_words": "Amazon"}, "$5 billion"),
    ("Revenue was a record. It was $5 billion this time.", {"metric_words": "revenue"}, "$5 billion"),
    ("In all, more than 14,000 people will go.", {"metric": "job_cuts"}, "more than 14,000 people"),
    ("It was $5 billion or more.", {}, "$5 billion or more"),
    ("Revenue was $5 billion (up 9% from 2024) in all.", {"measure": "change", "metric_words": "revenue"},
     "Revenue was $5 billion (up 9% from 2024)"),
    ("Sales of chips fell by now, 9% in all.", {"measure": "change", "sign": "-"}, "fell by now, 9%"),
    ("Sales are expected to be $5 billion.", {"status": "expected"}, "expected to be $5 billion"),
])
def test_the_words_that_state_a_fact(text, options, words):
    assert facts(text, **options)[-1].evidence == words


def test_a_metric_far_off_is_left_out():
    text = "Revenue " + "and so it goes on " * 10 + "was $5 billion."
    assert fact(text, metric_words="revenue").evidence == "$5 billion"


TEXT = ("Amazon (the shop) said revenue (net of tax) rose more than 9%, or $5 billion (€4 billion), in the quarter. "
        "Profit (3 percent) fell.")


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_evidence_holds_its_number_and_stays_in_its_sentence(data):
    reading = reading_of(TEXT)
    count = len(reading.document.lower)
    token = st.integers(0, count - 2)
    names = st.sampled_from(["metric", "subject", "direction", "status", "period"])
    spans = {name: (at, at + 1) for name, at in data.draw(st.dictionaries(names, token)).items()}
    quantity = data.draw(st.sampled_from(reading.quantities))
    first, last = stretch(reading, quantity, spans)
    sentence = reading.document.sentences[reading.sentence(quantity.first)]
    assert sentence.first <= first <= quantity.first < quantity.last <= last <= sentence.last
    assert last - first <= MOST + 12
