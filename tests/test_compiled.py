"""What is compiled is kept by content, and a cache that fails costs time and nothing else."""

from __future__ import annotations

import json

import pytest

from kg.compiled import cache_folder, compiled
from kg.extract.scorer import Scorer
from kg.extract.weights import weights
from kg.lexicon import load


@pytest.fixture
def calls(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return []


def take(calls, *sources, read=dict):
    return compiled("sample", sources, lambda: calls.append(1) or {"number": len(calls)}, read)


def test_the_same_sources_are_compiled_once(calls):
    assert [take(calls, b"a", b"b"), take(calls, b"a", b"b")] == [{"number": 1}] * 2


def test_other_sources_and_another_cut_of_them_are_compiled_anew(calls):
    take(calls, b"ab", b"c")
    for sources in ((b"a", b"bc"), (b"abc",), (b"ab", b"d"), (b"ab",), ()):
        before = len(calls)
        take(calls, *sources)
        assert len(calls) == before + 1


@pytest.mark.parametrize("damage", ["", "{ cut", "[1, 2]", "null", '{"other": 1}'])
def test_a_damaged_file_is_compiled_again_and_mended(calls, damage):
    def read(data):
        return data["number"]

    assert take(calls, b"a", read=read) == 1
    file, = cache_folder().glob("sample-*.json")
    file.write_text(damage, encoding="utf-8")
    assert [take(calls, b"a", read=read), take(calls, b"a", read=read)] == [2, 2]
    assert json.loads(file.read_text(encoding="utf-8")) == {"number": 2}


def test_a_file_that_is_no_text_is_compiled_again(calls):
    take(calls, b"a")
    file, = cache_folder().glob("sample-*.json")
    file.write_bytes(b"\xff\xfe\x00")
    assert take(calls, b"a") == {"number": 2}


def test_where_nothing_can_be_kept_it_is_compiled_each_time(calls, tmp_path):
    (tmp_path / "tech-giants-kg").write_text("a file where the folder would be")
    assert [take(calls, b"a"), take(calls, b"a")] == [{"number": 1}, {"number": 2}]


def test_no_part_of_a_file_is_left_behind(calls):
    take(calls, b"a")
    assert [file.suffix for file in cache_folder().iterdir()] == [".json"]


def test_the_scorer_comes_back_from_json_as_it_was():
    made = Scorer(weights(), load().metrics)
    back = Scorer.of_compiled(json.loads(json.dumps(made.compiled())))
    assert back.compiled() == made.compiled()
    features = [*weights()["status"]][:50]
    assert back.of_class.total([name.partition("|")[2] for name in features]) == made.of_class.total(
        [name.partition("|")[2] for name in features])
    for name in ("_places", "_mask", "_half", "_bias", "_rows"):
        assert getattr(back.of_metric, name) == getattr(made.of_metric, name)
