"""What the graph has as this version reads it is not read again; whatever changes it is."""

import json
from functools import partial

import pytest
from gold import extraction, observation, triples

import kg
import kg.extract
from kg import cli
from kg import readings as module
from kg.build import build
from kg.errors import StoreError
from kg.readings import Readings

PAGE = "---\nurl: https://news.example/{}\nlang: en\ndate: 2026-01-05\n---\nAmazon earned ${} billion in 2025.\n"


@pytest.fixture
def pages(tmp_path):
    """Three articles in files of their own."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.md").write_text(PAGE.format(number, 20 + number), encoding="utf-8")
    return folder


@pytest.fixture
def read(monkeypatch):
    """The names of the articles that are read for facts, as they are."""
    names, extract = [], kg.extract.extract

    def noted(article):
        names.append(article.name)
        return extract(article)

    monkeypatch.setattr(kg.extract, "extract", noted)
    return names


def built(folder, *paths):
    return list(build(partial(kg.open, folder), map(str, paths), folder=folder))


def files(pages):
    return sorted(pages.iterdir())


def test_what_is_there_is_not_read_again_and_is_reported_the_same(tmp_path, pages, read):
    first = built(tmp_path / "g", *files(pages))
    assert read == ["0", "1", "2"]
    again = built(tmp_path / "g", *files(pages))
    assert read == ["0", "1", "2"]
    assert [item.article for item in again] == [item.article for item in first]
    assert [item.counts for item in again] == [item.counts for item in first]
    assert all(item.counts[0] for item in first)
    assert [item.changed for item in (*first, *again)] == [True] * 3 + [False] * 3


def test_the_command_says_the_same_of_articles_that_it_does_not_read(tmp_path, pages, capfd, read):
    told = []
    for _ in range(2):
        assert cli.run(["build", str(pages), "--graph", str(tmp_path / "g"), "--json"]) == 0
        told.append(json.loads(capfd.readouterr().out))
    assert told[0]["changed"] == 3
    assert told[1] == told[0] | {"changed": 0}
    assert len(read) == 3


def test_another_version_reads_again_and_notes_that(tmp_path, pages, read, monkeypatch):
    built(tmp_path / "g", *files(pages))
    monkeypatch.setattr(module, "version", lambda: "another")
    assert not any(item.changed for item in built(tmp_path / "g", *files(pages)))
    assert len(read) == 6
    built(tmp_path / "g", *files(pages))
    assert len(read) == 6


def test_the_version_names_code_and_data():
    assert len(module.version()) == 64
    module.version.cache_clear()
    before = module.version()
    module.version.cache_clear()
    assert module.version() == before


@pytest.mark.parametrize(("old", "new"), [("2026-01-05", "2025-01-05"), ("lang: en", "lang: nl"), ("$20", "$30"),
                                     ("lang: en", "lang: en\ntitle: Other")])
def test_what_is_known_of_an_article_counts(tmp_path, pages, read, old, new):
    built(tmp_path / "g", *files(pages))
    page = pages / "0.md"
    page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert [item.changed for item in built(tmp_path / "g", *files(pages))] == [True, False, False]
    assert read == ["0", "1", "2", "0"]


def test_an_article_with_problems_is_read_again_so_that_they_are_told_again(tmp_path, pages, read):
    (pages / "0.md").write_text(PAGE.format(0, 20).replace("lang: en", "lang: fr"), encoding="utf-8")
    for _ in range(2):
        first = built(tmp_path / "g", *files(pages))[0]
        assert len(first.problems) == 1
    assert read == ["0", "1", "2", "0"]


def test_the_same_text_twice_is_told_each_time(tmp_path, pages):
    (pages / "3.md").write_text(PAGE.format(3, 20), encoding="utf-8")
    for _ in range(2):
        found = built(tmp_path / "g", *files(pages))
        assert "kept once" in found[3].problems[0]


def change_by_hand(graph):
    item = kg.read_text("Amazon earned $20 billion in 2025.", name="0", url="https://news.example/0")
    stored = graph.find("0")
    assert item.sha256 == stored.sha256
    graph.add_extraction(item, extraction(observation(item, "Amazon earned", subject="Amazon", said_by=None, parts=())))


@pytest.mark.parametrize("change", [
    change_by_hand,
    lambda graph: graph.remove("0"),
    lambda graph: graph.store.update("DELETE { ?f kg:value ?v } INSERT { ?f kg:value 5.0 } WHERE { ?f kg:value ?v }"),
    lambda graph: graph.store.texts.drop(graph.find("0").sha256),
], ids=["other facts", "removed", "update", "text lost"])
def test_what_was_changed_is_read_again(tmp_path, pages, read, change):
    built(tmp_path / "g", *files(pages))
    with kg.open(tmp_path / "g") as graph:
        before = triples(graph)
        change(graph)
    assert built(tmp_path / "g", *files(pages))[0].article.name == "0"
    assert "0" in read[3:]
    with kg.open(tmp_path / "g") as graph:
        assert triples(graph) == before
        assert graph.verify() == []


def test_a_change_that_fails_has_taken_the_note_back_before(tmp_path, pages, read, monkeypatch):
    built(tmp_path / "g", *files(pages))

    def fail(*_):
        raise OSError("disk full")

    with kg.open(tmp_path / "g") as graph, monkeypatch.context() as patch:
        patch.setattr("kg.store.commit", fail)
        with pytest.raises(StoreError, match="disk full"):
            graph.remove("0")
    built(tmp_path / "g", *files(pages))
    assert read == ["0", "1", "2", "0"]


def test_an_article_and_its_older_self_in_one_build_end_the_same_each_time(tmp_path, pages, read):
    (pages / "3.md").write_text(PAGE.format(0, 50), encoding="utf-8")
    kinds = []
    for _ in range(3):
        kinds.append([(item.changed, len(item.replaced)) for item in built(tmp_path / "g", *files(pages))])
        with kg.open(tmp_path / "g", read_only=True) as graph:
            assert sorted(item.name for item in graph.articles()) == ["1", "2", "3"]
    assert kinds == [[(True, 0), (True, 0), (True, 0), (True, 1)]] + [
        [(True, 1), (False, 0), (False, 0), (True, 1)]] * 2
    assert read == ["0", "1", "2", "3"] + ["0", "3"] * 2


@pytest.mark.parametrize("content", [b"", b"junk", b"\0" * 5000, b"\xff\xfe\n" * 9, b"0123456789abcdef 0123"])
def test_notes_that_are_damaged_only_cost_time(tmp_path, pages, read, content):
    built(tmp_path / "g", *files(pages))
    notes = tmp_path / "g" / "read"
    notes.write_bytes(content)
    for _ in range(2):
        assert not any(item.changed for item in built(tmp_path / "g", *files(pages)))
    assert len(read) == 6


def test_a_note_that_was_cut_off_does_not_swallow_the_next(tmp_path):
    infos = [kg.store.ArticleInfo(sha256=f"{number:064x}"[::-1]) for number in (1, 2, 3)]
    notes = Readings(tmp_path / "read")
    notes.add(infos[:2])
    (tmp_path / "read").write_bytes((tmp_path / "read").read_bytes()[:-5])
    Readings(tmp_path / "read").drop([infos[0].sha256])
    later = Readings(tmp_path / "read")
    assert [later.has(info) for info in infos] == [False, False, False]
    later.add(infos)
    assert [Readings(tmp_path / "read").has(info) for info in infos] == [True, True, True]


def test_notes_do_not_grow_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_IDLE", 10)
    info = kg.store.ArticleInfo(sha256="ab" * 32)
    notes = Readings(tmp_path / "read")
    for _ in range(50):
        notes.add([info])
        notes.drop([info.sha256])
    notes.add([info])
    assert len((tmp_path / "read").read_bytes().splitlines()) <= 12
    assert Readings(tmp_path / "read").has(info)


def test_building_again_from_the_texts_reads_them(tmp_path, pages, read):
    from kg.rebuild import rebuild

    built(tmp_path / "g", *files(pages))
    list(rebuild(tmp_path / "g"))
    assert len(read) == 6
