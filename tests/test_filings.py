"""Filings as articles: their text, the facts cut from it, and the periods that filed days become."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.article import normalise
from kg.extract import extract
from kg.extract.calendar import month_end
from kg.filings import Row, facts_of, filing, metric_of, period_of
from kg.graph import open_graph
from kg.lexicon import load
from kg.validate import faults

AMAZON, APPLE, NVIDIA = "0001018724", "0000320193", "0001045810"


def a_filing(*rows: Row, cik: str = AMAZON, company: str = "AMAZON COM INC"):
    return filing(company, cik, "10-K", date(2026, 2, 6), "0001018724-26-000004", "2025 FY", rows)


def row(concept: str, value: str, start: str | None = "2025-01-01", end: str = "2025-12-31", unit: str = "USD",
        before: str | None = None) -> Row:
    return Row(concept, date.fromisoformat(start) if start else None, date.fromisoformat(end), Decimal(value), unit,
               Decimal(before) if before else None)


def test_a_filing_is_a_normalised_article_with_its_address_and_form() -> None:
    article = a_filing(row("NetIncomeLoss", "77670000000"))
    assert article.text == normalise(article.text)
    assert (article.name, article.form, article.day) == ("0001018724-26-000004", "10-K", date(2026, 2, 6))
    assert article.title == "AMAZON COM INC: Form 10-K of 2026-02-06"
    assert article.url == ("https://www.sec.gov/Archives/edgar/data/1018724/000101872426000004/"
                           "0001018724-26-000004-index.htm")
    assert article.text.splitlines()[-1] == "us-gaap:NetIncomeLoss, 2025-01-01 to 2025-12-31: 77670000000 USD"


def test_each_row_is_a_reported_fact_cut_from_the_text() -> None:
    article = a_filing(row("NetIncomeLoss", "77670000000"), row("EarningsPerShareDiluted", "7.17", unit="USD/shares"),
                       row("CashAndCashEquivalentsAtCarryingValue", "90113000000", None))
    facts, unread, problems = facts_of(article)
    assert not unread
    assert not problems
    assert extract(article).facts == facts
    assert {(f.metric, f.value, f.unit, f.period, f.status, f.measure, f.said_by) for f in facts} == {
        ("net_income", Decimal(77670000000), "USD", "2025", "reported", "level", "Amazon"),
        ("eps", Decimal("7.17"), "USD/share", "2025", "reported", "level", "Amazon"),
        ("cash", Decimal(90113000000), "USD", "2025-12-31", "reported", "level", "Amazon")}
    for fact in facts:
        assert not faults(fact, article.text, article.sha256)
        words = {part.name: article.text[part.start:part.end] for part in fact.parts}
        assert set(words) == {"metric", "period", "value", "unit"}
        assert Decimal(words["value"]) == fact.value
        assert fact.rule == f"filed as us-gaap:{words['metric']}"


def test_a_restated_value_shows_what_it_was_and_reads_the_new_one() -> None:
    article = a_filing(row("EarningsPerShareDiluted", "0.31", "2021-07-01", "2021-09-30", "USD/shares", "6.12"))
    (fact,) = facts_of(article)[0]
    assert fact.value == Decimal("0.31")
    assert fact.evidence.endswith("0.31 USD/shares (before: 6.12)")


@pytest.mark.parametrize(("values", "decimals"), [
    (("77670000000", "716924000000"), -6), (("77670000000", "716924500000"), -3), (("77670000001", "716924000000"), 0),
    (("0",), 0), (("5000000000000",), -6)])
def test_the_step_of_the_amounts_is_that_of_the_whole_report(values: tuple[str, ...], decimals: int) -> None:
    article = a_filing(*(row("NetIncomeLoss", value, f"{2020 + n}-01-01", f"{2020 + n}-12-31")
                         for n, value in enumerate(values)))
    assert {fact.decimals for fact in facts_of(article)[0]} == {decimals}


@pytest.mark.parametrize(("value", "decimals"), [("7.17", 2), ("7", 2), ("0.0625", 4)])
def test_amounts_a_share_are_known_to_the_cent_or_finer(value: str, decimals: int) -> None:
    (fact,) = facts_of(a_filing(row("EarningsPerShareDiluted", value, unit="USD/shares")))[0]
    assert fact.decimals == decimals


def test_a_company_out_of_the_ontology_gives_a_problem_and_no_facts() -> None:
    facts, _, problems = facts_of(a_filing(row("NetIncomeLoss", "1"), cik="0000000001"))
    assert not facts
    assert "CIK 0000000001" in problems[0]
    assert "companies.ttl" in problems[0]


def test_units_that_a_metric_does_not_have_are_none_of_it() -> None:
    assert metric_of("NetIncomeLoss", "USD")
    assert metric_of("EarningsPerShareDiluted", "EUR/shares")
    for concept, unit in (("NetIncomeLoss", "shares"), ("NetIncomeLoss", "USD/shares"), ("NetIncomeLoss", "pure"),
                          ("NetIncomeLoss", ""), ("EarningsPerShareDiluted", "USD"), ("Assets", "USD")):
        assert metric_of(concept, unit) is None


@pytest.mark.parametrize(("cik", "start", "end", "label"), [
    (AMAZON, "2025-10-01", "2025-12-31", "2025-Q4"),
    (AMAZON, "2025-01-01", "2025-12-31", "2025"),
    (AMAZON, "2025-01-01", "2025-06-30", "2025-H1"),
    (AMAZON, "2025-01-01", "2025-09-30", "2025-01-01_2025-09-30"),
    (AMAZON, "2024-02-01", "2024-04-30", "2024-02-01_2024-04-30"),
    (APPLE, "2024-09-29", "2025-09-27", "apple-FY2025"),           # 52 weeks
    (APPLE, "2022-09-25", "2023-09-30", "apple-FY2023"),           # 53 weeks
    (APPLE, "2025-09-28", "2025-12-27", "apple-FY2026-Q1"),        # 13 weeks
    (APPLE, "2025-09-28", "2026-03-28", "apple-FY2026-H1"),
    (NVIDIA, "2025-07-28", "2025-10-26", "nvidia-FY2026-Q3"),
    (AMAZON, "2025-10-01", "2025-11-15", "2025-10-01_2025-11-15"),  # a stub stays as it is
    (AMAZON, "2025-10-01", "2025-10-31", "2025-10"),
    (AMAZON, None, "2025-12-31", "2025-12-31"),
    (APPLE, None, "2025-12-27", "2025-12-31"),
    (AMAZON, None, "2025-10-17", "2025-10-17"),
])
def test_filed_days_become_the_period_that_news_names(cik: str, start: str | None, end: str, label: str) -> None:
    company = load().by_cik[cik]
    period = period_of(date.fromisoformat(start) if start else None, date.fromisoformat(end), company)
    assert period.label == label


@given(st.integers(2010, 2029), st.integers(1, 12), st.sampled_from([1, 2, 3, 4, 6, 9, 12]), st.integers(-6, 6),
       st.integers(-6, 6))
def test_only_whole_quarters_are_rounded_to_months(
        year: int, month: int, count: int, early: int, late: int) -> None:
    first = date(year, month, 1)
    last_month = first.year * 12 + first.month - 1 + count - 1
    last = month_end(last_month // 12, last_month % 12 + 1)
    filed = first + timedelta(days=early), last + timedelta(days=late)
    period = period_of(*filed, load().by_cik[AMAZON])
    assert (period.start, period.end) == ((first, last) if count in (3, 6, 9, 12) else filed)


def test_a_graph_keeps_what_makes_a_filing_one() -> None:
    article = a_filing(row("NetIncomeLoss", "77670000000"))
    graph = open_graph()
    report = graph.add(article)
    assert len(report.facts) == 1
    assert graph.articles()[0].form == "10-K"
    assert not graph.validate()
    assert not graph.verify()
    asked = graph.query("SELECT ?form ?number { ?filing a kg:Filing, kg:Article ; kg:form ?form ; "
                        "schema:identifier ?number }")
    assert list(asked) == [{"form": "10-K", "number": "0001018724-26-000004"}]
    graph.remove(article.name)
    assert not graph.query("ASK { ?filing a kg:Filing }").answer
