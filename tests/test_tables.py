"""Facts as tables: the same values as the facts, in CSV, Parquet and frames; chosen by condition; networks as files."""

import csv
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import networkx
import pytest
from gold import article, extraction, observation, samples

import kg
from kg.errors import InputError
from kg.facts import from_json
from kg.network import select
from kg.tables import COLUMNS, rows


@pytest.fixture(scope="module")
def graph():
    with kg.open() as found:
        for item, facts in samples():
            found.add_extraction(item, facts)
        yield found


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_csv_has_each_fact_and_reads_back_as_it(graph, tmp_path):
    lines = read_csv(graph.export(tmp_path / "facts.csv"))
    assert tuple(lines[0]) == COLUMNS
    facts = {fact.id: fact for fact in graph.facts()}
    assert [line["id"] for line in lines] == [fact.id for held in graph.articles() for fact in graph.facts(held.sha256)]
    for line in lines:
        fact = facts[line["id"]]
        for column in COLUMNS[3:-1]:
            value = getattr(fact, column, None)
            text = "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)
            assert line[column] == text, (fact.id, column)
        text = graph.text(fact.article)
        about = ("id", "name", "date", "article", "rule")
        row = {key: value for key, value in line.items() if value and key not in about}
        for key in ("start", "end", "decimals", "position"):
            if key in row:
                row[key] = int(row[key])
        for key in ("value", "low", "high"):
            if key in row:
                row[key] = Decimal(row[key])
        assert from_json(row, article=fact.article, text=text).id == fact.id


def test_a_parquet_file_has_exact_amounts_and_days(graph, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `tables` is not installed")
    table = parquet.read_table(graph.export(tmp_path / "facts.parquet"))
    assert tuple(table.column_names) == COLUMNS
    facts = {fact.id: fact for fact in graph.facts()}
    assert table.num_rows == len(facts)
    for row in table.to_pylist():
        fact = facts[row["id"]]
        assert row["value"] == getattr(fact, "value", None)
        day = getattr(fact, "period_start", None)
        assert row["period_start"] == (date.fromisoformat(day) if day else None)
        assert row["evidence"] == fact.evidence


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_have_a_fact_a_row(graph, library):
    pytest.importorskip(library, reason="the extra `tables` is not installed")
    frame = graph.facts_frame(library, metric="capex")
    facts = graph.facts(metric="capex")
    assert set(frame["id"]) == {fact.id for fact in facts}
    column = frame["value"].drop_nulls() if library == "polars" else frame["value"].dropna()
    assert set(column) == {fact.value for fact in facts if fact.value is not None}


def test_a_frame_of_another_library_is_refused(graph):
    with pytest.raises(InputError, match="pandas or polars"):
        graph.facts_frame("spark")


def test_a_number_too_long_for_a_column_is_named(tmp_path):
    pytest.importorskip("pyarrow", reason="the extra `tables` is not installed")
    item = article()
    with kg.open() as graph:
        graph.add_extraction(item, extraction(observation(item, value=Decimal("123456789012345678901"), decimals=0)))
        with pytest.raises(InputError, match=r"fact:.* more digits than the table can hold.*export as \.csv"):
            graph.export(tmp_path / "facts.parquet")
        assert not (tmp_path / "facts.parquet").exists()
        assert read_csv(graph.export(tmp_path / "facts.csv"))[0]["value"] == "123456789012345678901"


@pytest.mark.parametrize(("conditions", "fits"), [
    ({"company": "Amazon"}, lambda fact: "Amazon" in str(fact) or "AWS" in str(fact)),
    ({"metric": "capex"}, lambda fact: fact.metric == "capex"),
    ({"period": "2026"}, lambda fact: fact.period_start >= "2026-01-01" and fact.period_end <= "2026-12-31"),
    ({"metric": "revenue", "company": "Microsoft"}, lambda fact: fact.metric == "revenue"),
])
@pytest.mark.parametrize("ending", [".csv", ".ttl", ".nt.gz"])
def test_conditions_choose_what_is_exported(graph, tmp_path, ending, conditions, fits):
    path = graph.export(tmp_path / f"part{ending}", **conditions)
    if ending == ".csv":
        found = {line["id"] for line in read_csv(path)}
    else:
        with kg.open() as again:
            again.import_file(path)
            found = {fact.id for fact in again.facts()}
    facts = {fact.id: fact for fact in graph.facts()}
    assert 0 < len(found) < len(facts)
    assert all(fits(facts[name]) for name in found)
    assert found == {fact.id for fact in select(facts.values(), **conditions)}


def test_a_construct_query_chooses_what_is_exported(graph, tmp_path):
    path = graph.export(tmp_path / "edges.nt", construct="CONSTRUCT WHERE { ?a kg:competesWith ?b }")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines
    assert all("/ontology/competesWith>" in line for line in lines)


@pytest.mark.parametrize(("options", "message"), [
    ({"company": "Nobody Inc"}, "Nobody Inc"),
    ({"metric": "capex", "construct": "CONSTRUCT WHERE { ?a ?b ?c }"}, "leave out company, metric, period, article"),
    ({"quote_length": -1}, "number of characters"),
])
def test_a_choice_that_cannot_be_writes_nothing(graph, tmp_path, options, message):
    with pytest.raises(InputError, match=message):
        graph.export(tmp_path / "part.ttl", **options)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("ending", [".csv", ".ttl", ".nt", ".jsonld", ".rdf"])
def test_words_of_articles_are_kept_to_a_length(graph, tmp_path, ending):
    text = graph.export(tmp_path / f"short{ending}", quote_length=12).read_text(encoding="utf-8")
    long = [fact.evidence for fact in graph.facts() if len(fact.evidence) > 20]
    assert long
    assert not any(words in text for words in long)


@pytest.mark.parametrize(("ending", "read"), [(".graphml", networkx.read_graphml), (".gexf", networkx.read_gexf)])
def test_network_files_read_back_in_networkx(graph, tmp_path, ending, read):
    path = graph.export(tmp_path / f"network{ending}")
    found = read(path)
    rich = graph.to_networkx()
    assert set(found) == set(rich)
    assert found.number_of_edges() == rich.number_of_edges()
    assert {node: data["kind"] for node, data in found.nodes(data=True)} == dict(rich.nodes(data="kind"))
    ElementTree.parse(path)


def test_rows_shorten_words_only_where_asked(graph):
    facts = graph.facts()
    whole = list(rows(facts, graph.articles()))
    short = list(rows(facts, graph.articles(), 5))
    assert [row["evidence"] for row in whole] == [fact.evidence for fact in facts]
    assert all(len(row["evidence"]) <= 6 for row in short)
