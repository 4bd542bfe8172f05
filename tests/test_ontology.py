"""The ontology: complete in two languages, what an OWL tool opens, and one with what the code says."""

import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import rdf, validate
from kg.facts import CONTENT, slug
from kg.lexicon import data_folder, load
from kg.namespaces import BASE, ENTITY, KG, METRIC, OWL, PREFIXES, RDFS, SKOS, UNIT
from kg.namespaces import RDF as RDF_NS

FILES = sorted(data_folder("ontology").glob("*.ttl"))
TYPE = RDF_NS + "type"
SCHEMES = {"statusScheme": validate.STATUSES, "measureScheme": validate.MEASURES, "roleScheme": validate.ROLES,
           "qualifierScheme": validate.QUALIFIERS, "predicateScheme": validate.PREDICATES}


def read(*names):
    """Subject -> property -> objects of the files with these names."""
    nodes = {}
    for file in FILES:
        if file.stem in names:
            for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
                nodes.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    return nodes


VOCABULARY = read("kg")
ALL = read(*(file.stem for file in FILES if file.stem != "shapes"))


def types(node):
    return {value.value for value in node.get(TYPE, ())}


def of_type(nodes, *wanted):
    return {iri: node for iri, node in nodes.items() if iri.startswith(KG) and types(node) & set(wanted)}


CLASSES = of_type(VOCABULARY, OWL + "Class")
PROPERTIES = of_type(VOCABULARY, OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty")
CONCEPTS = of_type(VOCABULARY, SKOS + "Concept")


def languages(node, name):
    return sorted(value.language for value in node.get(name, ()))


def test_it_is_small_enough_to_learn():
    assert len(CLASSES) <= 20
    assert len(PROPERTIES) <= 70


def test_the_head():
    head = VOCABULARY[KG]
    assert types(head) == {OWL + "Ontology"}
    for name in ("title", "description"):
        assert languages(head, PREFIXES["dcterms"] + name) == ["en", "nl"]
    for iri in (PREFIXES["dcterms"] + "license", PREFIXES["dcterms"] + "created", OWL + "versionInfo"):
        assert len(head[iri]) == 1


@pytest.mark.parametrize("iri", sorted({**CLASSES, **PROPERTIES}))
def test_a_class_or_property_has_label_and_definition_in_two_languages(iri):
    node = VOCABULARY[iri]
    assert languages(node, RDFS + "label") == ["en", "nl"]
    assert languages(node, SKOS + "definition") == ["en", "nl"]


@pytest.mark.parametrize("iri", sorted(CONCEPTS))
def test_a_concept_has_label_definition_and_scheme(iri):
    node = VOCABULARY[iri]
    assert languages(node, SKOS + "prefLabel") == ["en", "nl"]
    assert languages(node, SKOS + "definition") == ["en", "nl"]
    (scheme,) = node[SKOS + "inScheme"]
    assert iri in {value.value for value in VOCABULARY[scheme.value][SKOS + "hasTopConcept"]}


@pytest.mark.parametrize("iri", sorted(iri for iri, node in ALL.items() if types(node) & {KG + "Metric", KG + "Unit"}))
def test_a_metric_or_unit_has_a_label_in_two_languages_and_its_place(iri):
    node = ALL[iri]
    assert languages(node, SKOS + "prefLabel") == ["en", "nl"]
    scheme = "metricScheme" if iri.startswith(METRIC) else "unitScheme"
    assert iri in {value.value for value in ALL[KG + scheme][SKOS + "hasTopConcept"]}


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_the_concepts_are_those_of_the_code(scheme):
    top = VOCABULARY[KG + scheme][SKOS + "hasTopConcept"]
    assert {value.value.removeprefix(KG) for value in top} == SCHEMES[scheme]


def test_top_concepts_are_there():
    for node in ALL.values():
        for value in node.get(SKOS + "hasTopConcept", ()):
            assert value.value in ALL


def test_edges_are_those_of_the_code():
    declared = {iri.removeprefix(KG): node[KG + "edge"][0].value.removeprefix(KG) for iri, node in CONCEPTS.items()
                if KG + "edge" in node}
    assert declared == rdf.EDGES
    mutual = {name for name, edge in rdf.EDGES.items() if OWL + "SymmetricProperty" in types(VOCABULARY[KG + edge])}
    assert mutual == rdf.MUTUAL


def test_fields_of_facts_have_their_property():
    for kind, fields in rdf.FIELDS.items():
        assert rdf.CLASSES[kind].value in CLASSES
        assert {field.name for field in fields} | {"period", "period_start", "period_end"} >= set(CONTENT[kind])
        assert {field.property.value for field in fields} <= PROPERTIES.keys()


def test_domains_ranges_and_parents_are_declared():
    for iri, node in {**CLASSES, **PROPERTIES}.items():
        for name in ("domain", "range", "subClassOf", "subPropertyOf"):
            for value in node.get(RDFS + name, ()):
                datatype = value.value.startswith(PREFIXES["xsd"])
                assert datatype or types(VOCABULARY.get(value.value, {})), (iri, value)
                assert not datatype or OWL + "DatatypeProperty" in types(node), (iri, value)


def test_object_and_datatype_properties_are_used_as_they_are_declared():
    for iri, node in ALL.items():
        for predicate, values in node.items():
            if not predicate.startswith((KG, PREFIXES["schema"])):
                continue
            kinds = types(VOCABULARY.get(predicate, {}))
            assert kinds, f"{predicate} of {iri} is not declared"
            if OWL + "ObjectProperty" in kinds:
                assert all(isinstance(value, ox.NamedNode) for value in values), (iri, predicate)
            elif OWL + "DatatypeProperty" in kinds:
                assert all(isinstance(value, ox.Literal) for value in values), (iri, predicate)


def test_what_is_pointed_to_is_there():
    for iri, node in ALL.items():
        for predicate, values in node.items():
            for value in values:
                if isinstance(value, ox.NamedNode) and value.value.startswith(BASE):
                    assert value.value in ALL, (iri, predicate, value)


def test_no_blank_nodes():
    for file in FILES:
        if file.stem != "shapes":
            for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
                assert not isinstance(quad.subject, ox.BlankNode)
                assert not isinstance(quad.object, ox.BlankNode)


def test_it_ties_to_its_relatives():
    text = (data_folder("ontology") / "kg.ttl").read_text(encoding="utf-8")
    for prefix in ("schema", "prov", "oa", "org", "skos", "time", "sdmx-attribute", "qb"):
        assert re.search(rf"(subClassOf|subPropertyOf|closeMatch) [^;.]*\b{prefix}:", text), prefix


def test_local_names_of_own_terms_are_not_used_twice():
    # The lexicon has the labels of all own terms by their local names.
    names = Counter(iri.rsplit("/", 1)[-1] for iri in ALL if iri.startswith((KG, METRIC, UNIT)))
    assert not [name for name, count in names.items() if count > 1]


def test_an_entity_is_named_by_the_slug_of_its_name():
    for entity in load().entities.values():
        assert slug(entity.name) == entity.id
        assert rdf.entity_id(entity.name) == entity.id


def test_entities_have_one_class_and_their_parents_are_no_circle():
    for iri, node in ALL.items():
        if iri.startswith(ENTITY):
            assert len(types(node)) == 1, iri
    for entity in load().entities.values():
        seen, at = set(), entity
        while at.parent:
            assert at.id not in seen, entity
            seen.add(at.id)
            at = load().entities[at.parent]


def test_the_ontology_states_no_facts():
    edges = {KG + edge for edge in rdf.EDGES.values()}
    assert not [(iri, edge) for iri, node in ALL.items() for edge in edges & node.keys()]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_rdflib_reads_it_as_the_engine_does(file):
    import rdflib

    count = sum(1 for _ in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE))
    assert len(rdflib.Graph().parse(file)) == count


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_prefixes_are_ours(file):
    found = dict(re.findall(r"^@prefix ([\w-]+): <([^>]*)>", Path(file).read_text(encoding="utf-8"), re.MULTILINE))
    assert found.items() <= {**PREFIXES, "shape": BASE + "shape/"}.items()


def test_shapes_speak_both_languages():
    shapes = read("shapes")
    messages = [node for node in shapes.values() if PREFIXES["sh"] + "message" in node]
    assert len(messages) > 40
    for node in messages:
        assert languages(node, PREFIXES["sh"] + "message") == ["en", "nl"]


def test_shapes_speak_of_declared_terms():
    text = (data_folder("ontology") / "shapes.ttl").read_text(encoding="utf-8")
    for term in set(re.findall(r"(?<![\w-])kg:([a-z]\w*|[A-Z]\w*)", text)):
        assert types(VOCABULARY[KG + term]), term
