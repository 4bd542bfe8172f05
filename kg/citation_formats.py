"""Citations for bibliographies and spreadsheets: CSL-JSON, BibTeX, Markdown and CSV.

CSL-JSON is that of https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html, as Zotero and pandoc read it;
BibTeX has the fields that both BibTeX styles and biblatex know. The words of a fact stand in the note.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from kg.citations import Citation

if TYPE_CHECKING:
    from kg.results import Result

#: The ten characters that TeX reads as signs, and how to write them as text.
_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Characters that Markdown reads as signs within a line or a table's cell.
_MARKED = re.compile(r"([\\`*_{}\[\]<>|#~^])")
_COLUMNS = (*(field.name for field in fields(Citation)), "address")


def csl(notes: Iterable[Citation]) -> str:
    """CSL-JSON: an array with an item for each fact."""
    return json.dumps([_csl_item(note) for note in notes], ensure_ascii=False, indent=2) + "\n"


def _csl_item(note: Citation) -> dict[str, Any]:
    item: dict[str, Any] = {"id": note.id, "type": "report" if note.form else "article-newspaper",
                            "title": note.title or f"Article {note.article.rsplit('/', 1)[-1]}"}
    if note.publisher:
        item["publisher" if note.form else "container-title"] = note.publisher
    if note.day:
        item["issued"] = {"date-parts": [[int(part) for part in note.day.split("-")]]}
    if note.address:
        item["URL"] = note.address
    if note.language:
        item["language"] = note.language
    if note.form:
        item |= {"genre": f"Form {note.form}", "number": note.name}
    return item | {"note": _words(note)}


def bibtex(notes: Iterable[Citation]) -> str:
    """BibTeX: an entry for each fact, in UTF-8."""
    return "\n".join(map(_bibtex_entry, notes))


def _bibtex_entry(note: Citation) -> str:
    rows = {"title": f"{{{_tex(note.title or note.article.rsplit('/', 1)[-1])}}}"}
    if note.publisher:
        rows["author"] = f"{{{_tex(note.publisher)}}}"
    if note.day:
        year, month, day = note.day.split("-")
        rows |= {"year": year, "month": _MONTHS[int(month) - 1], "day": str(int(day))}
    if note.form:
        rows |= {"type": _tex(f"Form {note.form}"), "number": _tex(note.name or "")}
    if note.address:  # read as it is by the styles that know it: only what would end the field is encoded
        rows["url"] = re.sub(r"[{}\\\s]", lambda match: f"%{ord(match[0]):02X}", note.address)
    if note.language:
        rows["langid"] = {"en": "english", "nl": "dutch"}.get(note.language, note.language)
    rows["note"] = _tex(_words(note))
    body = "".join(f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in rows.items())
    return f"@misc{{fact-{note.id},\n{body}}}\n"


def _words(note: Citation) -> str:
    return f"“{' '.join(note.words.split())}”, characters {note.start}-{note.end}"


def _tex(text: str) -> str:
    return " ".join(text.translate(_TEX).split())


def markdown(notes: Iterable[Citation]) -> str:
    """A list with a footnote in Markdown for each fact."""
    return "".join(f"- {_footnote(note)}\n" for note in notes)


def _footnote(note: Citation) -> str:
    title = _marked(f"“{note.title}”") if note.title else f"article {note.article.rsplit('/', 1)[-1]}"
    linked = f"[{title}](<{_target(note.address)}>)" if note.address else title
    about = [_marked(note.publisher) if note.publisher else None, linked, note.day,
             f"characters {note.start}-{note.end}"]
    return f"“{_marked(note.words)}” — {', '.join(part for part in about if part)}"


def _target(address: str) -> str:
    return re.sub(r"[<>\\\s]", lambda match: f"%{ord(match[0]):02X}", address)


def _marked(text: str) -> str:
    return _MARKED.sub(r"\\\1", " ".join(text.split()))


def table_csv(notes: Iterable[Citation]) -> str:
    """CSV with a row for each fact."""
    return _csv(_COLUMNS, ([getattr(note, name) for name in _COLUMNS] for note in notes))


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return out.getvalue()


def result_csv(result: Result) -> str:
    """The rows of a query with exact values, and behind them words, place and article of each fact in the row.

    The columns are named as those of the citation, with the name of the column of the fact before them where there
    are several. Raises QueryError where the query names no facts.
    """
    notes = {note.fact: note for note in result.citations()}
    about = [name for name in _COLUMNS if name != "fact"]
    columns = list(result.columns)
    for fact in result.cite:
        columns += [name if len(result.cite) == 1 and name not in result.columns else f"{fact}_{name}"
                    for name in about]
    rows = []
    for row in result:
        cells = list(row.values())
        for fact in result.cite:
            note = notes.get(row[fact])
            cells += [None if note is None else getattr(note, name) for name in about]
        rows.append(cells)
    return _csv(columns, rows)


def result_markdown(result: Result) -> str:
    """The table that people see, in Markdown, with a footnote for each fact ([^1]) below it.

    Raises QueryError where the query names no facts.
    """
    notes = result.citations()
    if not notes:
        return f"{_marked(result.text().strip())}\n"
    names, lines = result.shown({note.fact: number for number, note in enumerate(notes, 1)})
    head = [_marked(name) for name, _ in names[:-1]] + ["source"]
    rules = ["---:" if right else "---" for _, right in names]
    rows = [[*map(_marked, line[:-1]), line[-1].replace("[", "[^")] for line in lines]
    table = "".join(f"| {' | '.join(row)} |\n" for row in (head, rules, *rows))
    return table + "\n" + "".join(f"[^{number}]: {_footnote(note)}\n" for number, note in enumerate(notes, 1))


#: Format -> what writes citations in it.
FORMATS: dict[str, Callable[[Iterable[Citation]], str]] = {
    "csl": csl, "bibtex": bibtex, "md": markdown, "csv": table_csv}
#: Format -> what writes a query's rows with their citations, where the format has rows.
TABLES: dict[str, Callable[[Result], str]] = {"md": result_markdown, "csv": result_csv}


__all__ = ["FORMATS", "TABLES", "bibtex", "csl", "markdown", "result_csv", "result_markdown", "table_csv"]
