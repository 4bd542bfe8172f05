"""docs/figures.md shows what the commands print for the sample."""

import re
import shlex
from pathlib import Path

import pytest

from kg import cli

ROOT = Path(__file__).resolve().parents[1]
SHOWN = re.findall(r"```console\n\$ (kg .+)\n((?s:.+?))```", (ROOT / "docs" / "figures.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("sample") / "graph"
    assert cli.run(["build", str(ROOT / "data" / "articles"), "--graph", str(place)]) == 0
    return place


def test_there_are_examples():
    assert len(SHOWN) == 5


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command for command, _ in SHOWN])
def test_it_prints_what_the_page_shows(folder, capfd, monkeypatch, command, output):
    monkeypatch.setenv("COLUMNS", "150")
    monkeypatch.setenv("KG_GRAPH", str(folder))
    assert cli.run(shlex.split(command)[1:]) == 0
    assert capfd.readouterr().out == output
