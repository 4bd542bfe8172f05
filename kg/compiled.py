"""Data that is compiled once and kept in the user's cache folder, under the hash of what it was compiled from."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


def compiled(name: str, sources: Iterable[bytes], make: Callable[[], object], read: Callable[[Any], T]) -> T:
    """What `read` makes of the compiled form, which is kept as NAME-HASH.json; a damaged file is compiled again.

    sources   all that the compiled form depends on, the code that compiles it included
    make      compiles it, to what JSON can hold
    read      may raise what wrong shapes raise (ValueError, KeyError, TypeError, AttributeError), where a file is
              damaged
    """
    digest = hashlib.sha256()
    for source in sources:
        digest.update(len(source).to_bytes(8, "big") + source)
    file = cache_folder() / f"{name}-{digest.hexdigest()[:32]}.json"
    try:
        return read(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass  # not kept yet, or damaged
    text = json.dumps(make(), ensure_ascii=False)
    _keep(file, text)
    return read(json.loads(text))


def cache_folder() -> Path:
    """Where compiled data is kept: $XDG_CACHE_HOME/tech-giants-kg, or the platform's place for caches."""
    if "XDG_CACHE_HOME" in os.environ:
        base = Path(os.environ["XDG_CACHE_HOME"])
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir()))
    else:
        base = Path(os.path.expanduser("~")) / ".cache"
    return base / "tech-giants-kg"


def _keep(file: Path, text: str) -> None:
    """Write the file whole or not at all; a cache that cannot be written costs time, nothing else."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as part:
            part.write(text)
        os.replace(part.name, file)
    except OSError:
        return
