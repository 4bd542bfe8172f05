"""The forms in which articles come: bytes of `.txt`, `.md`, `.html`, `.json` and `.jsonl` to drafts of articles.

A reader yields a `Draft` for each article, or an `ArticleError` for one that cannot be read where others follow it.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from kg.detect import read_day
from kg.errors import ArticleError

#: Bytes of one article in any form. The longest report that a company files is about 2 MB of text, a news page with
#: its scripts less than 3 MB; and a page of 4 MB takes trafilatura up to 12 s.
MOST_BYTES = 4_000_000
#: Bytes of YAML above an article: two screens are usual, and YAML is slow to read.
MOST_FRONT_MATTER = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as its form gives it: the text not yet normalised, and what is known besides it.

    place   the file, and the line where there are several articles in it: where messages point to
    """

    place: str
    name: str
    text: str
    title: str | None = None
    day: date | None = None
    language: str | None = None
    url: str | None = None
    publisher: str | None = None

    def completed(self, other: Mapping[str, Any]) -> Draft:
        """This draft with what it lacks taken from the other's fields."""
        return replace(self, **{key: value for key, value in other.items() if getattr(self, key) is None})


#: Names of the fields in front matter and JSON, and what they are in a draft.
FIELDS = {"title": "title", "date": "day", "lang": "language", "url": "url", "publisher": "publisher"}
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]\w+)*")
Reader = Callable[[BinaryIO, str, str], Iterator[Draft | ArticleError]]


def shown(path: object) -> str:
    """A path or other foreign string as messages show it: one line, without control characters."""
    text = str(path)
    return text if text.isprintable() else text.encode("unicode_escape", "backslashreplace").decode("ascii")


def fields_of(row: Mapping[str, Any], place: str, lines: Mapping[str, int] | None = None) -> dict[str, Any]:
    """The known fields of front matter, JSON or a meta file, checked; raises ArticleError for one that is none.

    lines   for each field the line on which it stands
    """
    found: dict[str, Any] = {}
    for name, field in FIELDS.items():
        value = row.get(name)
        if value is None or value == "":
            continue
        where = f"{place}:{lines[name]}" if lines else place
        if not isinstance(value, str):
            raise ArticleError(f"{where}: `{name}` is a {_json_type(value)}; write a text in quotes")
        found[field] = value
        if field == "day":
            found[field] = read_day(value)
            if found[field] is None:
                raise ArticleError(f"{where}: `date` {shown(value[:40])!r} is no day; write it as 2026-02-05")
        elif field == "language":
            found[field] = language_code(value)
            if found[field] is None:
                raise ArticleError(f"{where}: `lang` {shown(value[:40])!r} is no language code; write nl or en")
    return found


def language_code(tag: str) -> str | None:
    """The language of a tag such as "nl", "nl-BE" or "en_US"; None where it is no tag."""
    code = _LANGUAGE.fullmatch(tag.strip())
    return code[1].lower() if code else None


def _json_type(value: object) -> str:
    names = ((bool, "yes or no"), (dict, "mapping"), (list, "list"), ((int, float), "number"))
    return next(name for kind, name in names if isinstance(value, kind))


def read_whole(stream: BinaryIO, place: str) -> bytes:
    """All bytes of the stream, or ArticleError where they are more than an article has."""
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ArticleError(
            f"{place}: larger than {MOST_BYTES // 1_000_000} MB, which no article is; give each article a file or "
            "a line of .jsonl")
    return data


def decode(data: bytes, place: str, charset: str | None = None, line: int | None = None) -> str:
    """Bytes to text: by the byte-order mark, by the `charset` that was declared, or else as UTF-8; never by a guess.

    line   where the bytes stand in the file, if they are one line of it
    """
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
                           (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            charset = encoding
            break
    else:
        if b"\0" in data:
            raise ArticleError(f"{place}: a binary file (a zero byte at offset {data.index(0)}); give its text instead")
    try:
        return data.decode(charset or "utf-8")
    except LookupError:
        raise ArticleError(f"{place}: declares the unknown encoding {shown(charset)!r}; save it as UTF-8") from None
    except UnicodeDecodeError as error:
        line = line or data.count(b"\n", 0, error.start) + 1
        raise ArticleError(
            f"{place}:{line}: not {charset or 'UTF-8'} (byte 0x{data[error.start]:02X} at offset {error.start}); "
            "convert it, such as with: iconv -f WINDOWS-1252 -t UTF-8") from None


def read_text(stream: BinaryIO, place: str, name: str) -> Iterator[Draft | ArticleError]:
    """Plain text."""
    yield Draft(place=place, name=name, text=decode(read_whole(stream, place), place))


# --- Markdown with YAML front matter

_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


def read_markdown(stream: BinaryIO, place: str, name: str) -> Iterator[Draft | ArticleError]:
    """Markdown, with YAML front matter or without."""
    text = decode(read_whole(stream, place), place).replace("\r\n", "\n")
    found: dict[str, Any] = {}
    if re.match(r"---[ \t]*\n", text):
        start = text.index("\n") + 1
        end = _FENCE.search(text, start)
        if end is None:
            raise ArticleError(f"{place}:1: the front matter is not closed; put a line --- below it")
        if end.start() - start > MOST_FRONT_MATTER:
            raise ArticleError(f"{place}:1: front matter of more than {MOST_FRONT_MATTER // 1000} kB; shorten it")
        found = _front_matter(text[start:end.start()], place)
        text = text[end.end():]
    yield Draft(place=place, name=name, text=_plain(text), **found)


def _front_matter(source: str, place: str) -> dict[str, Any]:
    import yaml

    try:
        node = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 2 if mark else 1
        raise ArticleError(f"{place}:{line}: broken front matter ({shown(error.problem or 'no YAML')}); "
                           "put a value that has a colon or a quote in it in quotes") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        detail = shown(str(error).splitlines()[0] if str(error) else type(error).__name__)
        raise ArticleError(f"{place}:1: broken front matter ({detail}); "
                           "write lines such as  date: 2026-02-05") from None
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise ArticleError(f"{place}:2: the front matter is no mapping; write lines such as  date: 2026-02-05")
    values = {key.value: value for key, value in node.value
              if isinstance(key.value, str) and key.value in FIELDS and value.tag != "tag:yaml.org,2002:null"}
    kinds: dict[type, Any] = {yaml.SequenceNode: [], yaml.MappingNode: {}}
    return fields_of({key: kinds.get(type(value), value.value) for key, value in values.items()}, place,
                     {key: value.start_mark.line + 2 for key, value in values.items()})


_TARGET = r"\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:\s\"[^\"\n]*\")?\)"
#: What Markdown adds to a text, and what is left of it: images, links, rules, headings, quotation marks of a block,
#: fences, emphasis, and escapes. Lists keep their bullets. Each takes time linear in the text, whatever the text is.
_MARKDOWN = [(re.compile(pattern, re.MULTILINE), left) for pattern, left in (
    (r"!\[[^\[\]\n]*\]" + _TARGET, ""),
    (r"\[([^\[\]\n]*)\]" + _TARGET, r"\1"),
    (r"<(https?://[^<>\s]+)>", r"\1"),
    (r"^[ ]{0,3}(?:(?:-[ ]*){3,}|(?:\*[ ]*){3,}|(?:_[ ]*){3,}|={3,}|```.*)$", ""),
    (r"^[ ]{0,3}#{1,6}[ \t]+(.*)$", r"\n\1\n"),
    (r"^[ ]{0,3}>[ ]?", ""),
    (r"(?<![\w*])\*{1,3}(?=[^\s*])([^*\n]*)(?<=[^\s*])\*{1,3}(?![\w*])", r"\1"),
    (r"(?<![\w_])_{1,3}(?=[^\s_])([^_\n]*)(?<=[^\s_])_{1,3}(?![\w_])", r"\1"),
    (r"\\([\\`*_{}\[\]()#+.!>~|$-])", r"\1"),
)]


def _plain(markdown: str) -> str:
    """The words of a Markdown text, without its marks and comments."""
    first, *rest = markdown.split("<!--")
    markdown = first + "".join(after if closed else "<!--" + part
                               for part in rest for _, closed, after in (part.partition("-->"),))
    for pattern, left in _MARKDOWN:
        markdown = pattern.sub(left, markdown)
    return markdown


# --- pages

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


def read_page(stream: BinaryIO, place: str, name: str) -> Iterator[Draft | ArticleError]:
    """A web page: its main text, without menus, tables and comments."""
    import logging

    from trafilatura import bare_extraction, load_html

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    data = read_whole(stream, place)
    declared = _CHARSET.search(data[:4096])
    source = decode(data, place, declared[1].decode() if declared else None)
    tree: Any = load_html(source)
    # The bound of the date is given, since trafilatura would take today: the same page is to give the same facts.
    page: Any = None if tree is None else bare_extraction(
        tree, fast=True, with_metadata=True, include_comments=False, include_tables=False,
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": "2100-12-31"})
    if page is None or not page.text:
        raise ArticleError(f"{place}: no article found in the page; save its text as .txt")
    yield Draft(
        place=place, name=name, text=re.sub(r"\n(?!- )", "\n\n", page.text), title=page.title or None,
        day=read_day(page.date or ""), language=language_code(tree.get("lang") or tree.get("xml:lang") or ""),
        url=page.url or None, publisher=page.sitename or None)


# --- JSON

def read_json(stream: BinaryIO, place: str, name: str) -> Iterator[Draft | ArticleError]:
    """One JSON object, or a list of them."""
    source = decode(read_whole(stream, place), place)
    value = load_json(source, place)
    if not isinstance(value, list):
        yield _draft(value, place, name)
        return
    for number, row in enumerate(value, 1):
        try:
            yield _draft(row, f"{place}[{number - 1}]", f"{name}-{number}")
        except ArticleError as error:
            yield error


def read_json_lines(stream: BinaryIO, place: str, name: str, first: int = 1) -> Iterator[Draft | ArticleError]:
    """A JSON object on each line that is not blank; any number of lines, each as long as an article may be.

    first   the number of the stream's first line, where it is a piece of a file
    """
    number = first - 1
    while line := stream.readline(MOST_BYTES + 1):
        number += 1
        where = f"{place}:{number}"
        try:
            if len(line) > MOST_BYTES:
                while line and not line.endswith(b"\n"):
                    line = stream.readline(MOST_BYTES)
                raise ArticleError(f"{where}: a line of more than {MOST_BYTES // 1_000_000} MB, which no article is; "
                                   "give each article a line of its own")
            if line.strip():
                source = decode(line, place, line=number).rstrip("\r\n")
                yield _draft(load_json(source, place, number), where, f"{name}-{number}" if name else str(number))
        except ArticleError as error:
            yield error


def load_json(source: str, place: str, line: int | None = None) -> Any:
    """JSON of a file or of one line of it; raises ArticleError with the line where it breaks."""
    try:
        return json.loads(source)
    except json.JSONDecodeError as error:
        cut = ", cut off" if error.pos >= len(source.rstrip()) or error.msg.startswith("Unterminated") else ""
        raise ArticleError(f"{place}:{line or error.lineno}: broken JSON at column {error.colno}{cut} ({error.msg}); "
                           "write it again as a whole") from None
    except (RecursionError, ValueError) as error:
        raise ArticleError(f"{place}:{line or 1}: JSON that cannot be read ({type(error).__name__}); "
                           'write an object such as {"text": "..."}') from None


def _draft(row: Any, place: str, name: str) -> Draft:
    if not isinstance(row, dict):
        raise ArticleError(f'{place}: no JSON object; write one such as {{"title": "...", "text": "..."}}')
    text = row.get("text")
    if not isinstance(text, str):
        has = ", ".join(shown(key)[:20] for key in list(row)[:6]) or "nothing"
        raise ArticleError(f"{place}: no `text` (it has {has}); put the article's text into `text`")
    return Draft(place=place, name=name, text=text, **fields_of(row, place))


#: By ending in lower case; of what has another one (standard input, a URL) the content decides.
READERS: dict[str, Reader] = {
    ".txt": read_text, ".md": read_markdown, ".markdown": read_markdown, ".html": read_page, ".htm": read_page,
    ".json": read_json, ".jsonl": read_json_lines}


def read_any(stream: BinaryIO, place: str, name: str) -> Iterator[Draft | ArticleError]:
    """Bytes without an ending that tells their form: the first characters do."""
    data = read_whole(stream, place)
    head = data[:1000].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    reader: Reader = read_text
    if head.startswith(b"---"):
        reader = read_markdown
    elif re.match(rb"<(?:!doctype html|html|head|body|\?xml)\b", head):
        reader = read_page
    elif head.startswith((b"{", b"[")):
        try:
            json.loads(data)
            reader = read_json
        except ValueError:
            reader = read_json_lines
    yield from reader(io.BytesIO(data), place, name)


def meta_of(path: Path) -> dict[str, Any]:
    """The fields of `NAME.meta.json` beside an article, or none where there is no such file."""
    beside = path.with_name(path.stem + ".meta.json")
    try:
        with beside.open("rb") as stream:
            source = decode(read_whole(stream, shown(beside)), shown(beside))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ArticleError(f"{shown(beside)}: {error.strerror}; make it readable or remove it") from None
    row = load_json(source, shown(beside))
    if not isinstance(row, dict):
        raise ArticleError(f'{shown(beside)}: no JSON object; write one such as {{"date": "2026-02-05"}}')
    return fields_of(row, shown(beside))

