"""News held against filings: agreement within rounding, differences, quarters that are computed, what is not filed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg import cli
from kg.errors import InputError
from kg.facts import Fact, Observation, Part
from kg.filing_checks import FilingCheck, check_filings
from kg.graph import KnowledgeGraph, open_graph
from kg.rdf import ArticleInfo

ROOT = Path(__file__).resolve().parents[1]
NEWS = ArticleInfo(sha256="a" * 64, name="news", title="News", day="2026-02-06")


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    graph = open_graph()
    for path in sorted((ROOT / "data" / "filings").glob("*.json")):
        graph.import_companyfacts(path)
    return graph


def news(metric: str = "net_income", value: str | None = "77700000000", **more: object) -> Observation:
    fields = {"subject": "Amazon", "measure": "level", "unit": "USD", "period": "2025", "period_start": "2025-01-01",
              "period_end": "2025-12-31", "decimals": -8, "article": NEWS.sha256, "start": 0, "end": 1,
              "evidence": "x", "value": Decimal(value) if value is not None else None}
    return Observation(metric=metric, **(fields | more))  # type: ignore[arg-type]


def checked(graph: KnowledgeGraph, *facts: Fact) -> list[FilingCheck]:
    return list(check_filings([*graph.facts(), *facts], [*graph.articles(), NEWS]))


def verdict(graph: KnowledgeGraph, fact: Observation) -> tuple[str, Decimal | None, Decimal | None]:
    (check,) = checked(graph, fact)
    return check.verdict, check.filed, check.difference


@pytest.mark.parametrize(("value", "more", "expected"), [
    ("77700000000", {}, "agrees"), ("77670000000", {"decimals": -6}, "agrees"),
    ("77600000000", {}, "differs"), ("77800000000", {}, "differs"), ("77700000000", {"decimals": -6}, "differs"),
    ("78000000000", {"decimals": -9}, "agrees"), ("77000000000", {"decimals": -9}, "differs"),
    ("77000000000", {"decimals": -9, "qualifier": "more_than"}, "agrees"),
    ("80000000000", {"decimals": -9, "qualifier": "less_than"}, "agrees"),
    ("80000000000", {"decimals": -9, "qualifier": "more_than"}, "differs"),
    ("78000000000", {"decimals": -9, "qualifier": "almost"}, "agrees"),
    (None, {"low": Decimal(77000000000), "high": Decimal(78000000000), "qualifier": "between"}, "agrees"),
    (None, {"low": Decimal(80000000000), "high": Decimal(90000000000), "qualifier": "between"}, "differs"),
])
def test_agreement_is_within_rounding(
        graph: KnowledgeGraph, value: str | None, more: dict[str, object], expected: str) -> None:
    assert verdict(graph, news(value=value, **more))[:2] == (expected, Decimal(77670000000))


def test_by_how_much_it_differs(graph: KnowledgeGraph) -> None:
    capex = news("capex", "125000000000", decimals=-9)
    assert verdict(graph, capex) == ("differs", Decimal(131819000000), Decimal(-6819000000))
    ranged = news(value=None, low=Decimal(80000000000), high=Decimal(90000000000), qualifier="between")
    assert verdict(graph, ranged)[2] == Decimal(2330000000)
    inside = news(value=None, low=Decimal(70000000000), high=Decimal(90000000000), qualifier="between")
    assert verdict(graph, inside)[2] == 0


def test_a_fourth_quarter_is_computed_and_marked(graph: KnowledgeGraph) -> None:
    fact = news(value="21200000000", period="2025-Q4", period_start="2025-10-01")
    (check,) = checked(graph, fact)
    assert (check.verdict, check.filed, check.computed) == ("agrees", Decimal(21192000000), True)
    assert len(check.facts) == 2
    assert [filing.form for filing in check.filings] == ["10-K", "10-Q"]
    (annual,) = checked(graph, news())
    assert (annual.computed, len(annual.facts)) == (False, 1)


def test_amounts_a_share_are_never_computed(graph: KnowledgeGraph) -> None:
    fact = news("eps", "1.95", unit="USD/share", period="2025-Q4", period_start="2025-10-01", decimals=2)
    assert verdict(graph, fact) == ("not filed", None, None)


def test_the_value_filed_last_is_the_current_one(graph: KnowledgeGraph) -> None:
    days = {"period": "2021-Q3", "period_start": "2021-07-01", "period_end": "2021-09-30", "unit": "USD/share",
            "decimals": 2}
    assert verdict(graph, news("eps", "0.31", **days))[0] == "agrees"
    assert verdict(graph, news("eps", "6.12", **days))[:2] == ("differs", Decimal("0.31"))


@pytest.mark.parametrize("more", [
    {"unit": "EUR"}, {"period": "2019", "period_start": "2019-01-01", "period_end": "2019-12-31"},
    {"parts": (Part("adjusted", 0, 1),)}, {"metric": "debt", "period_start": "2025-12-31"}])
def test_what_no_filing_has_is_not_filed(graph: KnowledgeGraph, more: dict[str, object]) -> None:
    assert verdict(graph, news(**more)) == ("not filed", None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("more", [
    {"subject": "Meta"}, {"subject": "AWS"}, {"metric": "headcount", "unit": "people"}, {"status": "guidance"},
    {"measure": "change", "unit": "percent", "value": Decimal(5)},
    {"period": None, "period_start": None, "period_end": None}])
def test_of_some_facts_filings_say_nothing(graph: KnowledgeGraph, more: dict[str, object]) -> None:
    assert checked(graph, news(**more)) == []  # type: ignore[arg-type]


def test_filings_are_not_held_against_themselves(graph: KnowledgeGraph) -> None:
    assert not graph.check_filings()
    assert checked(graph) == []
    assert not open_graph().check_filings(company="Amazon")


def test_conditions_narrow_what_is_checked(graph: KnowledgeGraph) -> None:
    facts = [*graph.facts(), news(), news("capex", "131800000000", start=2, end=3)]
    articles = [*graph.articles(), NEWS]
    assert [check.said.metric for check in check_filings(facts, articles, metric="capex")] == ["capex"]
    assert len(check_filings(facts, articles, company="Amazon", period="2025")) == 2
    with pytest.raises(InputError):
        check_filings(facts, articles, company="Nemo")


def test_checks_become_rows_and_a_data_frame(graph: KnowledgeGraph) -> None:
    found = check_filings([*graph.facts(), news()], [*graph.articles(), NEWS])
    (row,) = found.records()
    assert (row["verdict"], row["forms"], row["accession_numbers"]) == ("agrees", "10-K", "0001018724-26-000004")
    assert "77.67 billion USD" in found._repr_html_()
    assert "77,67 miljard USD" in " ".join(found[0].cells("nl"))
    assert found.csv().splitlines()[0].startswith("company,metric,period,value")
    pytest.importorskip("pandas")
    assert list(found.dataframe().columns) == list(row)


def test_the_command(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "220")
    folder = str(tmp_path / "graph")
    assert cli.run(["check-filings", "--graph", folder]) == 2
    assert cli.run(["build", str(ROOT / "data" / "articles" / "en-001.md"), "--graph", folder]) == 0
    capfd.readouterr()
    assert cli.run(["check-filings", "--graph", folder]) == 0
    assert capfd.readouterr().err.startswith("nothing to hold against filings")
    for wrong in (["--company", "Amazn"], ["--metric", "capx"], ["--period", "20255"]):
        assert cli.run(["check-filings", *wrong, "--graph", folder]) == 2, wrong
        assert wrong[1] in capfd.readouterr().err
    cli.run(["import", str(ROOT / "data" / "filings" / "CIK0001018724.json"), "--graph", folder])
    capfd.readouterr()
    assert cli.run(["check-filings", "--only", "differs", "--graph", folder]) == 0
    (line,) = [line for line in capfd.readouterr().out.splitlines() if "Amazon" in line]
    assert all(words in line for words in ("125 billion USD", "131.819 billion USD", "-6.819 billion USD"))
    assert cli.run(["check-filings", "--company", "Nemo", "--graph", folder]) == 2
    folder = str(tmp_path / "filings")
    cli.run(["import", str(ROOT / "data" / "filings" / "CIK0001018724.json"), "--graph", folder])
    capfd.readouterr()
    assert cli.run(["check-filings", "--graph", folder]) == 0
    assert capfd.readouterr().err.startswith("no article gives a number of that choice")
