"""Layer 1: where the text speaks of a metric, by the ontology's labels, compounds of them, verbs and idioms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from kg.extract.phrases import Hit, Phrases, from_table
from kg.extract.text import Document
from kg.lexicon import load

#: So many words are kept with what was found of them, so that memory does not grow with the texts read.
KEPT = 20_000


@dataclass(frozen=True, slots=True)
class MetricMention:
    """Tokens first..last speak of `metric`; `tail` is the second part of a verb in two parts, or -1.

    how      "label" (of the ontology), "compound" of a label, "phrase" (a verb or idiom), "hint" (a looser word)
    growth   the word itself says that the metric changed ("omzetgroei")
    text     the words, folded
    """

    first: int
    last: int
    tail: int
    metric: str
    how: str
    growth: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Data:
    phrases: Phrases
    heads: dict[str, str]
    prefixes: frozenset[str]
    block: frozenset[str]
    growth: tuple[str, ...]
    joined: bool


@cache
def _data(language: str) -> _Data:
    lexicon = load()
    words = lexicon.languages[language]["metrics"]
    labels = [(label, metric.id) for metric in lexicon.metrics.values()
              for tag in ("", language) for label in metric.labels.get(tag, ())]
    known = set(labels)
    phrases = [(label, f"label {metric}") for label, metric in labels]
    phrases += [(phrase, f"phrase {metric}") for phrase, metric in from_table(words["phrases"])
                if (phrase, metric) not in known]
    phrases += [(phrase, f"hint {metric}") for phrase, metric in from_table(words["hints"])]
    compounds = words["compounds"]
    heads = {label: metric for label, metric in labels if " " not in label and len(label) > 3}
    return _Data(Phrases(phrases), heads, frozenset(compounds["prefixes"]), frozenset(compounds["block"]),
                 tuple(compounds["growth"]), compounds["joined"])


def read_metrics(document: Document) -> list[MetricMention]:
    """All words that speak of a metric, in text order; where they overlap, the longest of the leftmost."""
    data = _data(document.language)
    found = [_mention(hit) for hit in data.phrases.find(document)]
    if data.joined:
        taken = {token for m in found for token in range(m.first, m.last)}
        for at, word in enumerate(document.lower):
            if len(word) > 6 and at not in taken and (hit := _compound(word, document.language)):
                metric, growth = hit
                found.append(MetricMention(at, at + 1, -1, metric, "compound", growth, word))
        found.sort(key=lambda m: m.first)
    return found


def _mention(hit: Hit) -> MetricMention:
    how, metric = hit.what.split(" ", 1)
    return MetricMention(hit.first, hit.last, hit.tail, metric, how, False, hit.text)


@lru_cache(maxsize=KEPT)
def _compound(word: str, language: str) -> tuple[str, bool] | None:
    """(metric, whether it is a change) of a compound with a label as its last part, before a word of change or not."""
    data = _data(language)
    if word in data.block or not word.isalpha():
        return None
    for tail in data.growth:
        stem = word[:-len(tail)]
        if word.endswith(tail) and stem:
            metric = data.heads.get(stem) or _headed(stem, data)
            if metric:
                return metric, True
    metric = _headed(word, data)
    return (metric, False) if metric else None


def _headed(word: str, data: _Data) -> str | None:
    """The metric of the longest label that ends the word behind a known first part."""
    for cut in range(2, len(word) - 3):
        metric = data.heads.get(word[cut:])
        if metric and (word[:cut] in data.prefixes or word[:cut].removesuffix("-") in data.prefixes):
            return metric
    return None
