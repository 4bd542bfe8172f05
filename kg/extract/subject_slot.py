"""The candidates for a quantity's subject: companies and units of its sentence, of those before, and the main one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.extract.around import Around, aligned, bucket, may_own, word
from kg.extract.decision import Decision, last_decision
from kg.extract.entities import Mention
from kg.extract.metrics import MetricMention
from kg.extract.reading import Reading, between
from kg.extract.scorer import ZEROS, Scorer
from kg.extract.text import Document
from kg.lexicon import load

#: So many names are kept with what was found of them, so that memory does not grow with the texts read.
KEPT = 20_000


@dataclass(slots=True)
class SubjectCandidates:
    """The companies and units that a number may be of, with the features of each and the mention it rests on."""

    names: list[str]
    features: list[list[str]]
    rests: list[Mention | None]

    def rows(self) -> list[list[str]]:
        """All features of each by name, as the weights are fitted on them."""
        return self.features

    def scores(self, scorer: Scorer) -> list[int]:
        """The sum of the weights of `rows` for each."""
        get = scorer.subject.get
        return [sum(map(get, row, ZEROS)) for row in self.features]


def subject_candidates(reading: Reading, here: Around, decided: Sequence[Decision | None], decision: Decision,
                       metric: MetricMention | None) -> SubjectCandidates:
    """The candidates for a quantity's subject."""
    quantity, document = here.quantity, reading.document
    number = document.sentence_of[quantity.first]
    features: dict[str, list[str]] = {}
    rests: dict[str, Mention | None] = {}

    def note(name: str, *names: str) -> None:
        features.setdefault(name, []).extend(names)
        rests.setdefault(name, None)

    sentence = document.sentences[number]
    inside = [m for m in reading.mentions_in.get(number, ()) if may_own(m)]
    spots = [m.first for m in inside]
    numbers = [reading.quantities[i].first for i in reading.quantities_in[number]]
    closest: dict[tuple[str, str, bool], tuple[int, Mention]] = {}
    for mention in inside:
        side = "<" if mention.first < quantity.first else ">"
        distance = max(0, quantity.first - mention.last if side == "<" else mention.first - quantity.last)
        # "Meta raises its plan to": the pronoun does not hide the name.
        key = (mention.entity, side, mention.how == "pronoun")
        if key not in closest or distance < closest[key][0]:
            closest[key] = (distance, mention)
    beside = aligned(reading, here.place, [m for m in inside if m.how != "pronoun"], number)
    for mention in inside:
        if mention.first in beside:
            note(mention.entity, beside[mention.first])
    for (name, where, pronoun), (distance, mention) in closest.items():
        near, far = (mention.first, quantity.first) if where == "<" else (quantity.last - 1, mention.first)
        side = f"~{where}" if pronoun else where
        crossed = min(3, reading.crossed(near, far))
        between_numbers = min(2, between(numbers, near + 1, far))
        others = min(2, between(spots, near + 1, far))
        note(name, f"{side}d{bucket(distance)}", f"{side}x{crossed}", f"{side}n{between_numbers}", f"{side}o{others}",
             f"{side}{mention.how}", f"{side}x{crossed}n{between_numbers}o{others}", f"{side}k{mention.kind}",
             f"{side}k{mention.kind}x{crossed}n{between_numbers}o{others}")
        previous = document.lower[mention.first - 1] if mention.first else "^"
        follower = document.lower[mention.last] if mention.last < len(document.lower) else "$"
        note(name, f"{side}p={word(previous)}", f"{side}f={word(follower)}")
        if inside[0].entity == name:
            note(name, "first", f"first{mention.kind}")
        note(name, f"{side}{mention.standing}", f"{side}{mention.standing}{mention.how}x{crossed}",
             f"{side}{mention.how}{mention.kind}")
        if here.floor <= mention.first < here.ceiling and mention.how != "bare":
            note(name, f"{side}fresh", f"{side}fresh{mention.standing}x{crossed}")
        if side == "<":
            note(name, f"<{(clause := _apposed(document, inside, mention, quantity.first))}",
                 f"<{clause} {mention.kind}o{others}")
        if mention.first - sentence.first <= 2:
            note(name, "opens", f"opens{mention.kind}{mention.how}")
        if sum(1 for m in inside if not reading.crossed(m.first, near) and m.how != "bare") == 1 and not crossed:
            note(name, "alone in clause")
        if metric is not None:
            gap = metric.first - mention.last
            if 0 <= gap <= 4:
                note(name, f"owns{gap}", f"owns{mention.kind}", f"owns{mention.how}")
            elif 0 <= mention.first - metric.last <= 4:
                note(name, f"ofs{mention.first - metric.last}", f"of{mention.kind}",
                     f"of={'_'.join(document.lower[metric.last:mention.first])}")
            if mention.first <= metric.first < mention.last:
                note(name, "in metric")
        rest = rests[name]
        if rest is None or distance < abs(rest.first - quantity.first):
            rests[name] = mention
    seen = 0
    for back in range(1, 7):
        if number - back < 0 or seen >= 4:
            break
        same = document.sentences[number - back].paragraph == document.sentences[number].paragraph
        earlier = [m for m in reading.mentions_in.get(number - back, ()) if may_own(m)]
        for place, entity in enumerate(dict.fromkeys(m.entity for m in reversed(earlier))):
            note(entity, f"back{min(3, back)}{'p' if same else ''}", f"recent{min(3, seen)}")
            if place == 0:
                note(entity, "back last")
            standing = next(m for m in reversed(earlier) if m.entity == entity).standing
            note(entity, f"back {standing}", f"back{min(3, back)} {standing}")
            seen += 1
        if earlier:
            note(earlier[0].entity, f"back first{min(3, back)}{'p' if same else ''}", f"back first k{earlier[0].kind}")
            for mention in earlier:
                rests[mention.entity] = rests[mention.entity] or mention
    if reading.main:
        note(reading.main, "main", f"main in{min(2, len(inside))}")
    last = decided[here.last] if here.last >= 0 else None
    if last is not None and last.subject:
        same_metric = "m" if last.metric == decision.metric else ""
        fresh = "".join(sorted({m.standing[0] for m in inside if here.floor <= m.first < quantity.first}))
        note(last.subject, "chain", f"chain{same_metric}={here.connector}", f"chain{same_metric}",
             f"chain {last.measure}>{decision.measure}", f"chain{same_metric} fresh={fresh}")
    else:
        before = last_decision(decided, here.index)
        if before is not None and before.subject:
            same_metric = "m" if before.metric == decision.metric else ""
            named = sum(1 for m in inside if m.how in {"name", "unknown", "description"})
            note(before.subject, "earlier", f"earlier{same_metric}", f"earlier{same_metric} named{min(2, named)}")
    lead = ""
    if metric is not None:
        lead = word(document.lower[metric.first - 1]) if metric.first > sentence.first else "^"
    parents = {_parent(name) for name in features}
    names = sorted(features)
    rows: list[list[str]] = []
    for name in names:
        row = list(dict.fromkeys(features[name]))
        kind = kind_of(reading, name)
        row += [f"k={kind}", f"k={kind}&m={decision.metric}", f"k={kind}&s={decision.measure}", f"k={kind}&lead={lead}",
                f"comments={_comments(name)}"]
        if name in parents:
            row.append("has unit here")
        row.append("in sentence" if any(m.entity == name for m in inside) else f"outside{min(2, len(inside))}")
        rows.append(row)
    return SubjectCandidates(names, rows, [rests[name] for name in names])


def _apposed(document: Document, inside: Sequence[Mention], mention: Mention, at: int) -> str:
    """Where a mention stands to an apposition or relative clause before the number at token `at`.

    "head" of one ("Intel, which ..."), "inside" one, or "free"; "closed" where the clause ends before the number.
    """
    lower = document.lower
    if mention.last < len(lower) and lower[mention.last] in {",", "("}:
        closed = {",", ")"} & set(lower[mention.last + 1:at])
        return "head closed" if closed else "head"
    for other in inside:
        if other.first >= mention.first:
            break
        if other.last < len(lower) and lower[other.last] in {",", "("} and other.entity != mention.entity and \
                not {",", ")", ";", ":"} & set(lower[other.last + 1:mention.first]):
            return "inside closed" if {",", ")"} & set(lower[mention.last:at]) else "inside"
    return "free"


def kind_of(reading: Reading, name: str) -> str:
    """"company" or "unit", as the text or the ontology has it; "unknown" where neither does."""
    entity = load().entity(name)
    return entity.kind if entity else reading.kinds.get(name, "unknown")


@lru_cache(maxsize=KEPT)
def _comments(name: str) -> bool:
    """Whether the ontology has it as one that comments on technology companies: a bank, a research firm."""
    entity = load().entity(name)
    return entity is not None and entity.sector in {"finance", "research"}


@lru_cache(maxsize=KEPT)
def _parent(name: str) -> str | None:
    lexicon = load()
    entity = lexicon.entity(name)
    parent = lexicon.entities.get(entity.parent) if entity and entity.parent else None
    return parent.name if parent else None
