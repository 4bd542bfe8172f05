"""The sentences of `sentences/`, one a line, with what they say behind " # "."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "sentences"


def cases(name: str) -> list[tuple[str, str, str]]:
    """(language, sentence, what it says) of the files `name.LANGUAGE.txt`."""
    return [(path.suffixes[0][1:], sentence.strip(), said.strip())
            for path in sorted(FOLDER.glob(f"{name}.*.txt"))
            for line in path.read_text(encoding="utf-8").splitlines()
            for sentence, _, said in [line.rpartition("#")]]
