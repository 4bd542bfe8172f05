"""Cues: every phrase of the data is found as its class, in both languages; the layers see the class, not the words."""

import pytest
from choosing import reading_of

from kg.extract import around, metric_slot
from kg.extract.cues import Cue, read_cues
from kg.extract.phrases import GAP
from kg.lexicon import load

LANGUAGES = sorted(load().languages)


def classes(text, language="en"):
    return {cue.what for cue in read_cues(reading_of(text, language).document)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_found_as_its_class(language):
    for what, phrases in load().languages[language]["cues"]["phrases"].items():
        for phrase in phrases:
            head, _, rest = phrase.partition(GAP)
            for pick in (0, -1):
                text = " ".join(word.split("|")[pick] for word in head.split())
                if rest:
                    text += " so " + " ".join(word.split("|")[pick] for word in rest.split())
                assert what in classes(f"5 {text} 6", language), phrase


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_classes_that_the_code_speaks_of_are_in_the_data(language):
    known = load().languages[language]["cues"]["phrases"].keys()
    spoken = {name for members in around.RIVALS.values() for name in members}
    spoken |= {name.rstrip("~") for name in metric_slot.EARLIER}
    spoken |= {"rise", "fall", "loss", "guidance", "future", "expected", "analysts", "rumour", "index"}
    assert spoken <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_listed_once_and_folded(language):
    for what, phrases in load().languages[language]["cues"]["phrases"].items():
        assert len(phrases) == len(set(phrases)), what
        assert all(phrase == phrase.lower() for phrase in phrases), what


def test_a_verb_in_two_parts_keeps_the_place_of_its_second():
    document = reading_of("De omzet nam met 5 procent toe.", "nl").document
    cues = [cue for cue in read_cues(document) if cue.what == "rise" and cue.tail >= 0]
    assert [(document.words[cue.first], document.words[cue.tail]) for cue in cues] == [("nam", "toe")]
    assert isinstance(cues[0], Cue)


def test_a_word_may_be_of_several_classes():
    assert {"fall", "loss"} <= classes("It lost $5 billion.")


@pytest.mark.parametrize(("language", "text"), [("en", "The sky is blue today."), ("nl", "De lucht is blauw vandaag.")])
def test_plain_words_are_no_cues_of_direction(language, text):
    assert not {"rise", "fall", "loss", "expected"} & classes(text, language)
