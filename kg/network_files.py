"""The network of companies, units and people as GraphML and GEXF, for Gephi, yEd, Cytoscape and igraph.

Both formats hold plain values, so nodes have their number of facts and edges theirs, with the names of the facts and
the words of the first. The network is held in memory; of a million triples it has some thousands of nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from kg.facts import Fact
from kg.files import whole_file
from kg.network import Source, project

if TYPE_CHECKING:
    import networkx

#: What XML 1.0 cannot hold.
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def flat(facts: Iterable[Fact], articles: Iterable[Source] = ()) -> networkx.MultiDiGraph[str]:
    """The network of `kg.network.project` with values in place of facts.

    Nodes have `label`, `kind`, `parent` ("" for none) and `facts`, the number of those about them; edges `label` (the
    predicate or role), `facts`, `stated_in` (the names of the facts) and `words`, those of the first fact.
    """
    import networkx

    rich = project(facts, articles)
    plain: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for name in sorted(rich):
        node = rich.nodes[name]
        plain.add_node(name, label=_text(node["name"]), kind=node["kind"], parent=node["parent"] or "",
                       facts=len(node["facts"]))
    for source, target, key, edge in sorted(rich.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        stated = edge["facts"]
        plain.add_edge(source, target, key, label=key, facts=len(stated),
                       stated_in=" ".join(fact.id for fact in stated),
                       words=_text(stated[0].evidence) if stated else "")
    return plain


def write_network(path: Path, ending: str, facts: Iterable[Fact], articles: Iterable[Source] = ()) -> None:
    """Write the network as GraphML or GEXF, by the ending (".graphml", ".gexf"); the same bytes each time."""
    import networkx
    from networkx.readwrite.gexf import GEXFWriter

    network = flat(facts, articles)
    if ending == ".graphml":
        text = "\n".join(networkx.generate_graphml(network))
    else:
        writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
        writer.add_graph(network)
        for meta in writer.xml.iter():  # the day on which the file is written does not belong to the graph
            meta.attrib.pop("lastmodifieddate", None)
        text = ElementTree.tostring(writer.xml, encoding="unicode")
    with whole_file(path) as stream:
        stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode())


def _text(value: str) -> str:
    return _NOT_XML.sub("\ufffd", value)
