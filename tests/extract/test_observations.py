"""From decisions to observations: units, plausibility, signs, conversions, evidence, sources, rules, repeats."""

from datetime import date
from decimal import Decimal

import pytest
from choosing import ARTICLE, choice, fact, facts, observed, reading_of, reason, where
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.calendar import Period
from kg.extract.evidence import MOST, stretch
from kg.extract.observations import ANALYSTS, signed
from kg.extract.repeats import merged
from kg.extract.units import BELOW_ZERO, PER_SHARE, refused
from kg.lexicon import load

METRICS = sorted(load().metrics)
MONEY = [name for name in METRICS if load().metrics[name].units == ("money",)]
COUNTED = [name for name in METRICS if set(load().metrics[name].units) & {"people", "items"}]
RATES = [name for name in METRICS if load().metrics[name].units == ("percent",)]


def period(start, end):
    return Period(date.fromisoformat(start), date.fromisoformat(end), start[:4])


YEAR = period("2025-01-01", "2025-12-31")


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


# --- evidence

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
    ({"metric": ""}, "no-metric"), ({"sure": 0.2}, "unsure"), ({"sure": 0.9}, None)])
def test_reasons(options, code):
    _, result = observed("In 2025 it was $5 billion.", **options)
    assert result.reasons == {0: "year"} | ({1: code} if code else {})


# --- repeats

def once(text, *made, **options):
    reading, result = observed(text, *made, **options)
    kept = merged(reading, [(reading.quantities[index], found) for index, found in result.found])
    for found in kept:
        assert all(part.start < part.end <= len(text) for part in found.parts)
    return kept


def test_headline_lead_and_body_are_one_fact_and_the_body_wins():
    text = "Amazon earns $21.2 billion\n\nAmazon earned $21.2 billion. Net income was $21.2 billion in all."
    found, = once(text, {"status": "guidance"}, {"period": YEAR}, {"period": YEAR})
    assert (found.status, found.period_start) == ("reported", "2025-01-01")
    assert text[found.start:found.end] == found.evidence
    repeats = [part for part in found.parts if part.name == "repeat"]
    assert [text[p.start:p.end] for p in repeats] == ["$21.2 billion"] * 2
    assert {p.start for p in found.parts if p.name in {"value", "repeat"}} == {13, 42, 72}


def test_the_precise_figure_is_the_one_that_is_kept():
    found, = once("It took in $21 billion. Exactly it was $21.19 billion. So some $21.2 billion.", period=YEAR)
    assert found.value == Decimal("21190000000")


def test_figures_that_do_not_round_to_each_other_are_two():
    assert len(once("It took in $21 billion. Then it was $21.6 billion.", period=YEAR)) == 2


def test_a_headline_may_round():
    found, = once("Amazon takes in $717 billion\n\nRevenue was $716.9 billion in 2025.", {}, {"period": YEAR})
    assert found.value == Decimal("716900000000")


def test_a_rounded_change_is_the_precise_one():
    found, = once("Revenue is up 12%\n\nRevenue rose 12.4% last year.", {"measure": "change"},
                  {"measure": "change", "period": YEAR})
    assert found.value == Decimal("12.4")


def test_a_change_on_the_year_and_one_on_the_quarter_are_two():
    text = "Revenue was up 5 percent on the quarter and 5.4 percent on the year."
    assert len(once(text, measure="change", period=YEAR)) == 2
    assert len(once(text.replace("5.4", "5"), measure="change", period=YEAR)) == 2


@pytest.mark.parametrize("name", ["metric", "measure", "subject", "status", "period"])
def test_what_differs_in_a_field_is_another_fact(name):
    other = {"metric": "units_sold", "measure": "share", "subject": "Apple", "status": "expected",
             "period": period("2024-01-01", "2024-12-31")}[name]
    number = "9 percent" if name == "measure" else "9,000"
    text = f"It had {number}. It had {number}, it says."
    base = {"metric": "headcount", "period": YEAR} if name != "measure" else {"measure": "change", "period": YEAR}
    assert len(once(text, base, base | {name: other})) == 2
    assert len(once(text, base, base)) == 1


def test_a_moment_without_a_day_is_that_of_a_day():
    found, = once("It cuts 9,000 jobs. The 9,000 jobs went in January.", {"metric": "job_cuts"},
                  {"metric": "job_cuts", "period": YEAR})
    assert found.period_start == "2025-01-01"
    assert len(once("It made $9 billion. The $9 billion came.", {}, {"period": YEAR})) == 2


def test_ranges_repeat_only_as_they_are():
    text = "It plans $5 billion to $6 billion. So $5 billion to $6 billion. Or $5 billion to $7 billion. Or $6 billion."
    assert [(f.value, f.high) for f in once(text)] == [(None, 6 * 10**9), (None, 7 * 10**9), (6 * 10**9, None)]


def test_two_companies_with_one_figure_keep_it_each():
    assert len(once("Apple has 9 percent. Meta has 9 percent.", {"metric": "market_share", "subject": "Apple"},
                    {"metric": "market_share", "subject": "Meta"})) == 2


@given(st.lists(st.tuples(st.sampled_from(["20", "21", "21.2", "21.19", "30"]), st.sampled_from([None, YEAR])),
                min_size=1, max_size=12))
@settings(max_examples=50, deadline=None)
def test_no_number_is_lost_in_merging(rows):
    text = " ".join(f"It had ${number} billion." for number, _ in rows)
    kept = once(text, *[{"period": of} for _, of in rows])
    spans = [(p.start, p.end) for f in kept for p in f.parts if p.name in {"value", "repeat"}]
    assert len(spans) == len(set(spans)) == len(rows)
    assert once(text, *[{"period": of} for _, of in rows]) == kept
    assert all(f.article == ARTICLE for f in kept)


def test_the_helper_finds_words():
    reading = reading_of("Net income rose.")
    assert where(reading, "income rose") == (1, 3)
    assert choice(reading, metric_words="income").spans == {"metric": (1, 2)}


# --- one number for each of several

@pytest.mark.parametrize(("text", "language", "first", "names"), [
    ("IBM and Oracle each have 3 percent.", "en", "IBM", ["IBM", "Oracle"]),
    ("IBM, Oracle and SAP each have 3 percent.", "en", "Oracle", ["Oracle", "IBM", "SAP"]),
    ("IBM (24 million) and Oracle (23 million) have 3 percent apiece.", "en", "IBM", ["IBM", "Oracle"]),
    ("Voor IBM en Oracle resteert elk 3 procent.", "nl", "IBM", ["IBM", "Oracle"]),
    ("IBM and Oracle have 3 percent.", "en", "IBM", ["IBM"]),
    ("IBM grew. Oracle each have 3 percent.", "en", "Oracle", ["Oracle"]),
    ("Meta fell, it says, and IBM and Oracle each have 3 percent.", "en", "IBM", ["IBM", "Oracle"]),
    ("IBM and Oracle each have 3 percent, Meta has less.", "en", "IBM", ["IBM", "Oracle"])])
def test_a_number_may_hold_for_each(text, language, first, names):
    made = {"metric": "market_share", "subject": first, "subject_words": first}
    found = [f for f in facts(text, {"metric": ""}, {"metric": ""}, made, language=language)
             if f.value == 3] if "million" in text else facts(text, made, language=language)
    assert [f.subject for f in found] == names
    assert {(f.value, f.unit) for f in found} == {(3, "percent")}
