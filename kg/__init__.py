"""A knowledge graph of tech-giant financial facts, read from Dutch and English news.

    import kg
    graph = kg.open("graph")                       # a folder; kg.open() in memory
    report = graph.add(kg.read("article.md"))      # facts, unread numbers, problems
    graph.query("capex-guidance", period="2026")   # a named query, or SPARQL text
    graph.export("facts.ttl")
    graph.view("graph.html", company="Amazon")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.article import Article, read, read_all
    from kg.errors import KgError
    from kg.extract import Extraction, extract
    from kg.graph import KnowledgeGraph, open

__version__ = "0.1.0"

# Resolved on first use, so that `kg --help` loads neither rdflib nor the store.
_HOMES = {
    "Article": "kg.article", "read": "kg.article", "read_all": "kg.article",
    "Extraction": "kg.extract", "extract": "kg.extract",
    "KgError": "kg.errors", "KnowledgeGraph": "kg.graph", "open": "kg.graph",
}
__all__ = ["Article", "Extraction", "KgError", "KnowledgeGraph", "extract", "open", "read", "read_all"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
