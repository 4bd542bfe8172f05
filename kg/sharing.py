"""One writer and many readers of a folder of triples.

The engine lets a second process open a store for reading while the first writes, but what that one sees may lack
half of a change. So a writer holds a lock, and leaves a checkpoint (hard links, some milliseconds) whenever its
changes are sure on the disk. A reader opens the store itself where nobody writes, and else, or where a writer was
killed amid a change, the last checkpoint; what it has opened is a snapshot that later writing does not touch.

    store/          the engine's own files
    lock            held exclusively by the writer as long as it is open, and shared by a reader while it opens
    checkpoints/N   the newest and the one before it
    arranged        how many bytes the engine's tables had when it last put them in order
    sums            of the tables: see `kg.checksums`
    sure            how long the engine's list of its files was when they were last made sure of: one that was cut
                    short since would be taken by the engine for one that ends there
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kg.checksums import AT_OPENING, damaged_table, note_sums
from kg.commit import is_finished
from kg.storage_errors import told

if sys.platform != "win32":
    import fcntl

STORE = "store"
#: Below so many bytes of tables queries are quick, however they lie.
ARRANGED = 8_000_000
#: Seconds between tries, where a reader is opening what a writer wants, or a checkpoint has just been replaced.
PAUSES = (0.01, 0.02, 0.04, 0.08)
#: Seconds that a writer waits while readers, and no writer, hold the lock.
PATIENCE = 30


def lock(folder: Path, *, exclusive: bool) -> IO[str] | None:
    """The lock of the folder, held until it is closed, or None where another holds it.

    An exclusive one makes the folder where it is missing. On Windows, which has no such locks, it always is had:
    there the engine's own lock keeps a second writer out.
    """
    if exclusive:
        folder.mkdir(parents=True, exist_ok=True)
    file = (folder / "lock").open("a" if exclusive else "r", encoding="utf-8")
    if sys.platform != "win32":
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return None
    return file


def writer_lock(folder: Path) -> IO[str] | None:
    """The writer's lock, or None where another writer holds it; readers that are opening are waited for.

    Readers share the lock while they open, which takes milliseconds, but there may always be one: a server with many
    workers opens the graph anew at each change. So what is asked is whether a reader could have the lock as well.
    """
    for pause in PAUSES:
        if held := lock(folder, exclusive=True):
            return held
        time.sleep(pause)
    for _ in range(int(PATIENCE / PAUSES[-1])):
        if held := lock(folder, exclusive=True):
            return held
        shared = lock(folder, exclusive=False)
        if shared is None:
            return None
        shared.close()
        time.sleep(PAUSES[-1])
    return None


def arrange(store: ox.Store, folder: Path) -> None:
    """Have the engine put its tables in order, if they are many bytes and a quarter more than when it last did.

    The cost grows with the whole store, so that it is paid when that has grown by a share. Raises StoreError where
    the disk is full or fails; no triple is lost by that.
    """
    file = folder / "arranged"
    try:
        before = int(file.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        before = 0
    if (size := _size(folder)) < ARRANGED or size < before * 1.25:
        return
    with told(folder.parent, "the triples could not be put in order"):
        store.optimize()
        leave_checkpoint(store, folder, alone=True)
        file.write_text(f"{_size(folder)}\n", encoding="ascii")


def _size(folder: Path) -> int:
    """Bytes of the engine's tables."""
    return sum(table.stat().st_size for table in (folder / STORE).glob("*.sst"))


def leave_checkpoint(store: ox.Store, folder: Path, *, alone: bool = False) -> None:
    """Make sure of the triples on the disk, and let readers open them as they are now while we go on writing.

    alone   keep no checkpoint before it, as where that would hold as many other files
    Raises StoreError where the disk is full or fails; no triple is lost by that which was not lost already.
    """
    place = folder / "checkpoints"
    new = place / "new"
    with told(folder.parent, "the triples could not be made sure of"):
        store.flush()
        place.mkdir(exist_ok=True)
        numbers = _numbers(place)
        shutil.rmtree(new, ignore_errors=True)
        store.backup(str(new))
        made = new.rename(place / str(numbers[-1] + 1 if numbers else 1))
        note_sums(folder, made)
        manifest = _manifest(folder)
        (folder / "sure").write_text(f"{manifest.name} {manifest.stat().st_size}\n", encoding="ascii")
    for number in numbers if alone else numbers[:-1]:
        shutil.rmtree(place / str(number), ignore_errors=True)


def as_utf8(path: Path) -> str:
    """A path for those functions of the engine that take text, which they write in UTF-8 whatever the locale is."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def find_damage(folder: Path, most: int | None = None) -> None:
    """Raise RuntimeError where a table is not what was written; `most` as for `kg.checksums.damaged_table`."""
    if name := damaged_table(folder, folder / STORE, most):
        raise RuntimeError(f"Corruption: {name} is not what was written")


def refuse_damaged(folder: Path) -> None:
    """Raise RuntimeError where the engine's list of files is shorter than when it was last made sure of, or where a
    table of a small store is not what was written."""
    find_damage(folder, AT_OPENING)
    try:
        name, size = (folder / "sure").read_text(encoding="ascii").split()
        manifest = _manifest(folder)
        if manifest.name == name and manifest.stat().st_size < int(size):
            raise RuntimeError(f"{name} is cut short")
    except (FileNotFoundError, ValueError):
        return  # not written yet, or not whole: no more than the engine itself knows


def _manifest(folder: Path) -> Path:
    return folder / STORE / (folder / STORE / "CURRENT").read_text(encoding="ascii").strip()


def open_for_reading(folder: Path) -> ox.Store | None:
    """A snapshot of the folder's triples, or None where a writer has not left a first checkpoint yet.

    Raises OSError and RuntimeError as the engine does.
    """
    for pause in (*PAUSES, 0):
        with _while_nobody_writes(folder) as alone:
            if alone:
                refuse_damaged(folder)
            if alone and is_finished(store := ox.Store.read_only(as_utf8(folder / STORE))):
                return store
            numbers = _numbers(folder / "checkpoints")
            try:
                if numbers:
                    return ox.Store.read_only(as_utf8(folder / "checkpoints" / str(numbers[-1])))
            except (OSError, RuntimeError):
                if not pause:
                    raise
        time.sleep(pause)  # the checkpoint may have been replaced while we opened it, or is about to be made
    return None


def stamp(graph: str | os.PathLike[str]) -> tuple[int, ...]:
    """Differs from an earlier one if a writer has committed to the graph's folder since, or another took its place.

    A writer leaves a checkpoint at each commit, and their numbers go up; the second number names the store itself.
    """
    files = Path(graph) / "oxigraph"
    numbers = _numbers(files / "checkpoints")
    try:
        return numbers[-1] if numbers else 0, (files / STORE).stat().st_ino
    except FileNotFoundError:
        return (0,)


@contextmanager
def _while_nobody_writes(folder: Path) -> Iterator[bool]:
    try:
        held = lock(folder, exclusive=False)
    except FileNotFoundError:  # a folder that no writer of this version has opened
        yield True
        return
    try:
        yield held is not None
    finally:
        if held:
            held.close()


def _numbers(place: Path) -> list[int]:
    """The checkpoints that are whole, the oldest first."""
    return sorted(int(path.name) for path in place.iterdir() if path.name.isdecimal()) if place.is_dir() else []
