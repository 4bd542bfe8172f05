"""A copy of a graph's folder that is whole, also while another process writes to it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from kg.errors import InputError
from kg.sharing import STORE
from kg.storage_errors import storage_error
from kg.store import ABOUT, Store


def backup(folder: str | os.PathLike[str], target: str | os.PathLike[str]) -> Path:
    """Copy the graph as it is now, with its texts, into a folder that is missing or empty, and return that.

    The triples become hard links where both folders are on one disk, and cost no room then. Raises InputError where
    something is at the target, StoreError where the graph cannot be read or the copy not written.
    """
    source, place = Path(folder), Path(target)
    if place.exists() and not (place.is_dir() and not any(place.iterdir())):
        raise InputError(f"{target}: there is something already; name a folder that is new or empty")
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    store = Store(source, read_only=True, create=False)
    try:
        shutil.rmtree(part, ignore_errors=True)
        (part / "oxigraph").mkdir(parents=True)
        store.triples.backup(str(part / "oxigraph" / STORE))
        for article in store.articles():
            if (text := store.texts.file(article.sha256)).is_file():
                copy = part / text.relative_to(source)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(text, copy)
        shutil.copy2(source / ABOUT, part / ABOUT)
        if place.exists():
            place.rmdir()
        part.rename(place)
    except (OSError, RuntimeError) as error:
        shutil.rmtree(part, ignore_errors=True)
        raise storage_error(target, "the copy cannot be written", error) from error
    finally:
        store.close()
    return place
