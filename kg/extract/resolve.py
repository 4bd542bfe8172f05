"""Names, descriptions, generic nouns and pronouns to whom they stand for, in one pass over the text."""

from __future__ import annotations

from kg.extract.entity_words import DESCRIPTION, PLACE, EntityWords, Word
from kg.extract.mention import Mention
from kg.extract.names import Names, known_name
from kg.extract.role_words import RoleWords
from kg.extract.salience import Companies, weighed
from kg.extract.scene import Scene
from kg.extract.text import Document
from kg.extract.unit_mentions import is_passing, read_head, read_named_unit, read_there, read_unit, read_whole, within
from kg.extract.unknown_names import Run

_NOUNS = frozenset({"nouns", "maker_words", "parent_words"})
#: How many of the most salient companies a description may be of a unit of.
UNIT_OWNERS = 2
#: Beside these a town is where something happened, as in a dateline, and does not stand for a company.
_DATELINE = frozenset({",", "(", ")", "-", "–", "—", "/"})


class Resolver:
    """One pass over the events of `find_names`; `resolve` gives the mentions."""

    def __init__(self, document: Document, words: EntityWords, roles: RoleWords, names: Names) -> None:
        named = [event for _, event in names.events if isinstance(event, Mention)]
        runs = {event.first for _, event in names.events if isinstance(event, Run) and event.text in names.kinds}
        self.words, self.names = words, names
        self.scene = Scene(document, words, roles, Companies(weighed(document, named), words.observers), runs)
        self.named = {mention.entity for mention in named if mention.kind == "company"}

    def resolve(self) -> list[Mention]:
        """The mentions of the text, in order, not overlapping."""
        scene, document = self.scene, self.scene.document
        mentions = scene.mentions
        done = 0
        for at, event in self.names.events:
            if at < done:
                continue
            number = document.sentence_of[at]
            if scene.companies.enter(number, document.sentences[number].paragraph):
                scene.sentence_unit = None
            if isinstance(event, Mention):
                mention: Mention | None = self._name(event)
            elif isinstance(event, Run):
                mention = self._run(event)
            else:
                mention = self._word(at, event)
            if mention is not None:
                while mentions and mentions[-1].last > mention.first:
                    mentions.pop()
                mentions.append(mention)
                done = mention.last
        return mentions

    def _name(self, mention: Mention) -> Mention:
        scene = self.scene
        if mention.kind == "unit" and mention.company not in self.named and mention.last == mention.first + 1:
            bearers = self.names.people.get(scene.document.words[mention.first], {})
            if bearer := next((person for person in scene.people.names if person in bearers), None):
                # "Kuiper" where "Ana Kuiper" was named, and nobody spoke of Amazon's satellites
                mention = Mention(mention.first, mention.last, bearer, "person", "name")
        mention = self._maker(mention) or within(scene, mention)
        before = scene.mentions[-1] if scene.mentions else None
        # "Reality Labs, Meta's unit": Meta is not what the sentence is about
        apposed = before is not None and before.how != "bare" and before.last == mention.first - 1 and (
            scene.token(mention.first - 1) == "," and scene.token(mention.last) in self.words.possessives)
        standing = scene.standing(mention.first, person=mention.kind == "person")
        mention = mention._replace(standing="oblique" if apposed else standing)
        scene.remember(mention)
        if mention.company in self.words.observers and mention.company != scene.companies.main:
            return mention._replace(how="source")
        return mention

    def _run(self, run: Run) -> Mention | None:
        """An unknown name: a person's, a firm's, or a later short form of either."""
        name, kind = run.text, self.names.kinds.get(run.text)
        if kind is None:
            bearers = self._bearers(name)
            if bearers:
                name = next((p for p in self.scene.people.names if p in bearers), next(iter(bearers)))
                kind = "person"
            elif full := self.names.full_name(name):
                name, kind = full, "company"
            else:
                return read_named_unit(self.scene, run.first, run.last, name)
        how = "name" if self.words.entity(name) else "unknown"
        if kind == "company" and any("media_words" in self.scene.tags(at) for at in range(run.first, run.last)):
            how = "source"
        company = name if kind == "company" else None
        standing = self.scene.standing(run.first, person=kind == "person")
        mention = Mention(run.first, run.last, name, kind, how, company, standing)
        self.scene.remember(mention, known=how == "name" or name in self.named)
        return mention

    def _bearers(self, name: str) -> dict[str, None]:
        """The people of the text with this surname (or first name): "Vreeze", "De Vreeze", "Jassy" in "Jassys"."""
        people = self.names.people
        bearers = people.get(name)
        if bearers is None and " " in name and name.split()[0].lower() in self.words.particles:
            bearers = people.get(name.rpartition(" ")[2])
        for ending in self.words.genitives if bearers is None else ():
            bearers = bearers or people.get(name.removesuffix(ending))
        return bearers or {}

    def _maker(self, mention: Mention) -> Mention | None:
        """ "iPhone-maker", "Google's parent company": a name, then a word for its maker or owner."""
        scene, at = self.scene, mention.last
        if scene.token(at) == "-" or scene.token(at) in self.words.possessives:
            at += 1
        tags = scene.tags(at)
        if "parent_words" not in tags and not (mention.kind == "unit" and "maker_words" in tags):
            return None
        company = self.words.parent(mention.entity)
        end = at + 2 if "nouns" in scene.tags(at + 1) else at + 1
        if company is None or scene.name_follows(end):
            return None
        return Mention(mention.first, end, company, "company", "description", company)

    def _word(self, at: int, word: Word) -> Mention | None:
        scene, tags = self.scene, word.tags
        if ("rival_words" in tags and not self._rival_beside(at)) or (
                "rival_seconds" in tags and "rival_firsts" in scene.tags(at - 1)):
            scene.expect_rivals(at + 1)
        for label in word.others:
            if scene.matches(label.folded, at):
                read = self._description if label.sort == DESCRIPTION else self._place
                if mention := read(at, at + len(label.folded), label.what):
                    return mention
        if word.unit and (mention := read_unit(scene, at)):
            return mention
        if tags & {"whole_words", "whole_phrases"} and (mention := read_whole(scene, at)):
            return mention
        if "rival_nouns" in tags and (mention := self._rival(at)):
            return mention
        if tags & _NOUNS:
            return self._noun(at)
        if tags & {"heads", "unit_nouns"}:
            return read_head(scene, at)
        if "there_words" in tags:
            return read_there(scene, at)
        if "pronouns" in tags or ("it_words" in tags and "it_verbs" in scene.tags(at + 1) and scene.clause_start(at)):
            return self._pronoun(at)
        if "shared_pronouns" in tags:
            return self._possessive(at)
        if "person_pronouns" in tags and scene.people.names:
            scene.person_subject = scene.document.sentence_of[at]
            return Mention(at, at + 1, scene.people.names[0], "person", "pronoun")
        return None

    def _company(self, first: int, last: int, company: str, how: str) -> Mention:
        mention = Mention(first, last, company, "company", how, company, self.scene.standing(first))
        self.scene.remember(mention)
        return mention

    def _description(self, at: int, end: int, what: tuple[str, ...]) -> Mention | None:
        """A description of the ontology: the most salient company (or unit of one) that it fits."""
        if self.scene.name_follows(end) or self.scene.token(at - 1)[:1].isdigit():
            return None  # "40.7 million handsets" are what is counted
        for rank, company in enumerate(self._beside(at) + self.scene.companies.salient()):
            for entity_id in what:
                entity = self.words.lexicon.entities[entity_id]
                if entity.kind == "unit":
                    fits = company in self.words.owners(entity.name) and (
                        rank < UNIT_OWNERS or company == self.scene.companies.main)
                else:
                    fits = entity.name == company
                if fits:
                    standing = self.scene.standing(at)
                    plain = entity.kind == "unit" and standing != "subject" and is_passing(self.scene, at, end)
                    if entity.kind == "company" and self.scene.capital(end - 1):
                        end = self._listed(end, company)
                    mention = Mention(at, end, entity.name, entity.kind, "bare" if plain else "description", company,
                                      standing)
                    if plain:
                        self.scene.hint = mention
                    else:
                        self.scene.remember(mention)
                    return mention
        return None

    def _beside(self, at: int) -> list[str]:
        """The company whose name stands right before the token: "Alibaba's cloud arm"."""
        scene = self.scene
        before = scene.mentions[-1] if scene.mentions else None
        joined = before is not None and (before.last == at or (
            before.last == at - 1 and (scene.token(at - 1) == "-" or scene.token(at - 1) in self.words.possessives)))
        return [before.company] if before is not None and before.company is not None and joined else []

    def _place(self, at: int, end: int, what: tuple[str, ...]) -> Mention | None:
        """The town of a headquarters that stands for its company: "Cupertino expects"."""
        scene = self.scene
        if not scene.document.words[at][:1].isupper() or scene.token(at - 1) in _DATELINE or (
                scene.token(end) in _DATELINE or scene.standing(at) != "subject"):
            return None
        names = {self.words.lexicon.entities[w].name for w in what} & self.named
        company = next((name for name in scene.companies.salient() if name in names), None)
        return self._company(at, end, company, "noun") if company else None

    def _noun(self, at: int) -> Mention | None:
        """A generic noun with an article: the company from a place that is named, or the one in focus."""
        scene = self.scene
        start = scene.determiner(at, wider="based_words" in scene.tags(at - 1))
        if start is None or scene.name_follows(at + 1):
            return None
        tags = scene.tags(at)
        if tags & {"maker_words", "parent_words"} and (made := self._maker_of(start, at)):
            return made
        if "nouns" not in tags:
            return None
        before = scene.mentions[-1] if scene.mentions else None
        if before is not None and before.kind == "unit" and before.last == at and "groups" in tags and (
                before.how == "description" or before.last - before.first > 1):
            return before._replace(last=at + 1)  # "the Data Center and AI group"
        company, end = None, at + 1
        for token in range(start + 1, at):  # "the Redmond-based group"
            company = company or self._at_place(token)
        if company is None and "from_words" in scene.tags(end) and (company := self._at_place(end + 1)):
            end += 2  # "the company from Redmond"
        if company is None:
            company = next(iter(scene.companies.salient()), None)
        return self._company(start, end, company, "noun") if company else None

    def _rival_beside(self, at: int) -> bool:
        """Whether a clause opens with "rival Foo": what it says is of Foo, unlike "the company beat rival Foo"."""
        scene = self.scene
        return "rival_nouns" in scene.tags(at) and scene.clause_start(at) and scene.name_follows(at + 1) and (
            scene.token(at - 1) != ",")

    def _rival(self, at: int) -> Mention | None:
        """ "its rival", the other company in mind; "the Korean rival", one that the article is not about."""
        scene = self.scene
        start, salient = scene.determiner(at), scene.companies.salient()
        own = start is not None and scene.tags(start) & {"pronouns", "shared_pronouns"}
        known = salient[0] if own and salient else scene.companies.main
        others = [company for company in salient if company != known and company not in self.words.observers]
        if start is None or not others or scene.capital(at + 1) or scene.name_follows(at + 1) or (
                "from_words" in scene.tags(at + 1) or scene.token(start - 1) == ","):
            return None
        return self._company(start, at + 1, others[0], "noun")

    def _maker_of(self, start: int, at: int) -> Mention | None:
        """ "the owner of Instagram": the company that a unit or brand named after the noun belongs to."""
        scene = self.scene
        if "from_words" not in scene.tags(at + 1):
            return None
        name = at + 3 if "determiners" in scene.tags(at + 2) else at + 2
        word = self.words.word(scene.token(name))
        owned = known_name(scene.document, self.words, name, word) if word else None
        company = self.words.parent(owned.entity) if owned else None
        if owned is None or company is None:
            return None
        return self._company(start, self._listed(owned.last, company), company, "description")

    def _listed(self, at: int, company: str) -> int:
        """Where a list ends that goes on with a company's units: "the owner of Facebook, Instagram and WhatsApp"."""
        end = at
        while "conjunctions" in self.scene.tags(at):
            at += 1
            word = self.words.word(self.scene.token(at))
            owned = known_name(self.scene.document, self.words, at, word) if word else None
            if owned is not None and company in self.words.owners(owned.entity):
                end = at = owned.last
        return end

    def _at_place(self, at: int) -> str | None:
        """The company that has its headquarters in the town at the token."""
        word = self.words.word(self.scene.token(at))
        for label in word.others if word else ():
            if label.sort == PLACE and self.scene.matches(label.folded, at):
                names = [self.words.lexicon.entities[w].name for w in label.what]
                only = names[0] if len(names) == 1 else None
                return next((name for name in self.scene.companies.salient() if name in names), only)
        return None

    def _pronoun(self, at: int) -> Mention | None:
        scene, salient = self.scene, self.scene.companies.salient()
        expletive = "expletive_after" in scene.tags(at + 1) and "expletive_then" in scene.tags(at + 2)
        if not salient or expletive or scene.token(at + 1) in self.words.possessives:
            return None
        return self._topic(at)

    def _possessive(self, at: int) -> Mention | None:
        """ "zijn", "her": of the person who is the sentence's subject, or of the company in focus."""
        scene, after, tags = self.scene, self.scene.token(at + 1), self.scene.tags(at + 1)
        if not after[:1].isalpha() or "verb_before" in scene.tags(at - 1):
            return None
        if "countable" not in tags and ("ordinary" in tags or self.words.participle(after)):
            return None
        if scene.people.names and scene.person_subject == scene.document.sentence_of[at]:
            return Mention(at, at + 1, scene.people.names[0], "person", "pronoun")
        return self._topic(at) if "company_possessives" in scene.tags(at) else None

    def _topic(self, at: int) -> Mention | None:
        """What a pronoun stands for: the unit that this sentence or the last is about, or the company in focus."""
        scene, topic, salient = self.scene, self.scene.topic, self.scene.companies.salient()
        apposed = topic is not None and topic.last == at - 1 and scene.token(at - 1) == ","  # "AWS, its cloud arm"
        if topic is not None and topic.kind == "unit" and not apposed and (
                scene.document.sentence_of[at] - scene.document.sentence_of[topic.first] <= 1):
            return topic._replace(first=at, last=at + 1, how="pronoun", standing="subject")
        if not salient:
            return None
        scene.companies.note(salient[0], "subject")
        return Mention(at, at + 1, salient[0], "company", "pronoun", salient[0])
