"""The linear scorer: named features, weights from a data file, and a probability for each candidate.

`weights.json` holds for each slot (metric, subject, ...) the weight of each feature; `benchmarks/fit_weights.py`
fits them as a conditional logistic regression with an L2 penalty (Berger, Della Pietra and Della Pietra, 1996).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp
from pathlib import Path

Features = Sequence[str]
FILE = Path(__file__).with_name("weights.json")


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """Slot -> feature -> weight, as fitted."""
    loaded: dict[str, dict[str, float]] = json.loads(FILE.read_text(encoding="utf-8"))
    return loaded


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
