"""Builds that are killed at random moments end in the same graph; benchmarks/kills.py does so hundreds of times."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
from kills import survive


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="processes are found under /proc")
def test_a_build_that_is_killed_and_started_again_ends_in_the_same_graph(tmp_path):
    told = []
    outcome = survive(tmp_path, 8, 24, told.append)
    assert told == []
    assert (outcome.kills, outcome.differ) == (8, 0)
    assert outcome.size > 1_000_000
