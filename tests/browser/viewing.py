"""What the tests of the graph's page share: where the browser is, sizes of windows, places in the page."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next((path for path in ("/usr/bin/chromium", shutil.which("chromium"), shutil.which("google-chrome"))
                 if path and Path(path).exists()), None)
#: For modules whose tests need it.
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt-get install chromium)")]
DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
#: The colour that the canvas has at the place of a node.
PIXEL = """id => {
  const node = shownNodes.find((row) => row.id === id), canvas = document.querySelector('#graph canvas');
  const at = network.canvasToDOM({ x: node.x, y: node.y }), ratio = canvas.width / canvas.clientWidth;
  const copy = new OffscreenCanvas(1, 1).getContext('2d');
  copy.drawImage(canvas, -Math.round(at.x * ratio), -Math.round(at.y * ratio));
  return [...copy.getImageData(0, 0, 1, 1).data];
}"""


def place(page: Any, node: str) -> tuple[float, float]:
    """Where a node stands in the window."""
    x, y = page.evaluate(
        "id => { const node = shownNodes.find((row) => row.id === id), box = $('graph').getBoundingClientRect();"
        " const at = network.canvasToDOM({ x: node.x, y: node.y }); return [box.left + at.x, box.top + at.y]; }", node)
    return x, y


def shown(page: Any) -> set[str]:
    return set(page.evaluate("nodeSet.getIds()"))
