"""Layer 6: for each quantity the candidates of each slot, scored; the best that fits the rest of the text, or none.

First each number is read from left to right, the best of each slot: in "up from $20bn" the metric is the last
number's. Then the hypotheses of each number are weighed again by what the others are taken to say.
"""

from __future__ import annotations

from dataclasses import replace

from kg.extract.around import around
from kg.extract.decision import Decision
from kg.extract.hypotheses import Choice, first_guess, hypotheses
from kg.extract.reading import Reading, candidate
from kg.extract.rerank import Told, alone, among, numbers_of
from kg.extract.scorer import Scorer, shares
from kg.extract.timing import Timing

#: How often the hypotheses are weighed: the second time by what the first has set right.
ROUNDS = 2


def assemble(reading: Reading, timing: Timing, scorer: Scorer) -> list[Choice | None]:
    """For each quantity of the text what it says, or None where it can be no fact; metric "" is an abstention."""
    if not scorer.whole:
        return guessed(reading, timing, scorer)
    choices, weighed = considered(reading, timing, scorer)
    numbers, score = numbers_of(reading), scorer.of_whole
    by_itself = [[score(alone(timing, number, choice)) for choice in row]
                 for number, row in zip(numbers, weighed, strict=True)]
    for _ in range(ROUNDS):
        told = Told(numbers, choices)
        for number, row, scores in zip(numbers, weighed, by_itself, strict=True):
            if row:
                likely = shares([one + score(among(told, number, choice))
                                 for one, choice in zip(scores, row, strict=True)])
                best = likely.index(max(likely))
                choices[number.place] = replace(row[best], probability=likely[best])
    return choices


def guessed(reading: Reading, timing: Timing, scorer: Scorer) -> list[Choice | None]:
    """The first guess for each quantity."""
    choices: list[Choice | None] = []
    decided: list[Decision | None] = []
    for index, quantity in enumerate(reading.quantities):
        choice = first_guess(reading, timing, around(reading, index), decided, scorer) if candidate(quantity) else None
        choices.append(choice)
        decided.append(choice.decision if choice else None)
    return choices


def considered(reading: Reading, timing: Timing, scorer: Scorer) -> tuple[list[Choice | None], list[list[Choice]]]:
    """(the first guess for each quantity, its hypotheses); None and none where it can be no fact."""
    choices: list[Choice | None] = []
    weighed: list[list[Choice]] = []
    decided: list[Decision | None] = []
    for index, quantity in enumerate(reading.quantities):
        choice: Choice | None = None
        row: list[Choice] = []
        if candidate(quantity):
            choice, row = hypotheses(reading, timing, around(reading, index), decided, scorer)
        choices.append(choice)
        weighed.append(row)
        decided.append(choice.decision if choice else None)
    return choices, weighed

