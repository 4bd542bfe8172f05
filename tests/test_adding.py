"""A metric, a company and a language are added by data alone: entries in files, in a copy of the package."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
READ = """
import json, sys
from datetime import date
import kg
from kg.extract import extract
from kg.facts import to_json
assert kg.__file__.startswith(sys.argv[1]), kg.__file__
article = kg.read_text(sys.stdin.read(), day=date(2026, 1, 30), language=sys.argv[2])
print(json.dumps([to_json(fact) for fact in extract(article).facts], default=str))
"""
METRIC = """
metric:inventory a kg:Metric ;
    skos:prefLabel "inventory"@en , "voorraad"@nl ;
    skos:altLabel "inventories"@en , "voorraden"@nl ;
    skos:definition "Goods that a company holds for sale."@en , "Goederen die een onderneming te koop heeft."@nl ;
    kg:levelUnit "money" .
"""
COMPANY = """
entity:zorblatt-systems a kg:Company ;
    skos:prefLabel "Zorblatt Systems" ;
    skos:altLabel "Zorblatt" ;
    kg:sector "semiconductors" ;
    kg:headquarters "Utrecht" ;
    kg:fiscalYearEnd "--06-30"^^xsd:gMonthDay ;
    kg:reportingCurrency unit:EUR ;
    kg:description "valve maker"@en , "ventielenbouwer"@nl .
"""
ENGLISH = ("Netflix ends the year well\n\nNetflix reported revenue of $12.05 billion for the fourth quarter of 2025, "
           "up 18% from a year earlier. Net income was $2.42 billion.")


@pytest.fixture
def copy(tmp_path):
    """The package and its ontology as they are, to be added to."""
    shutil.copytree(ROOT / "kg", tmp_path / "kg", ignore=shutil.ignore_patterns("__pycache__", "serve", "templates"))
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    return tmp_path


def facts(copy, text, language="en"):
    """What the package in the copy reads from a text; the metric, subject, value and so on of each observation."""
    done = subprocess.run([sys.executable, "-c", READ, str(copy), language], input=text, capture_output=True, text=True,
                          encoding="utf-8", cwd=copy, check=False,
                          env={**os.environ, "PYTHONPATH": str(copy), "XDG_CACHE_HOME": str(copy / "cache")})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def add(file, text):
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.parametrize(("text", "language"), [
    ("Netflix counts\n\nNetflix reported inventory of $3.1 billion for the fourth quarter of 2025.", "en"),
    ("Netflix telt\n\nNetflix meldde over het vierde kwartaal van 2025 een voorraad van 3,1 miljard dollar.", "nl"),
])
def test_a_metric(copy, text, language):
    assert not [row for row in facts(copy, text, language) if row.get("metric") == "inventory"]
    add(copy / "ontology" / "metrics.ttl", METRIC)
    found, = (row for row in facts(copy, text, language) if row["kind"] == "observation")
    assert (found["subject"], found["metric"], float(found["value"]), found["unit"], found["period"]) == (
        "Netflix", "inventory", 3.1e9, "USD", "2025-Q4")


@pytest.mark.parametrize(("text", "language"), [
    ("Zorblatt reports\n\nZorblatt reported revenue of €1.2 billion for its fiscal second quarter of 2026. "
     "The valve maker made a net profit of €300 million.", "en"),
    ("Zorblatt meldt\n\nZorblatt boekte in het tweede kwartaal van zijn boekjaar 2026 een omzet van 1,2 miljard euro. "
     "De ventielenbouwer maakte 300 miljoen euro nettowinst.", "nl"),
])
def test_a_company(copy, text, language):
    add(copy / "ontology" / "companies.ttl", COMPANY)
    found = {row["metric"]: row for row in facts(copy, text, language) if row["kind"] == "observation"}
    assert set(found) == {"revenue", "net_income"}
    for row in found.values():
        assert (row["subject"], row["unit"]) == ("Zorblatt Systems", "EUR")
        # Its fiscal year ends in June, so its second quarter is the calendar's last.
        assert (row["period_start"], row["period_end"]) == ("2025-10-01", "2025-12-31")


def test_a_language(copy):
    """One that says everything as English does: if code knew a language by name, this one would be read otherwise."""
    assert facts(copy, ENGLISH, "xx") == []
    shutil.copytree(copy / "kg" / "languages" / "en", copy / "kg" / "languages" / "xx")
    for file in (copy / "ontology").glob("*.ttl"):
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r'("(?:[^"\\]|\\.)*")@en\b', r"\1@en , \1@xx", text), encoding="utf-8")
    english, other = facts(copy, ENGLISH, "en"), facts(copy, ENGLISH, "xx")
    assert len(english) >= 3
    assert other == english
