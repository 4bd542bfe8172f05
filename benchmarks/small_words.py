#!/usr/bin/env python3
"""List the words that our own articles print without a capital (`kg/languages/*/words.toml`).

    small_words.py [--write]

A capital at the start of a sentence says nothing; a word that is on the list is no name there. Without --write the
lists are compared with the files: exit 1 where they differ.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections import Counter
from pathlib import Path

from kg.article import read
from kg.extract.extraction import reading_of

ROOT = Path(__file__).parents[1]
FOLDERS = ("data/articles", "data/training")
#: A word counts from so many times on, and if it has a capital within sentences no more often than once in so many.
TIMES, CAPITALS = 1, 20
LETTERS = 3


def small_words() -> dict[str, list[str]]:
    """Language -> its words in order."""
    small: dict[str, Counter[str]] = {}
    capital: dict[str, Counter[str]] = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).glob("*-*.md")):
            article = read(path)
            reading = reading_of(article)
            if reading is None or article.language is None:
                sys.exit(f"{path}: not a language that is read")
            firsts = {sentence.first for sentence in reading.document.sentences}
            titled = {at for s in reading.document.sentences if s.title for at in range(s.first, s.last)}
            for at, word in enumerate(reading.document.words):
                if word.isalpha() and len(word) >= LETTERS and at not in firsts and at not in titled:
                    counts = small if word.islower() else capital
                    counts.setdefault(article.language, Counter())[word.lower()] += 1
    return {language: sorted(word for word, count in counts.items()
                             if count >= TIMES and capital.get(language, Counter())[word] * CAPITALS <= count)
            for language, counts in small.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    differ = 0
    for language, words in sorted(small_words().items()):
        file = ROOT / "kg" / "languages" / language / "words.toml"
        text = ("# Words that are printed without a capital: at the start of a sentence they are no names.\n"
                "# Written by benchmarks/small_words.py from the articles in data/.\n\n"
                'small = """\n' + textwrap.fill(" ".join(words), 118, break_on_hyphens=False) + '\n"""\n')
        if options.write:
            file.write_text(text, encoding="utf-8")
        differ += not file.exists() or file.read_text(encoding="utf-8") != text
        print(f"{language}: {len(words)} words")
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main())
