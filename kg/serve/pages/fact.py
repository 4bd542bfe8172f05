"""The page of a fact: its words, what they gave and by which rules, who agrees, who does not, and how to cite it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kg import present
from kg.citation_formats import FORMATS
from kg.citations import citations
from kg.facts import CONTENT, Fact, Observation, Part
from kg.namespaces import ENTITY, FACT
from kg.rdf import entity_id, entity_names, unit_id
from kg.rdf import period_of as period_iri
from kg.serve.pages.figures import amount, fits, period_of, same
from kg.serve.pages.frame import language_of, page, words
from kg.serve.pages.passages import cut
from kg.serve.pages.reader import Reader
from kg.view_data import surroundings

if TYPE_CHECKING:
    from kg.extract.runners_up import Runner, Slot

#: Formats of a citation -> media type and the ending of its file.
CITED = {"csl": ("application/vnd.citationstyles.csl+json", "json"),
         "bibtex": ("application/x-bibtex; charset=utf-8", "bib")}
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


class Weighed(NamedTuple):
    """What was considered for a slot of an observation: values with their probabilities, and why."""

    name: str
    chosen: tuple[str, str]
    others: list[tuple[str, str]]
    reasons: tuple[str, ...]
    against: tuple[str, ...]


def fact_page(request: Request, reader: Reader, fact: Fact) -> Response:
    """Everything that the graph knows of a fact."""
    language = language_of(request)
    article = reader.article(fact.article)
    text = reader.text(article) if article else None
    agreeing, dissenting = others(reader, fact)
    explained = reader.graph.explain(fact) if text is not None else None
    iri = FACT + fact.id
    return page(
        request, "fact.html", fact=fact, article=article, iri=iri, words=in_context(fact, text),
        agreeing=agreeing, dissenting=dissenting, planned=getattr(fact, "status", "reported") != "reported",
        moved=_trail_of(fact),
        articles=reader.articles(other.article for other in (*agreeing, *dissenting)),
        parts_read=sorted(explained.parts[1:], key=lambda part: part.start) if explained else [],
        rules=[rule for rule in fact.rule.split(" + ") if rule],
        considered=[_weighed(slot, language) for slot in explained.slots] if explained else [],
        fields=list(fields(fact, language)), citation=_citation(reader, iri, language))


def _citation(reader: Reader, iri: str, language: str) -> str:
    citation = citations(reader.graph.store, [iri])[iri]
    day = present.period(citation.day, language) if citation.day else None
    return citation.text(words(language)["fact"]["at"].lower(), day)


def others(reader: Reader, fact: Fact) -> tuple[list[Fact], list[Fact]]:
    """The other facts that say the same, and of an observation those that give another number for its figure."""
    if isinstance(fact, Observation):
        figure = next(iter(reader.graph.figures(fact=fact.id)), None)
        if figure is None:  # a graph from before figures had names
            return [], []
        own = next(said for said in figure.facts if said.fact.id == fact.id)
        rest = [said for said in figure.facts if said is not own]
        return [said.fact for said in rest if fits(said, own)], [said.fact for said in rest if not fits(said, own)]
    about = reader.facts_about(ENTITY + entity_id(next(iter(entity_names(fact).values()))))[0]
    groups = (group for group in same(about) if any(other.id == fact.id for other in group))
    return [other for group in groups for other in group if other.id != fact.id], []


def _trail_of(fact: Fact) -> str | None:
    """The path of the page that tells how the figure moved, from forecast to outcome."""
    period = period_of(fact)
    if not isinstance(fact, Observation) or fact.measure != "level" or period is None:
        return None
    return "/queries/trail?" + urlencode({"company": fact.subject, "metric": fact.metric, "period": period})


def _weighed(slot: Slot, language: str) -> Weighed:
    """What was considered for a slot, in the reader's words; why, in the words of the rules."""
    from kg.extract.runners_up import JOINED

    speech = words(language)["fact"]
    names = {"metric": present.label, "status": present.label, "period": present.period}

    def one(name: str, value: str) -> str:
        said = names.get(name)
        return speech["values"].get(value) or (said(value, language) if said else value)

    def shown(runner: Runner) -> tuple[str, str]:
        if slot.name != "whole" or not runner.value:
            return one(slot.name, runner.value), f"{runner.probability:.0%}"
        parts = zip(("metric", "measure", "subject", "status", "period"), runner.value.split(JOINED), strict=False)
        return JOINED.join(one(name, value) for name, value in parts), f"{runner.probability:.0%}"

    told = bool(slot.runners_up)
    return Weighed(slot.name, shown(slot.chosen), [shown(runner) for runner in slot.runners_up],
                   slot.reasons if told else (), slot.against if told else ())


def cited(reader: Reader, fact: Fact, form: str) -> Response:
    """The citation of a fact as a file for programs that manage them, in a form of `CITED`."""
    iri = FACT + fact.id
    media_type, ending = CITED[form]
    return Response(FORMATS[form](citations(reader.graph.store, [iri]).values()), media_type=media_type, headers={
        "Content-Disposition": f'attachment; filename="{fact.id}.{ending}"'})


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
            found.append(Field(name, speech["values"].get(value, value)))
        elif name == "decimals":
            found.append(Field(name, present.number(Decimal(1).scaleb(-value), language)))
        elif name in _CODED:
            found.append(Field(name, present.label(value, language)))
        else:
            found.append(Field(name, str(value)))
    return found
