"""The store: whole or not at all, exactly out again, one writer, and what is wrong with a folder said clearly."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from gold import article, boss, extraction, observation, of_article, quote, rivals, samples, triples
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg import store as store_module
from kg.errors import StoreError, StoreInUse
from kg.files import write_whole
from kg.rdf import entity_iri, local, node
from kg.sharing import lock, writer_lock


def fill(graph, *numbers):
    for number in numbers:
        graph.add_extraction(*samples()[number])
    return graph


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# --- adding and removing ---

def test_removing_leaves_exactly_the_others(tmp_path):
    one = fill(kg.open(), 0)
    one.export(tmp_path / "one.ttl")
    two = fill(kg.open(), 0, 1)
    two.remove(samples()[1][0].name)
    two.export(tmp_path / "two.ttl")
    assert (tmp_path / "one.ttl").read_bytes() == (tmp_path / "two.ttl").read_bytes()
    assert triples(one) == triples(two)


def test_removing_all_leaves_the_ontology():
    empty = triples(kg.open())
    graph = fill(kg.open(), 3, 15)
    for item in graph.articles():
        graph.remove(item.sha256)
    assert triples(graph) == empty


def small():
    """Articles whose facts share periods, entities and plain edges, and contradict each other's spellings."""
    found = []
    for number in range(5):
        item = article(f"{article().text}\n\nThis is text {number}.", name=f"n{number}")
        facts = [observation(item), rivals(item), boss(item), quote(item)][number % 2:number + 2]
        if number == 3:
            facts += [rivals(item, subject="UMBRA", predicate="parent_of", object="Jo doe"),
                      rivals(item, subject="Acme", object="Umbra")]
        if number == 4:
            facts += [rivals(item, subject="Jo Doe"),
                      observation(item, subject="acme", said_by="jo doe", period="2025")]
        found.append((item, extraction(*facts)))
    return found


SMALL = small()
steps = st.lists(st.tuples(st.booleans(), st.integers(0, len(SMALL) - 1)), max_size=14)


@settings(max_examples=25, deadline=None)
@given(steps)
def test_the_order_of_adding_and_removing_does_not_matter(todo):
    graph, held = kg.open(), set()
    for add, number in todo:
        item, found = SMALL[number]
        if add:
            assert graph.add_extraction(item, found).changed == (number not in held)
            held.add(number)
        elif number in held:
            graph.remove(item.sha256)
            held.discard(number)
    fresh = kg.open()
    for number in sorted(held):
        fresh.add_extraction(*SMALL[number])
    assert triples(graph) == triples(fresh)


def test_plain_edges_and_entities_stay_while_a_fact_supports_them():
    one, other = article(), article(article().text + " More.", name="other")
    graph = kg.open()
    graph.add_extraction(one, extraction(rivals(one), boss(one)))
    graph.add_extraction(other, extraction(of_article(rivals(one), other), of_article(boss(one), other)))
    edges = [f"ASK {{ {entity_iri(a)} kg:{p} {entity_iri(b)} }}" for a, p, b in (
        ("Acme", "competesWith", "Umbra"), ("Umbra", "competesWith", "Acme"), ("Jo Doe", "ceoOf", "Acme"))]
    graph.remove("other")
    assert all(graph.store.query(edge) for edge in edges)
    graph.remove("acme")
    assert not any(graph.store.query(edge) for edge in edges)
    assert not graph.store.query(f"ASK {{ {entity_iri('Jo Doe')} ?p ?o }}")


def test_an_entity_that_the_ontology_does_not_know_has_the_class_of_its_uses():
    item = article()
    graph = kg.open()
    graph.add_extraction(item, extraction(
        observation(item, subject="Acme", said_by="market watchers"), boss(item), quote(item),
        rivals(item, subject="Acme", predicate="parent_of", object="Acme Cloud")))
    wanted = {"Acme": "Company", "Jo Doe": "Person", "Acme Cloud": "BusinessUnit", "market watchers": "Agent"}
    rows = graph.store.query("SELECT ?n ?c { ?e skos:prefLabel ?name ; a ?c BIND (STR(?name) AS ?n) }")
    assert {row["n"].value: local(row["c"]) for row in rows if row["n"].value in wanted} == wanted


def test_an_entity_has_one_preferred_name_and_the_others_beside_it():
    item = article()
    graph = kg.open()
    graph.add_extraction(item, extraction(rivals(item, object="Zonne-Cola"), boss(item, organization="Zonne Cola")))
    found = {(local(row["p"]), row["n"].value) for row in graph.store.query(
        f"SELECT ?p ?n {{ VALUES ?p {{ skos:prefLabel skos:altLabel }} {entity_iri('Zonne-Cola')} ?p ?n }}")}
    assert found == {("prefLabel", "Zonne Cola"), ("altLabel", "Zonne-Cola")}


def test_an_entity_of_the_ontology_is_left_as_it_is():
    before = {t for t in triples(kg.open()) if t.subject == entity_iri("Amazon")}
    item = article()
    graph = kg.open()
    graph.add_extraction(item, extraction(observation(item, subject="AMAZON", said_by="Amazon")))
    assert {t for t in triples(graph) if t.subject == entity_iri("Amazon")} == before


def test_an_entity_that_only_the_ontology_names_keeps_its_names():
    """Analysts are no company of the lexicon, but the ontology describes them."""
    graph = kg.open()
    before = {t for t in triples(graph) if t.subject == entity_iri("analysts")}
    assert len(before) > 3
    item = article()
    graph.add_extraction(item, extraction(observation(item, said_by="analysts")))
    assert {t for t in triples(graph) if t.subject == entity_iri("analysts")} == before
    graph.remove(item.name)
    assert {t for t in triples(graph) if t.subject == entity_iri("analysts")} == before


# --- in a folder ---

def test_a_folder_keeps_everything(tmp_path):
    with fill(kg.open(tmp_path / "g"), 0, 1, 12) as graph:
        before, facts = triples(graph), graph.facts()
    with kg.open(tmp_path / "g") as graph:
        assert triples(graph) == before
        assert graph.facts() == facts
        assert [graph.text(item.sha256) for item in graph.articles()] == [samples()[n][0].text for n in (0, 1, 12)]
    with kg.open(tmp_path / "g", read_only=True) as graph:
        assert triples(graph) == before


def test_memory_and_folder_hold_the_same(tmp_path):
    with fill(kg.open(tmp_path / "g"), 2, 5) as graph:
        assert triples(graph) == triples(fill(kg.open(), 5, 2))


def test_the_same_article_again_changes_nothing(tmp_path):
    with kg.open(tmp_path / "g") as graph:
        fill(graph, 0)
        before = triples(graph), files(tmp_path / "g" / "texts")
        assert not graph.add_extraction(*samples()[0]).changed
        assert (triples(graph), files(tmp_path / "g" / "texts")) == before


def test_texts_go_with_their_article_and_old_ones_with_the_new(tmp_path):
    old, new = article(), article(article().text + " And more.")
    with kg.open(tmp_path) as graph:
        graph.add_extraction(old, extraction())
        assert files(tmp_path / "texts") == {f"{old.sha256[:2]}/{old.sha256}.json"}
        graph.add_extraction(new, extraction())
        assert files(tmp_path / "texts") == {f"{new.sha256[:2]}/{new.sha256}.json"}
        graph.remove("acme")
        assert files(tmp_path / "texts") == set()
        with pytest.raises(StoreError, match="no text of article"):
            graph.text(new.sha256)


def test_a_text_is_written_again_only_where_it_is_missing(tmp_path):
    item = article()
    file = tmp_path / "texts" / item.sha256[:2] / f"{item.sha256}.json"
    with kg.open(tmp_path) as graph:
        graph.add_extraction(item, extraction())
        file.write_text("as it was")
        assert not graph.add_extraction(item, extraction()).changed
        assert file.read_text() == "as it was"
        file.unlink()
        assert not graph.add_extraction(item, extraction()).changed
        assert graph.text(item.sha256) == item.text


def test_what_is_kept_of_an_article_restores_it(tmp_path):
    item = article(url="https://example.org/a")
    with kg.open(tmp_path) as graph:
        graph.add_extraction(item, extraction())
    row = json.loads((tmp_path / "texts" / item.sha256[:2] / f"{item.sha256}.json").read_text(encoding="utf-8"))
    assert len(row.pop("check")) == 64
    assert row == {"sha256": item.sha256, "name": "acme", "title": item.title, "day": "2026-02-06", "language": "en",
                   "url": "https://example.org/a", "publisher": None, "form": None, "text": item.text}


class Flushes:
    """The engine, with its flushes counted."""

    def __init__(self, engine, error=None):
        self.engine, self.count, self.error = engine, 0, error

    def __getattr__(self, name):
        return getattr(self.engine, name)

    def flush(self):
        self.count += 1
        if self.error:
            raise self.error


def test_a_batch_is_flushed_after_so_many_changes_and_at_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(store_module, "FLUSH_EVERY", 3)
    with kg.open(tmp_path) as graph:
        counted = graph.store._ox = Flushes(graph.store.triples)
        fill(graph, 0)
        assert counted.count == 1
        with graph.batch():
            fill(graph, 0, 1, 2)
            assert counted.count == 1
            fill(graph, 3)
            assert counted.count == 2
            fill(graph, 4)
        assert counted.count == 3
        with contextlib.suppress(KeyboardInterrupt), graph.batch():
            fill(graph, 5)
            raise KeyboardInterrupt
        assert counted.count == 4


def test_a_flush_that_fails_is_told(tmp_path):
    graph = kg.open(tmp_path)
    engine = graph.store.triples
    graph.store._ox = Flushes(engine, OSError("IO error: No space left on device"))
    with pytest.raises(StoreError, match=r"could not be made sure of, since the disk is full .*No space left"):
        fill(graph, 0)
    graph.store._ox = engine
    graph.close()


def test_a_new_ontology_is_taken_in_and_the_facts_are_kept(tmp_path, monkeypatch):
    with fill(kg.open(tmp_path), 0, 1) as graph:
        facts, before = graph.facts(), triples(graph)
    extra = ox.Triple(node("https://w3id.org/tech-giants/entity/acme"), node("http://www.w3.org/2000/01/rdf-schema#label"),
                      ox.Literal("Acme"))
    fewer = {t for t in store_module.ontology_triples() if "definition" not in t.predicate.value}
    with monkeypatch.context() as patch:
        patch.setattr(store_module, "ontology_hash", lambda: "another")
        patch.setattr(store_module, "ontology_triples", lambda: frozenset({*fewer, extra}))
        with kg.open(tmp_path) as graph:
            assert extra in triples(graph)
            assert triples(graph) < {*before, extra}
            assert graph.facts() == facts
    with kg.open(tmp_path) as graph:
        assert triples(graph) == before


# --- one writer ---

def test_a_second_writer_is_told(tmp_path):
    with kg.open(tmp_path), pytest.raises(StoreInUse, match="open for writing elsewhere"):
        kg.open(tmp_path)
    kg.open(tmp_path).close()


def test_a_writer_of_another_process_is_told(tmp_path):
    code = "import sys, kg\ntry:\n kg.open(sys.argv[1])\nexcept kg.StoreInUse as error:\n print(error)"
    with kg.open(tmp_path):
        done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1
    assert str(tmp_path) in done.stdout


def test_a_reader_changes_nothing(tmp_path):
    with fill(kg.open(tmp_path), 0):
        pass
    with kg.open(tmp_path, read_only=True) as graph:
        with pytest.raises(StoreError, match="for reading only"):
            fill(graph, 1)
        with pytest.raises(StoreError, match="for reading only"):
            graph.remove(samples()[0][0].name)
        assert len(graph.articles()) == 1


def test_a_reader_sees_what_is_sure_and_keeps_it(tmp_path):
    with kg.open(tmp_path) as writer:
        fill(writer, 0)
        with kg.open(tmp_path, read_only=True) as reader:
            assert triples(reader) == triples(writer)
            with writer.batch():
                fill(writer, 1)
                with kg.open(tmp_path, read_only=True) as other:
                    assert [item.name for item in other.articles()] == [samples()[0][0].name]
            writer.remove(samples()[0][0].name)
            assert [item.name for item in reader.articles()] == [samples()[0][0].name]
        with kg.open(tmp_path, read_only=True) as reader:
            assert triples(reader) == triples(writer)
        assert len(list((tmp_path / "oxigraph" / "checkpoints").iterdir())) == 2


def test_a_reader_after_a_writer_that_was_killed_sees_what_it_wrote(tmp_path):
    code = ("import os, sys; sys.path.insert(0, sys.argv[1]); import kg; from gold import samples\n"
            "graph = kg.open(sys.argv[2])\nwith graph.batch():\n graph.add_extraction(*samples()[0]); os._exit(9)")
    done = subprocess.run([sys.executable, "-c", code, str(Path(__file__).parent), str(tmp_path)], check=False)
    assert done.returncode == 9
    with kg.open(tmp_path, read_only=True) as graph:
        assert triples(graph) == triples(fill(kg.open(), 0))
    with kg.open(tmp_path) as graph:
        assert not graph.add_extraction(*samples()[0]).changed


def test_a_reader_where_the_first_writer_has_left_nothing_yet_is_told(tmp_path):
    kg.open(tmp_path).close()
    for path in (tmp_path / "oxigraph" / "checkpoints").iterdir():
        path.rename(tmp_path / "oxigraph" / "checkpoints" / "new")
    held = writer_lock(tmp_path / "oxigraph")
    with pytest.raises(StoreInUse, match="open for writing elsewhere"):
        kg.open(tmp_path, read_only=True)
    held.close()
    kg.open(tmp_path, read_only=True).close()


def test_a_failed_opening_lets_others_open(tmp_path):
    broken(tmp_path, "damaged")
    with pytest.raises(StoreError) as caught:
        kg.open(tmp_path)
    held = writer_lock(tmp_path / "oxigraph")
    assert held is not None, caught.value
    held.close()


def test_closing_twice_does_no_harm_and_a_closed_graph_says_so(tmp_path):
    graph = kg.open(tmp_path)
    graph.close()
    graph.close()
    with pytest.raises(StoreError, match="closed"):
        graph.articles()


# --- bad folders ---

def broken(folder: Path, how: str) -> None:
    with fill(kg.open(folder), 0):
        pass
    if how == "cut":
        (folder / "kg.json").write_text('{"form')
    elif how == "no fields":
        (folder / "kg.json").write_text("[]")
    elif how == "newer":
        (folder / "kg.json").write_text('{"format": 99, "ontology": "x"}')
    elif how == "no triples":
        for path in (folder / "oxigraph" / "store").iterdir():
            path.unlink()
    elif how == "damaged":
        (folder / "oxigraph" / "store" / "CURRENT").write_text("junk")


@pytest.mark.parametrize("how", ["cut", "no fields", "newer", "no triples", "damaged"])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_broken_graph_is_named(tmp_path, how, read_only):
    broken(tmp_path, how)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.json")}
    with pytest.raises(StoreError, match="build") as caught:
        kg.open(tmp_path, read_only=read_only)
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.json")} == before


def test_a_folder_that_is_no_graph_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(StoreError, match=r"is no graph: it has no kg\.json"):
        kg.open(tmp_path)
    assert files(tmp_path) == {"notes.txt"}
    with pytest.raises(StoreError, match="is no graph"):
        kg.open(tmp_path / "notes.txt")


@pytest.mark.parametrize("options", [{"read_only": True}, {"create": False}])
def test_no_graph_is_made_where_none_is_wanted(tmp_path, options):
    with pytest.raises(StoreError, match="does not exist"):
        kg.open(tmp_path / "none", **options)
    assert files(tmp_path) == set()


def test_a_folder_in_a_file_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        kg.open(tmp_path / "file" / "graph")


def test_a_graph_whose_making_was_cut_short_is_made_again(tmp_path):
    store_module.write_about(tmp_path, None)
    with fill(kg.open(tmp_path), 0) as graph:
        assert len(graph.facts()) > 10


def test_a_damaged_text_is_named(tmp_path):
    with fill(kg.open(tmp_path), 0):
        pass
    file = next((tmp_path / "texts").rglob("*.json"))
    file.write_text("{")
    with kg.open(tmp_path) as graph, pytest.raises(StoreError, match=file.name):
        graph.text(file.stem)


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    file = tmp_path / "a.txt"
    write_whole(file, "old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        write_whole(file, "new")
    assert file.read_text() == "old"
    assert files(tmp_path) == {"a.txt"}


def test_a_written_file_has_the_rights_of_any_new_file(tmp_path):
    (tmp_path / "plain").write_text("")
    write_whole(tmp_path / "whole", "é\n")
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert (tmp_path / "whole").read_bytes() == "é\n".encode()


def test_an_article_whose_text_cannot_be_kept_is_not_in(tmp_path, monkeypatch):
    with kg.open(tmp_path) as graph:
        before = triples(graph)
        monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(StoreError, match="No space left"):
            fill(graph, 0)
        assert triples(graph) == before


# --- the engine, as it was measured ---

def ask(expression):
    row = next(iter(kg.open().store.query(f"SELECT ({expression} AS ?x) {{}}")))
    return None if row["x"] is None else row["x"].value


def test_the_engine_adds_money_exactly():
    assert ask("0.1 + 0.2") == "0.3"
    assert Decimal(ask("21200000000.0 * 1000000000")) == Decimal("2.12e19")


def test_beyond_its_decimals_the_engine_says_nothing():
    assert ask("100000000000000000000.0 + 100000000000000000000.0") is None


def test_months_cannot_be_added_to_a_date_but_dates_compare():
    assert ask("'2025-01-31'^^xsd:date + 'P1M'^^xsd:yearMonthDuration") is None
    assert ask("'2025-01-31'^^xsd:date < '2025-02-01'^^xsd:date") == "true"


def test_language_tags_are_lower_case():
    store = ox.Store()
    store.add(ox.Quad(node("a:a"), node("a:b"), ox.Literal("x", language="nl-BE")))
    assert [quad.object.language for quad in store] == ["nl-be"]


def test_a_writer_waits_for_readers_that_are_opening_however_long_that_takes(tmp_path):
    with kg.open(tmp_path / "graph"):
        pass
    opening = lock(tmp_path / "graph" / "oxigraph", exclusive=False)
    threading.Timer(0.6, opening.close).start()  # four times what a writer waits for another writer
    with kg.open(tmp_path / "graph") as graph:
        assert graph.articles() == []


def test_a_damaged_block_that_only_reading_finds_is_named(tmp_path):
    with kg.open(tmp_path / "graph") as graph:
        for item, found in samples():
            graph.add_extraction(item, found)
        graph.store.triples.optimize()
    for table in (tmp_path / "graph" / "oxigraph" / "store").glob("*.sst"):
        data = bytearray(table.read_bytes())
        middle = len(data) // 2
        data[middle:middle + 64] = bytes(byte ^ 0xFF for byte in data[middle:middle + 64])
        table.unlink()  # a checkpoint holds the same file by another link
        table.write_bytes(data)

    def count():
        with kg.open(tmp_path / "graph", read_only=True) as graph:
            graph.info()

    with pytest.raises(StoreError, match=r"the graph's files are damaged \(Corruption.*kg build --rebuild"):
        count()
