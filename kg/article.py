"""Articles: a file, page, feed entry or string, normalised once, with what is known of it.

Every offset in the project is one on `Article.text`. Normalising it again changes nothing.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from kg.detect import find_day, find_language, read_day
from kg.errors import ArticleError
from kg.formats import MOST_BYTES, READERS, Draft, language_code, meta_of, read_any, read_json_lines, shown

#: A longer first line is a paragraph (the rule by which the sentences of extraction know the headline, too).
LONGEST_TITLE = 200
#: Files beside articles, which a folder holds for other purposes.
COMPANIONS = (".facts.jsonl", ".meta.json")
ABOUT_FOLDER = frozenset({"readme", "checked", "changelog", "contributing", "license", "licence", "notes"})

_WEB = re.compile(r"https?://", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]{1,2000}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article, ready to be read for facts.

    text       normalised: NFC, lines end in a newline character, spaces of all kinds are plain ones, no soft hyphens
               and no invisible characters; the title, where known, is the first line, with a blank line below it
    sha256     of the text in UTF-8, in hexadecimal: what names the article
    name       of its file without the ending ("feed-3" for the third line of feed.jsonl), or ""
    day        of its publication; None where nothing tells it, and then no relative period is resolved
    language   "nl", "en", another code as found ("fr"), or None
    form       of a filing ("10-K"), whose text is its values, a row each: see `kg.filings`; None for other articles
    problems   what is wrong with it and does not keep it from being read, a line each
    """

    text: str
    sha256: str
    name: str = ""
    title: str | None = None
    day: date | None = None
    language: str | None = None
    url: str | None = None
    publisher: str | None = None
    form: str | None = None
    problems: tuple[str, ...] = ()


#: What takes the place of a character of a Unicode category; None for nothing.
_REPLACED = {"Zs": " ", "Zl": "\n", "Zp": "\n\n", "Cc": None, "Cf": None, "Cs": None}
_CONTROLS = {"\n": "\n", "\t": " ", "\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n"}


def normalise(text: str) -> str:
    """The one form of a text: see `Article.text`. No line ends in a space, and no two blank lines follow each other."""
    text = text.replace("\r\n", "\n")
    table = {ord(c): _CONTROLS.get(c, _REPLACED[category]) for c in set(text)
             if (category := unicodedata.category(c)) in _REPLACED}
    text = unicodedata.normalize("NFC", text.translate(table))
    text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def read_text(
    text: str, *, name: str = "", title: str | None = None, day: date | None = None, language: str | None = None,
    url: str | None = None, publisher: str | None = None,
) -> Article:
    """An article from a string. Title, day and language are looked for in the text where they are not given.

    Raises ArticleError where the text is empty or larger than an article.
    """
    return _article(Draft(place=name or "text", name=name, text=text, title=title, day=day, language=language, url=url,
                          publisher=publisher))


def read_page(data: bytes, url: str, media_type: str, *, day: date | None = None,
              language: str | None = None) -> Article:
    """The one article of a web page that was fetched: its bytes, the address it came from, and its media type.

    day, language   where the page has none. Raises ArticleError where it holds no article, or several.
    """
    drafts = list(_from_page(data, url, media_type, shown(url)))
    if len(drafts) != 1:
        raise ArticleError(f"{shown(url)}: {len(drafts)} articles; give the address of one")
    if isinstance(drafts[0], ArticleError):
        raise drafts[0]
    return _article(drafts[0].completed({"day": day, "language": language}))


def read(path: str | os.PathLike[str], *, day: date | None = None, language: str | None = None) -> Article:
    """The one article of a file, of a URL, or of standard input ("-").

    day, language   for an article that has no own ones, neither in it nor in `NAME.meta.json` beside it
    Raises ArticleError where it cannot be read, and where there are several: `read_all` reads those.
    """
    found = list(read_all(path, day=day, language=language))
    if len(found) != 1:
        raise ArticleError(f"{shown(path)}: {len(found)} articles; read them with read_all")
    if isinstance(found[0], ArticleError):
        raise found[0]
    return found[0]


def read_all(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], *, day: date | None = None,
    language: str | None = None,
) -> Iterator[Article | ArticleError]:
    """The articles of files, folders, URLs and standard input ("-"), in the order given, those of a folder by name.

    What cannot be read comes as an ArticleError in its place, and the rest goes on. A folder gives its .txt, .md,
    .html, .json and .jsonl files and those of the folders in it, without hidden ones, *.facts.jsonl, *.meta.json and
    notes about the folder (README.md). `day` and `language` as in `read`.
    """
    for source in sources(paths):
        if isinstance(source, ArticleError):
            yield source
        else:
            yield from _completed(_drafts(source), day, language)


def read_lines(path: str, piece: tuple[int, int, int], *, day: date | None = None, language: str | None = None,
               ) -> Iterator[Article | ArticleError]:
    """The articles of a piece of a .jsonl file, as `read_all` gives those of the whole.

    piece   offset and length in bytes, and the number of its first line
    """
    offset, size, first = piece
    try:
        with Path(path).open("rb") as stream:
            stream.seek(offset)
            lines = io.BytesIO(stream.read(size))
    except OSError as error:
        yield ArticleError(f"{shown(path)}: {(error.strerror or str(error)).lower()}; look at the file")
        return
    yield from _completed(read_json_lines(lines, shown(path), Path(path).stem, first), day, language)


def _completed(drafts: Iterable[Draft | ArticleError], day: date | None, language: str | None,
               ) -> Iterator[Article | ArticleError]:
    for draft in drafts:
        try:
            yield draft if isinstance(draft, ArticleError) else _article(
                draft.completed({"day": day, "language": language}))
        except ArticleError as error:
            yield error


def sources(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> Iterator[str | ArticleError]:
    """The files, URLs and "-" of paths, with the files that folders hold, as `read_all` reads them one by one."""
    named = [os.fspath(path) for path in ([paths] if isinstance(paths, (str, os.PathLike)) else paths)]
    articles = [path for path in named if not path.endswith(COMPANIONS)]
    if named and not articles:
        yield ArticleError(f"{shown(named[0])}: is beside an article and none itself; name the article")
    for path in articles:
        if path == "-" or _WEB.match(path) or not os.path.isdir(path):
            yield path
            continue
        empty = True
        for found in _walk(Path(path)):
            empty = False
            yield found if isinstance(found, ArticleError) else str(found)
        if empty:
            endings = ", ".join(sorted(READERS))
            yield ArticleError(f"{shown(path)}: no article in this folder; it takes {endings} files")


def _drafts(source: str) -> Iterator[Draft | ArticleError]:
    try:
        if source == "-":
            yield from read_any(sys.stdin.buffer, "standard input", "")
        elif _WEB.match(source):
            yield from _from_web(source)
        else:
            yield from _from_file(Path(source))
    except ArticleError as error:
        yield error


def _from_file(path: Path) -> Iterator[Draft | ArticleError]:
    reader = READERS.get(path.suffix.lower(), read_any)
    try:
        with path.open("rb") as stream:
            drafts = reader(stream, shown(path), path.stem)
            if path.suffix.lower() == ".jsonl":
                yield from drafts
                return
            beside = meta_of(path)
            for draft in drafts:
                yield draft if isinstance(draft, ArticleError) else draft.completed(beside)
    except OSError as error:
        cures = {errno.ENOENT: "look at its name and folder", errno.EACCES: "make it readable, as with: chmod u+r"}
        raise ArticleError(f"{shown(path)}: {(error.strerror or str(error)).lower()}; "
                           f"{cures.get(error.errno or 0, 'look at the file')}") from None
    except ValueError as error:  # a path with a byte 0
        raise ArticleError(f"{shown(path)}: no path ({error}); look at its name") from None


def _walk(folder: Path) -> Iterator[Path | ArticleError]:
    """The articles' files of a folder by name, then those of its folders; links are followed unless in a circle."""
    todo: list[tuple[Path, frozenset[tuple[int, int]]]] = [(folder, frozenset())]
    while todo:
        here, above = todo.pop()
        try:
            status = here.stat()
            inside = sorted(here.iterdir())
        except OSError as error:
            yield ArticleError(f"{shown(here)}: {(error.strerror or str(error)).lower()}; make the folder readable")
            continue
        identity = (status.st_dev, status.st_ino)
        if identity in above:
            yield ArticleError(f"{shown(here)}: a link back to a folder above it; remove the link")
            continue
        visible = [path for path in inside if not path.name.startswith(".")]
        yield from (path for path in visible if _is_article(path))
        todo += reversed([(path, above | {identity}) for path in visible if path.is_dir()])


def _is_article(path: Path) -> bool:
    return (path.suffix.lower() in READERS and not path.name.endswith(COMPANIONS)
            and path.stem.lower() not in ABOUT_FOLDER and path.is_file())


def _from_web(url: str) -> Iterator[Draft | ArticleError]:
    from kg.fetch import fetch

    page = fetch(url)
    yield from _from_page(page.data, page.url, page.media_type, shown(url))


def _from_page(data: bytes, url: str, media_type: str, place: str) -> Iterator[Draft | ArticleError]:
    parts = urlsplit(url)
    name = PurePosixPath(unquote(parts.path)).stem or parts.hostname or "page"
    endings = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md",
               "application/json": ".json"}
    reader = READERS.get(endings.get(media_type, ""), read_any)
    for draft in reader(io.BytesIO(data), place, re.sub(r"[^\w.-]+", "-", name)):
        yield draft if isinstance(draft, ArticleError) else draft.completed({"url": url})


def _article(draft: Draft) -> Article:
    """A draft as an article: normalised, with title, day and language found where they are not known."""
    if len(draft.text) > MOST_BYTES:
        raise ArticleError(f"{draft.place}: longer than {MOST_BYTES:,} characters, which no article is; divide it")
    text = normalise(draft.text)
    if not text:
        raise ArticleError(f"{draft.place}: empty; give the article's text")
    title = _line(draft.title)
    if title:
        text = _under(title, text)
    else:
        title = _title_of(text)
    day = draft.day or find_day(text)
    language = language_code(draft.language) if draft.language else find_language(text)
    if draft.language and language is None:
        raise ArticleError(f"{draft.place}: language {shown(draft.language[:40])!r} is no code; write nl or en")
    url = draft.url if draft.url and draft.url.isprintable() and _ADDRESS.fullmatch(draft.url) else None
    problems = []
    if day is None:
        problems.append("no date, so that periods such as 'last year' are not resolved; give --date, or `date` in "
                        "front matter, JSON or NAME.meta.json")
    if language is None:
        problems.append("no language could be found; give --lang, or `lang` in front matter, JSON or NAME.meta.json")
    if draft.url and url is None:
        problems.append(f"url {shown(draft.url[:80])!r} is no web address, and is left out")
    return Article(
        text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), name=_line(draft.name) or "", title=title, day=day,
        language=language, url=url, publisher=_line(draft.publisher),
        problems=tuple(f"{draft.place}: {problem}" for problem in problems))


def _line(text: str | None) -> str | None:
    """A title or a name in one line, or None where nothing is left of it."""
    return " ".join(normalise(text).split()) or None if text else None


def _under(title: str, text: str) -> str:
    """The text with its title above it, once."""
    first, _, rest = text.partition("\n")
    if " ".join(first.split()).casefold() == title.casefold():
        text = rest.lstrip("\n")
    return f"{title}\n\n{text}" if text else title


def _title_of(text: str) -> str | None:
    """The first line, if a blank line follows it and it is neither a sentence nor a date."""
    first, blank, _ = text.partition("\n\n")
    if not blank or "\n" in first or len(first) > LONGEST_TITLE or first.endswith((".", ":", ";")) or read_day(first):
        return None
    return _line(first)
