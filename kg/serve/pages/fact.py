"""The page of a fact: its words, what they gave and by which rules, who agrees, who does not, and how to cite it."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from kg import present
from kg.citations import citations
from kg.facts import CONTENT, Fact, Observation, Part
from kg.namespaces import ENTITY, FACT
from kg.rdf import entity_id, entity_names, unit_id
from kg.rdf import period_of as period_iri
from kg.serve.pages.figures import amount, compared, period_of
from kg.serve.pages.frame import language_of, page, words
from kg.serve.pages.passages import cut
from kg.serve.pages.reader import Reader
from kg.view_data import surroundings

_ENTITIES = ("subject", "person", "organization", "object", "speaker", "said_by")
_CODED = ("metric", "qualifier", "status", "role", "predicate")
#: Parts of an amount, which one field shows together.
_AMOUNT = ("value", "low", "high")
_HIDDEN = ("period_start", "period_end", *_AMOUNT, "unit")


class Words(NamedTuple):
    """A stretch of the sentence: `whole` where it is of the words that state the fact, `part` what it gave."""

    text: str
    whole: bool
    part: str | None


class Field(NamedTuple):
    """A field of a fact in words, with the path of its page if it has one."""

    name: str
    value: str
    link: str | None = None


def fact_page(request: Request, reader: Reader, fact: Fact) -> Response:
    """Everything that the graph knows of a fact."""
    language = language_of(request)
    article = reader.article(fact.article)
    text = reader.text(article) if article else None
    others = reader.facts_about(ENTITY + entity_id(next(iter(entity_names(fact).values()))))[0]
    agreeing, dissenting = compared(fact, others)
    iri = FACT + fact.id
    return page(
        request, "fact.html", fact=fact, article=article, iri=iri, words=in_context(fact, text),
        agreeing=agreeing, dissenting=dissenting,
        articles=reader.articles(other.article for other in (*agreeing, *dissenting)),
        parts_read=[{"name": part.name, "words": text[part.start:part.end], "start": part.start, "end": part.end}
                    for part in sorted(fact.parts, key=lambda part: part.start)] if text else [],
        rules=[rule for rule in fact.rule.split(" + ") if rule],
        fields=list(fields(fact, language)), citation=str(citations(reader.graph.store, [iri])[iri]))


def in_context(fact: Fact, text: str | None) -> list[Words]:
    """The sentence round a fact, its words and those of its parts told apart; the words alone without the text."""
    if text is None:
        return [Words(fact.evidence, True, None)]
    before, after = surroundings(text, fact.start, fact.end)
    lead, trail = before.startswith("…"), after.endswith("…")
    start = fact.start - len(before.removeprefix("…"))
    end = fact.end + len(after.removesuffix("…") if trail and text[fact.end:].lstrip() else after)
    spans = (Part("", fact.start, fact.end), *fact.parts)
    found = []
    for piece in cut(text, start, min(end, len(text)), spans):
        part = next((span.name for span in piece.within if span.name), None)
        found.append(Words(piece.text, any(not span.name for span in piece.within), part))
    return [Words("…", False, None)] * lead + found + [Words("…", False, None)] * trail


def fields(fact: Fact, language: str) -> list[Field]:
    """The fields of a fact as people read them, those that it has."""
    found = []
    speech = words(language)["fact"]
    for name in (*CONTENT[fact.kind], "said_by"):
        value = getattr(fact, name)
        if name == "value" and (shown := amount(fact, language)):
            unit = getattr(fact, "unit", None)
            found.append(Field("amount", shown, f"/unit/{unit_id(unit)}" if unit else None))
        elif value is None or name in _HIDDEN:
            continue
        elif name in _ENTITIES:
            found.append(Field(name, value, f"/entity/{entity_id(value)}"))
        elif name == "metric":
            found.append(Field(name, present.label(value, language), f"/metric/{value}"))
        elif name == "period" and isinstance(fact, Observation):
            iri = period_iri(fact)
            found.append(Field(name, present.period(period_of(fact) or value, language),
                               "/period/" + iri.value.rsplit("/", 1)[-1] if iri else None))
        elif name == "measure":
            found.append(Field(name, speech["measures"].get(value, value)))
        elif name == "decimals":
            found.append(Field(name, present.number(Decimal(1).scaleb(-value), language)))
        elif name in _CODED:
            found.append(Field(name, present.label(value, language)))
        else:
            found.append(Field(name, str(value)))
    return found
