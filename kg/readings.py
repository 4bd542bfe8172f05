"""Notes of which articles a graph has as this very version reads them, so that building again need not read them.

A file of lines in the graph's folder, the last of an article counts:

    ARTICLE MARK    the graph has what this version reads; MARK names the version and all that is known of the article
    ARTICLE -       its triples were changed or taken out

ARTICLE is the beginning of the hash of its text. A note is written after the triples are sure on the disk, and taken
back, on the disk too, before they change: a kill can lose notes, which costs time, but leaves none that is wrong.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from kg.files import write_whole
from kg.lexicon import PACKAGE, data_folder
from kg.rdf import ArticleInfo
from kg.storage_errors import storage_error

NOTES = "read"
_DIGITS = 16
_LINE = re.compile(rf"([0-9a-f]{{{_DIGITS}}}) ([0-9a-f]{{{_DIGITS}}}|-)\n")
_TAKEN_BACK = "-"
#: A file with so many lines more than notes is written anew when it is next changed.
_IDLE = 10_000


class Readings:
    """The notes in a file, or without one none at all."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self._marks: dict[int, int] | None = None
        self._lines = 0

    def has(self, article: ArticleInfo) -> bool:
        """Whether the graph is noted to have the article as this version reads it."""
        return self._read().get(_key(article.sha256)) == int(_mark(article), 16)

    def add(self, articles: Iterable[ArticleInfo]) -> None:
        """Note articles whose triples are sure on the disk. Raises StoreError."""
        self._append([(article.sha256, _mark(article)) for article in articles])

    def drop(self, sha256s: Iterable[str]) -> None:
        """Take back the notes of articles whose triples are about to change. Raises StoreError."""
        self._append([(sha256, _TAKEN_BACK) for sha256 in sha256s if _key(sha256) in self._read()], sure=True)

    def clear(self) -> None:
        """Take back all notes. Raises StoreError."""
        if self.file and self.file.exists():
            write_whole(self.file, "")
        self._marks, self._lines = {}, 0

    def _read(self) -> dict[int, int]:
        if self._marks is None:
            self._marks = {}
            try:
                lines = self.file.read_text(encoding="ascii", errors="replace").splitlines(True) if self.file else []
            except OSError:  # no notes: everything is read
                lines = []
            self._lines = len(lines)
            self._apply(lines)
        return self._marks

    def _apply(self, lines: Iterable[str]) -> None:
        assert self._marks is not None
        for line in lines:
            if not (found := _LINE.fullmatch(line)):
                continue  # cut off by a kill
            if found[2] == _TAKEN_BACK:
                self._marks.pop(int(found[1], 16), None)
            else:
                self._marks[int(found[1], 16)] = int(found[2], 16)

    def _append(self, notes: list[tuple[str, str]], *, sure: bool = False) -> None:
        if not notes or self.file is None:
            return
        marks = self._read()
        lines = [f"{sha256[:_DIGITS]} {mark}\n" for sha256, mark in notes]
        self._apply(lines)
        self._lines += len(lines)
        if self._lines > len(marks) + _IDLE:
            write_whole(self.file, "".join(f"{key:0{_DIGITS}x} {mark:0{_DIGITS}x}\n" for key, mark in marks.items()))
            self._lines = len(marks)
            return
        try:
            with self.file.open("a+b") as stream:
                if stream.tell() and not _ends_whole(stream.fileno()):
                    lines.insert(0, "\n")
                stream.write("".join(lines).encode())
                stream.flush()
                if sure:
                    os.fsync(stream.fileno())
        except OSError as error:
            raise storage_error(self.file, "it cannot be written", error) from error


def _ends_whole(file: int) -> bool:
    """Whether a file that is not empty ends with a whole line."""
    return os.pread(file, 1, os.fstat(file).st_size - 1) == b"\n"


def _key(sha256: str) -> int:
    return int(sha256[:_DIGITS], 16)


def _mark(article: ArticleInfo) -> str:
    digest = hashlib.sha256(version().encode())
    for name in article.__dataclass_fields__:
        digest.update(f"\0{getattr(article, name)!r}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:_DIGITS]


@cache
def version() -> str:
    """Names what decides how an article is read and stored: the package's code, the languages' data, the ontology."""
    digest = hashlib.sha256()
    files = [*PACKAGE.glob("*.py"), *PACKAGE.glob("extract/*.*"), *PACKAGE.glob("languages/*/*.toml"),
             *data_folder("ontology").glob("*.ttl")]
    for file in sorted(files):
        digest.update(file.relative_to(file.parents[1]).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
