"""The examples of docs/remote.md print what the page says, against a server that the test starts."""

import importlib.util
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from remote_servers import free_port, oxigraph

import kg

DOCS = Path(__file__).resolve().parents[1] / "docs"
SHOWN = "http://localhost:7878"


@pytest.fixture(scope="module")
def refresh():
    spec = importlib.util.spec_from_file_location("refresh_readme", DOCS / "refresh_readme.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ran(refresh, folder, address):
    """The page with the output of its examples."""
    def run(match):
        words = [word.replace(SHOWN, address) for word in shlex.split(match["command"])[1:]]
        output = refresh.command(words, folder, "120").replace(address, SHOWN)
        return f"```console\n$ {match['command']}\n{output}```\n"

    return refresh.CONSOLE.sub(run, (DOCS / "remote.md").read_text(encoding="utf-8"))


def test_the_examples_print_what_the_page_says(refresh, tmp_path):
    refresh.command(["demo"], tmp_path)
    text = (DOCS / "remote.md").read_text(encoding="utf-8")
    (tmp_path / "server").mkdir()
    with oxigraph(tmp_path / "server") as address:
        assert ran(refresh, tmp_path, address) == text
        with kg.open(f"{address}/query") as graph, kg.open(tmp_path / "copy") as copy:
            assert graph.query("results", company="Amazon").csv() == copy.query("results", company="Amazon").csv()
            for made in (graph.export(tmp_path / "facts.ttl"), graph.view(tmp_path / "graph.html")):
                assert made.stat().st_size > 1000
    assert len(refresh.CONSOLE.findall(text)) >= 5


def test_the_line_where_no_server_runs():
    port = free_port()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port))
    done = subprocess.run([sys.executable, "-m", "kg", "info", "--endpoint", f"http://localhost:{port}/query"],
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    said = done.stderr.replace(f":{port}", ":7878")
    assert "    " + said in (DOCS / "remote.md").read_text(encoding="utf-8")
