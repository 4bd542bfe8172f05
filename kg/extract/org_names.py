"""The names of organizations in a text as relations and ranks read them: in lists, before and behind, whose.

The layer of entities takes "the owner of Instagram" as one mention of Meta; here the names within come back. A list
("Google, Microsoft's Azure and Amazon") is a run of names with nothing but joining words between them; a name in the
genitive before a unit of its own belongs to the unit and is no member.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.extract.entities import Focus, Mention
from kg.extract.entity_words import EntityWords
from kg.extract.names import known_name
from kg.extract.text import Document

#: How many words (adjectives, mostly) may stand between an owner and a noun.
REACH = 7
#: The longest gap between two names of a list: ", and with".
LIST_GAP = 4
#: The words of a description before a name: "AI developer Anthropic".
TITLE = 4
#: The tags of nouns that stand right before a name.
APPOSED = frozenset({"nouns", "kind_words", "maker_words"})
#: Tokens to either side within which a sentence is looked over: longer ones are tables or lists, and cost time.
LONG = 120
NAMES = frozenset({"name", "unknown", "source"})
STOPS = frozenset({",", ".", ";", ":", "(", ")", "–", "—", "“", "”", '"', "!", "?"})
GENITIVES = frozenset({"'s", "'"})


@dataclass(frozen=True, slots=True)
class NameWords:
    """Function words of a language that hold names together; see relations.toml for what each list is."""

    joiners: frozenset[str]
    bridges: frozenset[str]
    like: frozenset[str]
    determiners: frozenset[str]
    possessives: frozenset[str]
    free_possessives: frozenset[str]
    of: frozenset[str]
    be: frozenset[str]
    relatives: frozenset[str]
    titles: frozenset[str]
    prepositions: frozenset[str]
    ones: frozenset[str]
    verbs: frozenset[str]
    adverbs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has what a noun says, and the token at which its noun phrase begins."""

    mention: Mention | None
    first: int


class OrgNames:
    """One text's organizations."""

    def __init__(self, document: Document, mentions: Sequence[Mention], focus: Focus, words: NameWords,
                 entity_words: EntityWords) -> None:
        self.document, self.focus, self.words = document, focus, words
        self.lower = document.lower
        self._entity_words = entity_words
        self.mentions = [m for m in mentions if m.kind != "person" and m.how != "bare"]
        self.all_ending = {m.last: m for m in mentions}
        self._firsts = [m.first for m in self.mentions]
        self._covering = {token: m for m in self.mentions if m.how in {"description", "noun"}
                          for token in range(m.first, m.last)}
        self.named = list(self._with_inner_names())
        self._ending = {m.last: m for m in [*self.mentions, *self.named]}
        self._group: dict[int, list[Mention]] = {}
        self._starts: dict[int, int] = {}
        self._owner_at: dict[int, int] = {}
        for group in self._lists():
            for place, mention in enumerate(group):
                self._group[mention.first], self._starts[mention.first] = group, place

    def _with_inner_names(self) -> Iterable[Mention]:
        starts = {m.first for m in self.mentions if m.how in NAMES}
        for mention in self.mentions:
            if mention.how in NAMES:
                yield mention
            elif mention.how == "description":
                inner = list(self._inside(mention))
                yield from inner
                if not inner and mention.last not in starts:  # "chipbedrijf Nvidia" is Nvidia
                    yield mention

    def _inside(self, mention: Mention) -> Iterable[Mention]:
        """The names that a description has within: "the owner of Instagram"."""
        at = mention.first
        while at < mention.last:
            word = self._entity_words.word(self.lower[at])
            name = known_name(self.document, self._entity_words, at, word) if word and word.named else None
            if name is not None and name.last <= mention.last and name.entity != mention.entity:
                yield name._replace(standing=mention.standing)
                at = name.last
            else:
                at += 1

    def _lists(self) -> Iterable[list[Mention]]:
        group: list[Mention] = []
        for place, mention in enumerate(self.named):
            after = self.named[place + 1] if place + 1 < len(self.named) else None
            if after is not None and self._modifies(mention, after):
                self._owner_at[mention.first] = after.first
                if group and not self._joined(group[-1].last, mention.first):
                    yield group
                    group = []
                continue
            opening = mention.first
            if place and self._modifies(self.named[place - 1], mention):
                opening = self.named[place - 1].first
            if group and (not self._joined(group[-1].last, opening) or self._apposed(group[-1], mention)):
                yield group
                group = []
            group.append(mention)
        if group:
            yield group

    def _apposed(self, name: Mention, mention: Mention) -> bool:
        """Whether a description says what the name before it is: "Red Hat, het softwarehuis"."""
        gap = self.lower[name.last:mention.first]
        return mention.how == "description" and gap[:1] == [","] and all(
            word in self.words.determiners for word in gap[1:]) and name.how in NAMES

    def _modifies(self, owner: Mention, unit: Mention) -> bool:
        """Whether the one only says whose the other is: "Microsoft's Azure"."""
        return unit.kind == "unit" and unit.first - owner.last <= 2 and self.genitive(owner)

    def _joined(self, last: int, first: int) -> bool:
        gap = self.lower[last:first]
        if gap[:1] == ["("] and ")" in gap:  # "Vivo (27 million) and Oppo"
            gap = gap[gap.index(")") + 1:]
        return 0 < len(gap) <= LIST_GAP and any(word in self.words.joiners for word in gap) and all(
            word in self.words.joiners or word in self.words.bridges or word in self.words.determiners for word in gap
        ) and not (gap[0] == "," and gap[-1] in self.words.relatives)  # "Prosus, dat Just Eat Takeaway overnam"

    def token(self, at: int) -> str:
        """The folded token, or "" past either end."""
        return self.lower[at] if 0 <= at < len(self.lower) else ""

    def opening(self, at: int) -> int:
        """The first token of the sentence, or of the part of a very long one that is looked over."""
        return max(self.document.sentences[self.document.sentence_of[at]].first, at - LONG)

    def closing(self, at: int) -> int:
        """The token after the sentence, or after the part of it that is looked over."""
        return min(self.document.sentences[self.document.sentence_of[at]].last, at + LONG)

    def clause_before(self, at: int) -> list[str]:
        """The words of the clause that stand before the token."""
        opening = self.opening(at)
        start = next((token + 1 for token in range(at - 1, opening - 1, -1) if self.lower[token] in STOPS), opening)
        return self.lower[start:at]

    def in_sentence(self, at: int) -> list[Mention]:
        """The mentions of the sentence that the token is in."""
        return self.mentions[bisect_left(self._firsts, self.opening(at)):bisect_left(self._firsts, self.closing(at))]

    def genitive(self, mention: Mention) -> bool:
        """Whether a mention is in the genitive: "Google's", "Apples"."""
        return self.token(mention.last) in GENITIVES or (
            mention.how == "name" and self.lower[mention.last - 1].endswith("s")
            and self.lower[mention.last - 1] not in mention.entity.lower())

    def covering(self, at: int) -> Mention | None:
        """The description or noun for a company or unit that has the token within."""
        return self._covering.get(at)

    def from_here(self, at: int) -> list[Mention]:
        """The list, or the rest of one, whose next name starts at the token."""
        at = self._owner_at.get(at, at)
        return self._group[at][self._starts[at]:] if at in self._group else []

    def up_to(self, at: int) -> list[Mention]:
        """The list, or the part of one, whose last name ends at the token."""
        mention = self._ending.get(at)
        if mention is None or mention.first not in self._group:
            return []
        return self._group[mention.first][:self._starts[mention.first] + 1]

    def before(self, at: int) -> list[Mention]:
        """The list that ends at the token, or before adverbs there: "Microsoft and Google, for instance, are"."""
        for _ in range(LIST_GAP):
            if found := self.up_to(at):
                return found
            if self.token(at - 1) not in self.words.adverbs:
                return []
            at -= 1
        return []

    def is_verb(self, at: int) -> bool:
        """Whether the token is a form of "to be"; "zijn" may be "his" as well, and is a verb behind several names,
        and before an article, an adverb or a list."""
        word, after = self.token(at), self.token(at + 1)
        if word in self.words.be:
            return True
        return word in self.words.verbs and (after in self.words.determiners or after in self.words.adverbs
                                             or len(self.before(at)) > 1 or len(self.from_here(at + 1)) > 1)

    def standing_for(self, at: int) -> list[Mention]:
        """The list that ends at the token, or what a pronoun or noun that ends there stands for."""
        mention = self._ending.get(at)
        return self.up_to(at) or ([mention] if mention else [])

    def behind(self, at: int) -> list[Mention]:
        """The list of names that starts at the token, behind words such as "like" and nouns such as "start-up"."""
        titled = at
        for token in range(at, min(at + REACH + TITLE, len(self.lower))):
            if found := self.from_here(token):
                return found
            mention = self._covering.get(token)
            if mention is not None and mention.first == token == titled:
                return self.from_here(mention.last) or [mention]  # "softwarebedrijf Splunk"
            word = self.lower[token]
            if word in self.words.like or word in self.words.determiners or (
                    word in GENITIVES and token and self.lower[token - 1] in self.words.like):
                titled = token + 1
            elif token - titled >= TITLE or not self._title_ahead(token):
                return []
        return []

    def titled(self, mention: Mention) -> bool:
        """Whether a noun for what it is stands right before a name: "its network LinkedIn"."""
        word = self._entity_words.word(self.token(mention.first - 1))
        return self.token(mention.first - 1) in self.words.titles or bool(word and word.tags & APPOSED)

    def _title_ahead(self, at: int) -> bool:
        """Whether a noun that stands before a name follows, with no more than words and hyphens to it."""
        for token in range(at, min(at + TITLE, len(self.lower))):
            if token in self._group:
                word = self._entity_words.word(self.lower[token - 1])
                return token > at and (self.lower[token - 1] in self.words.titles or bool(word and word.tags & APPOSED))
            if not (self.lower[token][0].isalpha() or self.lower[token] == "-") or (
                    self.lower[token] in self.words.of or self.lower[token] in self.words.prepositions):
                return False
        return False

    def owner(self, at: int) -> Owner:
        """Who stands before a noun in the possessive: "Nvidia's closest rival", "its rival", "the rival"."""
        for token in range(at - 1, max(self.opening(at) - 1, at - 1 - REACH), -1):
            mention = self._ending.get(token + 1)
            if self.lower[token] in self.words.possessives:
                said = self.all_ending.get(token + 1)
                if self.is_verb(token):
                    return Owner(None, token + 1)
                if mention is not None:
                    return Owner(mention, token)
                if said is not None and said.kind == "person" and (main := self.focus.main):
                    return Owner(Mention(token, token + 1, main, "company", "pronoun", main), token)
                if said is not None or self.lower[token] in self.words.free_possessives:
                    return Owner(self.in_mind(token, frozenset()), token)
                return Owner(None, token)
            if mention is not None and mention.how != "pronoun":
                return Owner(mention if self.genitive(mention) else None,
                             mention.first if self.genitive(mention) else token + 1)
            if self.lower[token] in self.words.determiners:
                of_several = self.token(token - 1) in self.words.of and self.token(token - 2) in self.words.ones
                return Owner(None, token - 2 if of_several else token)
            if self.lower[token] in STOPS or any(self.lower[token] in words for words in (
                    self.words.of, self.words.be, self.words.prepositions, self.words.like)):
                return Owner(None, token + 1)
        return Owner(None, at)

    def in_mind(self, at: int, without: frozenset[str] | set[str]) -> Mention | None:
        """The company in focus at a token, as a pronoun would stand for it."""
        name = next((n for n in self.focus.at(at) if n not in without), None)
        if name is None and self.focus.main not in without:
            name = self.focus.main
        return Mention(at, at + 1, name, "company", "pronoun", name) if name else None

    def subject_before(self, at: int, without: frozenset[str] | set[str]) -> Mention | None:
        """Whom the sentence is about before a token, else the company in mind."""
        free = [m for m in self.in_sentence(at) if m.first < at and m.entity not in without
                and m.standing == "subject"]
        return free[-1] if free else self.in_mind(at, without)

    def subject_of(self, verb: int) -> Mention | None:
        """The subject of a verb: before a relative pronoun its antecedent, over an inserted clause the one before."""
        before = [m for m in self.in_sentence(verb) if m.last <= verb]
        if not before:
            return None
        since = before[-1].last
        for token in range(verb - 1, since - 1, -1):
            if self.lower[token] in self.words.relatives and self.lower[token - 1] in (
                    {",", "-"} | self.words.relatives | self.words.of):
                if token - since <= 4:
                    return self._head(before[-1])
                break
            if self.lower[token] in STOPS and token != verb - 1:
                break
        if self.lower[verb - 1] == ",":
            for mention in before:
                if self.token(mention.last) == "," and mention.standing == "subject":
                    return mention
        nearest = before[-1]
        if verb - nearest.last > 1 and nearest.standing != "subject" and not self.is_verb(nearest.last):
            free = [m for m in before if m.standing == "subject"]
            return free[-1] if free else nearest
        return nearest

    def _head(self, mention: Mention) -> Mention:
        """The head of a noun phrase that ends with the mention: AWS in "AWS, the cloud arm of Amazon"."""
        if self.token(mention.first - 1) in self.words.of:
            unit = self._ending.get(mention.first - 1)
            if unit is not None and unit.kind == "unit":
                return unit
        return mention

    def relative(self, at: int) -> Mention | None:
        """The name before the relative clause that the token is in: TSMC in "TSMC, dat de chips van Nvidia maakt"."""
        opening = self.opening(at)
        stop = next((token for token in range(at - 1, opening, -1) if self.lower[token] in STOPS), opening)
        mention = self._ending.get(stop) if self.lower[stop] == "," else None
        return mention if mention is not None and self.token(stop + 1) in self.words.relatives else None

    def antecedent(self, at: int) -> Mention | None:
        """What a clause that begins at the token (a relative pronoun, or the subject) is about: the name before it."""
        for mention in reversed(self.in_sentence(at)):
            if mention.last < at and mention.how in NAMES and any(
                    t == "," or t in self.words.relatives for t in self.lower[mention.last:at]):
                return mention
        return None
