"""Relations that a noun says: "its rivals Intel and AMD", "Lyft, Uber's main competitor", "the parent of Google"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations, product

from kg.extract.entities import Mention
from kg.extract.org_names import NAMES, STOPS, OrgNames, Owner
from kg.extract.phrases import Hit
from kg.extract.relation_antecedents import backwards, counted, last_named, unit_before, unit_of
from kg.extract.relation_words import (
    AMOUNTS,
    COUNTED,
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

#: Relations of the company that a text is about, where a noun for one has no owner: "Rivals X and Y".
_OF_MAIN = frozenset({"competes_with", "invests_in", "supplies"})


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
        before_it = self.lower[max(self.names.opening(hit.first), hit.first - COUNTED):hit.first]
        if not self.words.denied.isdisjoint(before_it) or self.words.past & {*before_it[-1:]} or (
                row.predicate in AMOUNTS and self._failed(hit.first)):
            return
        if row.between:
            yield from self._between(row, hit, end)
            return
        before = self.names.owner(hit.first)
        if row.one and before.mention is None and (beside := self._beside(hit.first)):
            article = self.names.token(beside.first - 1) in self.words.names.determiners
            before = Owner(beside, beside.first - article)  # "a Microsoft subsidiary"
        owners, after = self._owners(before, row, end)
        named, rule = self._named(row, before.first, after, end)
        cover = self.names.covering(hit.first)
        if not named and owners and cover is not None and row.predicate == "parent_of" and row.named_is_subject:
            named, rule = [self._holding(cover, owners)], "description"
        if not named and row.predicate in SYMMETRIC | {"supplies"}:
            owners, named, rule = self._had(owners, hit, end)
        if not named and not row.open:
            yield from self._unnamed(hit, row, owners, before.first)
        if not named or (rule == "as" and row.predicate == "parent_of"):
            return
        if not owners and rule in {"each other", "is"} and self.names.token(end) in self.names.words.of and (
                self.names.token(end + 1) in self.names.words.determiners):  # "rivals of the carmaker"
            other = self.names.in_mind(self.names.opening(hit.first), {m.entity for m in named})
            owners = [other] if other is not None else []
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

    def _have(self, at: int) -> int | None:
        """The verb of having before a noun, in its clause."""
        for token in range(at - 1, max(self.names.opening(at), at - 1 - NEAR), -1):
            if self.lower[token] in self.words.had:
                return token
            if self.lower[token] in STOPS:
                return None
        return None

    def _had(self, owners: list[Mention], hit: Hit, end: int) -> tuple[list[Mention], list[Mention], str]:
        """ "Intel has two rivals in X and Y", "in X heeft Intel een concurrent": owner, those named, and the rule."""
        names, words = self.names, self.words
        opening = names.opening(hit.first)
        have = self._have(hit.first)
        if owners or have is None:
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
        found = self._ties.get(at, self._ties.get(at + 1))
        return self.names.behind(found) if found is not None else []

    @cached_property
    def _ties(self) -> dict[int, int]:
        """Where "and so is" and the like stand: the first token -> the token after."""
        return {hit.first: hit.last for hit in self.words.as_well.find(self.document)}

    def _owners(self, before: Owner, row: Noun, end: int) -> tuple[list[Mention], int]:
        """Whose the noun is, by the words before it or behind it, and the token after those words."""
        names, behind = self.names, row.open and row.named_is_subject
        if before.mention is not None and not (behind and row.predicate == "competes_with"):
            return [before.mention], end
        if behind or (not row.open and names.token(end) in self.words.names.of):
            owners = [m for m in names.behind(end if behind else end + 1) if m.how != "source"]
            if len(owners) == 2 and row.one and self.lower[owners[0].last:owners[1].first] == [","] and (
                    names.token(owners[1].last) in STOPS):
                owners = owners[:1]  # an apposition: "the rival of Amazon, Microsoft, said"
            elif behind and len(owners) == 2 and self.lower[owners[0].last:owners[1].first] == [","]:
                owners = owners[:1]  # "the company behind X, Y, said"
            if owners:
                return owners, owners[-1].last
        if row.predicate == "competes_with" and names.token(end) in names.words.relatives and (
                owners := names.from_here(end + 1)):
            return owners, owners[-1].last  # "X en Y, de concurrenten die IBM bij wil benen"
        if names.token(before.first) in self.words.whose:
            antecedent = names.antecedent(before.first)
            return ([antecedent], end) if antecedent is not None else ([], end)
        return [], end

    def _beside(self, at: int) -> Mention | None:
        """Whose name makes one word with the noun: "a Microsoft subsidiary", "the Facebook parent", "Uber-rivaal"."""
        found = self.names.up_to(at - (self.names.token(at - 1) == "-"))[-1:]
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

    def _named(self, row: Noun, phrase: int, after: int, end: int) -> tuple[list[Mention], str]:
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
        while names.token(phrase - 1) in names.words.adverbs - STOPS:
            phrase -= 1  # "TSMC and Samsung, both customers"
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
            found = names.before(place) or (names.up_to(place - 1) if loose else [])
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
                if not found and names.token(back - 1) == "," and (subject := names.subject_of(back)) is not None:
                    found = names.up_to(subject.last)  # "X and Y, both younger, are rivals"
                return found, "is"
            if self.lower[back] in STOPS:
                break
        return [], ""

    def _named_behind(self, at: int) -> list[Mention]:
        """The names in "its main rivals are X and Y", "customers of ASML include X"."""
        if self.names.token(at) in self.words.naming or (
                self.names.is_verb(at) and self.names.token(at + 1) not in self.words.names.be):
            return self.names.behind(at + 1) or self.names.behind(at + 1 + (
                self.names.token(at + 1) in self.words.names.adverbs))
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
        known = above(named[0].entity) if row.predicate == "parent_of" and not row.named_is_subject else []
        if not owners and known:
            # "The foundry arm, Intel Foundry", "de eigen chiptak"
            own = not row.owned or any(word in self.words.own for word in self.lower[max(0, at - PHRASE):at])
            return [named[0]._replace(entity=known[0], company=known[0], kind="company")] if own else []
        if not owners and row.predicate == "competes_with" and all(m.kind == "unit" for m in named) and (
                unit := unit_before(self.names, at, {m.company for m in named})):
            return [unit]  # "Rival AWS": of the cloud unit that was named last
        if not owners:
            if row.owned:
                return []
            if row.predicate == "parent_of" and row.named_is_subject:
                return self._kin(named[0], at)
            found = self.names.subject_before(at, entities)
            clause = self.names.clause_before(at)
            person = not (self.words.persons | self.words.his).isdisjoint(clause) and row.predicate == "competes_with"
            if relative := self.names.relative(at):
                found = relative if relative.entity not in entities else found
            elif person and self.names.focus.ruling and self.names.focus.main and self.names.focus.main not in entities:
                found = Mention(at, at + 1, self.names.focus.main, "company", "pronoun", self.names.focus.main)
            have = self._have(at) if row.open else None
            if have is not None and (nearest := self.names.before(have) or self.names.from_here(have + 1)):
                found = nearest[-1]
            if row.open and found is not None and len(holders := self.names.up_to(found.last)) > 1:
                return [m for m in holders if m.entity not in entities]  # "X and Y both hold stakes in Z"
            if found is not None and found.first == at and row.predicate == "acquires":
                # Nobody is named: then whoever has it already is not who buys it.
                owned = {name for m in named for name in above(m.entity)}
                main = self.names.focus.main if self.names.focus.ruling else None
                found = self.names.in_mind(at, entities | (owned - {main or ""}))
                if found and main and main not in entities:
                    found = found._replace(entity=main, company=main)
            main = self.names.focus.main if self.names.focus.ruling else None
            if found is not None and found.first == at and row.predicate in _OF_MAIN and main and main not in entities:
                found = found._replace(entity=main, company=main)  # "Rivals X and Y": of whom the text is about
            owners = [found._replace(how="pronoun")] if found else []
        found_owners = []
        for owner in owners:
            its = owner.how == "pronoun" and row.predicate == "competes_with"
            if its and (unit := unit_of(self.names, self.words, owner.entity, named[0].first)):
                owner = unit
            if owner.how in {"pronoun", "noun", "description"} and (owner.entity in entities or (
                    its and any(owns(owner.entity, name) for name in entities))):
                other = self.names.subject_before(named[0].first, entities | {owner.entity})
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
        for mention in backwards(self.names, at):
            if mention.how in NAMES and owns(parent.entity, mention.entity) and not is_product(mention, self.words):
                return [mention]
        return []

    def _unnamed(self, hit: Hit, row: Noun, owners: Sequence[Mention], phrase: int) -> Iterator[Pair]:
        """Nouns whose names stand elsewhere: "Both rivals of Amazon", "Its rivals did better: X rose, Y fell"."""
        end = end_of(hit)
        if row.predicate == "parent_of" and row.one and not row.owned:
            yield from self._known_kin(row, owners, phrase, end)
        if row.named_is_subject and row.predicate == "supplies" and owners and (
                hit.first - self.names.opening(hit.first) <= COUNTED + 1):
            seller = self.names.in_mind(hit.first, {m.entity for m in owners})
            if seller is not None:  # "TSMC grew. The supplier of Apple and Nvidia"
                last = owners[-1].last
                yield from (Pair(seller.entity, row.predicate, owner.entity, hit.first, last, "noun, in mind")
                            for owner in owners)
            return
        if row.named_is_subject and row.predicate != "supplies":
            return
        before = range(hit.first - 1, max(-1, hit.first - 1 - COUNTED), -1)
        count = next((self.words.counts[self.lower[t]] for t in before if self.lower[t] in self.words.counts), None)
        if count and row.predicate == "competes_with" and not row.one and (owners or self._definite(hit.first)):
            yield from counted(self.names, hit.first, end, count, owners)
            return
        definite = self.names.token(phrase) in self.words.definite
        if row.one and not row.owned and row.predicate == "competes_with" and definite:
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

    def _known_kin(self, row: Noun, owners: Sequence[Mention], phrase: int, end: int) -> Iterator[Pair]:
        """ "AWS did well. The subsidiary grew", "the subsidiary of Amazon grew. AWS": the ontology says who it is."""
        if self.names.token(phrase) not in self.words.definite and not owners:
            return
        if row.named_is_subject and owners:  # "the owner of Google Cloud"
            said = {m.entity for m in self.names.named}
            known = next((name for name in above(owners[0].entity) if name in said), None)
            if known:
                yield Pair(known, row.predicate, owners[0].entity, min(phrase, owners[0].first),
                           max(end, owners[0].last), "noun, known")
            return
        number = self.document.sentence_of[phrase]
        paragraph = self.document.sentences[number].paragraph
        near = [m for m in backwards(self.names, phrase) if number - self.document.sentence_of[m.first] <= 1
                and self.document.sentences[self.document.sentence_of[m.first]].paragraph == paragraph]
        if owners and number + 1 < len(self.document.sentences):
            near += self.names.in_sentence(self.document.sentences[number + 1].first)[:1]
        said = {m.entity for m in (owners or self.names.named)}
        for mention in near:
            known = next((name for name in above(mention.entity) if name in said), None)
            if known and mention.how in NAMES and not is_product(mention, self.words):
                yield Pair(known, row.predicate, mention.entity, min(phrase, mention.first), max(end, mention.last),
                           "noun, known")
                return

    def _definite(self, at: int) -> bool:
        """Whether a counted noun speaks of those named: "the three rivals", "both rivals"."""
        before = self.lower[max(self.names.opening(at), at - PHRASE):at]
        return any(word in self.words.definite or word in self.words.both for word in before)
