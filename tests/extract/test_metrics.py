"""Words that speak of a metric: every label of the ontology, every phrase of the data, compounds, and look-alikes."""

import pytest
from choosing import reading_of

from kg.extract.metrics import read_metrics
from kg.extract.phrases import GAP
from kg.lexicon import load

LANGUAGES = sorted(load().languages)


def metrics(text, language):
    document = reading_of(text, language).document
    return [(document.cut(m.first, m.last).lower(), m.metric, m.how) for m in read_metrics(document)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_the_ontology_names_its_metric(language):
    for metric in load().metrics.values():
        for tag in ("", language):
            for label in metric.labels.get(tag, ()):
                assert (label.lower(), metric.id, "label") in metrics(f"5 {label}, 6", language), label


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", ["phrases", "hints"])
def test_every_phrase_of_the_data_is_found(language, table):
    """Each of its spellings, unless a longer phrase or a label takes the same words."""
    for metric, phrases in load().languages[language]["metrics"][table].items():
        for phrase in phrases:
            head, _, rest = phrase.partition(GAP)
            text = " ".join(word.split("|")[0] for word in head.split())
            if rest:
                text += " 5 " + " ".join(word.split("|")[0] for word in rest.split())
            assert any(name == metric or how == "label" for _, name, how in metrics(f"5 {text}, 6", language)), phrase


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_of_metrics_that_exist(language):
    data = load().languages[language]["metrics"]
    assert (data["phrases"].keys() | data["hints"].keys()) - {"none"} <= load().metrics.keys()


@pytest.mark.parametrize(("word", "metric"), [
    ("kwartaalomzet", "revenue"), ("jaarwinst", "net_income"), ("kwartaalverlies", "net_income"),
    ("advertentie-inkomsten", "revenue"), ("clouddivisieomzet", None), ("jaaromzet", "revenue")])
def test_a_dutch_compound_is_its_last_part(word, metric):
    found = [name for words, name, _ in metrics(f"De {word} was hoog.", "nl")]
    assert found == ([metric] if metric else [])


@pytest.mark.parametrize(("word", "metric"), [("omzetdaling", "revenue"), ("kwartaalwinstdaling", "net_income")])
def test_a_word_of_change_in_a_compound(word, metric):
    document = reading_of(f"De {word} was sterk.", "nl").document
    assert [(m.metric, m.growth, m.how) for m in read_metrics(document)] == [(metric, True, "compound")]


@pytest.mark.parametrize("word", [
    "winstwaarschuwing", "aanwinst", "tijdwinst", "foutmarge", "terreinwinst", "gewichtsverlies", "omzetten"])
def test_look_alikes_name_no_result(word):
    found = {name for _, name, how in metrics(f"De {word} was groot.", "nl") if how == "compound"}
    assert found == set()


def test_english_has_no_compounds():
    assert metrics("The quarterrevenue was high.", "en") == []


@pytest.mark.parametrize("text", ["", "The weather is fine.", "5", "Income", "No profit without risk"])
def test_mentions_lie_in_the_text_and_in_order(text):
    if not text:
        return
    document = reading_of(text).document
    found = read_metrics(document)
    assert found == sorted(found, key=lambda m: m.first)
    assert all(0 <= m.first < m.last <= len(document.words) for m in found)
