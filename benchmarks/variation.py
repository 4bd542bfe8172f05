#!/usr/bin/env python3
"""Any number of articles, no two the same, made by varying the sample in company names, figures and dates.

    python benchmarks/variation.py COUNT FILE [FIRST]    articles FIRST (0) and the following, as lines of JSON

Article N depends on N alone: the same on every machine, whatever is made before it. Companies become others of the
ontology, and their business units those of the others; people get invented names, since the sample quotes some of
them; figures keep their number of digits; the years of an article move together, and its day with them.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from kg.article import Article, read, read_text
from kg.lexicon import Entity, load

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "articles"
#: The years of an article move back by less than this.
YEARS = 10
GIVEN = ("Abe", "Bente", "Corin", "Dagny", "Edo", "Fenna", "Gijs", "Hilke", "Ivo", "Jorn", "Kaia", "Lieve", "Mirte",
         "Nanne", "Otte", "Pelle", "Roos", "Sietse", "Tamsin", "Wout")
FAMILY = ("Abbering", "Boltendal", "Crumpsall", "Dunnewold", "Eekhout", "Fothergill", "Goslinga", "Hebblethwaite",
          "Idsinga", "Jelgersma", "Kuperus", "Lobregt", "Mulgrew", "Noteboom", "Oosterwal", "Popplewell", "Quispel",
          "Rypkema", "Scholtemeijer", "Tolkamp", "Uittenbogaard", "Vossestein", "Wigglesworth", "Zijlmans")

_MONTH = ("january|february|march|april|may|june|july|august|september|october|november|december|"
          "januari|februari|maart|mei|juni|juli|augustus|oktober")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WHOLE = re.compile(r"\d+|\d{1,3}(?:[.,]\d{3})+")
#: A figure, but no part of a name (Q4) and no day of a month.
_FIGURE = rf"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w|\s(?i:{_MONTH})\b)"


def articles(count: int, first: int = 0) -> Iterator[Article]:
    """So many articles, from number `first` on; each has an address of its own."""
    for number in range(first, first + count):
        row = varied(number)
        yield read_text(row["text"], name=row["name"], title=row["title"], day=date.fromisoformat(row["date"]),
                        language=row["lang"], url=row["url"])


def write_feed(file: Path, count: int, first: int = 0) -> None:
    """The same as lines of JSON, which `kg build` reads."""
    with file.open("w", encoding="utf-8") as stream:
        for number in range(first, first + count):
            stream.write(json.dumps(varied(number), ensure_ascii=False) + "\n")


def varied(number: int) -> dict[str, str]:
    """The fields of article `number`: name, title, text (without its title), date, lang, url."""
    sample, pattern, names = _samples()[number % len(_samples())]
    chance = random.Random(number)
    said = _other_names(names, chance)
    back = chance.randrange(YEARS)

    def other(found: re.Match[str]) -> str:
        word = found[0]
        return said.get(word) or (str(int(word) - back) if _YEAR.fullmatch(word) else _other_figure(word, chance))

    title, _, text = pattern.sub(other, sample.text).partition("\n\n")
    day = sample.day.replace(year=sample.day.year - back)
    return {"name": f"varied-{number:07}", "title": title, "text": text, "date": day.isoformat(),
            "lang": sample.language, "url": f"https://news.example/{number:07}"}


def _other_figure(word: str, chance: random.Random) -> str:
    """As many digits, of which the zeros at the end of a whole number stay: 16,000 is a round number."""
    kept = len(word) - len(word.rstrip("0.,")) if _WHOLE.fullmatch(word) else 0
    return "".join(str(chance.randint(1, 9)) if letter.isdigit() and at < len(word) - kept else letter
                   for at, letter in enumerate(word))


def _other_names(names: dict[str, Entity], chance: random.Random) -> dict[str, str]:
    """For each name in an article the one that takes its place; all names of an entity become names of one other."""
    companies, units = _known()
    entities = sorted({entity.id: entity for entity in names.values()}.values(), key=lambda entity: entity.id)
    owners: dict[str | None, str] = {}
    taken: dict[str, str] = {}
    for entity in entities:
        if entity.kind == "company":
            other = chance.choice(companies)
            owners[entity.id], taken[entity.id] = other.id, other.name
        elif entity.kind == "person":
            taken[entity.id] = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
    for entity in entities:
        if entity.kind == "unit":
            own = [name for name in units.get(owners.get(entity.parent, ""), ()) if name not in taken.values()]
            taken[entity.id] = chance.choice(own or units[""])
    return {name: taken[entity.id].split()[-1] if entity.kind == "person" and " " not in name else taken[entity.id]
            for name, entity in names.items()}


@cache
def _known() -> tuple[list[Entity], dict[str, list[str]]]:
    """The companies of the ontology, and the names of units by the id of their owner ("" for all of them)."""
    companies = [entity for entity in load().entities.values() if entity.kind == "company"]
    units: dict[str, list[str]] = {"": []}
    for entity in load().entities.values():
        if entity.kind == "unit":
            units[""].append(entity.name)
            units.setdefault(entity.parent or "", []).append(entity.name)
    return companies, units


@cache
def _samples() -> list[tuple[Article, re.Pattern[str], dict[str, Entity]]]:
    """Each article of the sample, the pattern of what varies in it, and the entities by the names that it has."""
    found = []
    for path in sorted(SAMPLE.glob("*.md")):
        if not path.with_suffix(".facts.jsonl").exists():
            continue
        sample = read(path)
        names = {name: entity for entity in load().entities.values() for name, _ in entity.aliases
                 if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sample.text)}
        known = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
        found.append((sample, re.compile(rf"(?<!\w)(?:{known})(?!\w)|{_FIGURE}"), names))
    return found


if __name__ == "__main__":
    write_feed(Path(sys.argv[2]), int(sys.argv[1]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
