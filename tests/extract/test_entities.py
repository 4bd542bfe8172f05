"""The stack of salience and the names of people, on the data that the ontology has."""

from kg.extract.entities import Trie
from kg.extract.text import tokens


def test_the_longest_label_comes_first():
    trie = Trie()
    trie.put("Google", "google")
    trie.put("Google Cloud", "google-cloud")
    assert [row[2] for row in trie.sort()[tokens("Google")[0]]] == ["google-cloud", "google"]


def test_a_label_without_a_word_is_not_kept():
    trie = Trie()
    trie.put("  ", "nothing")
    assert not trie
