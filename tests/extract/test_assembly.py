"""Assembly: slots decided in order, each seeing the one before; abstention; the same for the same weights."""

from datetime import date

import pytest
from choosing import DAY, reading_of

from kg.extract.assembly import assemble
from kg.extract.hypotheses import SIGNED, SIGNS, STATUSES
from kg.extract.reading import candidate
from kg.extract.scorer import Scorer
from kg.extract.timing import Timing
from kg.lexicon import load

TEXT = ("Amazon's revenue rose 9% to $5 billion in the fourth quarter of 2025. Profit was $4 billion; analysts had "
        "expected $6 billion. In 1994 it began with 10 people in Seattle.")
NOTHING = {"metric": {}, "measure": {}, "subject": {}, "status": {}, "sign": {}, "period": {}}


def choices(text, **weights):
    reading = reading_of(text)
    return reading, assemble(reading, Timing(reading, DAY), Scorer(NOTHING | weights, load().metrics))


def test_a_choice_for_each_candidate_and_none_for_what_is_no_amount():
    reading, found = choices(TEXT)
    assert len(found) == len(reading.quantities)
    for quantity, choice in zip(reading.quantities, found, strict=True):
        assert (choice is not None) == candidate(quantity)


def test_without_weights_it_abstains():
    """The first candidate of the metric is none at all, and the first of equals wins."""
    assert {choice.decision.metric for choice in choices(TEXT)[1] if choice} == {""}


def test_slots_are_filled_from_what_weights_say():
    reading, found = choices(TEXT, metric={"spoken": 5.0}, measure={"change|u=percent": 5.0},
                             status={"expected|expected~": 5.0},
                             sign={"-|u=money": 5.0}, period={">quarter": 5.0, "<quarter": 5.0})
    first, second, third, fourth = [choice for choice in found if choice][:4]
    assert (first.decision.metric, first.decision.measure, first.decision.sign) == ("revenue", "change", "+")
    assert second.decision.measure == "level"
    assert second.decision.sign == "+"  # a level of revenue is never a loss, whatever the weights say
    assert third.decision.metric == "net_income"
    assert third.decision.sign == "-"
    assert fourth.decision.status == "expected"
    assert first.period.label == "2025-Q4"
    assert first.decision.period == (date(2025, 10, 1), date(2025, 12, 31))
    assert {choice.decision.subject for choice in (first, second, third, fourth)} == {"Amazon"}
    words = {name: reading.document.cut(*span) for name, span in first.spans.items()}
    assert (words["metric"], words["subject"]) == ("revenue", "Amazon")
    assert "fourth quarter of 2025" in words["period"]


def test_probabilities_are_of_the_slots_that_were_decided():
    first = next(choice for choice in choices(TEXT, metric={"spoken": 5.0})[1] if choice)
    assert first.probabilities.keys() >= {"metric", "measure", "subject", "status", "period"}
    assert all(0 < probability <= 1 for probability in first.probabilities.values())
    abstained = next(choice for choice in choices(TEXT)[1] if choice)
    assert abstained.probabilities.keys() == {"metric"}


def test_where_nobody_is_named_nothing_is_said():
    found = [choice for choice in choices("Revenue rose 9%.", metric={"spoken": 5.0})[1] if choice]
    assert [choice.decision.metric for choice in found] == [""]
    assert found[0].probabilities["subject"] == 0.0


@pytest.mark.parametrize(("text", "metric"), [
    ("Amazon's AWS earned a profit of $5 billion.", "operating_income"),
    ("Amazon's AWS earned a net profit of $5 billion.", "net_income"),
    ("Amazon earned a profit of $5 billion.", "net_income")])
def test_the_profit_of_a_unit_is_operating_unless_it_is_called_net(text, metric):
    weights = {"metric": {"<t=profit": 5.0, "<t=net profit": 5.0}, "subject": {"<kunit": 5.0}}
    assert [choice.decision.metric for choice in choices(text, **weights)[1] if choice] == [metric]


def test_it_is_the_same_each_time():
    weights = {"metric": {"spoken": 1.0, "chain": 0.5}, "measure": {"change|u=percent": 2.0}}
    assert choices(TEXT, **weights)[1] == choices(TEXT, **weights)[1]


def test_the_classes_are_those_of_the_model():
    assert set(STATUSES) == {"reported", "guidance", "expected"}
    assert set(SIGNS) == {"+", "-"}
    assert load().metrics.keys() >= SIGNED
