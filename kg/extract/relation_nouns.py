"""Relations that a noun says: "its rivals Intel and AMD", "Lyft, Uber's main competitor", "the parent of Google"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from kg.extract.entities import Mention
from kg.extract.org_names import NAMES, STOPS, OrgNames, Owner
from kg.extract.phrases import Hit
from kg.extract.relation_words import (
    AMOUNTS,
    COUNTED,
    COUNTED_RIVALS,
    NEAR,
    PHRASE,
    SYMMETRIC,
    Noun,
    Pair,
    RelationWords,
    above,
    end_of,
    is_product,
    owns,
)

#: How many sentences back a company may be that "the rival" or "the three" stand for.
BACK = 6


class NounFrame:
    """The noun with its owner and those named, in one text."""

    def __init__(self, names: OrgNames, words: RelationWords) -> None:
        self.names, self.words = names, words
        self.document, self.lower = names.document, names.lower

    def pairs(self) -> Iterator[Pair]:
        """All pairs that nouns give."""
        for hit in [*self.words.nouns.find(self.document), *self._compounds()]:
            yield from self._noun(hit, self.words.noun_rows[int(hit.what)])

    def _compounds(self) -> Iterator[Hit]:
        """Words that end in such a noun: "robottaxidochter"."""
        endings = tuple(self.words.compounds)
        for at, word in enumerate(self.lower):
            if endings and word.endswith(endings) and word not in self.words.single:
                ending = max((e for e in endings if word.endswith(e)), key=len)
                if len(word) > len(ending) + 2:
                    yield Hit(at, at + 1, -1, str(self.words.compounds[ending]), word)

    def _noun(self, hit: Hit, row: Noun) -> Iterator[Pair]:
        end = end_of(hit)
        if (hit.first and self.lower[hit.first - 1] in self.words.past) or (
                row.predicate in AMOUNTS and self._failed(hit.first)):
            return
        if row.between:
            yield from self._between(row, hit, end)
            return
        before = self.names.owner(hit.first)
        owners, after = self._owners(before, row, hit, end)
        named, rule = self._named(row, before.first, hit, after, end)
        cover = self.names.covering(hit.first)
        if not named and owners and cover is not None and row.predicate == "parent_of" and row.named_is_subject:
            named, rule = [self._holding(cover, owners)], "description"
        if not named and row.predicate in SYMMETRIC | {"supplies"}:
            owners, named, rule = self._had(owners, before.first, hit, end)
        if not named and not row.open:
            yield from self._unnamed(hit, row, owners, before.first)
        if not named or (rule == "as" and row.predicate == "parent_of"):
            return
        if not owners and rule == "each other":
            for a, b in combinations(named, 2):
                yield from self._pair(row, a.entity, b.entity, a.first, end, f"noun, {rule}")
            return
        if row.one and rule not in {"as", "is"}:
            named = named[-1:] if rule == "apposition" else named[:1]
        if row.open and not owners and self.names.token(named[-1].last) in self.words.by:
            owners = self.names.behind(named[-1].last + 1)  # "acquisition of X by Y"
        named = [*named, *self._as_well(max(after, named[-1].last))]
        if not owners and rule == "name" and row.predicate == "parent_of" and (
                self.names.token(named[-1].last) in self.words.names.of):
            owners = self.names.behind(named[-1].last + 1)  # "parent company Meta of Facebook"
        owners = self._holders(row, owners, named, named[0].first if rule == "as" else hit.first)
        first = min([hit.first, *(m.first for m in named), *(m.first for m in owners)])
        last = max([end if rule in {"apposition", "as"} else after, *(m.last for m in [*named, *owners])])
        for holder, other in product(owners, named):
            yield from self._pair(row, holder.entity, other.entity, first, last, f"noun, {rule}")

    def _between(self, row: Noun, hit: Hit, end: int) -> Iterator[Pair]:
        """ "the rivalry between X and Y": each with each."""
        for a, b in combinations(self.names.behind(end), 2):
            yield from self._pair(row, a.entity, b.entity, hit.first, b.last, "noun, between")

    def _had(self, owners: list[Mention], phrase: int, hit: Hit, end: int) -> tuple[list[Mention], list[Mention], str]:
        """ "Intel has two rivals in X and Y", "in X heeft Intel een concurrent": owner, those named, and the rule."""
        names, words = self.names, self.words
        opening = names.opening(hit.first)
        back = range(phrase - 1, max(opening, phrase - 1 - NEAR), -1)
        have = next((token for token in back if self.lower[token] in words.had), None)
        if owners or have is None or STOPS & {*self.lower[have:phrase]}:
            return owners, [], ""
        inverted = names.from_here(have + 1)
        holder = (inverted or names.up_to(have))[-1:]
        places = [end, have + 1]
        if inverted or names.token(have - 1) == ",":
            places.append(opening)
        for place in places if holder else ():
            if names.token(place) in words.had_in and (named := names.behind(place + 1)):
                return holder, named, "has"
        return owners, [], ""

    def _as_well(self, at: int) -> list[Mention]:
        """Who else is: "X is a customer, and so is Y"."""
        found = next((hit for hit in self.words.as_well.find(self.document) if at <= hit.first <= at + 1), None)
        return self.names.behind(found.last) if found else []

    def _owners(self, before: Owner, row: Noun, hit: Hit, end: int) -> tuple[list[Mention], int]:
        """Whose the noun is, by the words before it or behind it, and the token after those words."""
        names, behind = self.names, row.open and row.named_is_subject
        if before.mention is not None:
            return [before.mention], end
        if row.one and (beside := self._beside(hit.first)):
            return [beside], end
        if behind or (not row.open and names.token(end) in self.words.names.of):
            owners = [m for m in names.behind(end if behind else end + 1) if m.how != "source"]
            if len(owners) == 2 and row.one and self.lower[owners[0].last:owners[1].first] == [","] and (
                    names.token(owners[1].last) in STOPS):
                owners = owners[:1]  # an apposition: "the rival of Amazon, Microsoft, said"
            elif behind and len(owners) == 2 and self.lower[owners[0].last:owners[1].first] == [","]:
                owners = owners[:1]  # "the company behind X, Y, said"
            if owners:
                return owners, owners[-1].last
        if names.token(before.first) in self.words.whose:
            antecedent = names.antecedent(before.first)
            return ([antecedent], end) if antecedent is not None else ([], end)
        return [], end

    def _beside(self, at: int) -> Mention | None:
        """Whose name makes one word with the noun: "a Microsoft subsidiary", "the Facebook parent", "Uber-rivaal"."""
        end = at - 1 if self.names.token(at - 1) == "-" else at
        found = self.names.up_to(end)[-1:]
        return found[0] if found and found[0].how in NAMES and not self.names.genitive(found[0]) else None

    def _holding(self, cover: Mention, owned: Sequence[Mention]) -> Mention:
        """Whom "the group behind X and Y" stands for: not X, though X was in mind."""
        entities = {m.entity for m in owned}
        if cover.entity not in entities:
            return cover
        return next((cover._replace(entity=name) for name in above(owned[0].entity) if name not in entities), cover)

    def _failed(self, at: int) -> bool:
        """Whether a deal came to nothing: "abandoned its takeover of", "the takeover of X fell through"."""
        before = self.lower[max(self.names.opening(at), at - PHRASE):at]
        behind = self.lower[at:min(at + NEAR, self.names.closing(at))]
        return not self.words.failed.isdisjoint(before) or not self.words.fell_through.isdisjoint(behind)

    def _pair(self, row: Noun, holder: str, named: str, first: int, last: int, rule: str) -> Iterator[Pair]:
        if holder != named:
            a, b = (named, holder) if row.named_is_subject else (holder, named)
            yield Pair(a, row.predicate, b, first, last, rule)

    def _named(self, row: Noun, phrase: int, hit: Hit, after: int, end: int) -> tuple[list[Mention], str]:
        """Who is called so, and by which wording."""
        names = self.names
        named = names.behind(after)
        if after != end and row.one and named and names.token(after) not in {",", ":", "("} | self.words.names.like:
            named = []
        if row.open and row.named_is_subject:
            named = []
        elif named or row.open:
            return self._fit(row, named), "name"
        if found := self._bracketed(after):
            return self._fit(row, found), "brackets"
        if found := self._named_behind(after):
            return self._fit(row, found), "is"
        found, rule = self._apposed(phrase, after > end and not row.one)
        mutual = row.predicate in SYMMETRIC and not row.one and after == end and (
            names.token(phrase - 1) != "," or self.words.counts.get(names.token(phrase)) == len(found))
        if found:
            return self._fit(row, found), "each other" if mutual and len(found) > 1 and rule != "as" else rule
        return [], ""

    def _fit(self, row: Noun, named: Sequence[Mention]) -> list[Mention]:
        return [m for m in named if m.how != "source" or row.predicate in AMOUNTS]

    def _apposed(self, phrase: int, loose: bool) -> tuple[list[Mention], str]:
        """The names before ", its main rival", "is the owner of", "as a customer", and which of these it is.

        loose   a word, such as a verb at its clause's end, may stand between the names and the comma
        """
        names, place = self.names, phrase - 1
        words = self.words.names
        if names.token(place) in {",", "–", "—", "("} or names.token(place) in self.words.as_words:
            rule = "as" if names.token(place) in self.words.as_words else "apposition"
            if rule == "as" and (names.is_verb(place - 1) or names.token(place - 1) in self.words.naming):
                return names.before(place - 1), "is"  # "X and Y are among its customers"
            found = names.up_to(place) or (names.up_to(place - 1) if loose else [])
            before = found[0].first - 1 if found else place
            if before == names.opening(place) and names.token(before) in words.prepositions:
                return [], ""  # "Unlike Apple, its rivals ..."
            return found, rule
        if (found := names.up_to(phrase)) and names.is_verb(found[0].first - 1):
            return found, "is"  # "In AI-chips zijn X en Y de concurrenten van Z"
        for back in range(place, max(place - 3, names.opening(phrase) - 1), -1):
            if names.is_verb(back):  # "is", "will remain", "may well become"
                found = next((found for at in range(back, back - 3, -1) if (
                    found := names.before(at) or names.standing_for(at))), [])
                return found, "is"
            if self.lower[back] in STOPS:
                break
        return [], ""

    def _named_behind(self, at: int) -> list[Mention]:
        """The names in "its main rivals are X and Y", "customers of ASML include X"."""
        if self.names.token(at) in self.words.naming or (
                self.names.token(at) in self.words.names.be and self.names.token(at + 1) not in self.words.names.be):
            return self.names.behind(at + 1)
        return []

    def _bracketed(self, at: int) -> list[Mention]:
        """The names in "rivals (X and Y)", "rivals in AI, X and Y among them", "its parent, Alphabet, said"."""
        names, stop = self.names, self.names.closing(at - 1)
        if names.token(at) in self.words.names.prepositions:
            for token in range(at + 1, min(at + 1 + PHRASE, stop)):
                if self.lower[token] in STOPS:
                    at = token
                    break
                if names.from_here(token):
                    return []
        opens = names.token(at)
        if opens not in {",", "(", ":", "–", "—"} or at + 1 >= stop:
            return []
        found = names.behind(at + 1)
        if not found:
            return []
        closes = names.token(found[-1].last)
        if opens == ":" or closes in STOPS - {"(", ":"} or closes in self.words.among or found[-1].last >= stop:
            return found
        return []

    def _holders(self, row: Noun, owners: Sequence[Mention], named: Sequence[Mention], at: int) -> list[Mention]:
        """The owners, of the kind of those named; where the words have none, whom the sentence is about."""
        entities = {m.entity for m in named}
        if not owners:
            if row.owned:
                return []
            if row.predicate == "parent_of" and row.named_is_subject:
                return self._kin(named[0], at)
            found = self.names.subject_before(at, entities)
            if row.open and found is not None and len(holders := self.names.up_to(found.last)) > 1:
                return [m for m in holders if m.entity not in entities]  # "X and Y both hold stakes in Z"
            if found is not None and found.first == at and row.predicate == "acquires":
                # Nobody is named: then whoever has it already is not who buys it.
                found = self.names.in_mind(at, entities | {name for m in named for name in above(m.entity)})
            main = self.names.focus.main
            if found is not None and found.first == at and row.predicate == "competes_with" and (
                    self.names.focus.ruling and main and main not in entities):
                found = found._replace(entity=main, company=main)  # "Rivals X and Y": of whom the text is about
            owners = [found._replace(how="pronoun")] if found else []
        found_owners = []
        for owner in owners:
            if owner.how == "pronoun" and owner.entity in entities:
                other = self.names.subject_before(named[0].first, entities)
                if other is None:
                    continue
                owner = other
            if owner.kind == "unit" and owner.company and owner.how != "name" and row.predicate != "parent_of" and all(
                    m.kind == "company" for m in named):
                owner = owner._replace(entity=owner.company, kind="company")
            found_owners.append(owner)
        return found_owners

    def _kin(self, parent: Mention, at: int) -> list[Mention]:
        """The last name before a bare "parent company Foo" that the ontology has as one of its own."""
        for mention in _backwards(self.names, at):
            if mention.how in NAMES and owns(parent.entity, mention.entity) and not is_product(mention, self.words):
                return [mention]
        return []

    def _unnamed(self, hit: Hit, row: Noun, owners: Sequence[Mention], phrase: int) -> Iterator[Pair]:
        """Nouns whose names stand elsewhere: "Both rivals of Amazon", "Its rivals did better: X rose, Y fell"."""
        if row.named_is_subject and row.predicate != "supplies":
            return
        end = end_of(hit)
        before = range(hit.first - 1, max(-1, hit.first - 1 - COUNTED), -1)
        count = next((self.words.counts[self.lower[t]] for t in before if self.lower[t] in self.words.counts), None)
        if count and row.predicate == "competes_with" and not row.one:
            yield from counted(self.names, hit.first, end, count, owners)
            return
        if row.one and row.predicate == "competes_with" and self.names.token(phrase) in self.words.definite:
            main = self.names.focus.main
            about = owners[0].entity if owners else main
            other = last_named(self.names, hit.first, 1, {about or "", *(m.company or "" for m in owners)})
            if about and other and (not owners or owners[0].how == "pronoun"):
                yield from self._pair(row, about, other[0].entity, phrase, end, "noun, the rival")
            return
        stop = self.names.closing(hit.first)
        if row.one or ":" not in self.lower[end:stop]:
            return
        colon = self.lower.index(":", end)
        holder = owners[0] if owners else self.names.in_mind(hit.first, frozenset())
        if holder is None:
            return
        for mention in self.names.in_sentence(hit.first):
            if mention.first > colon and mention.how in NAMES and mention.kind == holder.kind:
                yield from self._pair(row, holder.entity, mention.entity, hit.first, mention.last, "noun, colon")


def counted(names: OrgNames, at: int, end: int, count: int, owners: Sequence[Mention]) -> Iterator[Pair]:
    """ "the three rivals": the companies named last, so many; with an owner each of them against it."""
    without = {m.entity for m in owners}
    found = last_named(names, at, count, without)
    if len(found) < count:
        return
    first = min(m.first for m in found) if owners else at - 1
    pairs = product(owners, found) if owners else combinations(found, 2)
    for a, b in pairs:
        yield Pair(a.entity, "competes_with", b.entity, first, end, COUNTED_RIVALS)


def last_named(names: OrgNames, at: int, count: int, without: set[str]) -> list[Mention]:
    """So many different companies named last, here or a few sentences back; of a group of companies only one."""
    found: dict[str, Mention] = {}
    for mention in _backwards(names, at):
        company = mention.company
        if mention.how in {"name", "unknown"} and company and not {company, mention.entity} & without and not any(
                company in above(other) or other in above(company) for other in found):
            found.setdefault(company, mention)
            if len(found) == count:
                return _companies(list(found.values()))
    for name in names.focus.at(at):  # further back, but still in mind
        if found and name not in without and not any(name in above(other) or other in above(name) for other in found):
            found.setdefault(name, Mention(at, at + 1, name, "company", "pronoun", name))
            if len(found) == count:
                return _companies(list(found.values()))
    return []


def _companies(found: list[Mention]) -> list[Mention]:
    """The companies that units belong to, unless all are units: "AWS, Azure and Google Cloud"."""
    if len(found) > 1 and all(m.kind == "unit" for m in found):
        return found
    return [m._replace(entity=m.company or m.entity) for m in found]


def _backwards(names: OrgNames, at: int) -> Iterator[Mention]:
    """The mentions before a token, the nearest first, in its sentence and the BACK ones before."""
    number = names.document.sentence_of[at]
    for sentence in range(number, max(-1, number - BACK - 1), -1):
        for mention in reversed(names.in_sentence(min(at, names.document.sentences[sentence].last - 1))):
            if mention.first < at:
                yield mention
