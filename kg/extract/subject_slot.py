"""The candidates for a quantity's subject: companies and units of its sentence, of those before, and the main one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.extract.around import Around, aligned, bucket, word
from kg.extract.decision import Decision, last_decision, quarters, told_before
from kg.extract.entities import Mention
from kg.extract.features import KEPT as GROUPS
from kg.extract.features import Group, alone, group, names_of
from kg.extract.metrics import MetricMention
from kg.extract.reading import Reading, between
from kg.extract.scorer import Scorer
from kg.extract.text import Document
from kg.lexicon import load

#: So many names are kept with what was found of them, so that memory does not grow with the texts read.
KEPT = 20_000


@dataclass(slots=True)
class SubjectCandidates:
    """The companies and units that a number may be of, with what speaks for each and the mention it rests on."""

    names: list[str]
    own: list[list[Group]]
    rests: list[Mention | None]

    def rows(self) -> list[list[str]]:
        """All features of each by name, as the weights are fitted on them."""
        return [names_of(groups) for groups in self.own]

    def scores(self, scorer: Scorer) -> list[int]:
        """The sum of the weights of `rows` for each."""
        return [scorer.subject_sums.of(groups) for groups in self.own]


def subject_candidates(reading: Reading, here: Around, decided: Sequence[Decision | None], decision: Decision,
                       metric: MetricMention | None) -> SubjectCandidates:
    """The candidates for a quantity's subject."""
    quantity, document = here.quantity, reading.document
    lower, clauses = document.lower, reading.clauses
    number = document.sentence_of[quantity.first]
    features: dict[str, list[Group]] = {}
    rests: dict[str, Mention | None] = {}

    def note(name: str, told: Group) -> None:
        if name in features:
            features[name].append(told)
        else:
            features[name], rests[name] = [told], None

    sentence = document.sentences[number]
    inside = reading.owners_in.get(number, [])
    spots = [m.first for m in inside]
    numbers = reading.numbers_in[number]
    closest: dict[tuple[str, str, bool], tuple[int, Mention]] = {}
    for mention in inside:
        side = "<" if mention.first < quantity.first else ">"
        distance = max(0, quantity.first - mention.last if side == "<" else mention.first - quantity.last)
        # "Meta raises its plan to": the pronoun does not hide the name.
        key = (mention.entity, side, mention.how == "pronoun")
        if key not in closest or distance < closest[key][0]:
            closest[key] = (distance, mention)
    beside = aligned(reading, here.place, [m for m in inside if m.how != "pronoun"], number)
    for mention in inside if beside else ():
        if mention.first in beside:
            note(mention.entity, group(beside[mention.first]))
    for (name, where, pronoun), (distance, mention) in closest.items():
        near, far = (mention.first, quantity.first) if where == "<" else (quantity.last - 1, mention.first)
        side = f"~{where}" if pronoun else where
        crossed = min(3, abs(clauses[far] - clauses[near]))
        others = min(2, between(spots, near + 1, far))
        note(name, _placed(side, bucket(distance), crossed, min(2, between(numbers, near + 1, far)), others,
                           mention.how, mention.kind))
        previous = lower[mention.first - 1] if mention.first else "^"
        follower = lower[mention.last] if mention.last < len(lower) else "$"
        note(name, alone(f"{side}p={word(previous)}"))
        note(name, alone(f"{side}f={word(follower)}"))
        note(name, _standing(
            side, mention.standing, mention.how, mention.kind, crossed, others, inside[0].entity == name,
            here.floor <= mention.first < here.ceiling and mention.how != "bare",
            _apposed(document, inside, mention, quantity.first) if side == "<" else "",
            mention.first - sentence.first <= 2,
            not crossed and [clauses[m.first] == clauses[near] and m.how != "bare" for m in inside].count(True) == 1))
        if metric is not None:
            gap = metric.first - mention.last
            if 0 <= gap <= 4:
                note(name, group(f"owns{gap}", f"owns{mention.kind}", f"owns{mention.how}"))
            elif 0 <= mention.first - metric.last <= 4:
                note(name, group(f"ofs{mention.first - metric.last}", f"of{mention.kind}",
                                 f"of={'_'.join(lower[metric.last:mention.first])}"))
            if mention.first <= metric.first < mention.last:
                note(name, group("in metric"))
        rest = rests[name]
        if rest is None or distance < abs(rest.first - quantity.first):
            rests[name] = mention
    seen = 0
    for back in range(1, 7):
        if number - back < 0 or seen >= 4:
            break
        earlier = reading.owners_in.get(number - back)
        if not earlier:
            continue
        same = document.sentences[number - back].paragraph == document.sentences[number].paragraph
        away = min(3, back)
        for place, mention in enumerate(_last_of_each(earlier)):
            note(mention.entity, _recent(away, "p" if same else "", min(3, seen), place == 0, mention.standing))
            seen += 1
        note(earlier[0].entity, group(f"back first{away}{'p' if same else ''}", f"back first k{earlier[0].kind}"))
        for mention in earlier:
            rests[mention.entity] = rests[mention.entity] or mention
    if reading.main:
        note(reading.main, alone("main", f"main in{min(2, len(inside))}"))
    last = decided[here.last] if here.last >= 0 else None
    if last is not None and last.subject:
        fresh = "".join(sorted({m.standing[0] for m in inside if here.floor <= m.first < quantity.first}))
        note(last.subject, _chained("m" if last.metric == decision.metric else "", here.connector,
                                    f"{last.measure}>{decision.measure}", fresh))
    else:
        before = last_decision(decided, here.index)
        if before is not None and before.subject:
            same_metric = "m" if before.metric == decision.metric else ""
            named = sum(1 for m in inside if m.how in {"name", "unknown", "description"})
            note(before.subject,
                 alone("earlier", f"earlier{same_metric}", f"earlier{same_metric} named{min(2, named)}"))
    lead = ""
    if metric is not None:
        lead = word(lower[metric.first - 1]) if metric.first > sentence.first else "^"
    parents = {parent_of(name) for name in features}
    named_here = {m.entity for m in inside}
    names = sorted(features)
    told = told_before(decided, here.index)
    subjects = Counter(other.subject for other in told)
    of_metric = Counter(other.subject for other in told if other.metric == decision.metric)
    for name in names:
        kind = kind_of(reading, name)
        features[name].append(_told(min(3, subjects[name]), quarters(subjects[name], len(told)),
                                    min(3, of_metric[name])))
        if load().entity(name):
            features[name].append(_usual(name, decision.metric))
        features[name] += [_kind(kind, decision.metric, decision.measure), alone(f"k={kind}&lead={lead}"),
                           _known(_comments(name), name in parents, name in named_here, len(inside))]
    return SubjectCandidates(names, [features[name] for name in names], [rests[name] for name in names])


@lru_cache(maxsize=GROUPS)
def _placed(side: str, away: str, crossed: int, numbers: int, others: int, how: str, kind: str) -> Group:
    """Where a mention in the number's sentence stands to it."""
    apart = f"x{crossed}n{numbers}o{others}"
    return Group((f"{side}d{away}", f"{side}x{crossed}", f"{side}n{numbers}", f"{side}o{others}", f"{side}{how}",
                  f"{side}{apart}", f"{side}k{kind}", f"{side}k{kind}{apart}"), alone=True)


@lru_cache(maxsize=GROUPS)
def _standing(side: str, standing: str, how: str, kind: str, crossed: int, others: int, first: bool, fresh: bool,
              clause: str, opens: bool, only: bool) -> Group:
    """How a mention stands in its clause.

    first    it is of the company or unit that the sentence names first
    fresh    no other number stands between it and the number
    clause   as `_apposed` has it of a name before the number, or ""
    opens, only   it opens the sentence; it is the only name in the number's clause
    """
    names = ["first", f"first{kind}"] if first else []
    names += [f"{side}{standing}", f"{side}{standing}{how}x{crossed}", f"{side}{how}{kind}"]
    if fresh:
        names += [f"{side}fresh", f"{side}fresh{standing}x{crossed}"]
    if clause:
        names += [f"<{clause}", f"<{clause} {kind}o{others}"]
    if opens:
        names += ["opens", f"opens{kind}{how}"]
    if only:
        names.append("alone in clause")
    return Group(names)


@lru_cache(maxsize=GROUPS)
def _recent(back: int, same: str, seen: int, last: bool, standing: str) -> Group:
    """What speaks for one that is named so many sentences back, the `seen`-th last of all; `last` of its sentence."""
    names = [f"back{back}{same}", f"recent{seen}", *(["back last"] if last else [])]
    return Group([*names, f"back {standing}", f"back{back} {standing}"])


@lru_cache(maxsize=GROUPS)
def _chained(same: str, connector: str, measures: str, fresh: str) -> Group:
    """What speaks for the subject of the number before in the sentence; `same` is "m" where both are of one metric."""
    return Group(("chain", f"chain{same}={connector}", f"chain{same}", f"chain {measures}",
                  f"chain{same} fresh={fresh}"), alone=True)


@lru_cache(maxsize=GROUPS)
def _told(numbers: int, part: str, of_metric: int) -> Group:
    """How many of the numbers before are its own, what part of them all, and how many of the same metric."""
    return Group((f"told{numbers}", f"told of all={part}", f"told of metric{of_metric}"), alone=True)


@lru_cache(maxsize=GROUPS)
def _usual(name: str, metric: str) -> Group:
    """Who it is: of some, such as Azure, figures of few metrics are published."""
    return Group((f"is={name}", f"is={name}&{metric}"), alone=True)


@lru_cache(maxsize=GROUPS)
def _kind(kind: str, metric: str, measure: str) -> Group:
    return Group((f"k={kind}", f"k={kind}&m={metric}", f"k={kind}&s={measure}"), alone=True)


@lru_cache(maxsize=GROUPS)
def _known(comments: bool, owner: bool, named: bool, inside: int) -> Group:
    """What is known of a candidate: that it comments on others, that a unit of it is one too, that it is named here."""
    return Group((f"comments={comments}", *(["has unit here"] if owner else []),
                  "in sentence" if named else f"outside{min(2, inside)}"), alone=True)


def _last_of_each(mentions: Sequence[Mention]) -> list[Mention]:
    """The last mention of each company or unit, the last first."""
    found: dict[str, Mention] = {}
    for mention in reversed(mentions):
        found.setdefault(mention.entity, mention)
    return list(found.values())


def _apposed(document: Document, inside: Sequence[Mention], mention: Mention, at: int) -> str:
    """Where a mention stands to an apposition or relative clause before the number at token `at`.

    "head" of one ("Intel, which ..."), "inside" one, or "free"; "closed" where the clause ends before the number.
    """
    lower = document.lower
    if mention.last < len(lower) and lower[mention.last] in {",", "("}:
        rest = lower[mention.last + 1:at]
        return "head closed" if "," in rest or ")" in rest else "head"
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
def parent_of(name: str) -> str | None:
    """The company that the ontology has as the owner of a unit."""
    lexicon = load()
    entity = lexicon.entity(name)
    parent = lexicon.entities.get(entity.parent) if entity and entity.parent else None
    return parent.name if parent else None
