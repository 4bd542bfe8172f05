"""The frame of every page: language, templates, and the filters by which templates show facts.

Templates escape everything that is put into them; nothing but the drawings of `charts` is markup by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg import present
from kg.lexicon import load
from kg.rdf import entity_id
from kg.serve.pages.figures import amount, period_of
from kg.serve.pages.reader import path_of

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
#: Characters of a fact's words in a list: two lines of a column.
MOST_WORDS = 200
#: Seconds that a browser keeps the language which a reader chose: a year.
_KEPT = 31_536_000


def languages() -> list[str]:
    """The codes of the languages that the pages speak, sorted."""
    return sorted(code for code, data in load().languages.items() if "serve" in data)


def words(language: str) -> Mapping[str, Any]:
    """The words of the pages in a language."""
    found: Mapping[str, Any] = load().languages[language]["serve"]
    return found


def language_of(request: Request) -> str:
    """The language of a request: `lang` of the address, else the reader's last choice, else what the browser asks
    for, else English."""
    known = languages()
    for wish in (request.query_params.get("lang"), request.cookies.get("lang")):
        if wish in known:
            return wish
    wishes = []
    for part in request.headers.get("accept-language", "")[:500].split(","):
        code, _, weight = part.partition(";q=")
        try:
            wishes.append((-float(weight or 1), code.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    return next((code for _, code in sorted(wishes, key=lambda wish: wish[0]) if code in known), "en")


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """The page that a template makes of the context, in the language of the request."""
    language = language_of(request)
    html = render(template, language, here=_switch(request, language), **context)
    response = HTMLResponse(html, status_code=status, headers={"Vary": "Accept, Accept-Language, Cookie"})
    if request.query_params.get("lang") == language:
        response.set_cookie("lang", language, max_age=_KEPT, samesite="lax", httponly=True)
    return response


def render(template: str, language: str, *, here: Mapping[str, str] | None = None, **context: Any) -> str:
    """The HTML of a template. `here` has for each other language the address of this page in it."""
    return environment(language).get_template(template).render(here=here or {}, **context)


def _switch(request: Request, language: str) -> dict[str, str]:
    params = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return {code: "?" + urlencode([*params, ("lang", code)]) for code in languages() if code != language}


@cache
def environment(language: str) -> Environment:
    """The templates with the words and filters of one language."""
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True)
    speech = words(language)
    made.filters |= {
        "sentence": lambda fact: _capital(present.sentence(fact, language)),
        "period": lambda label: present.period(label, language),
        "when": lambda fact: present.period(period_of(fact) or "", language),
        "label": lambda term: present.label(term, language),
        "what": lambda trail: ", ".join(present.label(term, language) for term in (trail.metric, *trail.bases)),
        "amount": partial(amount, language=language),
        "count": lambda number: present.number(Decimal(number), language),
        "web": web_address,
        "capital": _capital,
        "entity_id": entity_id,
        "path_of": path_of,
        "shorten": shorten,
        "host": lambda url: urlsplit(url).hostname or "",
    }
    made.globals |= {"t": speech, "language": language, "languages": {code: words(code)["language_name"]
                                                                      for code in languages()}}
    return made


def _capital(text: str) -> str:
    """With a capital first, unless the word has capitals of its own ("iPhone")."""
    first = text.split(" ", 1)[0]
    return text[:1].upper() + text[1:] if first.islower() else text


def web_address(url: str | None) -> str | None:
    """The address if it is one of the web (http or https with a host), so that a link to it runs no script."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def shorten(text: str) -> str:
    """The text in one line, its middle left out where it is longer than `MOST_WORDS` characters."""
    line = " ".join(text.split())
    half = MOST_WORDS // 2
    return line if len(line) <= MOST_WORDS else f"{line[:half].rstrip()} … {line[-half:].lstrip()}"
