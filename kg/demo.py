"""The demo: the sample articles to a graph, three questions, Turtle, and a page to look at."""

from __future__ import annotations

from pathlib import Path

from kg.article import Article, read_all
from kg.graph import open_graph
from kg.lexicon import data_folder
from kg.queries import run
from kg.terminal import Problems, counted, progress, show, write

#: What is asked, the named query that answers it, and its parameters.
QUESTIONS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("What do the companies plan to spend on data centres and plants in 2026?", "capex-guidance", {"period": "2026"}),
    ("Who cuts jobs, and what part of the staff?", "layoffs", {}),
    ("Whose revenue in the last quarter of 2025 beat what analysts expected?", "results-vs-expected",
     {"metric": "revenue", "period": "2025-Q4"}),
)


def run_demo(folder: Path) -> bool:
    """Build, ask and write into the folder; safe to repeat. Returns whether all went without problems.

    Raises StoreError where the folder cannot be written or holds something else.
    """
    problems = Problems()
    articles: list[Article] = []
    for article in read_all([data_folder("data") / "articles"]):
        if isinstance(article, Article):
            articles.append(article)
        else:
            problems.add(article)
    place = folder / "graph"
    facts = changed = 0
    with open_graph(place) as graph, graph.batch(), progress(len(articles), "reading") as bar:
        for article in articles:
            report = graph.add(article)
            facts += len(report.facts)
            changed += report.changed
            for problem in report.problems:
                problems.add(problem)
            bar.step(f"{facts} facts")
    languages = sorted({article.language or "?" for article in articles})
    write(f"Read {len(articles)} sample articles ({', '.join(languages)}): {facts} facts.")
    if not changed:
        write("The graph had them all, so that nothing changed.")
    with open_graph(place, read_only=True) as graph:
        for number, (question, name, params) in enumerate(QUESTIONS, 1):
            options = "".join(f" --{key} {value}" for key, value in params.items())
            write("")
            write(f"{number}. {question}")
            write(f"   kg query {name}{options} --graph {place}")
            result = run(graph.store, name, params)
            show(result.table())
            sources = result.citations()
            if sources:
                write(f"   The first of {counted(len(sources), 'source')} (--cite shows all): {sources[0]}")
        turtle = graph.export(folder / "facts.ttl")
        page = graph.view(folder / "graph.html")
    for line in ("", f"Written: {turtle} (for Protégé or any triple store)",
                 f"         {page} (open it in a browser; it works without a network)", "",
                 f"Next:    kg query company --company Nvidia --cite --graph {place}", "         kg queries",
                 f"         kg build YOUR-ARTICLE.txt --date 2026-02-06 --graph {place}"):
        write(line)
    return not problems.lines
