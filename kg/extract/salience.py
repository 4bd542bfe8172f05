"""Who is being talked about: descriptions, generic nouns, pronouns and words for units resolved on a stack of salience.

The company that a sentence is about comes to the top; one after a preposition comes second; one that is named only for
comparison ("like rivals X and Y") never comes to the top, so that "the company" after it is still the other one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from kg.extract.entity_words import DESCRIPTION, PLACE, EntityWords, Word
from kg.extract.names import Mention, Names, Run, known_name
from kg.extract.role_words import RoleWords
from kg.extract.text import Document

#: Companies (or people) that are kept in mind; more would cost time on a list of hundreds and never be meant.
DEPTH = 12
#: Words between an article and its noun: "the struggling German software group".
WIDE = 4
#: The share of all mentions from which on a company rules an article, so that each paragraph begins with it in focus.
RULING = 0.4
#: What a clause begins after.
_CLAUSE_MARKS = frozenset({",", ";", ":", "-", "–", "—", "•", "*", "(", "“", "‘", "„", '"', "'"})
_NOUNS = frozenset({"nouns", "maker_words", "parent_words"})


class Stack:
    """Names by salience, the most salient first, never more than DEPTH."""

    __slots__ = ("names",)

    def __init__(self) -> None:
        self.names: list[str] = []

    def push(self, name: str, standing: str) -> None:
        """Put a name where its standing says: on top, second, or third; one on top stays there."""
        names = self.names
        place = {"subject": 0, "oblique": 1}.get(standing, 2)
        if name in names:
            if place and names.index(name) <= place:
                return
            names.remove(name)
        names.insert(place, name)
        del names[DEPTH:]


class Focus:
    """The companies in order of salience at each place of a text, computed once."""

    def __init__(self, mentions: list[Mention], words: EntityWords, main: str | None) -> None:
        stack = Stack()
        self._starts: list[int] = []
        self._names: list[tuple[str, ...]] = []
        self._first: tuple[str, ...] = (main,) if main else ()
        for mention in mentions:
            company = owner(mention, words)
            if company is None or mention.how == "bare" or stack.names[:1] == [company]:
                continue
            stack.push(company, mention.standing)
            self._starts.append(mention.last)
            self._names.append(tuple(stack.names))

    def at(self, token: int) -> tuple[str, ...]:
        """The companies that a reader has in mind before this token, the most salient first."""
        place = bisect_right(self._starts, token)
        return self._names[place - 1] if place else self._first


def owner(mention: Mention, words: EntityWords) -> str | None:
    """The company that a mention is about: itself, or the company that a unit belongs to; None for a person."""
    if mention.kind == "company":
        return mention.entity
    if mention.kind == "unit":
        return words.parent(mention.entity)
    return None


class Resolver:
    """One pass over the events of `find_names`, in text order; `mentions` is its result."""

    def __init__(self, document: Document, words: EntityWords, roles: RoleWords, names: Names) -> None:
        self.document, self.words, self.roles, self.names = document, words, roles, names
        self.companies, self.people = Stack(), Stack()
        self.mentions: list[Mention] = []
        self.units: dict[str, tuple[str, str]] = {}
        self.named = {e.entity for _, e in names.events if isinstance(e, Mention) and e.kind == "company"}
        self.main, self.ruling = self._main()
        self.paragraph = -1
        self.last_unit: Mention | None = None
        self.person_subject = -1
        self.rival_until = self.closed_at = -1

    def _main(self) -> tuple[str | None, bool]:
        """The company that is named most often, the headline counting for three; whether it rules the article."""
        counts: Counter[str] = Counter()
        for at, event in self.names.events:
            if isinstance(event, Mention) and (company := owner(event, self.words)):
                counts[company] += 3 if self.document.sentences[self.document.sentence_of[at]].title else 1
        for company in self.words.observers & counts.keys():
            counts[company] -= counts[company] // 2
        if not counts:
            return None, False
        main, count = counts.most_common(1)[0]
        return main, count >= RULING * counts.total()

    def resolve(self) -> list[Mention]:
        """The mentions of the text, in order, not overlapping."""
        done = 0
        for at, event in self.names.events:
            if at < done:
                continue
            paragraph = self.document.sentences[self.document.sentence_of[at]].paragraph
            if paragraph != self.paragraph:
                self.paragraph = paragraph
                if self.ruling and self.main and self.companies.names:
                    self.companies.push(self.main, "subject")
            if isinstance(event, Mention):
                mention: Mention | None = self._name(event)
            elif isinstance(event, Run):
                mention = self._run(event)
            else:
                mention = self._word(at, event)
            if mention is not None:
                while self.mentions and self.mentions[-1].last > mention.first:
                    self.mentions.pop()
                self.mentions.append(mention)
                done = mention.last
        return self.mentions

    # Names

    def _name(self, mention: Mention) -> Mention:
        made = self._maker(mention)
        mention = (made or mention)._replace(standing=self._standing(mention.first))
        self._remember(mention)
        return mention

    def _run(self, run: Run) -> Mention | None:
        name, kind = run.text, self.names.kinds.get(run.text)
        if kind is None:
            bearers = self.names.people.get(name) or self.names.people.get(name.removesuffix("s")) or ()
            if not bearers and " " in name:
                bearers = self.names.people.get(name.rpartition(" ")[2], ()) if name.split()[0].lower() in (
                    self.words.particles) else ()
            if bearers:
                recent = [p for p in self.people.names if p in bearers]
                name, kind = (recent or list(bearers))[0], "person"
            elif len(self.names.companies.get(name, ())) == 1:
                name, kind = self.names.companies[name][0], "company"
            else:
                return self._named_unit(run)
        elif kind == "company" and len(self.names.companies.get(name, ())) == 1 and " " not in name:
            name = self.names.companies[name][0]
        how = "name" if self.words.entity(name) else "unknown"
        mention = Mention(run.first, run.last, name, kind, how, self._standing(run.first))
        self._remember(mention)
        return mention

    def _named_unit(self, run: Run) -> Mention | None:
        """ "its Device Solutions division": a unit that is called by its company's name and its own."""
        lower = self.document.lower
        if run.last < len(lower) and "heads" in self._tags(lower[run.last]) and self.companies.names:
            company = self.companies.names[0]
            text = run.text if run.text.startswith(company) else f"{company} {run.text}"
            mention = Mention(run.first, run.last + 1, text, "unit", "description", self._standing(run.first))
            self.units[text] = (company, run.text)
            self._remember(mention)
            return mention
        return None

    def _remember(self, mention: Mention) -> None:
        if mention.kind == "person":
            self.people.push(mention.entity, mention.standing)
            if mention.standing == "subject":
                self.person_subject = self.document.sentence_of[mention.first]
            return
        if mention.kind == "unit":
            self.last_unit = mention
        company = owner(mention, self.words) or self.units.get(mention.entity, ("",))[0]
        if company:
            if mention.how == "unknown" and mention.standing == "subject" and self.main and company not in self.named:
                return
            observer = company in self.words.observers and company != self.main
            self.companies.push(company, "rival" if observer else mention.standing)
            if mention.standing == "subject":
                self.person_subject = -1

    def _maker(self, mention: Mention) -> Mention | None:
        """ "iPhone-maker", "Google's parent company": a name, then a word for its maker or owner."""
        lower, at = self.document.lower, mention.last
        if at < len(lower) and lower[at] in {"-", *self.words.possessives}:
            at += 1
        if at >= len(lower):
            return None
        tags = self._tags(lower[at])
        wanted = "maker_words" if mention.kind == "unit" else "parent_words"
        if wanted not in tags and "parent_words" not in tags:
            return None
        company = self.words.parent(mention.entity)
        if company is None:
            return None
        end = at + 1
        if end < len(lower) and "nouns" in self._tags(lower[end]):
            end += 1
        if self._name_follows(end):
            return None
        return Mention(mention.first, end, company, "company", "description")

    # Words

    def _word(self, at: int, word: Word) -> Mention | None:
        tags = word.tags
        if "rival_words" in tags:
            self.rival_until = at + 1  # a list of rivals may follow
        for label in word.labels:
            if label.sort == DESCRIPTION and tuple(self.document.lower[at:at + len(label.folded)]) == label.folded:
                mention = self._description(at, at + len(label.folded), label.what)
                if mention is not None:
                    return mention
            elif label.sort == PLACE and tuple(self.document.lower[at:at + len(label.folded)]) == label.folded:
                mention = self._place(at, at + len(label.folded), label.what)
                if mention is not None:
                    return mention
        if word.unit:
            mention = self._unit(at)
            if mention is not None:
                return mention
        if tags & _NOUNS:
            return self._noun(at)
        if "heads" in tags:
            return self._head(at)
        if "pronouns" in tags:
            return self._pronoun(at)
        if "shared_pronouns" in tags:
            return self._possessive(at)
        if "person_pronouns" in tags and self.people.names:
            return Mention(at, at + 1, self.people.names[0], "person", "pronoun")
        return None

    def _description(self, at: int, end: int, what: tuple[str, ...]) -> Mention | None:
        """A description of the ontology: the most salient company (or unit of one) that it fits."""
        if self._name_follows(end):
            return None
        salient = self._salient()
        best: tuple[int, str, str] | None = None
        for entity_id in what:
            entity = self.words.lexicon.entities[entity_id]
            company = self.words.parent(entity.name) if entity.kind == "unit" else entity.name
            if company in salient:
                rank = salient.index(company)
                if best is None or rank < best[0]:
                    best = rank, entity.name, entity.kind
        if best is None:
            return None
        mention = Mention(at, end, best[1], best[2], "description", self._standing(at))
        self._remember(mention)
        return mention

    def _place(self, at: int, end: int, what: tuple[str, ...]) -> Mention | None:
        """The town of a headquarters that stands for its company: "Cupertino expects"."""
        names = [self.words.lexicon.entities[w].name for w in what]
        near = [name for name in self._salient() if name in names and name in self.named]
        lower = self.document.lower
        if not near or end >= len(lower) or not self.document.words[at][:1].isupper() or (
                self._standing(at) != "subject"):
            return None
        before = lower[at - 1] if at else ""
        if before in {",", "(", "-"} or lower[end] in {",", ")", "-", "—", "–", "(", "/"} or at < 2:
            return None
        mention = Mention(at, end, near[0], "company", "noun", "subject")
        self._remember(mention)
        return mention

    def _noun(self, at: int) -> Mention | None:
        """A generic noun with an article: the company from a place that is named, or the one in focus."""
        lower = self.document.lower
        start = self._determiner(at)
        if start is None or self._name_follows(at + 1):
            return None
        tags = self._tags(lower[at])
        if made := self._maker_of(start, at, tags):
            self._remember(made)
            return made
        if "nouns" not in tags:
            return None
        company = self._from_place(start, at)
        end = at + 1
        if company is None and end + 1 < len(lower) and "from_words" in self._tags(lower[end]):
            named = self._named_at(end + 1)
            if named is not None:
                company, end = named
        salient = self._salient()
        if company is None:
            if not salient:
                return None
            company = salient[0]
        mention = Mention(start, end, company, "company", "noun", self._standing(start))
        self._remember(mention)
        return mention

    def _maker_of(self, start: int, at: int, tags: frozenset[str]) -> Mention | None:
        """ "the owner of Instagram": the company that a unit or brand named after the noun belongs to."""
        lower = self.document.lower
        if not tags & {"maker_words", "parent_words"} or at + 2 >= len(lower) or (
                "from_words" not in self._tags(lower[at + 1])):
            return None
        name = at + 3 if "determiners" in self._tags(lower[at + 2]) and at + 3 < len(lower) else at + 2
        word = self.words.word(lower[name])
        owned = known_name(self.document, self.words, name, word) if word else None
        company = self.words.parent(owned.entity) if owned else None
        if owned is None or company is None:
            return None
        return Mention(start, owned.last, company, "company", "description", self._standing(start))

    def _from_place(self, start: int, at: int) -> str | None:
        """ "the Redmond-based group": the company whose headquarters are named before the noun."""
        for token in range(start + 1, at):
            if company := self._at_place(token):
                return company
        return None

    def _named_at(self, at: int) -> tuple[str, int] | None:
        """ "the company from Redmond": (company, end) of a place of headquarters at the token."""
        company = self._at_place(at)
        return (company, at + 1) if company else None

    def _at_place(self, at: int) -> str | None:
        word = self.words.word(self.document.lower[at]) if at < len(self.document.lower) else None
        if word is None:
            return None
        for label in word.labels:
            if label.sort == PLACE and tuple(self.document.lower[at:at + len(label.folded)]) == label.folded:
                names = [self.words.lexicon.entities[w].name for w in label.what]
                for name in self._salient():
                    if name in names:
                        return name
                if len(names) == 1:
                    return names[0]
        return None

    def _determiner(self, at: int) -> int | None:
        """The article of the noun at the token, with at most WIDE words between."""
        lower = self.document.lower
        back = at - 1
        stop = max(self.document.sentences[self.document.sentence_of[at]].first, at - WIDE - 1)
        while back >= stop:
            token = lower[back]
            if "determiners" in self._tags(token):
                return back
            if not (token[0].isalpha() or token == "-"):
                return None
            back -= 1
        return None

    def _unit(self, at: int) -> Mention | None:
        """A word for a unit or region, with a head, with a word for money, or alone at the start of a clause."""
        lower = self.document.lower
        found = self.words.unit_name(lower, at)
        if found is None:
            return None
        end, name, part, capital = found
        if capital and self.document.words[at] == lower[at]:
            return None
        after = end + 1 if end < len(lower) and lower[end] == "-" else end
        tags = self._tags(lower[after]) if after < len(lower) else frozenset()
        how = "description"
        if not part and "heads" in tags:
            end = after + 1
        elif not part and "money" not in tags and not self._money_before(at):
            if after >= len(lower) or not self._stands_alone(at, after) or (
                    end == at + 1 and name not in self.words.names_of_units and name not in self.words.regions):
                return None
            how = "bare"
        entity, company = self._unit_entity(at, end, name)
        if not entity:
            return None
        mention = Mention(at, end, entity, "unit", how, self._standing(at))
        self.units[entity] = (company, name)
        if how != "bare":
            self._remember(mention)
        return mention

    def _money_before(self, at: int) -> bool:
        """ "revenue from advertising": a word for money, a preposition, perhaps an article, then the unit."""
        lower = self.document.lower
        back = at - 1
        if back > 0 and "determiners" in self._tags(lower[back]):
            back -= 1
        return back >= 1 and "links" in self._tags(lower[back]) and "money" in self._tags(lower[back - 1])

    def _stands_alone(self, at: int, after: int) -> bool:
        """Whether a unit's word opens a clause, or follows "from", as what is talked about or what money comes from."""
        lower = self.document.lower
        back = at - 1
        if back > 0 and "determiners" in self._tags(lower[back]):
            back -= 1
        if back >= 0 and ("source_words" in self._tags(lower[back]) or lower[back] in self.words.possessives):
            return True
        if self.roles.is_head(lower[after]) or not (self._clause_start(at) or (
                "links" in self._tags(lower[back]) and self._clause_start(back))):
            return False
        return lower[after][0].isalpha() or lower[after] in {":", "?", "("}

    def _unit_entity(self, at: int, end: int, name: str) -> tuple[str, str]:
        """(canonical name, company) of a unit: of the company whose name stands next to it, or of the one in focus."""
        lower = self.document.lower
        before = self.mentions[-1] if self.mentions else None
        company: str | None = None
        if before is not None and before.kind != "person" and at - before.last <= 2 and all(
                token in self.words.possessives or token == "-" or token.isalpha() for token in lower[before.last:at]):
            if before.kind == "unit":
                combined = f"{before.entity} {name}"
                if self.words.entity(combined):
                    return combined, owner(before, self.words) or ""
            else:
                company = before.entity
        if company is None and end + 1 < len(lower) and "from_words" in self._tags(lower[end]):
            word = self.words.word(lower[end + 1])
            follower = known_name(self.document, self.words, end + 1, word) if word else None
            if follower is not None and follower.kind == "company":
                company = follower.entity
        if company is None and before is not None and before.kind == "unit" and (
                self.document.sentence_of[before.first] == self.document.sentence_of[at]):
            combined = f"{before.entity} {name}"
            if self.words.entity(combined):
                return combined, owner(before, self.words) or ""
        if company is None:
            salient = self._salient()
            company = next((c for c in salient[:2] if (c, name) in self.words.unit_of), salient[0] if salient else "")
        entity = self.words.unit_of.get((company, name))
        if entity is None and name in self.words.names_of_units | self.words.regions and company:
            entity = f"{company} {name}"
        return entity or "", company

    def _head(self, at: int) -> Mention | None:
        """ "the unit", "de divisie": the unit that was named last."""
        if self.last_unit is None or self._determiner(at) != at - 1:
            return None
        return Mention(at - 1, at + 1, self.last_unit.entity, "unit", "noun", self._standing(at - 1))

    def _pronoun(self, at: int) -> Mention | None:
        lower, salient = self.document.lower, self._salient()
        after = lower[at + 1] if at + 1 < len(lower) else ""
        if not salient or after in self.words.possessives or ("expletive_after" in self._tags(after) and at + 2 < len(lower)
                           and "expletive_then" in self._tags(lower[at + 2])):
            return None
        return Mention(at, at + 1, salient[0], "company", "pronoun")

    def _possessive(self, at: int) -> Mention | None:
        """ "zijn", "her": of the person who is the sentence's subject, or of the company in focus."""
        lower = self.document.lower
        after = self.words.word(lower[at + 1]) if at + 1 < len(lower) else None
        if at + 1 >= len(lower) or not lower[at + 1][0].isalpha() or self.words.participle(lower[at + 1]) or (after and "ordinary" in after.tags and (
                lower[at + 1] not in self.words.countable)):
            return None
        if self.people.names and self.person_subject == self.document.sentence_of[at]:
            return Mention(at, at + 1, self.people.names[0], "person", "pronoun")
        salient = self._salient()
        if not salient or "company_possessives" not in self._tags(lower[at]):
            return None
        return Mention(at, at + 1, salient[0], "company", "pronoun")

    # Helpers

    def _tags(self, token: str) -> frozenset[str]:
        word = self.words.word(token)
        return word.tags if word else frozenset()

    def _salient(self) -> list[str]:
        """The companies in mind; the main one where none has been named yet."""
        return self.companies.names or ([self.main] if self.main else [])

    def _name_follows(self, at: int) -> bool:
        """Whether a name follows, to which a noun before it is an apposition: "chip maker Nvidia"."""
        if at >= len(self.document.lower):
            return False
        word = self.words.word(self.document.lower[at])
        return word is not None and any(label.sort == "name" for label in word.labels) and (
            self.document.words[at] != self.document.lower[at])

    def _clause_start(self, at: int) -> bool:
        """Whether the token opens a sentence or clause, but for an article."""
        sentence = self.document.sentences[self.document.sentence_of[at]]
        back = at - 1
        if back >= sentence.first and "determiners" in self._tags(self.document.lower[back]):
            back -= 1
        return back < sentence.first or self.document.lower[back] in _CLAUSE_MARKS or (
            "clause_words" in self._tags(self.document.lower[back]))

    def _standing(self, at: int) -> str:
        """How the mention that starts at the token stands in its clause: "subject", "oblique" or "rival"."""
        lower = self.document.lower
        first = self.document.sentences[self.document.sentence_of[at]].first
        back = at - 1
        if back >= first and "determiners" in self._tags(lower[back]):
            back -= 1
        if self.rival_until > first and self._listed(self.rival_until, at):
            self._close_list(self.rival_until, at)
            self.rival_until = -1 if self.closed_at == at else at + 1
            return "rival"
        before = self.mentions[-1] if self.mentions else None
        while back > first and (lower[back] == "-" or self.roles.is_head(lower[back])):
            # "zoon van Oracle-oprichter Larry Ellison": what counts is what stands before the apposition.
            back -= 1
            if before is not None and before.last == back + 1:
                back = before.first - 1
                before = None
        if before is not None and first < before.first != self.closed_at and before.standing != "subject" and (
                self._listed(before.last, at)):
            self._close_list(before.last, at)
            return before.standing
        if back > first and "oblique_words" in self._tags(lower[back]) and lower[back - 1] not in _CLAUSE_MARKS:
            return "oblique"
        return "subject"

    def _close_list(self, start: int, at: int) -> None:
        """After "and" a comma ends the list: "like X and Y, Z spends"."""
        if any(token != "," and "conjunctions" in self._tags(token) for token in self.document.lower[start:at]):
            self.closed_at = at

    def _listed(self, start: int, at: int) -> bool:
        """Whether nothing but commas, "and" and articles stands from the token `start` to `at`: one list."""
        return 0 <= at - start <= 4 and all(
            self._tags(token) & {"conjunctions", "determiners"} for token in self.document.lower[start:at])
