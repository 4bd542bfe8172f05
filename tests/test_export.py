"""Export: the same bytes for the same graph, read back as the same triples by others, amounts exact."""

import json
import os
import subprocess
import sys
import warnings
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pyoxigraph as ox
import pytest
from gold import article, boss, extraction, observation, quote, rivals, samples, triples
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg import jsonld
from kg.blocks import parts
from kg.errors import InputError, StoreError
from kg.export import ENDINGS, turtle
from kg.literals import decimal_literal, written
from kg.namespaces import ENTITY, FACT, KG, METRIC, PREFIXES, XSD, abbreviate
from kg.rdf import TYPE, figure_iri, local
from kg.rdf_read import facts_from
from kg.rdflib_bridge import to_rdflib
from kg.selection import select
from kg.turtle import Writer

SCRIPT = """
import sys; sys.path.insert(0, sys.argv[1])
import kg
from gold import samples
order = samples()[:4] if sys.argv[3] == "0" else samples()[3::-1]
graph = kg.open()
for item, found in order: graph.add_extraction(item, found)
for ending in sys.argv[4:]: graph.export(sys.argv[2] + ending)
"""


@pytest.fixture(scope="module")
def graph():
    with kg.open() as found:
        for item, facts in samples()[::6]:
            found.add_extraction(item, facts)
        item = article()
        found.add_extraction(item, extraction(
            observation(item), rivals(item), boss(item), quote(item), rivals(item, predicate="acquires")))
        yield found


def nodes(graph):
    return {subject: node for _, blocks in parts(graph.store.triples, select(graph)) for subject, node in blocks}


def exported_triples(graph):
    lines = (f"<{subject}> <{predicate}> {value} .\n" for subject, node in nodes(graph).items()
             for predicate, values in node.items() for value in values)
    return {quad.triple for quad in ox.parse("".join(lines), format=ox.RdfFormat.N_TRIPLES)}


def test_the_same_bytes_whatever_the_hash_seed_and_the_order(tmp_path):
    running = []
    for seed in range(6):
        command = [sys.executable, "-c", SCRIPT, str(Path(__file__).parent), str(tmp_path / f"{seed}"), str(seed % 2),
                   *ENDINGS]
        running.append(subprocess.Popen(command, env={**os.environ, "PYTHONHASHSEED": str(seed)}))
        if seed % 2:
            assert [process.wait() for process in running] == [0] * len(running)
            running = []
    for ending in ENDINGS:
        contents = {(tmp_path / f"{seed}{ending}").read_bytes() for seed in range(6)}
        assert len(contents) == 1, ending


@pytest.mark.parametrize(("ending", "format_"), [
    (".ttl", "turtle"), (".trig", "trig"), (".nt", "nt"), (".nq", "nquads"), (".jsonld", "json-ld"), (".rdf", "xml"),
    (".xml", "xml")])
def test_rdflib_reads_back_the_same_graph(graph, tmp_path, ending, format_):
    import rdflib
    from rdflib.compare import isomorphic

    path = graph.export(tmp_path / f"facts{ending}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's readers of data sets use its own old names
        found = rdflib.Dataset(default_union=True)
        found.parse(path, format=format_)
        back = rdflib.Graph()
        for triple in found.triples((None, None, None)):
            back.add(triple[:3])
    assert isomorphic(back, to_rdflib(exported_triples(graph)))


def test_amounts_are_exact_in_rdflib(graph, tmp_path):
    import rdflib

    found = rdflib.Graph().parse(graph.export(tmp_path / "facts.ttl"))
    amounts = {str(fact): value.toPython() for fact, value in found.subject_objects(rdflib.URIRef(KG + "value"))}
    expected = {FACT + fact.id: fact.value for fact in graph.facts() if getattr(fact, "value", None) is not None}
    assert amounts == expected
    assert all(isinstance(value, Decimal) for value in amounts.values())
    again = rdflib.Graph().parse(data=found.serialize(format="turtle"), format="turtle")
    assert set(again) == set(found)


def test_an_export_gives_back_the_facts(graph, tmp_path):
    path = graph.export(tmp_path / "facts.ttl")
    assert facts_from(quad.triple for quad in ox.parse(path=str(path))) == graph.facts()
    import rdflib

    copy = kg.from_rdflib(rdflib.Graph().parse(path))
    assert triples(copy) == triples(graph)
    copy.export(tmp_path / "again.ttl")
    assert (tmp_path / "again.ttl").read_bytes() == path.read_bytes()


def test_an_export_has_labels_of_what_it_uses_and_no_texts(graph, tmp_path):
    text = graph.export(tmp_path / "facts.ttl").read_text(encoding="utf-8")
    for label in ('"Amazon"', '"revenue"@en', '"omzet"@nl', '"US dollar"@en', '"guidance"@en', '"chief executive"@en'):
        assert label in text
    assert "owl:" not in text
    assert "kg:acquires a skos:Concept ;" in text
    assert all(graph.text(item.sha256) not in text for item in graph.articles())
    used = {value for node in nodes(graph).values() for values in node.values() for value in values}
    assert f"<{METRIC}revenue>" in used
    assert f"<{METRIC}units_sold>" not in used


def test_turtle_reads_as_if_written_by_hand(tmp_path):
    item = article()
    with kg.open() as graph:
        graph.add_extraction(item, extraction(observation(item), boss(item)))
        lines = graph.export(tmp_path / "facts.ttl").read_text(encoding="utf-8")
    start = item.sha256[:16]
    head, *blocks = lines.split("\n\n")
    assert all(line.startswith("@prefix ") for line in head.splitlines())
    assert blocks[0] == "# --- acme ---"
    fact = observation(item)
    figure = "figure:" + local(figure_iri(fact))
    assert blocks[2] == f"""fact:{fact.id} a kg:Observation ;
    kg:subject entity:acme ;
    kg:metric metric:net_income ;
    kg:measure kg:level ;
    kg:value 21200000000.0 ;
    kg:decimals -8 ;
    kg:unit unit:USD ;
    kg:qualifier kg:exact ;
    kg:period period:2025-Q4 ;
    kg:status kg:reported ;
    kg:saidBy entity:umbra ;
    kg:namedAs "Acme" , "Umbra" ;
    kg:statedIn article:{start} ;
    prov:wasDerivedFrom span:{start}-{fact.start}-{fact.end} ;
    kg:figure {figure} ;
    kg:lowest 21150000000.0 ;
    kg:highest 21250000000.0 ;
    kg:rule "a + b" ;
    kg:parts "metric:22-28" ."""
    assert blocks[3] == f"""span:{start}-{fact.start}-{fact.end} a kg:Span ;
    oa:start {fact.start} ;
    oa:end {fact.end} ;
    oa:exact "Acme earned 21.2 billion dollars"@en ."""
    assert [block for block in blocks if block.startswith("# ")] == [
        "# --- acme ---", "# --- figures ---", "# --- periods ---", "# --- companies, units and people ---",
        "# --- metrics ---", "# --- units ---", "# --- terms ---"]


def test_articles_come_in_order_and_their_facts_by_place(graph, tmp_path):
    lines = graph.export(tmp_path / "facts.ttl").read_text(encoding="utf-8").splitlines()
    assert [line[5:].split(" ")[0] for line in lines if line.startswith("fact:")] == [
        fact.id for item in graph.articles() for fact in graph.facts(item.sha256)]
    names = [line for line in lines if line.startswith("# --- ")]
    assert names[:-6] == [f"# --- {item.name} ---" for item in graph.articles()]


def test_every_prefix_that_is_used_is_bound(graph, tmp_path):
    lines = graph.export(tmp_path / "facts.ttl").read_text(encoding="utf-8").splitlines()
    bound = {line.split()[1][:-1] for line in lines if line.startswith("@prefix")}
    assert bound <= PREFIXES.keys()
    assert not any("<http" in line for line in lines if not line.startswith("@prefix"))


def test_an_empty_graph_is_an_empty_file(tmp_path):
    assert kg.open().export(tmp_path / "facts.ttl").read_text() == ""


# --- terms ---

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
locals_ = st.lists(st.sampled_from([*"abcXYZ019_-.~!$&'()*+,;=:@é华", "%41"]), max_size=8).map("".join)


def literals():
    xsd = st.sampled_from(["date", "gMonthDay", "integer", "decimal", "boolean", "string", "anyURI"])
    return st.one_of(
        st.builds(ox.Literal, texts), texts.map(lambda text: ox.Literal(text, language="nl-be")),
        st.decimals(-10**12, 10**12, places=3).map(decimal_literal),
        st.builds(lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(XSD + kind)),
                  st.sampled_from(["1", "1.5", ".5", "5.", "true", "-3", "1e5", "x", "--12-31", ""]), xsd))


@settings(max_examples=300)
@given(locals_, literals())
def test_any_term_is_read_back_as_it_was(local, literal):
    subject = ox.NamedNode(ENTITY + local)
    triple = ox.Triple(subject, ox.NamedNode(KG + "subject"), literal)
    assert [quad.triple for quad in ox.parse(turtle([triple]), format=ox.RdfFormat.TURTLE)] == [
        ox.Triple(subject, triple.predicate, written(literal))]


@given(locals_, literals())
def test_any_term_is_read_back_from_json(local, literal):
    subject = ox.NamedNode(ENTITY + local)
    stream = BytesIO()
    terms = [str(written(literal)), str(subject)]
    jsonld.write(stream, [("", [(subject.value, {KG + "subject": terms})])])
    assert {quad.triple for quad in ox.parse(stream.getvalue(), format=ox.RdfFormat.JSON_LD)} == {
        ox.Triple(subject, ox.NamedNode(KG + "subject"), value) for value in (written(literal), subject)}


def test_json_ld_is_short(tmp_path):
    item = article()
    with kg.open() as graph:
        graph.add_extraction(item, extraction(rivals(item)))
        found = json.loads(graph.export(tmp_path / "facts.jsonld").read_text(encoding="utf-8"))
    assert found["@context"]["entity"] == ENTITY
    fact = next(row for row in found["@graph"] if row["@id"].startswith("fact:"))
    assert fact["@type"] == ["kg:Relation"]
    assert fact["kg:subject"] == {"@id": "entity:umbra"}


@pytest.mark.parametrize(("iri", "short"), [
    (ENTITY + "amazon", "entity:amazon"), (ENTITY + "a.b", "entity:a.b"), (ENTITY + "a.", f"<{ENTITY}a.>"),
    (ENTITY + "-a", f"<{ENTITY}-a>"), (ENTITY + "a/b", f"<{ENTITY}a/b>"), (ENTITY, "entity:"),
    ("https://example.org/x", "<https://example.org/x>"), (ENTITY + "华为", "entity:华为"), ("_:b0", "_:b0")])
def test_names(iri, short):
    assert Writer().name(iri) == short


@pytest.mark.parametrize(("literal", "shown"), [
    (ox.Literal('a "b"\n\\'), '"a \\"b\\"\\n\\\\"'), (ox.Literal("é", language="nl"), '"é"@nl'),
    (ox.Literal("\x00\x7f"), '"\\u0000\\u007F"'), (ox.Literal(5), "5"), (ox.Literal(True), "true"),
    (ox.Literal("21200000000", datatype=ox.NamedNode(XSD + "decimal")), "21200000000.0"),
    (ox.Literal("5", datatype=ox.NamedNode(XSD + "date")), '"5"^^xsd:date')])
def test_literals(literal, shown):
    assert Writer().term(str(written(literal))) == shown


def test_several_objects_stand_by_language_and_on_lines_that_are_not_too_long():
    values = [ox.Literal(f"{language} {number:02} {'x' * 20}", language=language)
              for number in range(8) for language in ("nl", "en")]
    triples = [ox.Triple(ox.NamedNode(ENTITY + "a"), ox.NamedNode(KG + "description"), value) for value in values]
    triples.append(ox.Triple(ox.NamedNode(ENTITY + "a"), TYPE, ox.NamedNode(KG + "Company")))
    block = turtle(triples).split("\n\n")[-1]
    assert max(map(len, block.splitlines())) <= 120
    assert len(block.splitlines()) == 7
    found = [quad.object for quad in ox.parse(turtle(triples), format=ox.RdfFormat.TURTLE)]
    assert found[1:] == sorted(values, key=lambda value: value.value)


def test_the_longest_namespace_wins():
    assert abbreviate(KG + "subject") == ("kg", "subject")
    assert abbreviate("urn:x") is None


# --- files ---

@pytest.mark.parametrize("path", ["facts.docx", "facts", "ttl", "facts.gz"])
def test_an_unknown_ending_is_named_with_those_that_are_known(graph, tmp_path, path):
    with pytest.raises(InputError, match=r"no format has the ending .*\.ttl, \.trig, \.nt, \.nq, \.jsonld, \.rdf"):
        graph.export(tmp_path / path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_named(graph, tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        graph.export(tmp_path / "a" / "facts.ttl")


def test_a_failed_export_leaves_the_old_file(graph, tmp_path, monkeypatch):
    (tmp_path / "facts.ttl").write_text("old")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(StoreError, match="No space left"):
        graph.export(tmp_path / "facts.ttl")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]
