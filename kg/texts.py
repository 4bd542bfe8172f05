"""The normalised texts of a graph's articles with what is known of them, kept beside the triples.

Each is a file texts/AB/HASH.json, where HASH is the SHA-256 of the text and AB its first two digits: a JSON object
with the fields of `kg.rdf.ArticleInfo`, the text, and `check`, the SHA-256 of the rest (as compact JSON in the order
of the keys, in UTF-8). From them the whole graph can be built again; docs/store.md has the form for users.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kg.article import Article
from kg.errors import ArticleError, StoreError, TextMissing
from kg.files import write_all_whole
from kg.rdf import ArticleInfo
from kg.storage_errors import storage_error


class Texts:
    """The texts in a folder, or without one in memory."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._held: dict[str, str] = {}

    def keep(self, articles: Sequence[tuple[ArticleInfo, str]]) -> None:
        """Keep the texts of articles; they are sure on the disk when this returns. Raises StoreError."""
        if self.folder is None:
            self._held.update((article.sha256, text) for article, text in articles)
            return
        write_all_whole((self.file(article.sha256), _written(article, text)) for article, text in articles)

    def read(self, sha256: str) -> str:
        """The text of the article with this hash. Raises StoreError where it is not kept or cannot be read."""
        if self.folder is None:
            if sha256 in self._held:
                return self._held[sha256]
            raise TextMissing(f"the graph holds no text of article {sha256[:16]}")
        file = self.file(sha256)
        try:
            return str(json.loads(file.read_text(encoding="utf-8"))["text"])
        except FileNotFoundError:
            raise TextMissing(f"the graph holds no text of article {sha256[:16]} ({file})") from None
        except OSError as error:
            raise storage_error(file, "it cannot be read", error) from error
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{file} cannot be read ({error}); add the article again") from error

    def has(self, sha256: str) -> bool:
        """Whether the text of the article with this hash is kept; a graph that came from a file has none."""
        return sha256 in self._held if self.folder is None else self.file(sha256).is_file()

    def drop(self, sha256: str) -> None:
        """Keep the text of this article no longer."""
        if self.folder is None:
            self._held.pop(sha256, None)
        else:
            self.file(sha256).unlink(missing_ok=True)

    def articles(self) -> Iterator[Article | ArticleError]:
        """All articles by hash, as they were added; an error in the place of one that is not what its hash says."""
        for file in self.files():
            try:
                yield _article(file, json.loads(file.read_text(encoding="utf-8")))
            except (OSError, ValueError, KeyError, TypeError) as error:
                yield ArticleError(f"{file}: damaged ({error}), and not used; add the article again")

    def files(self) -> list[Path]:
        """The files of the texts, by hash."""
        if self.folder is None or not self.folder.exists():
            return []
        # Not by glob, which passes over folders that may not be read.
        return sorted(file for part in self.folder.iterdir() if part.is_dir() for file in part.iterdir()
                      if file.suffix == ".json")

    def renew(self) -> None:
        """Give the texts that a version before 0.2 kept (format 1, without `check`) the form of today."""
        old = [(file, row) for file in self.files() if (row := _row(file)) is not None and "check" not in row]
        write_all_whole((file, _with_check(row)) for file, row in old)

    def file(self, sha256: str) -> Path:
        """Where the text of the article with this hash is kept."""
        assert self.folder is not None
        return self.folder / sha256[:2] / f"{sha256}.json"


def _written(article: ArticleInfo, text: str) -> str:
    return _with_check({name: getattr(article, name) for name in article.__dataclass_fields__} | {"text": text})


def _with_check(row: dict[str, Any]) -> str:
    return json.dumps(row | {"check": _check(row)}, ensure_ascii=False, indent=1) + "\n"


def _check(row: dict[str, Any]) -> str:
    compact = json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(compact.encode()).hexdigest()


def _row(file: Path) -> dict[str, Any] | None:
    """A file's object, or None where it is damaged: it is named when it is needed."""
    try:
        row = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return row if isinstance(row, dict) else None


def _article(file: Path, row: dict[str, Any]) -> Article:
    """Raises ValueError, KeyError and TypeError where the row is not what its hashes say."""
    check = row.pop("check")
    if check != _check(row):
        raise ValueError("its fields are not those that `check` names")
    if hashlib.sha256(row["text"].encode()).hexdigest() != row["sha256"] or file.stem != row["sha256"]:
        raise ValueError("its text is not the one that its hash names")
    day = row.pop("day")
    return Article(**row, day=date.fromisoformat(day) if day else None)
