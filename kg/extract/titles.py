"""The words for a position with what belongs to them: "Foo's founder and chief executive", "head of sales at Foo"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.extract.mention import Mention
from kg.extract.role_words import BOSS, MANAGER, RoleWords
from kg.extract.text import Document

#: How many words before a title may belong to it.
REACH = 9
#: How many words may stand between a preposition and the name of the organization: "at the Antwerp broker Foo".
GAP = 4


class Title(NamedTuple):
    """Words first..last for one or more roles: "founder and chief executive"; `start` takes in what belongs to them.

    roles     (code, first, last) of each
    company   the mention of the organization, if the words themselves name it: "Foo's", "of Foo"
    foreign   whether a name that is no known company stands before it ("Fed chair")
    """

    start: int
    first: int
    last: int
    roles: tuple[tuple[str, int, int], ...]
    company: Mention | None
    foreign: bool


class Titles:
    """The titles of a text.

    starts, ends   its mentions by the token that they start at, and that follows them
    """

    def __init__(self, document: Document, words: RoleWords, starts: Mapping[int, Mention],
                 ends: Mapping[int, Mention]) -> None:
        self.document, self.words, self.lower = document, words, document.lower
        self.starts, self.ends = starts, ends

    def read(self, first: int, last: int) -> Iterable[Title]:
        """The titles within the tokens first..last (half-open), in order."""
        at, lower, may_start = first, self.lower, self.words.may_start
        while at < last:
            title = self._title(at, first, last) if may_start(lower[at]) and at not in self.starts else None
            if title is None:
                at += 1
            else:
                yield title
                at = title.last

    def _title(self, at: int, first: int, last: int) -> Title | None:
        roles: list[tuple[str, int, int]] = []
        end = at
        while end < last:
            term = self.words.term(self.lower, end)
            opener = self.words.opener(self.lower, end)
            if opener is not None and (term is None or term.end < opener.end):
                led = self.words.department(self.lower, opener.end)
                term = led or opener._replace(end=self._department(opener.end, last))
            if term is None or term.end > last:
                break
            roles.append((term.role, end, term.end))
            end = self._joined(term.end, last)
            if end == term.end:
                break
        if not roles:
            return None
        start, company, foreign = self._before(at, first, roles[0][0] == BOSS)
        first_role = self._compounded(at, first, roles[0][0])
        if first_role != roles[0][0]:
            roles[0] = (first_role, *roles[0][1:])
            start, foreign = min(start, at - 1), False
        leads = company is not None and roles[0][0] == BOSS and all(
            token in self.words.joining for token in self.lower[company.last:at])
        code, _, end = roles[-1]
        if company is None:
            company = self.organization(end, last, wide=code == MANAGER)
            # "the head of Foo", unlike "the head of Foo's cloud division"
            whole = company is not None and "".join(self.lower[company.last:company.last + 1]) not in self.words.joining
            leads = (whole and company is not None and company.first == end + (0 if code == MANAGER else 1)) or (
                company is None and roles[0][0] == BOSS and (at == first or not self.lower[at - 1].isalpha()
                                                      or self.lower[at - 1] in self.words.modifiers))
        # "Foo boss Ana Poe" and "the head of Foo" lead Foo; "cloud boss Ana Poe" leads a part of it.
        leader = "ceo" if leads else "executive"
        roles = [(("ceo" if place and role == BOSS else leader) if role in {BOSS, MANAGER} else role, a, b)
                 for place, (role, a, b) in enumerate(roles)]  # "founder and boss"
        return Title(start, at, roles[-1][2], tuple(roles), company, foreign)

    def _compounded(self, at: int, first: int, role: str) -> str:
        """The role of a title that a department stands before: "HR chief", "HR-directeur"."""
        back = at - 2 if at - 2 >= first and self.lower[at - 1] == "-" else at - 1
        if role not in {"ceo", BOSS} or back < first or back + 1 in self.ends:
            return role
        led = self.words.department(self.lower, back)
        return led.role if led is not None and led.end == back + 1 else role

    def _department(self, at: int, last: int) -> int:
        """Where the department ends that stands behind "head of": "European sales", "services"."""
        end = at
        while end < min(last, at + GAP) and self.lower[end].isalpha() and self.lower[end] not in self.words.places:
            mention = self.starts.get(end)
            if mention is not None and (mention.kind != "unit" or mention.how == "name"):
                break
            end = mention.last if mention is not None else end + 1
        return end

    def _joined(self, end: int, last: int) -> int:
        """Where a further role begins that is joined to the one that ends here ("and her"); the same token if none."""
        after = end
        while after < last and after not in self.starts:
            if after > end and self.words.term(self.lower, after) is not None:
                return after
            if self.lower[after] not in self.words.joints and not (
                    after > end and self.lower[after] in self.words.modifiers):
                break
            after += 1
        return end

    def _before(self, at: int, first: int, boss: bool) -> tuple[int, Mention | None, bool]:
        """(start, company, foreign) of what stands before a title: "Foo's former", "the long-serving", "cloud" boss."""
        back = at
        company: Mention | None = None
        foreign = False
        while back > first and at - back < REACH:
            mention = self.ends.get(back)
            token = self.lower[back - 1]
            if mention is not None and mention.how == "pronoun" and mention.company is not None:
                company = mention._replace(entity=mention.company, kind="company")  # "its chief executive"
                back = mention.first
                break
            if mention is not None and mention.how != "pronoun":
                if mention.kind != "person" and (back == at or self.lower[back] not in self.words.joints):
                    company, back = mention, mention.first
                break
            department = boss and back == at and token.isalpha() and self.document.words[back - 1] == token
            if department or token in self.words.modifiers or token in self.words.joining:
                back -= 1
            else:
                foreign = (self.document.words[back - 1] != token and back - 1 > first and token.isalpha()) or (
                    token in self.words.strangers)
                break
        while back < at and self.lower[back] in self.words.joints | self.words.joining:
            back += 1
        return back, company, foreign

    def organization(self, end: int, last: int, *, wide: bool = False, gap: int = 2) -> Mention | None:
        """The organization after a title or a person: "at the broker Foo", "van Foo".

        wide   whether a department may stand before: "head of European sales at Foo"
        gap    else in how many words the preposition must have come
        """
        at = end
        led = self.starts.get(at) if wide else None
        if led is not None and led.kind != "person" and led.how != "pronoun":
            return led  # "the head of Foo"
        limit = min(last, end + (GAP if wide else gap))
        while at < limit and self.lower[at] not in self.words.places:
            if at in self.starts or not self.lower[at].isalpha():
                return None
            at += 1
        if at >= limit:
            return None
        for place in range(at + 1, min(at + 2 + GAP, last)):
            mention = self.starts.get(place)
            if mention is not None and mention.how != "pronoun":
                return mention if mention.kind != "person" else None
            token = self.lower[place]
            if not (token[0].isalpha() or token == "-") or (token in self.words.places and not wide) or (
                    token in self.words.prepositions):
                return None
        return None
