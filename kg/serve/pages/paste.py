"""Paste an article: its facts and unread numbers at once, marked in the text; nothing is stored unless asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kg.changes import own_triples
from kg.errors import ArticleError, KgError, StoreError
from kg.facts import Fact, dumps
from kg.lexicon import load
from kg.rdf import ArticleInfo, entity_id, entity_names
from kg.serve.fetching import NotPublic
from kg.serve.pages import reading
from kg.serve.pages.compared import compare, tally
from kg.serve.pages.frame import language_of, page, web_address, words
from kg.serve.pages.reader import Reader
from kg.serve.reading_workers import ReadersBusy, ReadingTooLong, ReadingWorkers, Source

if TYPE_CHECKING:
    from kg.article import Article
    from kg.extract import Extraction
    from kg.fetch import Page
    from kg.prepared import Report

#: Characters of a text that is read at once: some forty pages of print, read in a few seconds.
MOST_CHARACTERS = 200_000
#: Bytes of the form: each character may take four bytes in UTF-8, and each byte three in a form.
MOST_BYTES = MOST_CHARACTERS * 12 + 10_000
#: Articles of the graph that the page offers to try.
SAMPLES = 3


#: Characters of a title or publisher.
_MOST_NAME = 500
_EMPTY: dict[str, Any] = {
    "view": None, "title": None, "publisher": None, "problem": None, "english": False, "problems": (), "text": "",
    "day": None, "address": "", "entities": (), "compared": {}, "tally": {}, "kept": None,
    "filled": "", "filled_language": "", "filled_day": ""}


@dataclass(frozen=True, slots=True)
class PasteState:
    """What the page works with.

    workers      processes that read texts
    fetch        gives the page at an address, and raises ArticleError where it must not or cannot be had
    add          stores an article with what was read from it, None where the server only reads
    may_change   whether who gives this token may have something stored
    """

    workers: ReadingWorkers
    fetch: Callable[[str], Page]
    add: Callable[[Article, Extraction], Report] | None
    may_change: Callable[[str], bool]


def form_page(request: Request, reader: Reader, state: PasteState) -> Response:
    """The empty form, or with `from=HASH` one that holds an article of the graph."""
    article = reader.article(request.query_params.get("from", "")) if request.query_params.get("from") else None
    text = reader.text(article) if article else None
    return _page(request, reader, state, filled=text or "", filled_language=(article and article.language) or "",
                 filled_day=(article and article.day) or "")


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form that was sent. Raises HTTPException for one that is too large or no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise HTTPException(415, "send it as application/x-www-form-urlencoded")
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MOST_BYTES:
            raise HTTPException(413, f"more than {MOST_BYTES:,} bytes; send a part of it")
    try:
        return dict(parse_qsl(data.decode("ascii"), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        raise HTTPException(400, "no form that can be read") from None


async def read_page(request: Request, reader: Reader, state: PasteState) -> Response:
    """Read what was sent, and show or give what was read."""
    form = await form_of(request)
    return await run_in_threadpool(_read, request, reader, state, form)


def _read(request: Request, reader: Reader, state: PasteState, form: dict[str, str]) -> Response:
    speech = words(language_of(request))["paste"]
    text, address = form.get("text", "").strip(), form.get("url", "").strip()
    filled = {"filled": text, "filled_language": form.get("language", ""), "filled_day": form.get("day", ""),
              "address": address}

    def refused(problem: str, status: int = 400, **more: Any) -> Response:
        return _page(request, reader, state, problem=problem, status=status, **filled, **more)

    try:
        day = date.fromisoformat(form["day"]) if form.get("day") else None
    except ValueError:
        return refused(speech["bad_day"].replace("{day}", form["day"][:40]))
    if not text and not address:
        return refused(speech["nothing"])
    if len(text) > MOST_CHARACTERS:
        return refused(speech["too_long"].replace("{n}", f"{len(text):,}").replace("{most}", f"{MOST_CHARACTERS:,}"),
                       413)
    source = Source(text=text, title=form.get("title", "")[:_MOST_NAME] or None, day=day, url=web_address(address),
                    publisher=form.get("publisher", "")[:_MOST_NAME] or None, language=form.get("language") or None)
    try:
        if not text:
            try:
                fetched = state.fetch(address)
            except ArticleError as error:
                said = speech["not_public" if isinstance(error, NotPublic) else "not_had"]
                return refused(said.replace("{address}", address[:200]))
            source = replace(source, page=fetched.data, media_type=fetched.media_type, url=fetched.url)
        article, extraction = state.workers.read(source)
    except ReadingTooLong:
        return refused(speech["took_too_long"].replace("{n}", f"{state.workers.deadline:g}"), 503)
    except ReadersBusy:
        return refused(speech["busy"], 503)
    except KgError as error:
        return refused(str(error), english=True)
    if form.get("format"):
        return _as_file(article, extraction, form["format"])
    if form.get("keep") and state.add is not None:
        return _keep(request, reader, state, article, extraction, form.get("token", ""))
    return _outcome(request, reader, state, article, extraction)


def _keep(request: Request, reader: Reader, state: PasteState, article: Article, extraction: Extraction,
          token: str) -> Response:
    """Store the article, for who has the token, and show what was read with a word on what became of it."""
    assert state.add is not None
    speech = words(language_of(request))["paste"]
    if not state.may_change(token):
        return _outcome(request, reader, state, article, extraction, problem=speech["wrong_token"], status=403)
    try:
        report = state.add(article, extraction)
    except StoreError:
        return _outcome(request, reader, state, article, extraction, problem=speech["not_kept"], status=503)
    return _outcome(request, reader, state, article, extraction,
                    kept={"id": report.article.id, "new": report.changed})


def _outcome(request: Request, reader: Reader, state: PasteState, article: Article, extraction: Extraction,
             **found: Any) -> Response:
    from kg.prepared import info_of

    language = language_of(request)
    speech = words(language)["paste"]
    compared = compare(reader, info_of(article), extraction.facts, language)
    view = reading.read(article.text, extraction.facts, extraction.unread, language=article.language,
                        title=article.title)
    problems = [speech["no_day"]] if article.day is None else []
    if article.language is None:
        problems.append(speech["no_language"])
    elif article.language not in load().languages:
        problems.append(speech["other_language"].replace("{language}", article.language))
    return _page(
        request, reader, state, view=view, title=article.title, text=article.text, problems=problems,
        day=article.day.isoformat() if article.day else None, address=article.url or "",
        publisher=article.publisher,
        compared=compared, tally=tally(compared), entities=_entities(reader, extraction.facts), **found)


def _entities(reader: Reader, facts: Iterable[Fact]) -> list[tuple[str, str | None]]:
    """The names of all that the facts are about, and the page of each that the graph knows."""
    names = sorted({name for fact in facts for part, name in entity_names(fact).items() if part != "said_by"})
    known = ((name, entity_id(name)) for name in names)
    return [(name, f"/entity/{entity}" if reader.name(entity) else None) for name, entity in known]


def _as_file(article: Article, extraction: Extraction, form: str) -> Response:
    """The facts as a file: JSON Lines, CSV or Turtle."""
    if form == "jsonl":
        text, media_type = "".join(dumps(fact) + "\n" for fact in extraction.facts), "application/x-ndjson"
    elif form == "ttl":
        from kg.export import turtle
        from kg.prepared import info_of
        from kg.rdf import Bundle

        bundle = Bundle(info_of(article), extraction.facts, extraction.unread)
        text, media_type = turtle(own_triples(bundle)), "text/turtle; charset=utf-8"
    else:
        raise HTTPException(400, "format is jsonl or ttl")
    return Response(text, media_type=media_type,
                    headers={"Content-Disposition": f'attachment; filename="{article.sha256[:16]}.{form}"'})


def _page(request: Request, reader: Reader, state: PasteState, *, status: int = 200, **found: Any) -> Response:
    context = _EMPTY | found
    return page(request, "paste.html", status=status, at="/read", most=MOST_CHARACTERS,
                may_keep=state.add is not None, readable=sorted(load().languages), samples=_samples(reader), **context)


def _samples(reader: Reader) -> list[ArticleInfo]:
    """The newest articles of the graph that have their text, of each language in turn."""
    by_language: dict[str, list[ArticleInfo]] = {}
    for article in reader.overview.newest:
        if article.language in load().languages:
            by_language.setdefault(article.language or "", []).append(article)
    rounds = zip_longest(*(by_language[code] for code in sorted(by_language)))
    found = (article for group in rounds for article in group if article and reader.has_text(article))
    return list(islice(found, SAMPLES))
