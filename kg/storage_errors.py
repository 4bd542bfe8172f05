"""What the disk and the engine say, as errors of ours: one line with the place, the cause and the cure.

The engine has only two kinds of exceptions, so that causes are known by the words of the operating system in them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from kg.errors import StoreError, StoreInUse

#: What systems say of a disk that takes no more, and of rights that are missing.
_FULL = ("No space left on device", "File too large", "Disk quota exceeded")
_RIGHTS = ("Permission denied", "Operation not permitted", "Read-only file system")
#: What the engine says where another process, or another handle of this one, holds its files.
_IN_USE = ("While lock file", "lock hold by current process")

Place = str | os.PathLike[str]


@contextmanager
def told(place: Place, problem: str) -> Iterator[None]:
    """Within it, what the disk or the engine raises becomes a StoreError: "PLACE: PROBLEM (what they said); cure"."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise storage_error(place, problem, error) from error


def storage_error(place: Place, problem: str, error: Exception) -> StoreError:
    """The error for what could not be done at a place: a file or a graph's folder."""
    return _known(place, problem, error) or StoreError(
        f"{place}: {problem} ({_brief(error)}); see that the disk works, and do it again")


def opening_error(folder: Place, error: Exception) -> StoreError:
    """The error for a graph that cannot be opened: damaged, if nothing else is known to be the matter."""
    return _known(folder, "the graph cannot be opened", error) or damaged(folder, error)


def in_use(folder: Place) -> StoreInUse:
    """The error where another holds the graph."""
    return StoreInUse(f"{folder}: the graph is open for writing elsewhere; wait for that to end")


def damaged(folder: Place, error: Exception) -> StoreError:
    """The error for files of the engine that it cannot read."""
    return StoreError(f"{folder}: the graph's files are damaged ({_brief(error)}); {restore(folder)}")


def is_damage(error: BaseException | None) -> bool:
    """Whether the engine came upon a damaged block, which it may do long after it has opened the files."""
    return isinstance(error, RuntimeError) and str(error).startswith("Corruption:")


def restore(folder: Place) -> str:
    """How to have the triples of a damaged graph again."""
    return f"build it again from its texts with: kg build --rebuild --graph {folder}"


def _known(place: Place, problem: str, error: Exception) -> StoreError | None:
    said = str(error)
    if any(words in said for words in _FULL):
        return StoreError(f"{place}: {problem}, since the disk is full ({_brief(error)}); make room and do it again")
    if any(words in said for words in _RIGHTS):
        return StoreError(f"{place}: {problem}, since you have no right to it ({_brief(error)}); have it given to you, "
                          "or take another place")
    if any(words in said for words in _IN_USE):
        return in_use(place)
    return damaged(place, error) if is_damage(error) else None


def _brief(error: Exception) -> str:
    """What was said, on one line and once: the engine repeats the words of the system behind the file's name."""
    said = " ".join((getattr(error, "strerror", None) or str(error)).split())
    for words in (*_FULL, *_RIGHTS):
        if said.count(words) > 1:
            said = said.removesuffix(f": {words}")
    return said
