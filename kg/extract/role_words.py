"""The vocabulary of roles of a language, compiled from its `roles.toml`."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from kg.extract.entity_words import MEMORY, label_tokens
from kg.lexicon import load


class Term(NamedTuple):
    """A role that the tokens up to `end` (half-open) say; `ending` if only the end of a compound says it."""

    end: int
    role: str


class RoleWords:
    """What roles are called in one language; make it through `role_words`."""

    def __init__(self, language: str) -> None:
        data = load().languages[language]["roles"]
        self._terms = _by_first(data["terms"])
        self._endings: dict[str, str] = dict(sorted(data["endings"].items(), key=lambda row: -len(row[0])))
        self._heads = {folded[-1] for rows in self._terms.values() for folded, _ in rows} | set(
            data["manager"]["heads"])
        self._memory: dict[str, bool] = {}
        self.phrases = _by_first(data["phrases"])
        self.managers = frozenset(data["manager"]["heads"])
        self.openers = _by_first({"executive": data["manager"]["openers"]})
        self.modifiers = frozenset(data["links"]["modifiers"])
        self.conjunctions = frozenset(data["links"]["conjunctions"])
        self.places = frozenset(data["links"]["organization"])
        self.fillers = frozenset(data["links"]["fillers"])
        self.internal = frozenset(data["links"]["internal"])
        self.relative = frozenset(data["links"]["relative"])
        self.be = frozenset(data["verbs"]["be"])
        self.succeed = frozenset(data["verbs"]["succeed"])
        self.as_words = frozenset(data["verbs"]["as"])

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
        for folded, role in self._terms.get(lower[at], ()):
            end = at + len(folded)
            if len(folded) == 1 or tuple(lower[at:end]) == folded:
                return Term(end, role)
        if self.is_head(lower[at]):
            role_of_ending = self.ending(lower[at])
            if role_of_ending is not None:
                return Term(at + 1, role_of_ending)
        return None


Rows = dict[str, list[tuple[tuple[str, ...], str]]]


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
