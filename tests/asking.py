"""The graph that tests of asking share: the sample's articles with their gold facts, so that answers are known."""

import json
from functools import cache
from types import SimpleNamespace

from kg.article import read
from kg.facts import from_json
from kg.graph import KnowledgeGraph, open_graph
from kg.lexicon import data_folder
from kg.rdf_read import UnreadNumber


@cache
def sample() -> KnowledgeGraph:
    """The sample by its gold; besides, the first digit of each article is a number left unread."""
    graph = open_graph()
    for path in sorted(data_folder("data").glob("articles/*-*.md")):
        article = read(path)
        rows = path.with_suffix("").with_suffix(".facts.jsonl").read_text(encoding="utf-8").splitlines()
        facts = tuple(from_json(json.loads(row), article=article.sha256, text=article.text) for row in rows)
        start = next(place for place, character in enumerate(article.text) if character.isdigit())
        unread = UnreadNumber(article.sha256, start, start + 1, article.text[start], None, "no-metric")
        graph.add_extraction(article, SimpleNamespace(facts=facts, unread=(unread,), problems=()))
    return graph
