"""The first page, and the search."""

from __future__ import annotations

from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from kg import queries
from kg.serve.pages.figures import Trail, trails
from kg.serve.pages.frame import language_of, page
from kg.serve.pages.named import question
from kg.serve.pages.reader import Reader, Told

#: Companies with a card of their own on the first page, and those below it by name.
CARDS, NAMES = 8, 60
#: Named queries that the first page offers, of different sorts.
QUESTIONS = ("results-vs-expected", "capex-guidance", "layoffs", "conflicts", "leadership", "unread")


class Card(NamedTuple):
    """A company with the trail that tells most of it, if it has one."""

    told: Told
    trail: Trail | None


def home(request: Request, reader: Reader) -> Response:
    """What is in the graph, and the ways into it."""
    about, language = reader.overview, language_of(request)
    companies = [one for one in about.told if one.kind == "company"]
    cards = [Card(one, _foremost(reader, one, language)) for one in companies[:CARDS]]
    shown = {card.told.id for card in cards}
    others = [one for one in about.told if one.id not in shown and one.kind in ("company", "unit", "person")][:NAMES]
    return page(request, "home.html", about=about, cards=cards, others=others,
                questions=[question(queries.load(name), language) for name in QUESTIONS])


def _foremost(reader: Reader, one: Told, language: str) -> Trail | None:
    """The trail for a company's card: of its own figures the one that was reported for the most periods."""
    return max(trails(reader.figures(one.id), language, one.name), key=_tells, default=None)


def _tells(trail: Trail) -> tuple[int, int, str]:
    reported = {one.key.end for one in trail.figures if one.key.status == "reported"}
    return len(reported), sum(one.articles for one in trail.figures), trail.metric


def search(request: Request, reader: Reader) -> Response:
    """Entities, metrics and articles by their names."""
    text = request.query_params.get("q", "").strip()[:200]
    return page(request, "search.html", q=text, found=reader.search(text))
