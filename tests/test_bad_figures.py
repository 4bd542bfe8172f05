"""Bad input of what goes across articles: one clear line each, the exit status of the design, nothing half-written."""

import json
from pathlib import Path

import pytest

from kg import cli
from kg.companyfacts import MOST_BYTES
from kg.graph import open_graph

ROOT = Path(__file__).resolve().parents[1]
AMAZON = ROOT / "data" / "filings" / "CIK0001018724.json"
VALUE = {"start": "2025-01-01", "end": "2025-12-31", "val": 1, "accn": "0001018724-26-000004", "fy": 2025, "fp": "FY",
         "form": "10-K", "filed": "2026-02-06"}


def company_facts(units, cik=1018724):
    return json.dumps({"cik": cik, "entityName": "AMAZON COM INC", "facts": {"us-gaap": {"NetIncomeLoss": {
        "units": units}}}})


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    place = tmp_path_factory.mktemp("across") / "graph"
    assert cli.run(["build", str(ROOT / "data" / "articles" / "en-001.md"), "--graph", str(place)]) == 0
    return place


@pytest.mark.parametrize(("text", "says"), [
    (company_facts({"USD": [VALUE]}, cik=999), "(CIK 0000000999) is not in the ontology; add a company"),
    (company_facts({"USD": [VALUE]})[:150], "no whole JSON (line 1, column 151"),
    (company_facts({"bananas": [VALUE]}), "'bananas' is no unit that the metric has"),
    (company_facts({"": [VALUE]}), "'' is no unit that the metric has"),
    (company_facts({}), "it has no units"), (company_facts(7), "it has no units"),
    (company_facts({"USD": 7}), "its unit 'USD' has no list of values"),
    (company_facts({"USD": [VALUE | {"val": "many"}]}), "val is no number"), ("", "no whole JSON"),
    ("[]", "there is no cik"),
    ("[" * 100_000, "no JSON of company facts")])
def test_filings_that_cannot_be_used(kg_run, tmp_path, text, says):
    (tmp_path / "CIK.json").write_text(text, encoding="utf-8")
    status, out, err = kg_run("import", "companyfacts", tmp_path / "CIK.json", "--graph", tmp_path / "graph")
    assert (status, out, len(err)) == (2, "", 1)
    assert says in err[0]
    assert "CIK.json" in err[0]


def test_a_huge_file_is_refused_before_it_is_read(kg_run, tmp_path):
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    status, _, err = kg_run("import", "companyfacts", tmp_path / "huge.json", "--graph", tmp_path / "graph")
    assert status == 2
    assert "are too many for the facts of one company (at most 128 MB)" in err[0]


def test_one_bad_file_does_not_keep_the_good_one_out(kg_run, tmp_path):
    (tmp_path / "cut.json").write_bytes(AMAZON.read_bytes()[:3000])
    status, out, err = kg_run("import", "companyfacts", tmp_path / "cut.json", AMAZON, "--graph", tmp_path / "graph")
    assert (status, len(err)) == (1, 1)
    assert out.startswith("Amazon: 8 filings, 8 new or changed")
    with open_graph(tmp_path / "graph", read_only=True) as opened:
        assert len(opened.articles()) == 8


@pytest.mark.parametrize(("arguments", "says"), [
    (["trail", "amazn", "capex", "2026"], "'amazn' is no company: did you mean Amazon"),
    (["trail", "amazon", "capx", "2026"], "'capx' is no metric: did you mean capex?"),
    (["trail", "amazon", "capex", "20266"], "'20266' is no period: write 2025"),
    (["trail", "amazon", "capex", "2035", "--plot", "x.svg"], "Amazon: capital expenditure 2035: nothing dated"),
    (["trail", "amazon", "capex", "2026", "--plot", "x.jpg"], "a picture is written as .svg or .png"),
    (["trail", "amazon", "capex", "2026", "--lang", "xx"], "choose one of en, nl"),
    (["figures", "--company", "amazn"], "did you mean Amazon"),
    (["figures", "--status", "said"], "'said' is no status"),
    (["conflicts", "--grade", "odd"], "no grade 'odd': choose one of dissent, scale"),
    (["conflicts", "--period", "soon"], "'soon' is no period"),
    (["cite", "0123456789abcdef-01234567"], "no fact '0123456789abcdef-01234567' in the graph"),
    (["cite", "nothing"], "'nothing'"), (["cite", "companies"], "nothing to cite"),
    (["network", "friends"], "Invalid value for 'KIND': 'friends' is not one of 'competition'"),
    (["network", "supply", "--path", "Amazon", "Nemo"], "the network has no company, unit or person 'Amazon'"),
    (["check-filings", "--company", "amazn"], "did you mean Amazon")])
def test_one_line_says_what_is_wrong(kg_run, graph, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    status, out, err = kg_run(*arguments, "--graph", graph)
    assert (status, out, len(err)) == (2, "", 1), err
    assert says in err[0]
    assert not list(tmp_path.iterdir())


def test_a_trail_of_nothing_is_said_and_done(kg_run, graph):
    status, out, err = kg_run("trail", "amazon", "capex", "2035", "--graph", graph)
    assert (status, out) == (0, "Amazon: capital expenditure 2035\n")
    assert err == ["no article gives a number for it; kg query metrics shows what there are numbers for"]
    status, out, err = kg_run("trail", "amazon", "capex", "2035", "--json", "--graph", graph)
    assert (status, json.loads(out)) == (0, [])
    status, out, err = kg_run("trail", "amazon", "capex", "2035", "--format", "csv", "--graph", graph)
    assert (status, out.splitlines()[0].split(",")[:2], len(out.splitlines())) == (0, ["day", "event"], 1)


def test_contradictory_numbers_in_one_article_are_both_kept_and_said(kg_run, tmp_path):
    (tmp_path / "a.md").write_text(
        "---\ntitle: Meta on its fourth quarter\ndate: 2026-01-29\nlang: en\n---\n\nMeta reported revenue of $59.9 "
        "billion for the fourth quarter of 2025.\n\nMeta's revenue was $61.2 billion in the fourth quarter of 2025.\n",
        encoding="utf-8")
    kg_run("build", tmp_path / "a.md", "--graph", tmp_path / "graph")
    status, out, _ = kg_run("conflicts", "--json", "--graph", tmp_path / "graph")
    (row,) = json.loads(out)
    assert (status, row["grade"], {float(row["value"]), float(row["other_value"])}) == (0, "article", {59.9e9, 61.2e9})
    assert (row["article"], row["other_article"]) == ("a", "a")
