"""The vocabulary of roles of a language, compiled from its `roles.toml`."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from kg.extract.entity_words import MEMORY, label_tokens
from kg.lexicon import load

#: The code of a word that says ceo of a company or manager of a part of one, by what stands before it.
BOSS = "boss"
#: The same of "head of", which a department or a company follows.
MANAGER = "manager"
#: The same of a verb: "who runs Foo".
LEADER = "leader"
#: Of a verb that says founder where a company is its object: "started Foo".
STARTER = "starter"


class Term(NamedTuple):
    """A role that the tokens up to `end` (half-open) say."""

    end: int
    role: str


class RoleWords:
    """What roles are called in one language; make it through `role_words`."""

    def __init__(self, language: str) -> None:
        data = load().languages[language]["roles"]
        self._terms = _by_first(data["terms"] | dict.fromkeys(["boss"], data["manager"]["bosses"]))
        self._endings: dict[str, str] = dict(sorted(data["endings"].items(), key=lambda row: -len(row[0])))
        places = frozenset(data["links"]["organization"])
        self._heads = {folded[-1] for rows in self._terms.values() for folded, _ in rows if not places & {*folded}}
        self._memory: dict[str, bool] = {}
        self._starting: dict[str, bool] = {}
        phrases = {role: list(labels) for role, labels in data["phrases"].items()}
        for role, names in data["departments"].items():
            phrases.setdefault(role, []).extend(
                frame.format(name) for frame in data["manager"]["frames"] for name in names)
        self._phrases = _by_first(phrases)
        self._departments = _by_first(data["departments"])
        self._passives = _by_first(data["passive"]["phrases"])
        #: Between these and a participle stands who did it: "door Ana Poe opgericht".
        self.agents = frozenset(data["passive"]["agents"])
        self.participles: dict[str, str] = data["passive"]["participles"]
        self.particles: dict[str, str] = data["passive"]["particles"]
        self._succeed = _by_first({"": data["verbs"]["succeed"]})
        self._openers = _by_first({MANAGER: data["manager"]["openers"]})
        links = data["links"]
        self.modifiers, self.joints, self.joining, self.openings, self.closers, self.barriers, self.relative = (
            frozenset(links[key]) for key in (
                "modifiers", "joints", "joining", "openings", "closers", "barriers", "relative"))
        self.places, self.internal, self.offices, self.plurals = (
            frozenset(links[key]) for key in ("organization", "internal", "offices", "plurals"))
        self.quotes, self.definite, self.relative_only, self.past, self.prepositions = (
            frozenset(links[key]) for key in ("quotes", "definite", "relative_only", "past", "prepositions"))
        verbs = data["verbs"]
        self.be, self.with_be, self.as_words, self.appoint, self.named_is, self.auxiliaries = (
            frozenset(verbs[key]) for key in ("be", "with_be", "as", "appoint", "named_is", "auxiliaries"))
        self.as_verbs = frozenset(verbs["as_verbs"])
        self.whose = frozenset(links["whose"])
        self.strangers, self.there, self.theirs = (
            frozenset(links[key]) for key in ("strangers", "there", "theirs"))
        self.sharing, self.partners, self.beside = (
            frozenset(verbs[key]) for key in ("sharing", "partners", "beside"))

    def may_start(self, token: str) -> bool:
        """Whether a term or the words for a manager may start with the folded token."""
        try:
            return self._starting[token]
        except KeyError:
            if len(self._starting) >= MEMORY:
                self._starting.clear()
            answer = self._starting[token] = (
                token in self._terms or token in self._openers or self.ending(token) is not None)
            return answer

    def is_head(self, token: str) -> bool:
        """Whether a term for a role may end with the folded token."""
        try:
            return self._memory[token]
        except KeyError:
            if len(self._memory) >= MEMORY:
                self._memory.clear()
            answer = self._memory[token] = token in self._heads or self.ending(token) is not None
            return answer

    def ending(self, token: str) -> str | None:
        """The role that the end of a compound says ("techanalist")."""
        for ending, role in self._endings.items():
            if len(token) > len(ending) + 1 and token.endswith(ending):
                return role
        return None

    def term(self, lower: list[str], at: int) -> Term | None:
        """The longest term that starts at the token."""
        found = _longest(self._terms, lower, at)
        if found is None and self.is_head(lower[at]) and (role := self.ending(lower[at])) is not None:
            return Term(at + 1, role)
        return found

    def opener(self, lower: list[str], at: int) -> Term | None:
        """Words that a department follows, as a senior manager's: "head of"."""
        return _longest(self._openers, lower, at)

    def phrase(self, lower: list[str], at: int) -> Term | None:
        """A phrase that starts at the token and makes its subject the holder of a role: "founded"."""
        return _longest(self._phrases, lower, at)


    def passive(self, lower: list[str], at: int) -> Term | None:
        """A phrase that a person follows who did it: "founded by"."""
        return _longest(self._passives, lower, at)

    def department(self, lower: list[str], at: int) -> Term | None:
        """The name of a department that starts at the token, with the role of who heads it."""
        return _longest(self._departments, lower, at)

    def succeeds(self, lower: list[str], first: int, last: int) -> bool:
        """Whether words for a change of hands stand in the tokens first..last (half-open): "succeeds", "takes over"."""
        return any(_longest(self._succeed, lower, at) is not None for at in range(first, last))


Rows = dict[str, list[tuple[tuple[str, ...], str]]]


def _longest(rows: Rows, lower: list[str], at: int) -> Term | None:
    for folded, role in rows.get(lower[at], ()) if at < len(lower) else ():
        end = at + len(folded)
        if len(folded) == 1 or tuple(lower[at:end]) == folded:
            return Term(end, role)
    return None


def _by_first(labels_of: dict[str, list[str]]) -> Rows:
    rows: Rows = defaultdict(list)
    for code, labels in labels_of.items():
        for label in labels:
            folded = label_tokens(label)[0]
            rows[folded[0]].append((folded, code))
    for row in rows.values():
        row.sort(key=lambda pair: (-len(pair[0]), pair))
    return dict(rows)


@cache
def role_words(language: str) -> RoleWords:
    """The compiled vocabulary of a language that the package has data for."""
    return RoleWords(language)
