"""From decisions to observations: signs, conversions, parts, rules, sources, reasons."""

from decimal import Decimal

import pytest
from choosing import YEAR, fact, facts, observed, period, reading_of

from kg.extract.observations import ANALYSTS, signed

# --- signs

@pytest.mark.parametrize(("text", "negative", "bounds"), [
    ("5 billion dollars", True, (-5, None, None)), ("5 billion dollars", False, (5, None, None)),
    ("between 5 and 6 billion dollars", True, (None, -6, -5)), ("between 5 and 6 billion dollars", False, (None, 5, 6)),
    ("-5 billion dollars", True, (-5, None, None)), ("-5 billion dollars", False, (-5, None, None)),
    ("+5 billion dollars", True, (5, None, None)), ("0 dollars", True, (0, None, None))])
def test_signs(text, negative, bounds):
    quantity = next(q for q in reading_of(f"It was {text}.").quantities)
    scale = 10**9 if "billion" in text else 1
    assert signed(quantity, negative) == tuple(None if b is None else Decimal(b) * scale for b in bounds)


def test_losses_and_falls_are_negative():
    assert fact("It lost $3 billion.", metric="net_income", sign="-").value == -3_000_000_000
    assert fact("It fell 9%.", measure="change", sign="-").value == -9
    both = fact("It fell between 5% and 7%.", measure="change", sign="-")
    assert (both.low, both.high, both.qualifier) == (-7, -5, "between")


# --- conversions

@pytest.mark.parametrize(("text", "language", "units"), [
    ("Revenue was $21.2 billion (€17.9 billion).", "en", ["USD", "EUR"]),
    ("Revenue was 80 trillion won ($55 billion).", "en", ["KRW", "USD"]),
    ("De omzet was 21,2 miljard dollar (17,9 miljard euro).", "nl", ["USD", "EUR"])])
def test_an_amount_in_a_second_currency_says_what_the_first_says(text, language, units):
    one, other = facts(text, {"metric": "revenue", "period": YEAR, "status": "guidance", "subject": "AWS"},
                       {"metric": "capex"}, language=language)
    assert [one.unit, other.unit] == units
    for name in ("subject", "metric", "measure", "period", "period_start", "period_end", "status"):
        assert getattr(one, name) == getattr(other, name)
    assert other.rule.startswith("number digits, conversion")


# --- parts, rules, who says it

def test_parts_and_rules_say_how_a_fact_was_read():
    found = fact("Amazon's revenue rose by more than 9% last year.", measure="change", metric_words="revenue",
                 subject_words="Amazon", period_words="last year", period=YEAR, sure=0.875)
    text = "Amazon's revenue rose by more than 9% last year."
    parts = {part.name: text[part.start:part.end] for part in found.parts}
    assert parts == {"value": "9%", "metric": "revenue", "subject": "Amazon", "period": "last year",
                     "direction": "rose"}
    assert found.rule.split(" + ") == [
        "number digits", "metric label", "subject name", "period year-by-offset", "score 0.88"]


def test_a_period_that_the_text_reports_on_is_called_so():
    text = "Amazon reported on the fourth quarter of 2025. It was $5 billion."
    quarter = period("2025-10-01", "2025-12-31")
    assert "period reported on" in facts(text, period=quarter)[-1].rule


def test_rules_of_what_no_words_gave():
    found = fact("It was $5 billion.")
    assert found.rule.split(" + ") == [
        "number digits", "metric of the number before", "subject of the text", "period unknown", "score 1.00"]
    found = fact("It was $5 billion.", period=YEAR)
    assert "period inferred" in found.rule


@pytest.mark.parametrize(("options", "who"), [
    ({}, "Amazon"), ({"status": "guidance"}, "Amazon"), ({"status": "expected"}, ANALYSTS),
    ({"subject": "AWS"}, "Amazon"), ({"subject": "Azure", "status": "guidance"}, "Microsoft"),
    ({"subject": "Zorblatt"}, "Zorblatt"), ({"metric": "market_cap"}, None)])
def test_whose_word_it_is(options, who):
    assert fact("Revenue was $5 billion.", **options).said_by == who


def test_a_share_that_moves_is_nobodys_word():
    assert fact("It fell 9%.", metric="share_price", measure="change", sign="-").said_by is None


def test_a_source_that_the_text_names_is_the_one_who_says_it():
    text = "Amazon reported. Analysts polled by LSEG had expected $5 billion for Amazon."
    assert fact(text, status="expected").said_by == "LSEG"
    assert fact(text).said_by == "Amazon"
    text = "Researcher Canalys gives Apple 20 percent of the market. Apple was first."
    assert fact(text, metric="market_share", subject="Apple").said_by == "Canalys"


def test_a_rumour_is_not_the_word_of_analysts():
    text = "Amazon is reportedly considering 14,000 job cuts."
    assert fact(text, metric="job_cuts", status="expected").said_by is None


# --- reasons

@pytest.mark.parametrize(("options", "code"), [
    ({"metric": ""}, "no-metric"), ({"sure": 0.01}, "unsure"), ({"sure": 0.9}, None)])
def test_reasons(options, code):
    _, result = observed("In 2025 it was $5 billion.", **options)
    assert result.reasons == {0: "year"} | ({1: code} if code else {})
