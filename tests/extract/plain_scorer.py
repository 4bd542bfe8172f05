"""The scorer by its definition: sums of the weights of named features. What `kg.extract.scorer` must agree with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

Features = Sequence[str]


def rank(slot: Mapping[str, float], candidates: Sequence[Features]) -> tuple[int, float]:
    """(index of the best candidate, its probability among them); the first of equals wins."""
    get = slot.get
    scores = [sum([get(feature, 0.0) for feature in features]) for features in candidates]
    best = max(range(len(scores)), key=scores.__getitem__)
    top = scores[best]
    return best, 1.0 / sum([exp(score - top) for score in scores])


def classify(slot: Mapping[str, float], features: Features, classes: Sequence[str]) -> tuple[str, float]:
    """(best class, its probability); the weight of a feature for a class is under "class|feature"."""
    get = slot.get
    scores = [sum([get(f"{name}|{feature}", 0.0) for feature in features]) for name in classes]
    best = max(range(len(scores)), key=scores.__getitem__)
    top = scores[best]
    return classes[best], 1.0 / sum([exp(score - top) for score in scores])
