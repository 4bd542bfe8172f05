"""The weights of the linear scorer, by the names of features, as they are fitted and as a diff shows them.

`weights.json` holds for each slot (metric, subject, ...) the weight of each feature; `benchmarks/fit_weights.py`
fits them as a conditional logistic regression with an L2 penalty (Berger, Della Pietra and Della Pietra, 1996).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("weights.json")


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """Slot -> feature -> weight, as fitted."""
    loaded: dict[str, dict[str, float]] = json.loads(FILE.read_text(encoding="utf-8"))
    return loaded
