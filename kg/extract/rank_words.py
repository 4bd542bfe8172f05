"""The words of ranks.toml, compiled, and the markets that a text speaks of."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from kg.extract.phrases import Phrases
from kg.extract.text import Document, fold, tokens
from kg.lexicon import load

#: A word of a market counts where a word of the text begins with it, from this length on; shorter ones are whole words.
STEM = 4
#: The name of the market of "the most valuable company" (the corpus guide).
VALUE = "market value"


@dataclass(frozen=True, slots=True)
class RankWords:
    """A language's words: `phrases` find what says a position; their `what` is "kind position".

    kind   "superlative" (a noun for a company follows), "place", "row" (of places), "value", "to" or "by" (verbs),
           "ordinal" (no noun follows), "idiom" (no position at all)
    followed   words before those who come next
    """

    phrases: Phrases
    heads: frozenset[str]
    followed: Phrases
    endings: tuple[str, ...]
    one_of: frozenset[str]
    one: frozenset[str]
    over: frozenset[str]
    but: frozenset[str]
    not_yet: frozenset[str]
    indefinite: frozenset[str]
    adverbs: frozenset[str]
    pronouns: frozenset[str]
    sharing: frozenset[str]
    as_words: frozenset[str]
    pointing: frozenset[str]
    foreseen: frozenset[str]
    alone: frozenset[str]
    holding: frozenset[str]
    ranking: frozenset[str]
    markets: frozenset[str]

    def head(self, word: str) -> bool:
        """Whether a word is a noun for a company in a market."""
        return word in self.heads or word.endswith(self.endings)


@cache
def rank_words(language: str) -> RankWords:
    """The compiled words of a language."""
    data: dict[str, Any] = load().languages[language]["ranks"]
    kinds = {"value": "value", "superlative": "superlatives", "place": "places", "row": "rows", "ordinal": "ordinals",
             "idiom": "idioms"}
    rows = [(word, f"{kind} {position}") for kind, section in kinds.items()
            for position, words in data[section].items() for word in words]
    rows += [(word, f"{kind} 1") for kind in ("to", "by") for word in data["verbs"][kind]]
    words = data["words"]
    sets = {field.name: frozenset(words[field.name]) for field in fields(RankWords) if field.type == "frozenset[str]"}
    followed = Phrases([(word, "") for word in words["followed"]])
    return RankWords(Phrases(rows), followed=followed, endings=tuple(words["endings"]), **sets)


class Markets:
    """Where a text speaks of which market: `near` gives the one that words say, `main` the one it says most often."""

    def __init__(self, document: Document) -> None:
        labels = _labels(document.language)
        self._at: dict[int, tuple[int, str]] = {}
        counts: Counter[str] = Counter()
        free = 0
        for at, word in enumerate(document.lower):
            rows = labels.get(word[:STEM])
            if rows is None or at < free:
                continue
            found = next((row for row in rows if _stands(document.lower, at, row[0])), None)
            if found is not None:
                free = at + len(found[0])
                self._at[at] = free, found[1]
                counts[found[1]] += 1
        self.main = counts.most_common(1)[0][0] if counts else None

    def near(self, first: int, last: int, at: int) -> str | None:
        """The market that is said nearest to a token, from `first` to `last`; of two as near the one behind."""
        inside = [token for token in range(first, last) if token in self._at]
        if not inside:
            return None
        return self._at[min(inside, key=lambda token: (abs(token - at), -token))][1]


@cache
def _labels(language: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """How a market's words begin -> the words with the market, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for market, labels in load().languages[language]["ranks"]["markets"].items():
        for label in labels:
            words = tuple(tokens(fold(label)))
            found[words[0][:STEM]].append((words, market))
    return {start: sorted(rows, key=lambda row: -len("".join(row[0]))) for start, rows in found.items()}


def _stands(lower: list[str], at: int, words: tuple[str, ...]) -> bool:
    """Whether a market's words stand at the token: all but the last as they are, the last as a beginning."""
    cut = lower[at:at + len(words)]
    if len(cut) < len(words) or tuple(cut[:-1]) != words[:-1]:
        return False
    return cut[-1] == words[-1] or (len(words[-1]) >= STEM and cut[-1].startswith(words[-1]))
