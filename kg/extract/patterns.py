"""Patterns over tokens, kept as data: what a language's file says, found in a text.

A pattern is a row of words and CLASSES; `[x]` may be left out, `(x | y)` is a choice, `{name}` a macro. A class is a
table from words to values. All patterns are one automaton, made deterministic as texts ask for it; a match looks no
further ahead than the longest pattern, so the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kg.errors import DefectError

_ITEM = re.compile(r"\{(\w+)\}|([\[\](|)])|([^\s\[\](|){}]+)")

#: A state's ways on: by literal word or name of a class, the states that follow.
Edges = dict[str, list[int]]
Captures = tuple[tuple[str, Any], ...]


class Match(NamedTuple):
    """Pattern `pattern`, which is of rule `rule`, covers tokens first..end (half-open)."""

    first: int
    end: int
    rule: int
    pattern: int


class _Step:
    """A set of states of the automaton: the first pattern that may end here (or None), and the ways on so far asked."""

    __slots__ = ("on", "pattern", "states")

    def __init__(self, states: tuple[int, ...], pattern: int | None) -> None:
        self.states = states
        self.pattern = pattern
        self.on: dict[str, _Step | None] = {}


class Patterns:
    """Rules by number, each with its patterns, ready to be matched.

    rules     for each rule its patterns
    classes   for each class the folded words in it, with their values
    macros    pieces of patterns, which may use other macros
    where     the file, for messages
    Raises DefectError that names the file and the pattern where a bracket, class or macro is wrong.
    """

    def __init__(self, rules: Sequence[Sequence[str]], classes: Mapping[str, Mapping[str, Any]],
                 macros: Mapping[str, str], where: str) -> None:
        self._classes = classes
        self._edges: list[Edges] = []
        self._begin: list[int] = []
        self._rule_of: list[int] = []
        self._ends: dict[int, int] = {}
        self._values: dict[str, list[tuple[str, Any]]] = {}
        for name, words in classes.items():
            for word, value in words.items():
                self._values.setdefault(word, []).append((name, value))
        for number, patterns in enumerate(rules):
            for pattern in patterns:
                begin = len(self._edges)
                for end in _Builder(pattern, macros, classes, where, self._edges).ends():
                    self._ends[end] = len(self._rule_of)
                self._begin.append(begin)
                self._rule_of.append(number)
        self._known = self._words_after(range(len(self._edges)))
        self._steps: dict[tuple[int, ...], _Step] = {}
        root: Edges = {}
        for state in self._begin:
            for label, followers in self._edges[state].items():
                root.setdefault(label, []).extend(followers)
        self._edges.append(root)
        self._first = self._step([len(self._edges) - 1])
        #: The folded words with which a pattern can begin, each with the words one of which must follow, or None where
        #: it can stand alone: look here before calling `match`.
        self.openings: dict[str, frozenset[str] | None] = {}
        follows: dict[tuple[int, ...], frozenset[str]] = {}
        for word in self._words_after(self._first.states):
            step = self._next(self._first, word)
            if step is None or step.pattern is not None:
                self.openings[word] = None
                continue
            if step.states not in follows:
                follows[step.states] = self._words_after(step.states)
            self.openings[word] = follows[step.states]

    def _words_after(self, states: Sequence[int]) -> frozenset[str]:
        """All words with which a way on from one of the states begins."""
        labels = {label for state in states for label in self._edges[state]}
        names = labels & self._classes.keys()
        return frozenset(labels - names).union(*(self._classes[name] for name in names))

    def _step(self, states: Sequence[int]) -> _Step:
        key = tuple(sorted(set(states)))
        if key not in self._steps:
            ending = [self._ends[state] for state in key if state in self._ends]
            self._steps[key] = _Step(key, min(ending) if ending else None)
        return self._steps[key]

    def _next(self, step: _Step, word: str) -> _Step | None:
        """The step after the word; only words that some pattern has are remembered, so that memory is bounded."""
        if word not in self._known:
            return None
        labels = (word, *(name for name, _ in self._values.get(word, ())))
        after = [follower for state in step.states for label in labels
                 for follower in self._edges[state].get(label, ())]
        step.on[word] = found = self._step(after) if after else None
        return found

    def match(self, words: Sequence[str], first: int, limit: int) -> Match | None:
        """The longest match that starts at the token and ends by `limit`; of equals the pattern that comes first."""
        step: _Step | None = self._first
        pattern, end = -1, first
        for at in range(first, limit):
            assert step is not None
            word = words[at]
            step = step.on[word] if word in step.on else self._next(step, word)
            if step is None:
                break
            if step.pattern is not None:
                pattern, end = step.pattern, at + 1
        if pattern < 0:
            return None
        return Match(first, end, self._rule_of[pattern], pattern)

    def captures(self, match: Match, words: Sequence[str]) -> Captures:
        """The classes of a match with their values, along the pattern's first way through the words."""
        _, end, _, pattern = match
        stack: list[tuple[int, int, Captures]] = [(self._begin[pattern], match.first, ())]
        while stack:
            state, at, captures = stack.pop()
            if at == end:
                if self._ends.get(state) == pattern:
                    return captures
                continue
            edges = self._edges[state]
            for name, value in self._values.get(words[at], ()):
                stack += [(follower, at + 1, (*captures, (name, value))) for follower in edges.get(name, ())]
            stack += [(follower, at + 1, captures) for follower in edges.get(words[at], ())]
        return ()


class _Builder:
    """One pattern on its way into the automaton."""

    def __init__(self, pattern: str, macros: Mapping[str, str], classes: Mapping[str, Any], where: str,
                 edges: list[Edges]) -> None:
        self._what = f"{where}: pattern {pattern!r}"
        self._classes = classes
        self._edges = edges
        self._items = list(self._expand(pattern, macros, 0))
        self._at = 0

    def _expand(self, pattern: str, macros: Mapping[str, str], depth: int) -> Iterator[str]:
        for macro, mark, word in _ITEM.findall(pattern):
            if not macro:
                yield mark or word
            elif macro not in macros or depth > 5:
                raise DefectError(f"{self._what}: no macro {{{macro}}}, or one within itself; mend [macros]")
            else:
                yield from ("(", *self._expand(macros[macro], macros, depth + 1), ")")

    def ends(self) -> list[int]:
        """Add the pattern's states, the first of which is its beginning; the states in which it is whole."""
        self._edges.append({})
        begin = len(self._edges) - 1
        ends = self._choice([begin], "")
        if self._at < len(self._items):
            raise DefectError(f"{self._what}: a bracket too many; remove it")
        if begin in ends:
            raise DefectError(f"{self._what} would match nothing at all; let one word of it be fixed")
        return ends

    def _choice(self, states: list[int], closing: str) -> list[int]:
        ends = self._row(states)
        while self._at < len(self._items) and self._items[self._at] == "|":
            self._at += 1
            ends = [*ends, *(state for state in self._row(states) if state not in ends)]
        if closing:
            if self._at >= len(self._items) or self._items[self._at] != closing:
                raise DefectError(f"{self._what}: a bracket is not closed; add {closing!r}")
            self._at += 1
        return ends

    def _row(self, states: list[int]) -> list[int]:
        while self._at < len(self._items) and self._items[self._at] not in {"|", ")", "]"}:
            item = self._items[self._at]
            self._at += 1
            if item == "[":
                states = [*states, *(state for state in self._choice(states, "]") if state not in states)]
            elif item == "(":
                states = self._choice(states, ")")
            else:
                if item.isupper() and item not in self._classes:
                    raise DefectError(f"{self._what}: no class {item}; add it to [classes]")
                self._edges.append({})
                for state in states:
                    self._edges[state].setdefault(item, []).append(len(self._edges) - 1)
                states = [len(self._edges) - 1]
        return states
