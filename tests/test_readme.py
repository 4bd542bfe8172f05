"""The README's examples print what it says, its links lead somewhere, and its commands exist."""

import importlib.util
import re
from pathlib import Path

import pytest

from kg.cli import app

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_examples_print_what_the_page_says(tmp_path):
    spec = importlib.util.spec_from_file_location("refresh_readme", ROOT / "docs" / "refresh_readme.py")
    refresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(refresh)
    assert len(refresh.CONSOLE.findall(TEXT)) >= 3
    assert len(refresh.PYTHON.findall(TEXT)) >= 1
    assert refresh.refreshed(TEXT, tmp_path) == TEXT, "run: python docs/refresh_readme.py"


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", TEXT))))
def test_links_lead_to_a_file(target):
    assert (ROOT / target).exists()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^\$? ?kg ([a-z]+)", TEXT, re.M))))
def test_the_commands_exist(command):
    assert command in app.commands


@pytest.mark.parametrize("mark", ["demo", "tests"])
def test_each_main_command_is_one_line_that_sets_up_all_it_needs(mark):
    block = TEXT.split(f"<!-- {mark} -->\n```sh\n", 1)[1].split("```", 1)[0]
    assert block.count("\n") == 1
    assert block.startswith("python3 -m venv .venv && .venv/bin/pip install")
