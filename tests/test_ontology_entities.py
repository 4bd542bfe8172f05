"""The identity data of the ontology: companies, units, brands and people."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections import defaultdict
from functools import cache

import pyoxigraph as ox
import pytest

from kg.facts import slug
from kg.lexicon import data_folder

KG = "https://w3id.org/tech-giants/ontology/"
ENTITY = "https://w3id.org/tech-giants/entity/"
UNIT = "https://w3id.org/tech-giants/unit/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEMA = "https://schema.org/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
FILES = ("companies.ttl", "people.ttl")
SECTORS = {
    "internet", "semiconductors", "software", "hardware", "artificial intelligence", "media", "telecom", "automotive",
    "payments", "retail", "finance", "research", "industry", "energy", "transport", "consumer", "health", "leisure",
}

Node = ox.Literal | ox.NamedNode
Entities = dict[str, dict[str, list[Node]]]


@cache
def entities() -> Entities:
    """IRI -> predicate -> objects, of both files."""
    found: Entities = defaultdict(lambda: defaultdict(list))
    for name in FILES:
        for triple in ox.parse(path=str(data_folder("ontology") / name), format=ox.RdfFormat.TURTLE):
            found[triple.subject.value][triple.predicate.value].append(triple.object)
    return found


def values(predicate: str) -> list[tuple[str, Node]]:
    return [(iri, node) for iri, facts in entities().items() for node in facts.get(predicate, ())]


def of_kind(kind: str) -> set[str]:
    return {iri for iri, node in values(TYPE) if node.value == KG + kind}


def names(iri: str) -> list[str]:
    return [node.value for name in ("prefLabel", "altLabel") for node in entities()[iri].get(SKOS + name, ())]


@pytest.mark.parametrize(("kind", "least"), [("Company", 80), ("BusinessUnit", 60), ("Person", 60)])
def test_there_are_as_many_as_promised(kind: str, least: int) -> None:
    assert len(of_kind(kind)) >= least


def test_each_is_one_thing() -> None:
    for iri, facts in entities().items():
        assert len(facts[TYPE]) == len(facts[SKOS + "prefLabel"]) == 1, iri
    assert of_kind("Company") | of_kind("BusinessUnit") | of_kind("Person") == entities().keys()


def test_the_local_name_is_the_slug_of_the_name() -> None:
    assert [iri for iri, node in values(SKOS + "prefLabel") if iri != ENTITY + slug(node.value)] == []


def test_every_property_is_declared() -> None:
    text = (data_folder("ontology") / "kg.ttl").read_text(encoding="utf-8")
    declared = {triple.subject.value for triple in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    used = {predicate for facts in entities().values() for predicate in facts}
    assert {predicate for predicate in used if predicate.startswith((KG, SCHEMA))} <= declared


def test_labels_are_normalised_and_trimmed() -> None:
    for predicate in (SKOS + "prefLabel", SKOS + "altLabel", KG + "description", KG + "headquarters"):
        for iri, node in values(predicate):
            text = node.value
            assert text
            assert text == unicodedata.normalize("NFC", " ".join(text.split())), (iri, text)


def test_no_name_is_shared() -> None:
    owners = defaultdict(set)
    for iri in entities():
        for name in names(iri):
            owners[name].add(iri)
    assert {name: iris for name, iris in owners.items() if len(iris) > 1} == {}


def test_no_name_is_said_twice_of_one() -> None:
    assert [iri for iri in entities() if len(names(iri)) != len(set(names(iri)))] == []


def test_names_hold_a_capital_or_a_digit() -> None:
    """A name in small letters would be found in ordinary words."""
    small = {name for iri in entities() for name in names(iri) if not re.search(r"[A-Z0-9]", name)}
    assert small <= {"vivo", "imec", "onsemi", "bunq", "a16z", "bol.com", "watsonx"}


@pytest.mark.parametrize("word", [
    "Services", "Cloud", "Search", "Advertising", "Devices", "Software", "Data Center", "Mobile", "Chips", "Display",
    "Target", "Sharp", "Strategy", "Max", "China", "Greater China", "North America", "International", "Europe",
])
def test_ordinary_words_are_no_names(word: str) -> None:
    assert not any(word in names(iri) for iri in entities())


def test_descriptions_have_a_language_and_no_article() -> None:
    articles = {"en": ("the ", "a ", "an "), "nl": ("de ", "het ", "een ")}
    for iri, node in values(KG + "description"):
        assert isinstance(node, ox.Literal)
        assert node.language in articles, iri
        assert not node.value.startswith(articles[node.language]), (iri, node.value)


def test_what_is_described_is_described_in_both_languages() -> None:
    languages = defaultdict(set)
    for iri, node in values(KG + "description"):
        assert isinstance(node, ox.Literal)
        languages[iri].add(node.language)
    assert {iri for iri, found in languages.items() if found != {"en", "nl"}} == set()
    assert languages.keys() >= of_kind("Company")


def test_a_description_fits_one_unit_of_an_owner() -> None:
    """"Its cloud division" would else be two units at once."""
    fits = defaultdict(set)
    for iri in of_kind("BusinessUnit"):
        for node in entities()[iri].get(KG + "description", ()):
            fits[entities()[iri][KG + "parent"][0].value, str(node)].add(iri)
    assert {key: units for key, units in fits.items() if len(units) > 1} == {}


def test_every_company_has_a_sector() -> None:
    assert {iri for iri, _ in values(KG + "sector")} == of_kind("Company")
    assert {node.value for _, node in values(KG + "sector")} == SECTORS


def test_a_person_has_a_full_name_and_no_post() -> None:
    for iri in of_kind("Person"):
        assert " " in names(iri)[0], iri
        assert entities()[iri].keys() <= {TYPE, SKOS + "prefLabel", SKOS + "altLabel", SCHEMA + "sameAs"}, iri


def test_every_unit_has_an_owner_that_exists() -> None:
    assert {iri for iri, _ in values(KG + "parent")} >= of_kind("BusinessUnit")
    for iri, node in values(KG + "parent"):
        assert len(entities()[iri][KG + "parent"]) == 1, iri
        assert node.value in of_kind("Company") | of_kind("BusinessUnit"), (iri, node.value)


def test_ownership_has_no_cycle() -> None:
    owner = {iri: node.value for iri, node in values(KG + "parent")}
    for iri in owner:
        chain = [iri]
        while chain[-1] in owner:
            chain.append(owner[chain[-1]])
            assert len(chain) == len(set(chain)), chain
        assert chain[-1] in of_kind("Company"), chain


@pytest.mark.parametrize(("name", "owner"), [
    ("Google", "Alphabet"), ("YouTube", "Google"), ("AWS", "Amazon"), ("Instagram", "Meta"), ("LinkedIn", "Microsoft"),
    ("Azure", "Microsoft"), ("Google Cloud", "Google"), ("Nvidia Data Center", "Nvidia"), ("Red Hat", "IBM"),
])
def test_known_owners(name: str, owner: str) -> None:
    assert [node.value for node in entities()[ENTITY + slug(name)][KG + "parent"]] == [ENTITY + slug(owner)]


@pytest.mark.parametrize(("alias", "name"), [
    ("Amazon.com", "Amazon"), ("Amazon Web Services", "AWS"), ("Taiwan Semiconductor Manufacturing Company", "TSMC"),
    ("Hon Hai", "Foxconn"), ("Meta Platforms", "Meta"), ("Samsung Electronics", "Samsung"), ("CC Wei", "C.C. Wei"),
    ("Jen-Hsun Huang", "Jensen Huang"), ("Timothy Cook", "Tim Cook"), ("Hewlett Packard Enterprise", "HPE"),
])
def test_known_aliases(alias: str, name: str) -> None:
    assert alias in names(ENTITY + slug(name))


@pytest.mark.parametrize(("name", "end"), [
    ("Microsoft", "06-30"), ("Apple", "09-30"), ("Nvidia", "01-31"), ("Oracle", "05-31"), ("Salesforce", "01-31"),
    ("Cisco", "07-31"), ("Adobe", "11-30"), ("Dell", "01-31"), ("Qualcomm", "09-30"), ("Micron", "08-31"),
    ("Alibaba", "03-31"), ("Sony", "03-31"),
    *((name, "12-31") for name in ("Amazon", "Alphabet", "Google", "Meta", "Netflix", "Tesla", "Intel", "IBM", "AMD",
                                   "TSMC", "Samsung", "SAP", "ASML")),
])
def test_fiscal_years_end_as_the_guide_says(name: str, end: str) -> None:
    assert [node.value for node in entities()[ENTITY + slug(name)][KG + "fiscalYearEnd"]] == [f"--{end}"]


def test_fiscal_years_end_on_the_last_day_of_a_month() -> None:
    for iri, node in values(KG + "fiscalYearEnd"):
        assert isinstance(node, ox.Literal)
        assert node.datatype.value.endswith("#gMonthDay"), iri
        match = re.fullmatch(r"--(\d\d)-(\d\d)", node.value)
        assert match, (iri, node.value)
        assert int(match[2]) == calendar.monthrange(2025, int(match[1]))[1], (iri, node.value)


def test_a_listed_company_has_a_fiscal_year_and_a_currency() -> None:
    for iri, node in values(SCHEMA + "tickerSymbol"):
        assert re.fullmatch(r"[A-Z0-9]{1,9}(\.[A-Z]{1,2})?", node.value), (iri, node.value)
        assert KG + "fiscalYearEnd" in entities()[iri], iri


def test_currencies_are_units_of_the_ontology() -> None:
    units = {triple.subject.value for triple in
             ox.parse(path=str(data_folder("ontology") / "units.ttl"), format=ox.RdfFormat.TURTLE)}
    for iri, node in values(KG + "reportingCurrency"):
        assert node.value.startswith(UNIT), iri
        assert node.value in units, (iri, node.value)


@pytest.mark.parametrize(("predicate", "pattern", "least"), [
    (KG + "cik", r"\d{10}", 40),
    (KG + "lei", r"[0-9A-Z]{18}\d\d", 10),
    (SCHEMA + "sameAs", r"http://www\.wikidata\.org/entity/Q[1-9]\d*", 80),
])
def test_identifiers_are_well_formed_and_of_one_entity(predicate: str, pattern: str, least: int) -> None:
    found = values(predicate)
    assert len(found) >= least
    assert [node.value for _, node in found if not re.fullmatch(pattern, node.value)] == []
    assert len({iri for iri, _ in found}) == len({node.value for _, node in found}) == len(found)


def test_check_digits_of_legal_entity_identifiers() -> None:
    """ISO 17442: with letters as 10 to 35, the number leaves 1 when divided by 97 (ISO 7064, MOD 97-10)."""
    for iri, node in values(KG + "lei"):
        assert int("".join(str(int(character, 36)) for character in node.value)) % 97 == 1, iri


@pytest.mark.parametrize("name", FILES)
def test_both_libraries_read_the_same(name: str) -> None:
    import rdflib

    path = data_folder("ontology") / name
    graph = rdflib.Graph().parse(path, format="turtle")
    assert len(graph) == len(set(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)))


@pytest.mark.parametrize("name", FILES)
def test_blocks_stand_in_order_within_their_section(name: str) -> None:
    text = (data_folder("ontology") / name).read_text(encoding="utf-8")
    for section in re.split(r"^# --- ", text, flags=re.MULTILINE)[1:]:
        blocks = re.findall(r"^entity:(\S+) a ", section, flags=re.MULTILINE)
        assert blocks == sorted(blocks), section.splitlines()[0]
