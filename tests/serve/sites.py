"""What the tests of the pages share: graphs on the disk, and a client of the application over one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

import kg
from kg.lexicon import data_folder
from kg.serve import Settings, create_app

PEOPLE = {"accept": "text/html", "accept-language": "en"}
#: Text that would run a script if anything took it for markup, an attribute or an address.
HOSTILE = """"'><script>alert(1)</script><img src=x onerror=alert(2)>"""


def sample_graph(folder: Path) -> Path:
    """The graph of the sample articles, in a folder."""
    with kg.open(folder) as graph, graph.batch():
        for article in kg.read_all([data_folder("data") / "articles"]):
            graph.add(article)
    return folder


def hostile_graph(folder: Path) -> Path:
    """A graph whose titles, texts, names, publishers and addresses all try to be markup."""
    from decimal import Decimal

    from kg.article import read_text
    from kg.extract import Unread
    from kg.extract.extraction import Extraction
    from kg.facts import Observation, Relation, Role, Statement

    text = f"{HOSTILE}\n\nRevenue of {HOSTILE} Corp was 5 dollar. {HOSTILE} said 7 things."
    article = read_text(text, name=HOSTILE, title=HOSTILE, language="en", publisher=HOSTILE)
    name = f"{HOSTILE} Corp"
    at = article.text.index("Revenue")
    end = article.text.index(" dollar")
    common = {"article": article.sha256, "start": at, "end": end, "evidence": article.text[at:end], "rule": HOSTILE}
    number = article.text.index("7 things")
    facts = (
        Observation(**common, subject=name, metric="revenue", measure="level", value=Decimal(5), unit="USD",
                    period="2025-Q4", period_start="2025-10-01", period_end="2025-12-31", said_by=HOSTILE),
        Role(**common, person=HOSTILE, role="ceo", organization=name),
        Relation(**common, subject=name, predicate="acquires", object=HOSTILE),
        Statement(**common, speaker=HOSTILE, organization=name, quote=HOSTILE))
    with kg.open(folder) as graph:
        graph.add_extraction(article, Extraction(facts, (Unread(number, number + 1, "7", Decimal(7), HOSTILE),), ()))
    return folder


@contextmanager
def client(folder: Path) -> Iterator[TestClient]:
    """A client of the application over the graph, as a browser on this machine is one."""
    with TestClient(create_app(Settings(folder=folder, workers=1, rate=1e6, burst=10**6)), base_url="http://localhost") as found:  # noqa: E501
        yield found
