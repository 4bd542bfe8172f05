"""Articles and observations made by hand, for tests of figures and conflicts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pyoxigraph as ox

import kg
from kg.facts import Observation

WORDS = "Acme said a number"


def article(number, day="2026-02-06", publisher="The Paper", form=None):
    item = kg.read_text(f"{WORDS} {number}.", name=f"a{number}", day=day and date.fromisoformat(day), language="en")
    return replace(item, publisher=publisher, form=form)


def fact(item, value=21_200_000_000, decimals=-8, **changes):
    value = None if value is None else Decimal(value)
    given_ = {"subject": "Acme", "metric": "net_income", "measure": "level", "unit": "USD", "period": "2025-Q4",
              "period_start": "2025-10-01", "period_end": "2025-12-31", "value": value, "decimals": decimals}
    return Observation(article=item.sha256, start=0, end=len(WORDS), evidence=WORDS, **given_ | changes)


def add(graph, item, *facts):
    graph.add_extraction(item, SimpleNamespace(facts=facts, unread=(), problems=()))


def graph_of(*values, **changes):
    graph = kg.open()
    for number, (value, decimals) in enumerate(values):
        item = article(number)
        add(graph, item, fact(item, value, decimals, **changes))
    return graph


def triples(graph):
    return ox.serialize(sorted((quad.triple for quad in graph.store.triples), key=str), format=ox.RdfFormat.N_TRIPLES)
