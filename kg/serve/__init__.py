"""The web application over a graph: the SPARQL 1.1 Protocol at /sparql and pages for people; needs the extra `serve`.

    from kg.serve import Settings, create_app
    app = create_app(Settings(folder="graph"))        # any ASGI server runs it; `kg serve` does by uvicorn
"""

from kg.serve.app import create_app
from kg.serve.settings import Settings

__all__ = ["Settings", "create_app"]
