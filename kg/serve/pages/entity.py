"""The page of a company, a unit or brand, or a person: what the articles say of it, sorted."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg.facts import Fact, Observation, Rank, Relation, Role, Statement
from kg.lexicon import load
from kg.namespaces import ENTITY, KG, SCHEMA
from kg.rdf import ALT_LABEL, entity_id, node
from kg.serve.pages.figures import same, trails
from kg.serve.pages.frame import language_of, page, web_address, words
from kg.serve.pages.reader import Reader

_PARENT = node(KG + "parent")


def entity_page(request: Request, reader: Reader, entity: str, name: str) -> Response:
    """Figures by period, people, relations, job cuts, quotations, positions and articles."""
    language = language_of(request)
    iri = ENTITY + entity
    facts, total = reader.facts_about(iri)
    articles = reader.articles(fact.article for fact in facts)
    order = {sha256: place for place, sha256 in enumerate(articles)}
    facts.sort(key=lambda fact: (order.get(fact.article, len(order)), fact.start, fact.end))
    own = [fact for fact in facts if isinstance(fact, Observation) and entity_id(fact.subject) == entity]
    found = trails((one for one in reader.figures(entity) if one.key.metric != "job_cuts"), language, name)
    charted = {said.fact.id for trail in found for figure in trail.figures for said in figure.facts}
    return page(
        request, "entity.html", name=name, kind=reader.kind(entity), iri=iri, total=total, shown=len(facts),
        about=_about(reader, iri, name, language), parent=_parent(entity),
        trails=[trail for trail in found if trail.chart],
        single=[trail for trail in found if not trail.chart], articles=articles,
        units=sorted((one for one in reader.overview.told if _owner(one.id) == entity), key=lambda one: one.name),
        elsewhere=[address for address in reader.links(iri, node(SCHEMA + "sameAs")) if web_address(address)],
        sections=[
            ("people", same(fact for fact in facts if isinstance(fact, Role) and entity_id(fact.person) != entity)),
            ("positions", same(fact for fact in facts if isinstance(fact, Role) and entity_id(fact.person) == entity)),
            ("relations", same(fact for fact in facts if isinstance(fact, Relation))),
            ("layoffs", same(fact for fact in own if fact.metric == "job_cuts")),
            ("quotes", same(fact for fact in facts if isinstance(fact, Statement))),
            ("ranks", same(fact for fact in facts if isinstance(fact, Rank))),
            ("other_figures", same(_rest(own, charted)))])


def _rest(own: list[Observation], charted: set[str]) -> list[Fact]:
    return [fact for fact in own if fact.id not in charted and fact.metric != "job_cuts"]


def _about(reader: Reader, iri: str, name: str, language: str) -> list[tuple[str, str]]:
    """What the ontology says of it, with a heading each."""
    speech = words(language)["entity"]
    aliases = [alias for alias in reader.literals(iri, ALT_LABEL) if alias != name]
    rows = (("aliases", ", ".join(aliases[:8])),
            ("ticker", ", ".join(reader.literals(iri, node(SCHEMA + "tickerSymbol")))),
            ("sector", ", ".join(reader.literals(iri, node(KG + "sector")))))
    return [(speech[key], value) for key, value in rows if value]


def _owner(entity: str) -> str | None:
    known = load().entities.get(entity)
    return known.parent if known else None


def _parent(entity: str) -> dict[str, str] | None:
    owner = load().entities.get(_owner(entity) or "")
    return {"id": owner.id, "name": owner.name} if owner else None
