"""What tests of commands share."""

import pytest

from kg import cli


@pytest.fixture
def kg_run(capfd, monkeypatch):
    """Runs a command: (exit status, standard output, lines of standard error)."""
    for name in ("KG_GRAPH", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments):
        status = cli.run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return status, out, err.splitlines()

    return run
