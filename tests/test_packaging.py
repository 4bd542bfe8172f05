"""What the package needs at run time is in the wheel: every data file is of a package and a kind that is packed."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

import kg

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKED = SETTINGS["tool"]["setuptools"]


def test_every_data_file_is_packed():
    places = {ROOT / PACKED["package-dir"].get(name, name.replace(".", "/")) for name in PACKED["packages"]}
    patterns = PACKED["package-data"]["*"]
    files = [path for folder in ("kg", "ontology", "queries", "data/articles") for path in (ROOT / folder).rglob("*")
             if path.is_file() and path.suffix not in (".py", ".pyc")]
    assert len(files) > 100
    for path in files:
        assert path.parent in places, f"{path.parent} is no package in pyproject.toml"
        assert any(fnmatch(path.name, pattern) for pattern in patterns), f"{path.name}: not in package-data"
    assert all(any(place.iterdir()) for place in places)


def test_every_module_is_packed():
    packages = {ROOT / name.replace(".", "/") for name in PACKED["packages"]}
    assert all(path.parent in packages for path in (ROOT / "kg").rglob("*.py"))


def test_package_and_ontology_have_the_version_of_the_project():
    version = SETTINGS["project"]["version"]
    assert kg.__version__ == version
    assert f'owl:versionInfo "{version}"' in (ROOT / "ontology" / "kg.ttl").read_text(encoding="utf-8")
