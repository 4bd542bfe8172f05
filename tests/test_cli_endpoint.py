"""What the command line says of an address that is none."""

import pytest

from kg import cli


@pytest.mark.parametrize("arguments", [["info"], ["query", "layoffs"], ["verify"]])
def test_an_endpoint_that_is_no_address_is_refused_and_makes_no_folder(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.run([*arguments, "--endpoint", "nonsense"]) == 2
    assert cli.run(["pull", "nonsense"]) == 2
    assert capsys.readouterr().err.count("nonsense: no address of an endpoint; write http") == 2
    assert not list(tmp_path.iterdir())
