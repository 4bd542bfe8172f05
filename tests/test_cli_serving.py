"""`kg serve` on the command line: what it says of who can reach it, and what it will not start with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import kg
from kg.article import read_text
from kg.cli.serving import warnings
from kg.serve import Settings

TOKEN = "a long secret of this test"
OPEN, NAMELESS, ANY_SITE, CHANGES = "listening on", "no name is allowed", "--cors *", "--allow-update"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("serving") / "graph"
    with kg.open(place) as graph:
        graph.add(read_text("Amazon reported revenue of $213.4 billion for 2025.", name="amazon", language="en"))
    return place


@pytest.mark.parametrize(("settings", "said"), [
    ({}, []),
    ({"host": "localhost"}, []),
    ({"host": "127.0.0.9"}, []),
    ({"host": "::1"}, []),
    ({"allowed_hosts": ("kg.example",)}, []),
    ({"origins": ("https://tool.example",)}, []),
    ({"host": "0.0.0.0"}, [OPEN, NAMELESS]),
    ({"host": "::"}, [OPEN, NAMELESS]),
    ({"host": "0.0.0.0", "allowed_hosts": ("kg.example",)}, [OPEN]),
    ({"host": "192.168.1.5"}, [OPEN]),
    ({"host": "kg.example"}, [OPEN]),
    ({"origins": ("*",)}, [ANY_SITE]),
    ({"update_token": TOKEN}, [CHANGES]),
    ({"host": "0.0.0.0", "origins": ("*",), "update_token": TOKEN}, [OPEN, NAMELESS, ANY_SITE, CHANGES])])
def test_what_the_settings_mean_is_said(settings: dict[str, object], said: list[str]) -> None:
    lines = warnings(Settings(folder="x", **settings))  # type: ignore[arg-type]
    assert [begin for line, begin in zip(lines, said, strict=True) if not line.startswith(begin)] == []
    assert all("\n" not in line for line in lines)
    if OPEN in said:
        assert str(settings["host"]) in lines[0]
        assert "without a password" in lines[0]


def start(folder: Path, *words: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "kg", "serve", "--graph", str(folder), "--port", "0", *words],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env=os.environ | {"KG_UPDATE_TOKEN": ""} | environment)


@pytest.mark.parametrize(("words", "environment", "before"), [
    ((), {}, []), (("--host", "0.0.0.0"), {}, [OPEN, NAMELESS]),
    (("--allow-update",), {"KG_UPDATE_TOKEN": TOKEN}, [CHANGES])])
def test_it_says_where_it_is_and_ends_by_an_interrupt(folder: Path, words: tuple[str, ...],
                                                      environment: dict[str, str], before: list[str]) -> None:
    process = start(folder, *words, **environment)
    try:
        assert process.stderr
        for begin in before:
            assert process.stderr.readline().startswith(f"kg: {begin}")
        line = process.stderr.readline()
        assert line.startswith(f"kg: serving {folder} at http://")
        address = line.split(" at ")[1].split(" ")[0].replace("0.0.0.0", "127.0.0.1")
        with urllib.request.urlopen(address + "sparql?query=ASK%7B%7D", timeout=30) as answer:
            assert b"true" in answer.read()
        assert TOKEN not in line
    finally:
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert (process.returncode, out) in ((0, ""), (130, ""), (-signal.SIGINT, ""))


@pytest.mark.parametrize(("words", "environment", "says"), [
    (("--allow-update",), {}, "needs a token in the environment variable KG_UPDATE_TOKEN"),
    (("--allow-update",), {"KG_UPDATE_TOKEN": "short"}, "fewer than 16 characters"),
    (("--timeout", "0"), {}, "timeout"), (("--workers", "0"), {}, "workers"), (("--port", "99999"), {}, "port"),
    (("--host", "203.0.113.7"), {}, "203.0.113.7")])
def test_what_it_will_not_start_with(folder: Path, words: tuple[str, ...], environment: dict[str, str],
                                     says: str) -> None:
    process = start(folder, *words, **environment)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert says in err
    assert "Traceback" not in err


def test_a_folder_that_is_no_graph(tmp_path: Path) -> None:
    out, err = (process := start(tmp_path / "none")).communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert "none" in err
