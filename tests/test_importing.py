"""Import: our own exports give back the same graph, foreign RDF that fits the shapes is read, all else is named."""

import gzip
from dataclasses import replace
from decimal import Decimal

import pytest
from gold import article, boss, extraction, observation, quote, rivals, samples, triples

import kg
from kg.errors import InputError
from kg.export import FORMATS
from kg.importing import LONGEST_IRI, LONGEST_TEXT
from kg.rdf_read import UnreadNumber

ITEM = article()
PREFIXES = """@prefix kg: <https://w3id.org/tech-giants/ontology/> .
@prefix metric: <https://w3id.org/tech-giants/metric/> .
@prefix unit: <https://w3id.org/tech-giants/unit/> . @prefix entity: <https://w3id.org/tech-giants/entity/> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix schema: <https://schema.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix ex: <https://example.org/> .
"""
FOREIGN = PREFIXES + f"""
ex:news a kg:Article ; schema:sha256 "{ITEM.sha256}" ; schema:identifier "ours" .
ex:one a kg:Observation ; kg:subject ex:acme ; kg:metric metric:net_income ; kg:measure kg:level ;
    kg:value 21200000000.0 ; kg:unit unit:USD ; kg:qualifier kg:exact ; kg:status kg:reported ;
    kg:saidBy <http://www.wikidata.org/entity/Q3884> ; kg:period ex:quarter ;
    kg:statedIn ex:news ; prov:wasDerivedFrom [ a kg:Span ; oa:start 17 ; oa:end 49 ;
        oa:exact "Acme earned 21.2 billion dollars" ] .
ex:acme a kg:Company ; skos:prefLabel "Acme" .
ex:quarter a kg:Period ; skos:notation "2025-Q4" ; schema:startDate "2025-10-01"^^xsd:date ;
    schema:endDate "2025-12-31"^^xsd:date .
"""


@pytest.fixture(scope="module")
def graph():
    with kg.open() as found:
        for item, facts in samples()[::6]:
            found.add_extraction(item, facts)
        number = UnreadNumber(ITEM.sha256, 29, 33, "21.2", Decimal("21.2"), "no-metric")
        found.add_extraction(ITEM, extraction(
            observation(ITEM), rivals(ITEM), boss(ITEM), quote(ITEM), rivals(ITEM, predicate="acquires"),
            unread=(number,)))
        yield found


def into(tmp_path, text, name="in.ttl", graph=None):
    (tmp_path / name).write_text(text, encoding="utf-8")
    graph = graph or kg.open()
    return graph, graph.import_file(tmp_path / name)


@pytest.mark.parametrize("packed", ["", ".gz"])
@pytest.mark.parametrize("ending", FORMATS)
def test_an_export_restores_the_same_graph(graph, tmp_path, ending, packed):
    path = graph.export(tmp_path / f"facts{ending}{packed}")
    with kg.open(tmp_path / "graph") as copy:
        report = copy.import_file(path)
        assert report.problems == ()
        assert (report.articles, report.facts, report.unread) == (len(graph.articles()), len(graph.facts()), 1)
        assert triples(copy) == triples(graph)
        assert copy.export(tmp_path / f"again{ending}{packed}").read_bytes() == path.read_bytes()
        assert copy.import_file(path).changed == 0


def test_parts_of_a_graph_join_to_the_whole(graph, tmp_path):
    with kg.open() as copy:
        for item in graph.articles():
            copy.import_file(graph.export(tmp_path / "part.ttl", article=item.sha256))
            copy.import_file(graph.export(tmp_path / "some.nq", article=item.sha256))
        assert triples(copy) == triples(graph)
        copy.import_file(graph.export(tmp_path / "amazon.ttl", company="Amazon"))
        assert triples(copy) == triples(graph)


def test_texts_and_facts_that_are_there_stay(graph, tmp_path):
    with kg.open() as own:
        own.add_extraction(ITEM, extraction(observation(ITEM)))
        report = own.import_file(graph.export(tmp_path / "boss.ttl", article=ITEM.sha256))
        assert report.problems == ()
        assert own.text(ITEM.sha256) == ITEM.text
        assert own.facts() == graph.facts(ITEM.sha256)
        assert own.verify() == []


def test_rdf_of_others_is_read_by_its_shapes_and_named_as_ours(tmp_path):
    copy, report = into(tmp_path, FOREIGN)
    assert report.problems == ()
    (fact,) = copy.facts()
    assert fact == observation(ITEM, decimals=None, rule="", parts=(), said_by="Amazon")
    assert copy.validate() == []
    assert not any("example.org" in str(triple) for triple in triples(copy))


def test_what_is_worked_out_is_not_believed(graph, tmp_path):
    text = graph.export(tmp_path / "facts.ttl").read_text(encoding="utf-8")
    liar = ("\nentity:apple kg:acquires entity:microsoft .\nentity:acme a kg:Person .\n"
            "<https://w3id.org/tech-giants/figure/lie> a kg:Figure .\n")
    copy, report = into(tmp_path, text.replace("kg:lowest 21150000000.0", "kg:lowest 1.0") + liar)
    assert report.problems == ()
    assert triples(copy) == triples(graph)


BROKEN = {
    "of a wrong type": ('kg:value 21200000000.0', 'kg:value "much"', "ex:one|fact", "shape:value"),
    "a double": ('kg:value 21200000000.0', 'kg:value 2.12e10', "fact", "shape:value"),
    "an unknown metric": ("metric:net_income", "metric:happiness", "fact", "shape:metric"),
    "an unknown status": ("kg:reported", "kg:rumoured", "fact", "shape:status"),
    "two values": ("kg:value 21200000000.0", "kg:value 1.0 , 2.0", "fact", "shape:value"),
    "no subject": ("kg:subject ex:acme ;", "", "fact", "shape:subject"),
    "a span that ends before it starts": ("oa:start 17", "oa:start 70", "", "shape:start"),
    "no hash": (ITEM.sha256, "abc", "news", "shape:sha256"),
    "a day that is none": ('"2025-10-01"^^xsd:date', '"2025-13-01"^^xsd:date', "quarter", "shape:startDate"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_shape_is_named_and_nothing_of_its_article_is_stored(tmp_path, name):
    old, new, _, shape = BROKEN[name]
    copy, report = into(tmp_path, FOREIGN.replace(old, new, 1))
    assert any(f"by {shape}; article ours is left out: mend it and import the file again" in line
               for line in report.problems), report.problems
    assert all(str(tmp_path / "in.ttl") in line and "\n" not in line for line in report.problems)
    assert copy.articles() == []
    assert triples(copy) == triples(kg.open())


@pytest.mark.parametrize(("old", "new", "message"), [
    ("oa:end 49", "oa:end 48", "does not read 'Acme earned 21.2"),
    ('skos:notation "2025-Q4"', 'skos:notation "next year"', "is no label of a period"),
    ("kg:statedIn ex:news ;", "kg:statedIn ex:olds ;", "ex:one|one article that states it"),
    ('"Acme earned 21.2 billion dollars"', '"Acme earned 31.2 billion dollars"', "does not read 'Acme earned 31.2"),
])
def test_what_the_shapes_do_not_see(tmp_path, old, new, message):
    own = kg.open()
    own.add_extraction(ITEM, extraction())
    before = triples(own)
    _, report = into(tmp_path, FOREIGN.replace(old, new), graph=own)
    assert any(message.split("|")[-1] in line for line in report.problems), report.problems
    assert {triple for triple in triples(own) if "fact/" in str(triple.subject)} == set()
    assert message.startswith("ex:one") or triples(own) == before


def test_one_broken_article_does_not_keep_out_the_others(graph, tmp_path):
    path = graph.export(tmp_path / "facts.ttl")
    text = path.read_text(encoding="utf-8").replace("kg:value 21200000000.0", "kg:value 21200000000 ", 1)
    copy, report = into(tmp_path, text)
    assert len(report.problems) == 1
    assert len(copy.articles()) == len(graph.articles()) - 1
    assert copy.validate() == []


def test_shortened_words_are_not_taken_for_the_text(graph, tmp_path):
    path = graph.export(tmp_path / "short.ttl", article=ITEM.sha256, quote_length=5)
    assert 'oa:exact "Acme…"@en' in path.read_text(encoding="utf-8")
    copy, report = into(tmp_path, path.read_text(encoding="utf-8"))
    assert copy.articles() == []
    assert "characters, and its place 17-49 has 32" in report.problems[0]


def test_a_fact_that_was_changed_by_hand_gets_a_name_of_its_own(graph, tmp_path):
    text = graph.export(tmp_path / "facts.ttl", article=ITEM.sha256).read_text(encoding="utf-8")
    copy, report = into(tmp_path, text.replace("kg:value 21200000000.0", "kg:value 21300000000.0"))
    assert [line.split(": ")[2] for line in report.problems] == ["its name is not that of what it says; "
                                                                  "it is stored by a name of its own"]
    changed = replace(observation(ITEM), value=Decimal(21300000000))
    assert changed in copy.facts()


# --- files that cannot be read

@pytest.mark.parametrize("ending", FORMATS)
def test_a_cut_file_stores_nothing(graph, tmp_path, ending):
    data = graph.export(tmp_path / f"facts{ending}").read_bytes()
    cut = tmp_path / f"cut{ending}"
    for part in (0.1, 0.5, 0.97):
        cut.write_bytes(data[:int(len(data) * part)].rstrip()[:-2])
        with kg.open() as copy:
            with pytest.raises(InputError, match="nothing of it is stored"):
                copy.import_file(cut)
            assert copy.articles() == []


def test_a_cut_packed_file_stores_nothing(graph, tmp_path):
    data = graph.export(tmp_path / "facts.nt.gz").read_bytes()
    (tmp_path / "cut.nt.gz").write_bytes(data[:len(data) // 2])
    with pytest.raises(InputError, match=r"cut\.nt\.gz.*nothing of it is stored"):
        kg.open().import_file(tmp_path / "cut.nt.gz")
    (tmp_path / "no.nt.gz").write_bytes(b"plain")
    with pytest.raises(InputError, match="cannot be read"):
        kg.open().import_file(tmp_path / "no.nt.gz")


@pytest.mark.parametrize(("old", "new", "what"), [
    ("ex:acme", f"<https://example.org/{'a' * 1_000_000}>", "IRI of 1,000,020 characters"),
    ("Acme earned 21.2 billion dollars", "x" * 10_000_000, "text of 10,000,000 characters"),
    ('"ours"', f'"{"y" * (LONGEST_TEXT + 1)}"', "text of 50,001"),
    ("ex:acme", f"<https://example.org/{'a' * LONGEST_IRI}>", "IRI of 4,020")])
def test_absurd_lengths_are_refused_in_one_short_line(tmp_path, old, new, what):
    (tmp_path / "long.ttl").write_text(FOREIGN.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=what) as caught:
        kg.open().import_file(tmp_path / "long.ttl")
    assert len(str(caught.value)) < 400 + len(str(tmp_path))


@pytest.mark.parametrize(("name", "content"), [
    ("empty.ttl", b""), ("other.nt", b"<http://a/b> <http://a/c> <http://a/d> .\n")])
def test_rdf_without_facts_is_no_error(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with kg.open() as copy:
        assert copy.import_file(tmp_path / name).articles == 0


@pytest.mark.parametrize(("name", "content"), [
    ("bytes.ttl", b"\xff\xfe\x00"), ("page.rdf", b"<html><body>no</body>"), ("x.jsonld", b'{"@context": "https://a/b"}'),
    ("bomb.rdf", b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>'), ("relative.ttl", b"<a> <b> <c> ."),
    ("folder.ttl", None), ("facts.docx", b""), ("none.ttl", ...)])
def test_other_files_are_one_clear_line(tmp_path, name, content):
    path = tmp_path / name
    if content is None:
        path.mkdir()
    elif content is not ...:
        path.write_bytes(content)
    with pytest.raises(InputError, match=name) as caught:
        kg.open().import_file(path)
    assert "\n" not in str(caught.value)


def test_named_graphs_are_joined(graph, tmp_path):
    lines = graph.export(tmp_path / "facts.nq").read_text(encoding="utf-8").splitlines()
    text = "".join(f"{line[:-1]}<https://example.org/{number % 3}> .\n" for number, line in enumerate(lines))
    copy, report = into(tmp_path, text, "graphs.nq")
    assert report.problems == ()
    assert triples(copy) == triples(graph)


def test_a_packed_export_has_no_clock_in_it(graph, tmp_path):
    path = graph.export(tmp_path / "facts.nt.gz")
    assert path.read_bytes()[4:8] == bytes(4)
    assert gzip.decompress(path.read_bytes()) == graph.export(tmp_path / "facts.nt").read_bytes()
