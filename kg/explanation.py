"""Why a fact is there: its words, the rules that fired, and what else was considered; for readers and programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from kg.facts import Fact, Observation, to_json

if TYPE_CHECKING:
    from kg.article import Article
    from kg.extract.runners_up import Slot


@dataclass(frozen=True, slots=True)
class Words:
    """The words text[start:end] of the article that gave a part of a fact."""

    name: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a fact is there.

    sentence   the fact in plain English
    parts      the words that gave its parts, in text order; "all" is the stretch that states it
    rules      the names of the rules that fired
    slots      of an observation read from text, what was considered slot by slot; else empty
    """

    fact: Fact
    sentence: str
    parts: tuple[Words, ...]
    rules: tuple[str, ...]
    slots: tuple[Slot, ...]

    def as_json(self) -> dict[str, Any]:
        """The fact's JSON with `sentence`, `parts` (with their words), `rules` and `slots`."""
        parts = [{"name": part.name, "words": part.words, "at": f"{part.start}-{part.end}"} for part in self.parts[1:]]
        return to_json(self.fact) | {"sentence": self.sentence, "parts": parts, "rules": list(self.rules),
                                     "slots": [asdict(slot) for slot in self.slots]}


def explain(article: Article, fact: Fact) -> Explanation:
    """Why a fact of an article is there. The article is read again for what else was considered.

    The slots are empty where the article is no longer read in the same way (a fact of an older version), and of
    facts that patterns give: roles, relations, statements and ranks.
    """
    from kg.present import sentence

    text = article.text
    parts = (Words("all", fact.evidence, fact.start, fact.end),
             *(Words(part.name, text[part.start:part.end], part.start, part.end) for part in fact.parts))
    return Explanation(fact, sentence(fact), parts, tuple(rule for rule in fact.rule.split(" + ") if rule),
                       _slots(article, fact))


def _slots(article: Article, fact: Fact) -> tuple[Slot, ...]:
    value = next((part for part in fact.parts if part.name == "value"), None)
    if not isinstance(fact, Observation) or value is None or article.form is not None:
        return ()
    from kg.extract.extraction import reading_of
    from kg.extract.runners_up import slots_of
    from kg.extract.timing import Timing

    reading = reading_of(article)
    if reading is None:
        return ()
    return slots_of(reading, Timing(reading, article.day), value.start, value.end)
