"""A full disk, missing rights and too little memory: one clear line with the right cure, and nothing is lost."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from gold import SAMPLE

ARTICLES = sorted(map(str, SAMPLE.glob("*-00[12].md")))
KG = [sys.executable, "-m", "kg"]


def kg(*arguments, before=(), **options):
    """Exit status, standard output and the lines of standard error of a command in a process of its own."""
    done = subprocess.run([*before, *KG, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8",
                          check=False, **options)
    return done.returncode, done.stdout, done.stderr.splitlines()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The graph of the articles as a disk with room has it, and the hash of its export."""
    folder = tmp_path_factory.mktemp("whole") / "g"
    assert kg("build", *ARTICLES, "--graph", folder)[0] == 0
    kg("export", folder.parent / "x.nt", "--graph", folder)
    return folder, hashlib.sha256((folder.parent / "x.nt").read_bytes()).hexdigest()


# --- a full disk

#: Runs in a name space of its own, where it may mount a small disk: builds, tells what became of that, gives the disk
#: room and does it again.
ON_A_SMALL_DISK = """
import hashlib, json, subprocess, sys
disk, size, kg, articles = json.loads(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", disk], check=True)
def run(*arguments):
    done = subprocess.run([*kg, *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr.splitlines()
build = ["build", *articles, "--graph", disk + "/g", "--jobs", "1"]
found = [run(*build), run("info", "--json", "--graph", disk + "/g")]
subprocess.run(["mount", "-o", "remount,size=100m", disk], check=True)
found += [run(*build), run("verify", "--graph", disk + "/g"), run("export", disk + "/x.nt", "--graph", disk + "/g")]
print(json.dumps([found, hashlib.sha256(open(disk + "/x.nt", "rb").read()).hexdigest()]))
"""


def on_a_small_disk(disk, size):
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        pytest.skip("no name space of one's own, in which to mount a small disk")
    disk.mkdir()
    done = subprocess.run(["unshare", "-rm", sys.executable, "-c", ON_A_SMALL_DISK,
                           json.dumps([str(disk), size, KG, ARTICLES])], capture_output=True, text=True, check=False)
    if "mount" in done.stderr and "permi" in done.stderr.lower():
        pytest.skip("no disk can be mounted here")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# Kilobytes, by what finds no room: the engine's first files, the ontology, the articles, the checkpoint.
@pytest.mark.parametrize("size", [40, 700, 1700, 2200])
def test_a_build_on_a_full_disk_is_told_so_and_goes_on_once_there_is_room(whole, tmp_path, size):
    disk = tmp_path / "kleine Platte ü"
    found, digest = on_a_small_disk(disk, size)
    (status, out, err), (info, told, info_err), again, verified, exported = found
    assert status == 2 or size > 1000
    if status:
        assert (status, out, len(err)) == (2, "", 1), err
        assert err[0].startswith(f"kg: {disk}/g")
        assert "the disk is full (" in err[0]
        assert "make room and do it again" in err[0]
        assert "damaged" not in err[0]
    if info == 0:  # what is in is whole articles: all of the batch or none
        assert json.loads(told)["articles"] in {0, len(ARTICLES)}
    else:
        assert info_err[0].endswith(f"making it was cut short; build it with: kg build ARTICLE... --graph {disk}/g")
    assert again[0] == verified[0] == exported[0] == 0, found
    assert digest == whole[1]


@pytest.mark.parametrize("kilobytes", [4, 500])
def test_a_limit_on_the_size_of_files_is_told_as_a_full_disk(whole, tmp_path, kilobytes):
    resource = pytest.importorskip("resource")

    folder = tmp_path / "g"
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (kilobytes << 10,) * 2)
    status, out, err = kg("build", *ARTICLES, "--graph", folder, preexec_fn=limit)
    if status:
        assert (status, out, len(err)) == (2, "", 1), err
        assert "the disk is full (" in err[0], err
    assert kg("build", *ARTICLES, "--graph", folder)[0] == 0
    kg("export", tmp_path / "x.nt", "--graph", folder)
    assert hashlib.sha256((tmp_path / "x.nt").read_bytes()).hexdigest() == whole[1]


@pytest.mark.parametrize("name", ["x.ttl", "x.nt", "x.csv", "x.nt.gz", "x.html"])
def test_an_export_that_finds_no_room_leaves_what_was_there(whole, tmp_path, name):
    resource = pytest.importorskip("resource")
    folder = whole[0]
    (tmp_path / name).write_text("old")
    command = ["view" if name == "x.html" else "export", tmp_path / name, "--graph", folder]
    status, out, err = kg(*command, preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (9_000,) * 2))
    assert (status, out, len(err)) == (2, "", 1), err
    assert str(tmp_path / name) in err[0]
    assert "File too large" in err[0]
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "old"


# --- rights

@pytest.fixture
def limited():
    """Runs a command for which the rights of files hold: root is above them as long as it may be."""
    without = []
    if os.geteuid() == 0:
        without = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
        if not shutil.which("setpriv") or subprocess.run([*without, "true"], capture_output=True).returncode:
            pytest.skip("root cannot give up that rights do not hold for it")
    return lambda *arguments: kg(*arguments, before=without)


@pytest.fixture
def place(whole, tmp_path):
    """A folder with a graph."""
    shutil.copytree(whole[0], tmp_path / "g")
    yield tmp_path
    for path in (tmp_path, *sorted(tmp_path.rglob("*"))):
        path.chmod(0o755)


def close(folder):
    """Let nobody write to a folder and what is in it."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_graph_that_may_only_be_read_is_read_and_not_written(limited, place):
    article = place / "a.md"
    article.write_bytes(Path(ARTICLES[0]).read_bytes() + b"\nMeta reported revenue of $59.9 billion for 2025.\n")
    close(place)
    before = contents(place)
    for command in (["info"], ["verify"], ["query", "articles"], ["figures"], ["validate"]):
        assert limited(*command, "--graph", place / "g")[0] == 0, command
    for command in (["build", article], ["remove", "en-001"], ["build", "--rebuild"],
                    ["export", place / "x.ttl"], ["backup", place / "copy"]):
        status, out, err = limited(*command, "--graph", place / "g")
        assert (status, out, len(err)) == (2, "", 1), (command, err)
        assert "you have no right to it (" in err[0]
        assert "--rebuild" not in err[0]
    status, out, err = limited("view", place / "x.html", "--graph", place / "g")
    assert (status, out, len(err)) == (2, "", 1)
    assert "Permission denied" in err[0]
    status, out, err = limited("build", article, "--graph", place / "new")
    assert (status, out, len(err)) == (2, "", 1)
    assert "you have no right to it (" in err[0]
    assert contents(place) == before


@pytest.mark.parametrize("name", [".", "kg.json", "oxigraph", "oxigraph/lock", "oxigraph/store"])
def test_a_part_of_a_graph_that_may_not_be_read_is_no_damage(limited, place, name):
    (place / "g" / name).chmod(0)
    for command in (["info"], ["query", "articles"], ["build", ARTICLES[0]]):
        status, out, err = limited(*command, "--graph", place / "g")
        assert (status, out, len(err)) == (2, "", 1), (command, err)
        assert "permission denied" in err[0].lower(), err
        assert "--rebuild" not in err[0]
        assert "elsewhere" not in err[0]


def test_texts_that_may_not_be_read_are_not_thrown_away(limited, place):
    (place / "g" / "texts").chmod(0)
    status, _, err = limited("verify", "--graph", place / "g")
    assert status == 1
    assert all("no right" in line for line in err)
    status, out, err = limited("build", "--rebuild", "--graph", place / "g")
    assert (status, out, len(err)) == (2, "", 1)
    assert "its texts cannot be read, since you have no right to it" in err[0]
    assert (place / "g" / "oxigraph" / "store" / "CURRENT").is_file()


def test_articles_that_may_not_be_read(limited, place):
    (place / "closed.md").write_text("Meta earned $5 billion.")
    (place / "closed").mkdir()
    for name in ("closed.md", "closed"):
        (place / name).chmod(0)
        status, out, err = limited("facts", place / name)
        assert (status, out, len(err)) == (2, "", 1)
        assert "permission denied; make" in err[0]


# --- memory

def test_a_build_that_gets_no_memory_leaves_the_graph_whole_and_goes_on_with_more(whole, tmp_path):
    """The engine's own threads abort where they get no memory; all else says so in a line."""
    resource = pytest.importorskip("resource")
    folder = tmp_path / "g"
    shutil.copytree(whole[0], folder)
    kg("remove", "en-001", "en-002", "--graph", folder)
    ends = []
    for megabytes in (180, 300, 500):
        limit = partial(resource.setrlimit, resource.RLIMIT_AS, (megabytes << 20,) * 2)
        status, _, err = kg("build", *ARTICLES, "--graph", folder, "--jobs", "1", preexec_fn=limit)
        ends.append((status, err))
        assert kg("verify", "--graph", folder)[0] == 0
        assert json.loads(kg("info", "--json", "--graph", folder)[1])["articles"] in {len(ARTICLES) - 2, len(ARTICLES)}
    assert any(status for status, _ in ends)
    assert all(len(err) == 1 and "not enough memory" in err[0] for status, err in ends if status == 2), ends
    assert kg("build", *ARTICLES, "--graph", folder)[0] == 0
    kg("export", tmp_path / "x.nt", "--graph", folder)
    assert hashlib.sha256((tmp_path / "x.nt").read_bytes()).hexdigest() == whole[1]
