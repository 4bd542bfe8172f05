"""The examples of pages in docs/ print what the pages say, and their links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture(scope="module")
def refresh() -> ModuleType:
    spec = importlib.util.spec_from_file_location("refresh_readme", DOCS / "refresh_readme.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_examples_print_what_the_pages_say(refresh: ModuleType, tmp_path: Path) -> None:
    refresh.command(["demo"], tmp_path)
    for page, width in refresh.PAGES.items():
        text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
        assert len(refresh.CONSOLE.findall(text)) >= 3
        assert refresh.examples(text, tmp_path, width) == text, f"{page}: run: python docs/refresh_readme.py"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_a_server_answers_what_the_pages_say(refresh: ModuleType, tmp_path: Path) -> None:
    refresh.command(["demo"], tmp_path)
    with refresh.served(tmp_path) as address:
        for page in refresh.SERVED:
            text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
            assert len(refresh.CONSOLE.findall(text)) >= 3
            again = refresh.examples(text, tmp_path, refresh.WIDTH, address)
            assert again == text, f"{page}: run: python docs/refresh_readme.py"


def test_links_lead_to_a_file(refresh: ModuleType) -> None:
    for page in (*refresh.PAGES, *refresh.SERVED):
        text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (DOCS / target).exists(), (page, target)
