"""Articles with their facts, checked before they go into a graph, and what became of them there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.changes import own_lines
from kg.facts import Fact, in_order
from kg.rdf import ArticleInfo, Bundle, Unread

if TYPE_CHECKING:
    from kg.article import Article
    from kg.extract import Extraction


@dataclass(frozen=True, slots=True)
class Report:
    """What became of an article that was added.

    changed    false where the graph had it all
    replaced   articles whose place it took: of the same url, or of the same name where none has a url
    kept       of an article that was not read, since the graph has it as this version reads it: how many facts and
               unread numbers it has there; `facts` and `unread` are empty then
    """

    article: ArticleInfo
    facts: tuple[Fact, ...]
    unread: tuple[Unread, ...]
    problems: tuple[str, ...]
    changed: bool
    replaced: tuple[ArticleInfo, ...] = ()
    kept: tuple[int, int] | None = None

    @property
    def counts(self) -> tuple[int, int]:
        """How many facts and unread numbers the article has."""
        return self.kept or (len(self.facts), len(self.unread))


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article with its facts, checked and ready to be stored; `problems` are those of reading it."""

    bundle: Bundle
    text: str
    problems: tuple[str, ...]

    def with_triples(self) -> Prepared:
        """The same with its triples made, so that the process that stores it need not."""
        return replace(self, bundle=self.bundle._replace(triples=own_lines(self.bundle)))


def prepare(article: Article, extraction: Extraction) -> Prepared:
    """An article with what was read from it, in order and once. Raises DefectError where a fact does not cut from the
    text or breaks the model."""
    return Prepared(bundle_of(article, extraction), article.text, (*article.problems, *extraction.problems))


def bundle_of(article: Article, extraction: Extraction) -> Bundle:
    """An article with its facts in order, each once; raises DefectError where one does not cut from the text."""
    from kg.validate import check

    info = info_of(article)
    facts = tuple(in_order({fact.id: fact for fact in reversed(extraction.facts)}.values()))
    check(info, article.text, facts, extraction.unread)
    return Bundle(info, facts, tuple({(n.start, n.end): n for n in reversed(extraction.unread)}.values())[::-1])


def info_of(article: Article) -> ArticleInfo:
    """What the graph keeps of an article besides its text."""
    return ArticleInfo(
        sha256=article.sha256, name=article.name, title=article.title,
        day=article.day.isoformat() if article.day else None, language=article.language, url=article.url,
        publisher=article.publisher, form=article.form)
