"""The unit of a fact, the currency that is left out, and what a careful reader would not believe."""

from decimal import Decimal

import pytest
from choosing import fact, facts, observed, reason
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.units import BELOW_ZERO, PER_SHARE, refused
from kg.lexicon import load

METRICS = sorted(load().metrics)
MONEY = [name for name in METRICS if load().metrics[name].units == ("money",)]
COUNTED = [name for name in METRICS if set(load().metrics[name].units) & {"people", "items"}]
RATES = [name for name in METRICS if load().metrics[name].units == ("percent",)]


# --- units

@pytest.mark.parametrize("metric", MONEY)
def test_every_metric_of_money_takes_money_and_changes_in_percent_or_money(metric):
    assert fact("It was $21.2 billion.", metric=metric).unit == "USD"
    assert fact("It was €3m.", metric=metric).unit == "EUR"
    assert fact("It was 9%.", metric=metric, measure="change").unit == "percent"
    assert fact("It was $2 billion.", metric=metric, measure="change").unit == "USD"
    assert fact("It was 9%.", metric=metric, measure="share").unit == "percent"
    assert fact("It doubled.", metric=metric, measure="change").unit == "times"
    assert reason("It was 9%.", metric=metric) == "other-unit"
    assert reason("It was 400 employees.", metric=metric) == "other-unit"
    assert reason("It was $2 billion.", metric=metric, measure="share") == "other-unit"


@pytest.mark.parametrize("metric", COUNTED)
def test_what_is_counted_takes_its_own_unit(metric):
    unit = load().metrics[metric].units[0]
    assert fact("It was 40,000.", metric=metric).unit == unit
    assert fact("It was 4 million.", metric=metric).unit == unit
    assert fact("It was 4 million.", metric=metric, measure="change").unit == unit
    assert fact("It was 9%.", metric=metric, measure="change").unit == "percent"
    assert reason("It was $4 million.", metric=metric) == "other-unit"


@pytest.mark.parametrize("metric", RATES)
def test_rates_are_in_percent_and_change_in_points(metric):
    assert fact("It was 31.2%.", metric=metric).unit == "percent"
    assert fact("It rose 3 percentage points.", metric=metric, measure="change").unit == "percentage_points"
    assert fact("It rose three points.", metric=metric, measure="change").unit == "percentage_points"
    assert reason("It was $4 million.", metric=metric) == "other-unit"
    assert reason("It was 4 million.", metric=metric) == "other-unit"
    assert reason("It was 31.2.", metric=metric) == "no-unit"


@pytest.mark.parametrize("metric", sorted(PER_SHARE))
def test_small_sums_are_per_share(metric):
    assert fact("It was $1.95.", metric=metric).unit == "USD/share"
    assert fact("It was 1.95, in dollars.", metric=metric, subject="Amazon").unit == "USD/share"
    assert fact("It was $1.95 a share.", metric=metric).unit == "USD/share"


def test_a_dividend_in_all_is_money():
    assert fact("It paid $2.5 billion.", metric="dividend").unit == "USD"


def test_a_share_moves_in_points_and_a_margin_in_basis_points():
    assert fact("It fell four points.", metric="share_price", measure="change").unit == "points"
    assert fact("It fell 50 basis points.", metric="gross_margin", measure="change").value == Decimal("0.5")
    assert reason("It fell four points.", metric="revenue", measure="change") == "other-unit"
    assert reason("It rose 3 percentage points.", metric="revenue", measure="change") == "other-unit"


@pytest.mark.parametrize(("text", "unit"), [
    ("It rose from 6 to 9 percent.", "percent"), ("The margin was 40.5 against 38 percent.", "percent")])
def test_a_bare_number_is_a_percentage_only_beside_one(text, unit):
    assert {found.unit for found in facts(text, metric="gross_margin")} == {unit}


@pytest.mark.parametrize("options", [
    {"measure": "change"}, {"measure": "share"}, {"metric": "market_share"}, {"metric": "operating_margin"}])
def test_a_bare_number_alone_is_no_percentage(options):
    assert reason("Growth came to 9. Costs were another matter.", **options) == "no-unit"


@pytest.mark.parametrize(("text", "unit"), [
    ("It took in 21.2 billion euros, against 20 billion.", "EUR"),  # of the sentence
    ("It had €3 billion. It had €4 billion, not $5 billion. Then it was 20 billion.", "EUR"),
    ("It had $5 billion. It had $6 billion (€5 billion). Then came 7 billion.", "USD"),
])
def test_the_currency_left_out_is_that_of_the_sentence_or_else_of_the_text(text, unit):
    assert facts(text)[-1].unit == unit


def test_a_conversion_in_brackets_lends_no_currency():
    text = "De omzet wordt op 12,3 biljoen yen geschat (zo'n 76 miljard euro), waar dat eerder 12,4 biljoen was."
    assert [found.unit for found in facts(text, language="nl")] == ["JPY", "EUR", "JPY"]


@pytest.mark.parametrize(("subject", "unit"), [
    ("Amazon", "USD"), ("SAP", "EUR"), ("Samsung", "KRW"), ("AWS", "USD"), ("Sony", "JPY")])
def test_else_the_currency_is_the_companys(subject, unit):
    assert fact("It took in 20 billion.", subject=subject).unit == unit


def test_an_unknown_company_has_no_currency_to_lend():
    assert reason("It took in 20 billion.", subject="Zorblatt") == "no-currency"


# --- what a careful reader would not believe

@pytest.mark.parametrize(("text", "options"), [
    ("It was 120%.", {"metric": "market_share"}), ("It was 101%.", {"metric": "gross_margin"}),
    ("It was 140 percent of it.", {"measure": "share"}), ("It was 35 billion percent.", {"measure": "change"}),
    ("It fell 120%.", {"measure": "change", "sign": "-"}), ("It was 2.5 people.", {"metric": "headcount"}),
    ("It cut 90 million jobs.", {"metric": "job_cuts"}), ("It has 90 billion users.", {"metric": "users"}),
    ("It was -3 billion dollars.", {}), ("It has -5,000 employees.", {"metric": "headcount"})])
def test_what_is_not_believed(text, options):
    assert reason(text, **options) == "implausible"


@pytest.mark.parametrize(("text", "options"), [
    ("It fell 120%.", {"metric": "net_income", "measure": "change", "sign": "-"}),
    ("It was -120%.", {"metric": "operating_margin"}), ("It rose 4,000%.", {"measure": "change"}),
    ("It was 100%.", {"metric": "market_share"}), ("It was -3 billion dollars.", {"metric": "net_income"}),
    ("It has 3.4 billion users.", {"metric": "users"}), ("It was 0 percent.", {"measure": "change"})])
def test_what_is_rare_and_true(text, options):
    assert fact(text, **options)


@pytest.mark.parametrize("number", ["9" * 400, "9" * 16, "1." + "0" * 20 + "1", "3." + "1" * 16, "9" * 17])
def test_numbers_longer_than_any_of_news_are_refused(number):
    assert reason(f"It was ${number} in all.") == "too-long"


def test_three_times_lower_is_not_understood():
    assert reason("It fell threefold.", measure="change", sign="-") == "unsure"
    assert fact("It halved.", measure="change", sign="-").value == Decimal("0.5")


@given(st.sampled_from(METRICS), st.sampled_from(["level", "change", "share"]),
       st.sampled_from(["USD", "percent", "times", "people", "items", "EUR/share", "points", "percentage_points"]),
       st.lists(st.decimals(allow_nan=False, allow_infinity=False), max_size=2))
def test_what_is_believed_is_what_the_engine_can_hold(metric, measure, unit, values):
    if refused(metric, measure, unit, values) is None:
        assert values
        for value in values:
            assert abs(value) < Decimal("1.7e20")
            assert -value.normalize().as_tuple().exponent <= 18
            assert measure != "level" or value >= 0 or metric in BELOW_ZERO


@pytest.mark.parametrize(("text", "language"), [
    ("It expects revenue of $65 billion, plus or minus 2%.", "en"), ("It expects $65 billion (± 2%).", "en"),
    ("It expects $65 billion, give or take 2%.", "en"), ("It expects $65 billion, +/- 2%.", "en"),
    ("De omzet wordt 65 miljard dollar, plus of min 2 procent.", "nl")])
def test_a_margin_of_error_is_no_change(text, language):
    _, result = observed(text, {}, {"measure": "change"}, language=language)
    assert [found.unit for _, found in result.found] == ["USD"]
    assert result.reasons == {1: "tolerance"}


def test_a_hedge_of_its_own_is_no_margin_of_error():
    assert fact("It rose plus or minus 2%.", measure="change").qualifier == "about"
