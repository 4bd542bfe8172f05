"""Files that are there whole or as they were, whatever happens while they are written."""

from __future__ import annotations

import gzip
import os
import platform
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from kg.storage_errors import storage_error

#: Files that are made sure of on the disk side by side: the disk takes up what waits at once in one go.
_AT_ONCE = 8


def write_whole(file: Path, text: str) -> None:
    """Write a file so that it is there whole or as it was: temporary file, fsync, rename. Raises StoreError."""
    write_all_whole([(file, text)])


def write_all_whole(files: Iterable[tuple[Path, str]]) -> None:
    """The same for many files, faster than one by one. Raises StoreError; then none of them was replaced, or, where
    renaming itself fails, those before the one that is named."""
    parts: list[tuple[Path, Path]] = []
    file = Path()
    try:
        try:
            for file, text in files:
                part = _beside(file)
                file.parent.mkdir(parents=True, exist_ok=True)
                parts.append((part, file))
                # Not by tempfile, whose files nobody but their owner may read.
                with part.open("w", encoding="utf-8", newline="\n") as stream:
                    stream.write(text)
            _sure([part for part, _ in parts])
            for part, file in parts:
                os.replace(part, file)
        except BaseException:
            for part, _ in parts:
                part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise storage_error(file, "it cannot be written", error) from error


@contextmanager
def whole_file(file: Path) -> Iterator[BinaryIO]:
    """A stream for a file too large to be held, which is in its place once the block ends and not before.

    A file that ends in .gz is packed, with no name or time in it, so that the same content gives the same bytes.
    Raises StoreError where it cannot be written.
    """
    part = _beside(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            # Not by tempfile, whose files nobody but their owner may read.
            with part.open("wb") as stream:
                if file.suffix.lower() == ".gz":
                    with gzip.GzipFile("", "wb", 6, stream, mtime=0) as packed:
                        yield cast(BinaryIO, packed)
                else:
                    yield stream
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(part, file)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise storage_error(file, "it cannot be written", error) from error


def _beside(file: Path) -> Path:
    """A name for what is being written, of this process alone, also where several machines share the disk."""
    return file.with_name(f".{file.name[:150]}.{platform.node()[:50]}.{os.getpid()}.part")


def _sure(paths: list[Path]) -> None:
    """Return when the files' contents are on the disk."""
    if len(paths) < _AT_ONCE:
        for path in paths:
            _sync(path)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(threads.map(_sync, paths))


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
