"""Many articles: the same graph for any number of processes, whoever is killed, and every article accounted for."""

import json
import os
import signal
from functools import partial

import pytest
from gold import SAMPLE, triples

import kg
from kg import build as module
from kg.article import read_all, read_lines, sources
from kg.build import build, tasks
from kg.errors import ArticleError, BuildError, InputError
from kg.prepared import Report


@pytest.fixture(scope="module")
def expected():
    graph = kg.open()
    for article in read_all(SAMPLE):
        graph.add(article)
    return triples(graph)


@pytest.fixture
def lines(tmp_path):
    """The sample as lines of one file, with a broken line and a blank one."""
    file = tmp_path / "feed.jsonl"
    rows = [json.dumps({"title": item.title, "text": item.text, "date": item.day.isoformat(), "lang": item.language},
                       ensure_ascii=False) for item in read_all(SAMPLE)]
    rows[3:3] = ["{", ""]
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


def built(folder, *paths, **options):
    return list(build(partial(kg.open, folder), sources([str(path) for path in paths]), **options))


@pytest.mark.parametrize("jobs", [1, 2])
def test_processes_and_batches_make_no_difference(tmp_path, monkeypatch, expected, jobs):
    monkeypatch.setattr(module, "FEW", 5)
    monkeypatch.setattr(module, "BATCH", 7)
    monkeypatch.setattr(module, "FILES", 3)
    found = built(tmp_path / "g", SAMPLE, jobs=jobs)
    assert [item.article.name for item in found] == [article.name for article in read_all(SAMPLE)]
    with kg.open(tmp_path / "g", read_only=True) as graph:
        assert triples(graph) == expected
        assert graph.verify() == []
    assert not any(item.changed for item in built(tmp_path / "g", SAMPLE, jobs=1))


@pytest.mark.parametrize("size", [1, 5_000, 20_000, 10_000_000])
def test_pieces_of_a_file_of_lines_are_the_file(lines, monkeypatch, size):
    monkeypatch.setattr(module, "BYTES", size)
    pieces = list(tasks([str(lines)]))
    assert sum(task.finished for task in pieces) == 1
    found = [item for task in pieces for item in read_lines(str(lines), task.piece)]
    assert list(map(str, found)) == list(map(str, read_all(lines)))
    assert len(pieces) > 1 or size == 10_000_000


def test_what_cannot_be_read_is_reported_in_its_place(tmp_path, lines):
    found = built(tmp_path / "g", SAMPLE / "en-001.md", tmp_path / "none.txt", lines)
    kinds = [type(item) for item in found[:6]]
    assert kinds == [Report, ArticleError, Report, Report, Report, ArticleError]
    assert "none.txt" in str(found[1])
    assert "feed.jsonl:4" in str(found[5])
    assert len(found) == 24 + 3


def test_no_graph_is_made_where_nothing_can_be_read(tmp_path):
    assert [type(item) for item in built(tmp_path / "g", tmp_path / "none")] == [ArticleError]
    assert not (tmp_path / "g").exists()


def test_a_second_article_of_a_name_is_left_out(tmp_path):
    for folder in "ab":
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(f"Amazon earned $2{folder == 'b':d}.3 billion in the quarter.")
    first, second = built(tmp_path / "g", tmp_path / "a", tmp_path / "b")
    assert first.changed
    assert isinstance(second, InputError)
    assert "second article of this name" in str(second)


def test_an_article_whose_place_another_takes_in_the_same_batch_goes(tmp_path):
    page = "---\nurl: https://news.example/1\nlang: en\ndate: 2026-01-05\n---\nAmazon earned ${} billion last year.\n"
    for number in range(3):
        (tmp_path / f"{number}.md").write_text(page.format(20 + number), encoding="utf-8")
    found = built(tmp_path / "g", *(tmp_path / f"{number}.md" for number in range(3)))
    assert [len(item.replaced) for item in found] == [0, 1, 1]
    with kg.open(tmp_path / "g") as graph:
        assert [article.name for article in graph.articles()] == ["2"]
        assert len(list((tmp_path / "g" / "texts").rglob("*.json"))) == 1


# --- processes that end of themselves

def killed_once(task, *, mark, after=1):
    """Kills the process that reads, as often as there are not `after` marks."""
    if len(os.listdir(mark)) < after:
        (mark / f"{os.getpid()}").write_text("")
        os.kill(os.getpid(), signal.SIGKILL)
    return task.paths


def each(work, paths, monkeypatch):
    monkeypatch.setattr(module, "FEW", 1)
    monkeypatch.setattr(module, "FILES", 1)
    return [found for _, found in module._each(work, tasks(map(str, paths)), 2)]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_process_that_is_killed_is_replaced(tmp_path, monkeypatch):
    assert each(partial(killed_once, mark=tmp_path), range(9), monkeypatch) == [(str(n),) for n in range(9)]
    assert len(list(tmp_path.iterdir())) in (1, 2)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_build_whose_processes_keep_ending_gives_up_and_names_the_place(tmp_path, monkeypatch):
    with pytest.raises(BuildError, match=r"^1\.txt: the process that read it ended 3 times .*give fewer --jobs"):
        each(partial(killed_once, mark=tmp_path, after=1000), ["1.txt", "2.txt"], monkeypatch)
