"""Whom "the rival", "both" and "the three" stand for: the companies and units that a text named before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from kg.extract.entities import Mention
from kg.extract.org_names import NAMES, OrgNames
from kg.extract.relation_words import COUNTED_RIVALS, Pair, RelationWords, above, is_product

#: How many sentences back a company may be that "the rival" or "the three" stand for.
BACK = 6


def counted(names: OrgNames, at: int, end: int, count: int, owners: Sequence[Mention]) -> Iterator[Pair]:
    """ "the three rivals": the companies named last, so many; with an owner each of them against it."""
    without = {m.entity for m in owners}
    found = last_named(names, at, count, without)
    if len(found) < count:
        return
    first = min(m.first for m in found) if owners else at - 1
    pairs = product(owners, found) if owners else combinations(found, 2)
    for a, b in pairs:
        yield Pair(a.entity, "competes_with", b.entity, first, end, COUNTED_RIVALS)


def last_named(names: OrgNames, at: int, count: int, without: set[str]) -> list[Mention]:
    """So many different companies named last, here or a few sentences back; of a group of companies only one."""
    found: dict[str, Mention] = {}
    for mention in backwards(names, at):
        company = mention.company
        other = found.get(company or "")
        if mention.kind == "unit" and other is not None and other.kind == "company" and (
                names.document.sentence_of[other.first] == names.document.sentence_of[mention.first]):
            found[company or ""] = mention  # "Azure, owned by Microsoft"
        if mention.how in {"name", "unknown"} and company and not {company, mention.entity} & without and not any(
                company in above(other) or other in above(company) for other in found):
            found.setdefault(company, mention)
            if len(found) == count:
                return _companies(list(found.values()))
    for name in names.focus.at(at):  # further back, but still in mind
        if found and name not in without and not any(name in above(other) or other in above(name) for other in found):
            found.setdefault(name, Mention(at, at + 1, name, "company", "pronoun", name))
            if len(found) == count:
                return _companies(list(found.values()))
    return []


def _companies(found: list[Mention]) -> list[Mention]:
    """The companies that units belong to, unless all are units: "AWS, Azure and Google Cloud"."""
    if len(found) > 1 and all(m.kind == "unit" for m in found):
        return found
    return [m._replace(entity=m.company or m.entity) for m in found]


def backwards(names: OrgNames, at: int) -> Iterator[Mention]:
    """The mentions before a token, the nearest first, in its sentence and the BACK ones before."""
    number = names.document.sentence_of[at]
    for sentence in range(number, max(-1, number - BACK - 1), -1):
        for mention in reversed(names.in_sentence(min(at, names.document.sentences[sentence].last - 1))):
            if mention.first < at:
                yield mention


def unit_before(names: OrgNames, at: int, without: set[str | None]) -> Mention | None:
    """The unit named last, if nothing of another company but those without was named after it."""
    number = names.document.sentence_of[at]
    for mention in backwards(names, at):
        if number - names.document.sentence_of[mention.first] > 1:
            return None
        if mention.how in NAMES and mention.company not in without:
            return mention if mention.kind == "unit" else None
    return None


def unit_of(names: OrgNames, words: RelationWords, company: str, at: int) -> Mention | None:
    """The unit that the sentence is about, where "its" was taken for its company."""
    before = [m for m in names.in_sentence(at) if m.last <= at and m.how == "name" and m.company == company]
    units = all(m.kind == "unit" and not is_product(m, words) for m in before)
    return before[-1] if before and units else None
