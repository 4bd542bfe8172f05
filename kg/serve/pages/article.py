"""The page of an article: its text with what was read from it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg.rdf import ArticleInfo
from kg.serve.pages import reading
from kg.serve.pages.figures import same
from kg.serve.pages.frame import page
from kg.serve.pages.reader import Reader


def article_page(request: Request, reader: Reader, article: ArticleInfo) -> Response:
    """The text with facts and unread numbers marked, or the facts alone where the graph has no text."""
    text = reader.text(article)
    facts, unread = reader.contents(article)
    view = None if text is None else reading.read(text, facts, unread, language=article.language, title=article.title)
    return page(request, "article.html", article=article, view=view, groups=same(facts) if view is None else [])
