"""A graph whose triples are damaged, built again in its folder from the texts that are kept beside them.

What came without a text (facts of a file that was imported) is not in it; import that again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from kg.build import build
from kg.checksums import SUMS
from kg.errors import KgError, StoreError
from kg.graph import open_graph
from kg.prepared import Report
from kg.readings import NOTES
from kg.sharing import writer_lock
from kg.storage_errors import in_use, told
from kg.store import write_about
from kg.texts import Texts


def rebuild(folder: str | os.PathLike[str], *, jobs: int = 1, step: Callable[[int], object] = lambda finished: None,
            ) -> Iterator[Report | KgError]:
    """Throw the triples away and add all articles of texts/ again; reports as those of `kg.build.build`.

    A text that is not what its hash says is named and not used. Where it is cut short the folder says so to whoever
    opens it, until it is done again. Raises StoreInUse where the graph is being written to, and StoreError where the
    folder keeps no texts.
    """
    place = Path(folder)
    texts = Texts(place / "texts")
    with told(folder, "its texts cannot be read"):
        files = texts.files()
    if not files:
        raise StoreError(f"{folder}: keeps no texts to build the graph from (no {place / 'texts'}); build it from the "
                         "articles in a new folder")
    _throw_away(place)
    opened = partial(open_graph, place, rebuilding=True)
    yield from build(opened, texts.articles(), jobs=jobs, step=step)
    opened().close()  # and so there is a graph even if no text could be used
    write_about(place)


def _throw_away(folder: Path) -> None:
    files = folder / "oxigraph"
    with told(folder, "the damaged triples cannot be taken away"):
        held = writer_lock(files)
        if held is None:
            raise in_use(folder)
        with held:
            write_about(folder, None, rebuilding=True)
            for name in ("checkpoints", "store"):
                if (files / name).exists():
                    shutil.rmtree(files / name)
            for note in (folder / NOTES, files / SUMS):
                note.unlink(missing_ok=True)
