"""The lexicon compiles the ontology and the languages, and keeps what it compiled."""

from kg import lexicon


def test_units_have_labels_and_symbols():
    units = lexicon.load().units
    assert units["USD"].kind == "money"
    assert "$" in units["USD"].symbols
    assert "dollar" in units["USD"].labels["nl"]
    assert units["USD-share"].kind == "per_share"


def test_every_language_has_its_data():
    assert {"en", "nl"} <= lexicon.load().languages.keys()


def test_a_damaged_cache_is_compiled_again(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    lexicon.load.cache_clear()
    first = lexicon.load()
    kept = next((tmp_path / "tech-giants-kg").glob("lexicon-*.json"))
    kept.write_text("{ cut", encoding="utf-8")
    lexicon.load.cache_clear()
    assert lexicon.load().units == first.units
    lexicon.load.cache_clear()


def test_every_metric_of_the_guide_has_labels_in_both_languages():
    metrics = lexicon.load().metrics
    guide = {
        "revenue", "net_income", "operating_income", "gross_profit", "gross_margin", "operating_margin",
        "eps", "capex", "free_cash_flow", "operating_cash_flow", "operating_expenses",
        "research_and_development", "cash", "debt", "backlog", "share_price", "market_cap", "dividend",
        "share_buyback", "headcount", "job_cuts", "severance_costs", "users", "units_sold", "market_share",
        "fine", "tax", "charge", "run_rate",
    }
    assert guide == metrics.keys()
    assert all(metrics[m].labels["en"] and metrics[m].labels["nl"] and metrics[m].units for m in guide)


def test_no_label_names_two_metrics():
    for language in ("en", "nl"):
        labels = [label.casefold() for metric in lexicon.load().metrics.values() for label in metric.labels[language]]
        assert len(labels) == len(set(labels))


def string_lists(data, path=()):
    """Every list of words in a language's data, with the keys that lead to it."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from string_lists(value, (*path, key))
    elif isinstance(data, list) and all(isinstance(item, str) for item in data):
        yield path, data


def test_no_word_stands_twice_in_a_list():
    doubles = [path for path, words in string_lists(lexicon.load().languages) if len(set(words)) < len(words)]
    assert doubles == []
