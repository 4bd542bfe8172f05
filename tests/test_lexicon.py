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
