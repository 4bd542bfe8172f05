"""A damaged graph is recognised and built again from its texts; an older one is brought up; a backup is whole."""

import json
import os
import shutil
import threading

import pytest
from gold import SAMPLE, fill_folder

import kg
from kg.backup import backup
from kg.errors import ArticleError, InputError, StoreError, StoreInUse
from kg.rebuild import rebuild


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A graph of some articles, in a folder with a space and an umlaut in its name."""
    folder = tmp_path_factory.mktemp("grüne Mappe") / "g"
    fill_folder(folder, sorted(SAMPLE.glob("*-00[1-4].md")))
    return folder


@pytest.fixture
def folder(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "ein Graph für alle")


def exported(folder, name="x.nt"):
    with kg.open(folder, read_only=True) as graph:
        return graph.export(folder.parent / name).read_bytes()


def sst(folder):
    return max((folder / "oxigraph" / "store").glob("*.sst"), key=lambda path: path.stat().st_size)


def damage(folder, how):
    store = folder / "oxigraph" / "store"
    if how == "kg.json cut":
        (folder / "kg.json").write_text('{"form')
    elif how == "kg.json gone":
        (folder / "kg.json").unlink()
    elif how == "triples gone":
        shutil.rmtree(store)
    elif how == "junk in CURRENT":
        (store / "CURRENT").write_text("junk")
    elif how == "manifest cut":
        manifest = next(store.glob("MANIFEST-*"))
        os.truncate(manifest, manifest.stat().st_size // 2)
    elif how == "manifest gone":
        next(store.glob("MANIFEST-*")).unlink()
    elif how == "table cut":
        os.truncate(sst(folder), sst(folder).stat().st_size // 2)
    elif how == "table gone":
        sst(folder).unlink()
    elif how == "table emptied":
        os.truncate(sst(folder), 0)


DAMAGES = ["kg.json cut", "kg.json gone", "triples gone", "junk in CURRENT", "manifest cut", "manifest gone",
           "table cut", "table gone", "table emptied"]


@pytest.mark.parametrize("how", DAMAGES)
def test_damage_is_named_at_opening_and_the_texts_restore_the_graph(whole, folder, how):
    damage(folder, how)
    for read_only in (True, False):
        with pytest.raises(StoreError) as caught:
            kg.open(folder, read_only=read_only)
        assert str(folder) in str(caught.value)
        assert "\n" not in str(caught.value)
        assert how == "kg.json gone" or f"kg build --rebuild --graph {folder}" in str(caught.value)
    reports = list(rebuild(folder))
    assert [report.changed for report in reports] == [True] * 8
    assert exported(folder) == exported(whole, "whole.nt")
    with kg.open(folder) as graph:
        assert graph.verify() == []


def test_a_text_that_is_not_what_its_hash_says_is_named_and_not_used(folder):
    files = sorted((folder / "texts").rglob("*.json"))
    rows = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    files[0].write_text(json.dumps(rows[0] | {"text": rows[0]["text"] + "!"}), encoding="utf-8")
    files[1].write_text(json.dumps(rows[1] | {"day": "1999-01-01"}), encoding="utf-8")
    files[2].write_text("{", encoding="utf-8")
    files[3].rename(files[3].with_name("0" * 64 + ".json"))
    found = list(rebuild(folder))
    wrong = [item for item in found if isinstance(item, ArticleError)]
    assert len(wrong) == 4
    assert all("damaged" in str(item) and "not used" in str(item) and "\n" not in str(item) for item in wrong)
    with kg.open(folder) as graph:
        assert len(graph.articles()) == 4


def test_building_again_that_is_cut_short_is_told_and_done_again(whole, folder):
    for _ in rebuild(folder):
        break
    for read_only in (True, False):
        with pytest.raises(StoreError, match=r"cut short.*kg build --rebuild"):
            kg.open(folder, read_only=read_only)
    assert len(list(rebuild(folder))) == 8
    assert exported(folder) == exported(whole, "whole.nt")


def test_a_graph_that_is_written_to_or_has_no_texts_is_not_thrown_away(folder, tmp_path):
    with kg.open(folder), pytest.raises(StoreInUse):
        list(rebuild(folder))
    assert len(exported(folder)) > 1000
    shutil.rmtree(folder / "texts")
    with pytest.raises(StoreError, match="keeps no texts"):
        list(rebuild(folder))
    assert len(exported(folder)) > 1000
    with pytest.raises(StoreError, match="keeps no texts"):
        list(rebuild(tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_a_graph_of_format_1_is_read_and_brought_up_when_it_is_opened_for_writing(whole, folder):
    before = {}
    for file in (folder / "texts").rglob("*.json"):
        before[file] = file.read_bytes()
        row = json.loads(before[file])
        del row["check"]
        file.write_text(json.dumps(row, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    about = json.loads((folder / "kg.json").read_text(encoding="utf-8"))
    (folder / "kg.json").write_text(json.dumps(about | {"format": 1}), encoding="utf-8")
    assert exported(folder) == exported(whole, "whole.nt")
    kg.open(folder).close()
    assert json.loads((folder / "kg.json").read_text(encoding="utf-8")) == about
    assert {file: file.read_bytes() for file in before} == before


# --- backup

def test_a_backup_is_the_same_graph_and_stays_as_it_was(whole, folder, tmp_path):
    with kg.open(folder) as graph:
        copy = backup(folder, tmp_path / "Kopie")
        graph.remove("en-001")
    assert exported(copy) == exported(whole, "whole.nt")
    assert len(list(rebuild(copy))) == 8
    assert exported(copy) == exported(whole, "whole.nt")
    assert exported(folder) != exported(whole, "whole.nt")


def test_a_backup_does_not_overwrite(folder, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "mine").write_text("")
    with pytest.raises(InputError, match="something already"):
        backup(folder, tmp_path / "there")
    with pytest.raises(StoreError, match="does not exist"):
        backup(tmp_path / "none", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_readers_beside_a_writer_see_whole_articles_only(whole, folder):
    """Each article that a reader sees has all its facts, whatever the writer is doing."""
    with kg.open(whole, read_only=True) as graph:
        facts = {article.name: len(graph.facts(article.sha256)) for article in graph.articles()}
        articles = [(name, graph.text(graph.find(name).sha256)) for name in facts]
    assert len(articles) == 8
    seen, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            with kg.open(folder, read_only=True) as reader:
                contents = reader.store.contents()
            counts = {article.name: 0 for article in contents.articles}
            names = {article.sha256: article.name for article in contents.articles}
            for fact in contents.facts:
                counts[names[fact.article]] += 1
            seen.append(counts)

    with kg.open(folder) as graph:
        kept = [(kg.read(SAMPLE / f"{name}.md")) for name in list(facts)[:3]]
        thread = threading.Thread(target=read)
        thread.start()
        try:
            while len(seen) < 12 and thread.is_alive():
                for article in kept:
                    graph.remove(article.name)
                for article in kept:
                    graph.add(article)
        finally:
            stop.set()
            thread.join()
    assert len(seen) >= 12
    assert len({tuple(counts) for counts in seen}) > 1
    assert all(facts[name] == number for counts in seen for name, number in counts.items())
