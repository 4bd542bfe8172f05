"""Validation: the shapes, the same rules in Python, and every fact cut again from its text."""

import hashlib
import json
from dataclasses import replace
from decimal import Decimal

import pyoxigraph as ox
import pytest
from gold import article, boss, extraction, observation, quote, rivals, samples

import kg
from kg import rdf
from kg.changes import own_triples
from kg.facts import Observation, Part, Rank
from kg.namespaces import KG, METRIC, UNIT
from kg.rdf import ArticleInfo, Bundle
from kg.rdflib_bridge import to_rdflib
from kg.validate import check, faults, validate_rdflib

ITEM = article()
RANK = Rank(article=ITEM.sha256, start=0, end=4, evidence="Acme", subject="Acme", market="rockets", position=1)

#: Facts that are wrong in one thing, and the beginning of what the shapes say of it.
BROKEN = {
    "no value": (observation(ITEM, value=None), "it needs either a value, or a lower or upper bound"),
    "value and bound": (observation(ITEM, low=Decimal(1)), "it needs either a value, or a lower or upper bound"),
    "bounds crossed": (observation(ITEM, value=None, low=Decimal(3), high=Decimal(2)), "its lower bound is above"),
    "too large": (observation(ITEM, value=Decimal("1.8e20")), "its value is one exact decimal number"),
    "far too low": (observation(ITEM, value=None, low=Decimal("-1.8e20")), "its lower bound is one exact"),
    "unknown metric": (observation(ITEM, metric="happiness"), "it needs one metric of the ontology"),
    "unknown measure": (observation(ITEM, measure="guess"), "its measure is level, change or share"),
    "unknown unit": (observation(ITEM, unit="bananas"), "it needs one unit of the ontology"),
    "unknown qualifier": (observation(ITEM, qualifier="perhaps"), "it needs one qualifier"),
    "unknown status": (observation(ITEM, status="rumoured"), "its status is reported, guidance or expected"),
    "relation without unit": (rivals(ITEM, value=Decimal(5)), "its amount needs a unit"),
    "relation of unknown unit": (rivals(ITEM, value=Decimal(5), unit="bananas"), "its unit is one of the ontology"),
    "position 0": (replace(RANK, position=0), "its position is one whole number from 1 on"),
    "no market": (replace(RANK, market=" "), "it needs one market"),
    "no quote": (replace(quote(ITEM), quote=" "), "it needs the quoted words"),
}
SOUND = {
    "observation": observation(ITEM), "low": observation(ITEM, value=None, low=Decimal(1)),
    "high": observation(ITEM, value=None, high=Decimal(1)),
    "range": observation(ITEM, value=None, low=Decimal(-1), high=Decimal("2.5"), unit="USD/share"),
    "bare": observation(ITEM, period=None, period_start=None, period_end=None, decimals=None, said_by=None, parts=()),
    "layoff": observation(ITEM, metric="job_cuts", unit="people", measure="share"),
    "largest": observation(ITEM, value=Decimal("1.69e20")),
    "relation": rivals(ITEM), "stake": rivals(ITEM, predicate="invests_in", value=Decimal(27), unit="percent"),
    "role": boss(ITEM), "role of nowhere": boss(ITEM, organization=None), "statement": quote(ITEM), "rank": RANK,
}
#: Properties without which an observation is refused.
MISSING = ("subject", "metric", "measure", "unit", "qualifier", "status", "statedIn", "wasDerivedFrom")


def shared(fact):
    found = {*rdf.period_triples(fact)}
    if isinstance(fact, Observation):
        found.add(rdf.figure_triple(fact))
    for name in rdf.entity_names(fact).values():
        iri = rdf.entity_iri(name)
        found |= {ox.Triple(iri, rdf.TYPE, rdf.node(KG + "Company")), ox.Triple(iri, rdf.PREF_LABEL, ox.Literal(name))}
    return found


@pytest.fixture(scope="module")
def judged():
    """What the shapes say of every fact above, in one run: name of the fact -> messages."""
    facts = {name: fact for name, (fact, _) in BROKEN.items()} | SOUND
    data = to_rdflib(kg.open().store.triples)
    for name, fact in facts.items():
        # Each in an article of its own, for some differ in nothing else that names them.
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        own = replace(fact, article=sha256)
        facts[name] = own
        for triple in to_rdflib(own_triples(Bundle(ArticleInfo(sha256=sha256), (own,))) | shared(own)):
            data.add(triple)
    messages = {}
    for where, message in validate_rdflib(data):
        messages.setdefault(where, []).append(message)
    return {name: messages.get(f"fact:{fact.id}", []) for name, fact in facts.items()}


@pytest.mark.parametrize("name", BROKEN)
def test_shapes_and_python_refuse_the_same(judged, name):
    fact, message = BROKEN[name]
    assert any(found.startswith(message) for found in judged[name]), judged[name]
    assert faults(fact, ITEM.text, ITEM.sha256)


@pytest.mark.parametrize("name", SOUND)
def test_shapes_and_python_accept_the_same(judged, name):
    assert judged[name] == []
    assert faults(SOUND[name], ITEM.text, ITEM.sha256) == []


@pytest.mark.parametrize("missing", MISSING)
def test_shapes_refuse_a_fact_without(missing):
    triples = own_triples(Bundle(ArticleInfo(sha256=ITEM.sha256), (observation(ITEM),))) | shared(observation(ITEM))
    data = to_rdflib({triple for triple in triples if rdf.local(triple.predicate) != missing})
    terms = (quad for quad in kg.open().store.triples if quad.subject.value.startswith((METRIC, UNIT, KG)))
    for triple in to_rdflib(terms):
        data.add(triple)
    found = validate_rdflib(data)
    assert [where for where, _ in found] == [f"fact:{observation(ITEM).id}"]
    assert f":{missing})" in found[0].message


def test_shapes_refuse_an_article_without_hash_and_a_span_without_words():
    triples = own_triples(Bundle(ArticleInfo(sha256=ITEM.sha256), (observation(ITEM),)))
    data = to_rdflib({t for t in triples if rdf.local(t.predicate) not in ("sha256", "exact", "end")})
    found = {(where.split(":")[0], message.rsplit("(", 1)[-1]) for where, message in validate_rdflib(data)}
    assert {("article", "schema:sha256)"), ("span", "oa:exact)"), ("span", "oa:end)")} <= found


@pytest.mark.parametrize(("change", "message"), [
    ({"start": 1}, "the text does not read"), ({"start": -3}, "the text does not read"),
    ({"start": 20, "end": 20, "evidence": ""}, "the text does not read"),
    ({"article": "0" * 64}, "not of this article"),
    ({"subject": ""}, "it has no subject"), ({"unit": ""}, "it has no unit"),
    ({"value": Decimal("NaN")}, "cannot reckon with"), ({"value": Decimal("1e-19")}, "cannot reckon with"),
    ({"period_start": "2026-01-01"}, "ends before it begins"), ({"period_end": "2025-13-01"}, "a day that is none"),
    ({"period_end": "20251231"}, "not written YYYY-MM-DD"), ({"period": "next year"}, "no label of a period"),
    ({"period": "2025."}, "no label of a period"), ({"parts": (Part("metric", 5, 99999),)}, "outside of the text"),
    ({"parts": (Part("two words", 5, 9),)}, "outside of the text")])
def test_what_only_python_sees(change, message):
    found = faults(replace(observation(ITEM), **change), ITEM.text, ITEM.sha256)
    assert any(message in fault for fault in found), found
    with pytest.raises(kg.DefectError, match=message):
        check(ArticleInfo(sha256=ITEM.sha256, name="acme"), ITEM.text, [replace(observation(ITEM), **change)])


def test_unknown_roles_and_predicates_are_refused():
    assert faults(boss(ITEM, role="janitor"), ITEM.text, ITEM.sha256)
    assert faults(rivals(ITEM, predicate="likes"), ITEM.text, ITEM.sha256)


def test_an_unread_number_must_cut():
    class Number:
        start, end, text, value, reason = 0, 4, "Acne", None, "no-metric"

    with pytest.raises(kg.DefectError, match="unread number at 0-4"):
        check(ArticleInfo(sha256=ITEM.sha256), ITEM.text, [], [Number()])


def test_the_sample_is_sound():
    with kg.open() as graph:
        for item, found in samples()[::8]:
            graph.add_extraction(item, found)
        assert graph.validate() == []
        assert graph.verify() == []


def test_verify_finds_what_was_changed_on_the_disk(tmp_path):
    other = article(ITEM.text + " More.", name="other")
    third = article(ITEM.text + " Even more.", name="third")
    with kg.open(tmp_path) as graph:
        graph.add_extraction(ITEM, extraction(observation(ITEM), rivals(ITEM)))
        graph.add_extraction(other, extraction())
        graph.add_extraction(third, extraction())
        assert graph.verify() == []
        file = tmp_path / "texts" / ITEM.sha256[:2] / f"{ITEM.sha256}.json"
        row = json.loads(file.read_text(encoding="utf-8"))
        file.write_text(json.dumps(row | {"text": row["text"].replace("21.2", "31.2")}), encoding="utf-8")
        (tmp_path / "texts" / other.sha256[:2] / f"{other.sha256}.json").write_text("{")
        (tmp_path / "texts" / third.sha256[:2] / f"{third.sha256}.json").unlink()
        found = graph.verify()
    assert sorted(where.split(":")[0] for where, _ in found) == ["article", "article", "article", "fact"]
    messages = " ".join(message for _, message in found)
    for part in ("not the one that its hash names", "the text does not read 'Acme earned 21.2", "cannot be read",
                 "no text is kept here"):
        assert part in messages


def test_articles_without_a_text_are_one_line():
    """A graph that was imported or pulled has none at all."""
    with kg.open() as graph:
        for number in range(3):
            item = article(ITEM.text + " More." * number, name=f"a{number}")
            graph.add_extraction(item, extraction())
            graph.store.texts.drop(item.sha256)
        (where, message), = graph.verify()
        assert where == f"article:{graph.articles()[0].id} and 2 more"
        assert message.startswith("no text is kept here, as of what came by kg import or kg pull")
