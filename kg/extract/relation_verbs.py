"""Relations that a verb says: "Meta, which owns Instagram, competes with Google"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations, product

from kg.extract.entities import Mention
from kg.extract.org_names import NAMES, STOPS, OrgNames
from kg.extract.phrases import Hit
from kg.extract.relation_antecedents import last_named
from kg.extract.relation_words import (
    AMOUNTS,
    COUNTED,
    NEAR,
    PHRASE,
    SYMMETRIC,
    Pair,
    RelationWords,
    Verb,
    above,
    end_of,
    is_product,
)


class VerbFrame:
    """The verb with its subject and objects, in one text."""

    def __init__(self, names: OrgNames, words: RelationWords) -> None:
        self.names, self.words = names, words
        self.document, self.lower = names.document, names.lower

    def pairs(self) -> Iterator[Pair]:
        """All pairs that verbs give."""
        for hit in self.words.verbs.find(self.document):
            yield from self._verb(hit, self.words.verb_rows[int(hit.what)])

    def _verb(self, hit: Hit, row: Verb) -> Iterator[Pair]:
        names, end = self.names, end_of(hit)
        if self._denied(hit, row, end):
            return
        if row.whole:
            subject = names.subject_of(hit.first)
            if subject and row.predicate == "competes_with":
                yield from self._same(subject, hit, end)
                return
            whole = self._topic(hit.first, {subject.entity}) if subject else None
            if subject and whole and not names.behind(end) and names.token(end) not in self.words.names.of:
                yield Pair(subject.entity, row.predicate, whole.entity, subject.first, end, "verb, company in mind")
            return
        if row.mutual:
            subject = names.subject_of(hit.first)
            together = names.before(hit.first) or names.up_to(hit.first - (names.token(hit.first - 1) == ","))
            for a, b in combinations(together or (names.up_to(subject.last) if subject else []), 2):
                yield Pair(a.entity, row.predicate, b.entity, a.first, end, "verb, each other")
            return
        objects = names.up_to(hit.first) if row.final else self._objects(hit, row, end)
        if row.final and row.predicate == "acquires" and objects and (
                names.token(objects[0].first - 1) in names.words.prepositions):
            return  # "telefoons bij Amazon kopen"
        if row.paid and (not objects or not self._number(objects[-1].last)):
            return
        if not objects and row.predicate == "competes_with":
            objects = self._both(hit.last if row.inside else end)
        if not objects and row.predicate in {"competes_with", "supplies"}:
            objects = self._of_whom(end)
        if not objects:
            yield from self._relative(hit, row, end)
            return
        entities = {m.entity for m in objects}
        if row.final and row.predicate == "invests_in" and (
                self.lower[objects[0].first - 1] not in self.words.names.prepositions):
            return  # "Tesla stopt ..."
        subject = self._behind(hit, objects) if row.inside else (
            self._inverted(hit, objects) or self._funds(hit, row) or (
                names.subject_of(objects[0].first if row.final else hit.first)))
        if row.apart and (turned := self._turned_apart(hit, objects)):
            subject, objects, entities = objects[0], turned, {turned[0].entity}
        holders = {m.entity for m in self._with_others(subject, hit)} if subject is not None else set()
        if subject is not None and objects[0].how == "noun" and objects[0].entity in holders:
            # "Nvidia put money into the company": not into itself
            other = names.in_mind(hit.first, holders)
            objects = [objects[0]._replace(entity=other.entity)] if other else []
        elif subject is not None and (subject.entity in entities or (
                row.final and self._turned(subject, objects[0]))):
            subject = None
        if subject is None and (row.predicate == "competes_with" or (row.predicate in SYMMETRIC and row.by)):
            subject = self._following(objects[-1].last) or self._topic(hit.first, entities)
        if subject is None and names.token(hit.first - 1) in self.words.persons:
            subject = names.in_mind(hit.first, entities)  # "He paid $28 billion for Splunk"
        if subject is None or not objects:
            return
        if row.predicate in SYMMETRIC and subject.kind == "unit" and subject.company and (
                is_product(subject, self.words)):
            subject = subject._replace(entity=subject.company, kind="company")
        if row.predicate == "parent_of" and not row.by:
            subject = self._known_owner(subject, objects[0], hit.first)
        first, last = min(subject.first, hit.first), max(end, objects[-1].last)
        if row.predicate == "acquires" and names.genitive(objects[0]):
            if not row.by and any(w in self.words.goods for w in self.lower[objects[0].last:objects[0].last + 5]):
                yield Pair(objects[0].entity, "supplies", subject.entity, first, last, "verb, goods")
            return
        for holder, mention in product(self._with_others(subject, hit), objects):
            a, b = (mention, holder) if row.by else (holder, mention)
            if a.entity != b.entity:
                yield Pair(a.entity, row.predicate, b.entity, first, last, "verb")

    def _same(self, subject: Mention, hit: Hit, end: int) -> Iterator[Pair]:
        """ "X, Y and Z are all after the same viewers": of whom the text is about, or of each other if it is one."""
        together, main = self._with_others(subject, hit), self.names.focus.main
        pairs = list(combinations(together, 2))
        if main and main not in {m.company for m in together}:
            pairs = [(subject._replace(entity=main), mention) for mention in together]
        for a, b in pairs:
            yield Pair(a.entity, "competes_with", b.entity, together[0].first, end, "verb, the same")

    def _denied(self, hit: Hit, row: Verb, end: int) -> bool:
        """Whether a verb is denied, or its deal came to nothing: "will not buy", "failed to buy"."""
        names, words = self.names, self.words
        before = self.lower[max(names.opening(hit.first), hit.first - COUNTED):hit.first]
        inside = self.lower[hit.last:hit.tail] if hit.tail >= 0 else self.lower[hit.last:end + 1]
        if words.denied & {*before, *inside[:COUNTED]}:
            return True
        if row.predicate != "acquires":
            return False
        return not (words.failed | words.denied).isdisjoint(names.clause_before(hit.first)) or (
            not words.fell_through.isdisjoint(self.lower[end:min(end + NEAR, names.closing(hit.first))]))

    def _behind(self, hit: Hit, objects: Sequence[Mention]) -> Mention | None:
        """The subject behind the object that opens the clause: "with X it fights", "met X ligt Y in de clinch"."""
        last = objects[-1].last
        subject = next((m for m in self.names.in_sentence(hit.first) if last <= m.first <= hit.tail + 1), None)
        return subject if subject is not None and not STOPS & {*self.lower[last:subject.first]} else None

    def _turned_apart(self, hit: Hit, subjects: Sequence[Mention]) -> list[Mention]:
        """The object behind the subject behind the verb: "In Europa zitten X en Y het concern op de hielen"."""
        last = subjects[-1].last
        article = self.names.token(last) in self.names.words.determiners
        return [m for m in self.names.in_sentence(hit.first) if last <= m.first <= last + article
                and m.last <= hit.tail and m.entity not in {s.entity for s in subjects}]

    def _funds(self, hit: Hit, row: Verb) -> Mention | None:
        """Whose money it is: "puts $2bn of Tesla's cash into xAI"."""
        if row.predicate != "invests_in" or hit.tail < 0:
            return None
        return next((m for m in self.names.in_sentence(hit.first) if hit.last < m.first < hit.tail and m.how in NAMES
                     and self.lower[m.first - 1] in self.words.names.of), None)

    def _topic(self, at: int, without: set[str]) -> Mention | None:
        """The company that the text is about, if one rules it, else the one in mind."""
        topic, main = self.names.in_mind(at, without), self.names.focus.main
        ruled = topic is not None and self.names.focus.ruling and main is not None and main not in without
        return topic._replace(entity=main, company=main) if topic is not None and main is not None and ruled else topic

    def _following(self, at: int) -> Mention | None:
        """The subject behind its object: "Competition from Salesforce is hurting SAP"."""
        for mention in self.names.in_sentence(at - 1):
            if mention.first >= at:
                return mention if mention.how == "name" and not STOPS & {*self.lower[at:mention.first]} else None
        return None

    def _with_others(self, subject: Mention, hit: Hit) -> list[Mention]:
        """The subject with those that stand in a list before it: "X, Y and Z are owned by"."""
        found = self.names.up_to(subject.last)
        if self.names.token(subject.last + 1) in self.words.singular:
            return [subject]
        apposed = self.words.both | self.names.words.adverbs
        if self.names.token(subject.last) == "," and self.lower[hit.first] in apposed:
            return found or [subject]  # "the users of X and Y, both of Z"
        near = hit.first - subject.last <= PHRASE and found and found[-1].entity == subject.entity
        return found if near and found[0].standing != "oblique" else [subject]

    def _objects(self, hit: Hit, row: Verb, end: int) -> list[Mention]:
        words = self.words.names
        if row.inside:
            objects = next((found for t in range(hit.last, hit.tail) if (found := self.names.from_here(t))), [])
            return objects if objects and hit.tail - objects[-1].last <= PHRASE else []
        if row.apart:  # "haalde Tesla vorig jaar in": the particle closes its clause
            closes = self.names.token(end) in STOPS | words.joiners
            return [m for m in self.names.behind(hit.last) if closes and m.last <= hit.tail]
        objects = self.names.behind(end)
        apart = hit.tail >= 0 and self.lower[hit.tail] not in words.prepositions | words.of
        if row.goods and not any(w.endswith(self.words.goods_endings) for w in self.lower[hit.last:hit.tail]):
            return []
        if not objects and apart:  # "neemt Red Hat over"
            objects = next((self.names.from_here(t) for t in range(hit.last, hit.tail) if self.names.from_here(t)), [])
            if objects and objects[-1].last > hit.tail:
                objects = []
        there = row.goods and not self.words.there.isdisjoint(self.lower[hit.first:end])
        if not objects and (there or self._pronoun(hit, row, end)):
            return self._other(hit)
        return [m for m in objects if m.how != "source" or row.predicate in AMOUNTS]

    def _pronoun(self, hit: Hit, row: Verb, end: int) -> bool:
        """Whether the object is a pronoun, within a verb or behind it: "neemt het over", "supplies it"."""
        if row.predicate not in {"acquires", "supplies"} or row.by:
            return False
        return (hit.last if hit.tail == hit.last + 1 else end if hit.tail < 0 else -1) in self._objects_at

    @cached_property
    def _objects_at(self) -> frozenset[int]:
        """Where a pronoun stands that is no article of a noun: "het" before a preposition, a number or a comma."""
        names, near = self.names, self.words.names
        ends = STOPS | near.prepositions | near.of | near.adverbs | near.joiners | {""}
        return frozenset(at for at, word in enumerate(self.lower) if word in self.words.objects and (
            names.token(at + 1) in ends or names.token(at + 1) in {"over", "op"} or names.token(at + 1)[0].isdigit()))

    def _other(self, hit: Hit) -> list[Mention]:
        """The company in mind that is not the subject."""
        subject = self.names.subject_of(hit.first)
        without = {m.entity for m in self._with_others(subject, hit)} if subject is not None else set()
        other = self.names.in_mind(hit.first, without) if without else None
        return [other] if other is not None else []

    def _number(self, at: int) -> bool:
        """Whether an amount stands at the token: "$5 billion", "bijna 28 miljard"."""
        return any(token[0].isdigit() for token in self.lower[at:at + COUNTED + 2])

    def _known_owner(self, subject: Mention, owned: Mention, at: int) -> Mention:
        """Whom "the company, which owns Twitch" stands for: of those in mind the one that has it, if one is known."""
        owners = above(owned.entity)
        if subject.how not in {"noun", "pronoun"} or not owners or subject.entity in owners:
            return subject
        return next((subject._replace(entity=name) for name in self.names.focus.at(at) if name in owners), subject)

    def _inverted(self, hit: Hit, objects: Sequence[Mention]) -> Mention | None:
        """The subject right behind a verb: "Daarvoor werkt SAP samen met Nvidia"."""
        if not self.words.inverts or objects[0].first < hit.tail:
            return None
        return next((m for m in self.names.in_sentence(hit.first) if m.first == hit.last and m.last <= hit.tail), None)

    def _turned(self, subject: Mention, object_: Mention) -> bool:
        """Whether "X, dat Y overnam" rather says that Y took over X, which its words leave open."""
        if subject.entity in above(object_.entity):
            return False
        return object_.entity in above(subject.entity) or (
            self.lower[object_.first - 1] in self.names.words.relatives)

    def _both(self, at: int) -> list[Mention]:
        """Those named last in "takes on both", "met die twee": so many as the words count."""
        pointed = self.names.token(at) in self.names.words.determiners
        word = self.names.token(at + pointed)
        if not pointed and word not in self.words.both:
            return []
        subject = self.names.subject_of(at)
        count = self.words.counts.get(word, 0)
        without = {subject.entity, subject.company or ""} if subject is not None else set()
        return last_named(self.names, at, count, without) if count > 1 else []

    def _of_whom(self, at: int) -> list[Mention]:
        """The companies in "competes with the chips of Intel"."""
        for token in range(at, min(at + PHRASE, self.names.closing(at - 1))):
            if self.lower[token] in STOPS or self.lower[token] in self.words.names.prepositions:
                break
            if self.lower[token] in self.words.names.of:
                return self.names.behind(token + 1)
        return []

    def _relative(self, hit: Hit, row: Verb, end: int) -> Iterator[Pair]:
        """ "Quip, a start-up that Salesforce acquired", "YouTube, dat Google overnam": the object stands before."""
        if row.by or row.predicate not in {"acquires", "parent_of"}:
            return
        subject = self.names.subject_of(hit.first)
        if subject is None or subject.first < 1:
            return
        names, bought = self.names, self.names.antecedent(subject.first)
        if bought is None or hit.first - subject.last > NEAR or (
                bought.entity in {subject.entity, *above(subject.entity)}):
            return
        relative = self.lower[subject.first - 1] in names.words.relatives and (
            names.token(subject.first - 2) not in names.words.prepositions)
        article = names.token(bought.last + 1)
        apposed = names.token(bought.last) == "," and article in names.words.determiners - names.words.relatives and (
            subject.first - bought.last <= PHRASE + COUNTED)
        if relative or apposed:
            yield Pair(subject.entity, row.predicate, bought.entity, bought.first, end, "relative clause")
