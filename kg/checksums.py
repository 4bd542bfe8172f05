"""Sums of the engine's tables, which never change once they are written: what bit rot did to one shows before it is
read. (The engine checks each block when it reads it, but a query that sorts or groups then tries again and again, and
does not end: seen with pyoxigraph 0.5.13.)

They stand in the file `sums` beside the store, a line a table: name, bytes and CRC-32. Those of the last checkpoint are
there; a table that was written since has none yet, and is not judged.
"""

from __future__ import annotations

import zlib
from pathlib import Path

from kg.files import write_whole

SUMS = "sums"
#: Up to so many bytes of tables are looked at whenever a graph is opened: some 15 ms.
AT_OPENING = 16_000_000
_PIECE = 1 << 20


def note_sums(folder: Path, checkpoint: Path) -> None:
    """Note the sums of a checkpoint's tables; of those that are noted already nothing is read. Raises StoreError."""
    known = _noted(folder)
    found = {}
    for table in sorted(checkpoint.glob("*.sst")):
        size = table.stat().st_size
        before = known.get(table.name)
        found[table.name] = before if before and before[0] == size else (size, _crc(table))
    if found != known:
        write_whole(folder / SUMS, "".join(f"{name} {size} {crc}\n" for name, (size, crc) in found.items()))


def damaged_table(folder: Path, store: Path, most: int | None = None) -> str | None:
    """The name of a table that is not what was written, or None.

    most   look at nothing where the tables have more bytes than this
    """
    noted = _noted(folder)
    if most is not None and sum(size for size, _ in noted.values()) > most:
        return None
    for name, (size, crc) in noted.items():
        try:
            if (store / name).stat().st_size != size or _crc(store / name) != crc:
                return name
        except FileNotFoundError:  # the engine has joined it with others
            continue
    return None


def _noted(folder: Path) -> dict[str, tuple[int, int]]:
    try:
        rows = [line.split() for line in (folder / SUMS).read_text(encoding="ascii").splitlines()]
        return {name: (int(size), int(crc)) for name, size, crc in rows}
    except (FileNotFoundError, ValueError):  # none yet, or no more than the engine itself knows
        return {}


def _crc(table: Path) -> int:
    found = 0
    with table.open("rb") as stream:
        while piece := stream.read(_PIECE):
            found = zlib.crc32(piece, found)
    return found
