"""The SEC's company facts: the reader of the format, what it takes, and what it says of files that are wrong."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import companyfacts
from kg.companyfacts import is_companyfacts, read_companyfacts
from kg.errors import InputError
from kg.facts import Observation
from kg.filings import facts_of
from kg.graph import open_graph
from kg.validate import faults

FOLDER = Path(__file__).resolve().parents[1] / "data" / "filings"
AMAZON = FOLDER / "CIK0001018724.json"


def value(val: Any = 77670000000, **more: Any) -> dict[str, Any]:
    return {"start": "2025-01-01", "end": "2025-12-31", "val": val, "accn": "0001018724-26-000004", "fy": 2025,
            "fp": "FY", "form": "10-K", "filed": "2026-02-06", "frame": "CY2025"} | more


def written(tmp_path: Path, *values: Any, concept: str = "NetIncomeLoss", unit: str = "USD", **more: Any) -> Path:
    path = tmp_path / "facts.json"
    data = {"cik": 1018724, "entityName": "AMAZON COM INC",
            "facts": {"us-gaap": {concept: {"label": "", "units": {unit: list(values)}}}}} | more
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def facts_in(path: Path) -> list[Observation]:
    graph = open_graph()
    graph.import_companyfacts(path)
    return [fact for fact in graph.facts() if isinstance(fact, Observation)]


# --- the sample

def test_the_sample_is_read_and_says_nothing_wrong() -> None:
    for path in sorted(FOLDER.glob("*.json")):
        assert is_companyfacts(path)
        read = read_companyfacts(path)
        assert not read.problems
        assert [filing.day for filing in read.filings] == sorted(filing.day for filing in read.filings)


def test_the_sample_gives_sound_facts_and_the_same_ones_again() -> None:
    graph = open_graph()
    first = [graph.import_companyfacts(path) for path in sorted(FOLDER.glob("*.json"))]
    assert [(report.company, report.filings, report.changed) for report in first] == [
        ("Apple", 1, 1), ("Microsoft", 2, 2), ("Amazon", 8, 8), ("Alphabet", 2, 2)]
    assert not graph.validate()
    assert not graph.verify()
    before = set(graph.store.triples)
    assert not any(graph.import_companyfacts(path).changed for path in sorted(FOLDER.glob("*.json"), reverse=True))
    assert set(graph.store.triples) == before


def test_a_graph_of_filings_is_the_same_whatever_the_order_of_files() -> None:
    graphs = []
    for order in (1, -1):
        graph = open_graph()
        for path in sorted(FOLDER.glob("*.json"))[::order]:
            graph.import_companyfacts(path)
        graphs.append(set(graph.store.triples))
    assert graphs[0] == graphs[1]


def test_the_year_is_of_the_days_and_not_of_the_report() -> None:
    found = {(f.period, f.value) for f in facts_in(AMAZON) if f.metric == "net_income"}
    assert ("2023", Decimal(30425000000)) in found  # fy 2023 and 2024 in the file
    assert ("2024", Decimal(30425000000)) not in found
    assert ("2025-Q3", Decimal(21187000000)) in found
    assert ("2025-01-01_2025-09-30", Decimal(56478000000)) in found
    assert all(value != Decimal(56478000000) for period, value in found if period == "2025-Q3")


# --- restated values, repeats, concepts

def test_a_value_filed_again_is_kept_once_and_a_changed_one_beside_it(tmp_path: Path) -> None:
    path = written(tmp_path, value(5), value(5, accn="0001018724-27-000001", filed="2027-02-06"),
                   value(6, accn="0001018724-28-000001", filed="2028-02-06"))
    read = read_companyfacts(path)
    assert (read.values, read.repeats) == (2, 1)
    assert [filing.name for filing in read.filings] == ["0001018724-26-000004", "0001018724-28-000001"]
    assert read.filings[1].text.endswith(": 6 USD (before: 5)")


def test_the_order_of_the_file_does_not_matter(tmp_path: Path) -> None:
    rows = [value(5), value(6, accn="0001018724-27-000001", filed="2027-02-06"),
            value(7, accn="0001018724-28-000001", filed="2028-02-06"), value(3, start="2024-01-01", end="2024-12-31")]
    assert read_companyfacts(written(tmp_path, *rows)).filings == read_companyfacts(
        written(tmp_path, *rows[::-1])).filings


def test_of_two_reports_of_a_day_the_one_with_the_frame_is_the_later(tmp_path: Path) -> None:
    plain = value(5, accn="0001018724-26-000009")
    del plain["frame"]
    assert read_companyfacts(written(tmp_path, value(6), plain)).filings[0].text.endswith(": 6 USD (before: 5)")


def test_a_report_that_contradicts_itself_is_said(tmp_path: Path) -> None:
    read = read_companyfacts(written(tmp_path, value(5), value(6)))
    assert read.values == 1
    assert "0001018724-26-000004 gives us-gaap:NetIncomeLoss" in read.problems[0]


def test_one_concept_gives_the_metric_for_one_period(tmp_path: Path) -> None:
    path = written(tmp_path, value(5))
    data = json.loads(path.read_text())
    data["facts"]["us-gaap"]["ProfitLoss"] = {"units": {"USD": [value(7), value(8, start="2024-01-01",
                                                                                 end="2024-12-31")]}}
    path.write_text(json.dumps(data))
    assert {(f.period, f.value) for f in facts_in(path)} == {("2025", Decimal(5)), ("2024", Decimal(8))}


def test_moments_and_losses(tmp_path: Path) -> None:
    moment = value(90, end="2025-12-31")
    del moment["start"]
    (fact,) = facts_in(written(tmp_path, moment, concept="CashAndCashEquivalentsAtCarryingValue"))
    assert (fact.metric, fact.period_start, fact.period_end) == ("cash", "2025-12-31", "2025-12-31")
    (fact,) = facts_in(written(tmp_path, value(-2722000000)))
    assert fact.value == -2722000000


# --- files that are wrong

@pytest.mark.parametrize(("text", "says"), [
    ("", "no whole JSON"), ('{"cik": 1018724, "entityName": "AMA', "no whole JSON"), ("[]", "no cik"),
    ("null", "no cik"), ('{"facts": {}}', "no cik"), ("[" * 100_000, "no JSON of company facts"),
    ('{"cik": "x"}', "one to ten digits"), ('{"cik": 12345678901}', "one to ten digits"),
    ('{"cik": 1, "entityName": "ACME CORP", "facts": {}}', "ACME CORP (CIK 0000000001) is not in the ontology"),
    ('{"cik": 1018724}', "no values by us-gaap"), ('{"cik": 1018724, "facts": []}', "no values by us-gaap"),
    ('{"cik": 1018724, "facts": {"ifrs-full": {}, "dei": {}}}', "taxonomies: dei, ifrs-full"),
    ('{"cik": 1018724, "facts": {"us-gaap": {}}}', "nothing of Amazon could be taken"),
    ('{"cik": 1018724, "facts": {"us-gaap": {"NetIncomeLoss": null}}}', "it has no units"),
    ('{"cik": 1018724, "facts": {"us-gaap": {"NetIncomeLoss": {"units": {}}}}}', "it has no units"),
    ('{"cik": 1018724, "facts": {"us-gaap": {"NetIncomeLoss": {"units": {"USD": 5}}}}}', "no list of values"),
    ('{"cik": 1018724, "facts": {"us-gaap": {"NetIncomeLoss": {"units": {"pure": [1]}}}}}', "is no unit that"),
    ('{"cik": NaN}', "no JSON of company facts"), (f'{{"cik": {"9" * 5000}}}', "no JSON of company facts"),
    ("\x00\x01", "no whole JSON"), ("<html>Request Rate Threshold Exceeded</html>", "no whole JSON"),
])
def test_a_file_that_is_none_is_refused_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(text)
    graph = open_graph()
    with pytest.raises(InputError) as error:
        graph.import_companyfacts(path)
    assert says in str(error.value)
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)
    assert not graph.articles()


def test_a_file_that_is_not_there_or_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_companyfacts(tmp_path / "none.json")
    with pytest.raises(InputError, match="no such file"):
        read_companyfacts(tmp_path / "none.json")
    monkeypatch.setattr(companyfacts, "MOST_BYTES", 10)
    with pytest.raises(InputError, match="too many for the facts of one company"):
        read_companyfacts(AMAZON)


@pytest.mark.parametrize(("change", "says"), [
    ({"val": "5"}, "val is no number"), ({"val": True}, "val is no number"), ({"val": None}, "val is no number"),
    ({"val": 10**20}, "larger or finer"), ({"val": 1e-13}, "larger or finer"),
    ({"end": "2025-02-30"}, "start or end"), ({"end": None}, "start or end"), ({"start": "x"}, "start or end"),
    ({"start": "2026-01-01"}, "start or end"), ({"filed": "2024-01-01"}, "filed"), ({"filed": 5}, "filed"),
    ({"accn": "1-2-3"}, "accn"), ({"accn": None}, "accn"), ({"form": ""}, "form"), ({"form": "10-K\n<b>"}, "form"),
])
def test_a_value_that_is_wrong_is_left_out_and_said(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    read = read_companyfacts(written(tmp_path, value(4, start="2024-01-01", end="2024-12-31"), value(**change),
                                     value(**change)))
    assert read.values == 1
    (problem,) = read.problems
    assert "us-gaap:NetIncomeLoss: 2 left out: " in problem
    assert says in problem


def test_strange_rows_and_fiscal_fields_do_no_harm(tmp_path: Path) -> None:
    read = read_companyfacts(written(tmp_path, None, 5, [], {}, value(fy="x", fp=None, frame=7)))
    assert read.values == 1
    assert "fiscal period" not in read.filings[0].text


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(AMAZON.read_text())
    return found


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_any_change_of_a_file_is_read_or_refused_in_one_line(
        tmp_path: Path, sample: dict[str, Any], data: st.DataObject) -> None:
    changed = deepcopy(sample)
    at: Any = changed
    for _ in range(data.draw(st.integers(0, 6))):
        keys = list(at) if isinstance(at, dict) else list(range(len(at))) if isinstance(at, list) else []
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()) and isinstance(at[key], (dict, list)):
            at = at[key]
        else:
            at[key] = data.draw(JSON)
            break
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(changed))
    try:
        read, refused = read_companyfacts(path), ""
    except InputError as error:
        read, refused = None, str(error)
    assert "\n" not in refused
    for filing in read.filings if read else ():
        facts, _, problems = facts_of(filing)
        assert facts
        assert not problems
        assert not [wrong for fact in facts for wrong in faults(fact, filing.text, filing.sha256)]


def test_a_restated_value_is_a_conflict_that_explains_itself() -> None:
    graph = open_graph()
    graph.import_companyfacts(AMAZON)
    (conflict,) = graph.conflicts()
    assert conflict.grade == "restated"
    assert (conflict.one.fact.value, conflict.other.fact.value) == (Decimal("0.31"), Decimal("6.12"))
