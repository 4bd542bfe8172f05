"""The graph to look at: one HTML file that works from a mail attachment, with the network cut off.

networkx gives the graph and the places (`kg.network`, `kg.layout`), pyvis writes nodes, edges and options into the
page of `kg/templates/`. Everything that came from an article goes into the page as JSON in which no character can
end the script, is shown through `textContent` only, and meets a Content-Security-Policy that admits nothing but the
page's own two scripts and its style, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import present
from kg.errors import InputError
from kg.facts import Fact
from kg.lexicon import load
from kg.network import Source, project, select

if TYPE_CHECKING:
    import networkx

TEMPLATES = Path(__file__).resolve().parent / "templates"
#: In the order in which they run, as one script; "" is the drawing layer.
_SCRIPTS = ("labels.js", "panel.js", "state.js", "", "drawing.js", "page.js", "controls.js")
#: A drawing layer and its library: one for a graph that is read, one for all of a large graph.
_NETWORK = ("network.js", "vis-network.min.js")
_WHOLE = ("whole.js", "force-graph.min.js")
#: How force-graph adds its own styles, which the page's policy must admit.
_STYLE_ADDED = re.compile(r'createTextNode\(\w\)\)\}\}\(("(?:[^"\\]|\\.)*")\)')
_SHAPES = {"company": "dot", "unit": "square", "person": "diamond", "figure": "dot"}
_OPTIONS = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {"hover": True, "dragNodes": False, "multiselect": False, "selectConnectedEdges": False,
                    "hoverConnectedEdges": False, "zoomSpeed": 0.7},
    # The page draws the labels itself, at a size that can be read at any zoom and where none hides another.
    "nodes": {"scaling": {"label": {"drawThreshold": 10 ** 6}}, "borderWidth": 2},
    "edges": {"scaling": {"label": {"drawThreshold": 10 ** 6}}, "smooth": False, "color": {"inherit": False}},
}


def write_view(facts: Iterable[Fact], articles: Iterable[Source], path: str | os.PathLike[str], *,
               texts: Mapping[str, str] | None = None, company: str | None = None, metric: str | None = None,
               period: str | None = None, kind: str | None = None, depth: int | None = None,
               whole: bool = False, language: str = "en", title: str | None = None) -> None:
    """Write the graph of the facts as one HTML file, whole or not at all.

    texts      the articles' texts by SHA-256, for the sentence round the words of a fact
    company, metric, period, kind, depth   a selection, see `kg.network.select`
    whole      draw all nodes at once, also of a large graph (needs igraph); if not, the foremost and the rest on demand
    language   of the page: "en" or "nl"
    title      of the page; if none is given, a general one with the selection

    Raises InputError for a selection that matches nothing, an unknown language, or a path that cannot be written.
    """
    html = view_html(facts, articles, texts=texts, company=company, metric=metric, period=period, kind=kind,
                     depth=depth, whole=whole, language=language, title=title)
    target = Path(path)
    part: str | None = None
    try:
        with tempfile.NamedTemporaryFile("wb", dir=target.parent, prefix=".", suffix=".part", delete=False) as file:
            part = file.name
            file.write(html.encode("utf-8", "replace"))
        os.chmod(part, 0o644)
        os.replace(part, target)
    except OSError as error:
        if part is not None:
            Path(part).unlink(missing_ok=True)
        raise InputError(f"{target}: cannot be written ({error.strerror}); choose another place") from error


def view_html(facts: Iterable[Fact], articles: Iterable[Source], *, texts: Mapping[str, str] | None = None,
              company: str | None = None, metric: str | None = None, period: str | None = None,
              kind: str | None = None, depth: int | None = None, whole: bool = False, language: str = "en",
              title: str | None = None) -> str:
    """The page of `write_view` as a string, the same for the same facts."""
    from kg.view_data import page_data

    chosen = select(facts, company=company, metric=metric, period=period, kind=kind, depth=depth)
    graph = project(chosen, articles)
    words = interface(language)
    asked = ", ".join(condition for condition in (company, metric, period, kind) if condition)
    title = title or words["title"] + (f": {asked}" if asked else "")
    data = page_data(graph, chosen, texts or {}, words, language, whole)
    return _render(graph, data, words, language, title, whole)


def interface(language: str) -> dict[str, Any]:
    """The words of the page. Raises InputError for a language that has none."""
    languages = load().languages
    if "view" not in languages.get(language, {}):
        known = ", ".join(sorted(code for code in languages if "view" in languages[code]))
        raise InputError(f"the graph's page does not speak language {language!r}: choose one of {known}")
    return dict(languages[language]["view"])


def _render(graph: networkx.MultiDiGraph[str], data: dict[str, Any], words: dict[str, Any], language: str,
            title: str, whole: bool) -> str:
    from markupsafe import Markup
    from pyvis.network import Network

    layer, library_file = _WHOLE if whole else _NETWORK
    nodes = [row | {"shape": _SHAPES[row["group"]]} for row in data.pop("nodes")]
    edges = data.pop("edges")
    network = Network(directed=True, heading=title)
    network.set_template_dir(str(TEMPLATES), "page.html")
    environment = network.templateEnv
    environment.autoescape = True
    environment.filters["embed"] = lambda value: Markup(embed(value))
    library = _asset(library_file)
    script = "\n".join(_asset(name or layer) for name in _SCRIPTS)
    style = _asset("page.css")
    added = [json.loads(text) for text in _STYLE_ADDED.findall(library)]
    styles = [style, *added, *([""] if added else [])]  # put into the page empty, and then filled
    environment.globals |= {
        "language": language, "words": words, "page": data,
        "summary": summary(words, data["counts"], language), "library": Markup(library), "script": Markup(script),
        "style": Markup(style), "policy": "; ".join((
            "default-src 'none'", f"script-src {_hash(library)} {_hash(script)}",
            f"style-src {' '.join(map(_hash, styles))}", "base-uri 'none'", "form-action 'none'"))}
    if whole:  # pyvis would look through all nodes for each that is added
        return str(environment.get_template("page.html").render(
            heading=title, nodes=nodes, edges=edges, options="{}"))
    for node in nodes:
        network.add_node(node.pop("id"), **node)
    for edge in edges:
        network.add_edge(edge.pop("from"), edge.pop("to"), **edge)
    network.options = _OPTIONS
    return str(network.generate_html(notebook=False))


def summary(words: Mapping[str, Any], counts: Mapping[str, int], language: str) -> str:
    """What the page holds, in one line: each number with its noun in the singular or plural."""
    return ", ".join(words["summary"][name][number != 1].format(n=present.number(Decimal(number), language))
                     for name, number in counts.items())


def embed(value: Any) -> str:
    """JSON that is safe inside <script>: ASCII, without <, > and &."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8").strip() + "\n"


def _hash(text: str) -> str:
    """The source expression of a Content-Security-Policy that admits an inline script or style of this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


__all__ = ["embed", "interface", "view_html", "write_view"]
