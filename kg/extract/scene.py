"""The state of the pass that resolves mentions: the text, its words, and who has been named up to here."""

from __future__ import annotations

from kg.extract.entity_words import NO_TAGS, EntityWords, padded
from kg.extract.mention import Mention
from kg.extract.role_words import RoleWords
from kg.extract.salience import Companies, Stack
from kg.extract.text import Document

#: Words between an article and its noun: "the struggling German software group".
WIDE = 4
#: The longest gap between two names of one list: ", as well as the".
LIST_GAP = 5
#: How many words of apposition before a name are looked over for what stands before them.
APPOSITION = 6
#: What a clause begins after.
CLAUSE_MARKS = frozenset({",", ";", ":", "-", "–", "—", "•", "*", "(", "“", "‘", "„", '"', "'"})


class Scene:
    """What has been read up to here, and the questions that every rule asks of the words around a token.

    companies, people   who is in mind, by salience
    mentions            those read so far
    last_unit           the unit named last, `sentence_unit` the first that this sentence is about
    hint                the unit that a word said in passing last: "it is all about the cloud", for "that division"
    topic               the last company or unit that a clause is about
    """

    def __init__(self, document: Document, words: EntityWords, roles: RoleWords, companies: Companies,
                 run_starts: set[int]) -> None:
        self.document, self.words, self.roles = document, words, roles
        self.lower = padded(document.lower)
        self.companies, self.people = companies, Stack()
        self.mentions: list[Mention] = []
        self.last_unit: Mention | None = None
        self.hint: Mention | None = None
        self.topic: Mention | None = None
        self.sentence_unit: Mention | None = None
        self.person_subject = -1
        self._run_starts = run_starts
        self._rivals_from = self._closed_at = -1

    def remember(self, mention: Mention, *, known: bool = True) -> None:
        """Note who is named.

        known   False for an unknown firm in a text about a known company: it is no topic
        """
        if mention.kind == "person":
            self.people.push(mention.entity, mention.standing)
            if mention.standing == "subject":
                self.person_subject = self.document.sentence_of[mention.first]
            return
        if mention.standing == "subject" and self._is_topic(mention):
            self.topic = mention
        if mention.kind == "unit":
            self.note_unit(mention)
        if mention.company is not None and (known or self.companies.main in (None, mention.company)):
            self.companies.note(mention.company, mention.standing)
            if mention.standing == "subject":
                self.person_subject = -1

    def note_topic(self, mention: Mention) -> None:
        """Note that "the division" is what a sentence is about, so that "its sales" may be that division's."""
        if mention.standing == "subject":
            self.topic = mention

    def _is_topic(self, mention: Mention) -> bool:
        """Whether what a clause is about changes to a mention; not in "AWS, as the company's cloud is called" and in
        "the 17 billion that Amazon earned", where a unit was it in this sentence."""
        if mention.kind == "unit":
            return self._leads(mention.first)
        passing = self.token(mention.last) in self.words.possessives or "relatives" in self.tags(mention.first - 1)
        return not passing or self.topic is None or self.topic.kind == "company" or (
            self.document.sentence_of[mention.first] - self.document.sentence_of[self.topic.first] > 1)

    def _leads(self, at: int) -> bool:
        """Whether the mention that starts at the token opens its clause or is the first of its sentence."""
        return self.clause_start(at) or not self.mentions or self.mentions[-1].first < self.sentence_first(at)

    def note_unit(self, mention: Mention) -> None:
        """Note that a unit is named, which "the unit" or "there" may then stand for."""
        if mention.standing != "rival":
            self.last_unit = mention
        if mention.standing == "subject" and self.sentence_unit is None:
            self.sentence_unit = mention

    def expect_rivals(self, at: int) -> None:
        """Note that a list of rivals may start at the token."""
        self._rivals_from = at

    def token(self, at: int) -> str:
        """The folded token, or "" past either end."""
        return self.lower[at]

    def capital(self, at: int) -> bool:
        """Whether the token is a word with a capital."""
        return self.lower[at] != "" and self.document.words[at][0].isupper()

    def tags(self, at: int) -> frozenset[str]:
        """The word lists that the token stands in."""
        word = self.words.word(self.lower[at])
        return word.tags if word is not None else NO_TAGS

    def matches(self, folded: tuple[str, ...], at: int) -> bool:
        """Whether the tokens of a label stand at the token, whose first one is known to."""
        return len(folded) == 1 or tuple(self.lower[at:at + len(folded)]) == folded

    def sentence_first(self, at: int) -> int:
        """The first token of the sentence that the token is in."""
        return self.document.sentences[self.document.sentence_of[at]].first

    def before_article(self, at: int) -> int:
        """The token before `at`, or before its article."""
        return at - 2 if "determiners" in self.tags(at - 1) else at - 1

    def determiner(self, at: int, *, wider: bool = False) -> int | None:
        """The article of the noun at the token, with at most WIDE words between; hyphens do not count.

        wider   twice as many, and commas: "the San Jose, California-based company"
        """
        room = 2 * WIDE if wider else WIDE
        for back in range(at - 1, self.sentence_first(at) - 1, -1):
            if "determiners" in self.tags(back):
                return back
            if self.lower[back][0].isalpha() and room:
                room -= 1
            elif self.lower[back] != "-" and not (wider and self.lower[back] == ","):
                return None
        return None

    def name_follows(self, at: int) -> bool:
        """Whether a name stands at the token, to which a noun before it is an apposition: "chip maker Nvidia"."""
        if at in self._run_starts:
            return True
        word = self.words.word(self.lower[at])
        return word is not None and bool(word.single or word.longer) and self.document.words[at] != self.lower[at]

    def clause_start(self, at: int) -> bool:
        """Whether the token opens a sentence or clause, but for an article."""
        back = self.before_article(at)
        return back < self.sentence_first(at) or self.lower[back] in CLAUSE_MARKS or "clause_words" in self.tags(back)

    def standing(self, at: int, *, person: bool = False) -> str:
        """How the mention that starts at the token stands in its clause: as `Mention.standing` says."""
        first = self.sentence_first(at)
        if self._rivals_from > first and self._listed(self._rivals_from, at):
            self._close_list(self._rivals_from, at)
            self._rivals_from = -1 if self._closed_at == at else at + 1
            return "rival"
        before = self.mentions[-1] if self.mentions else None
        back = self.before_article(at)
        stop = max(first, at - APPOSITION)
        while back > stop and (
                self.lower[back] == "-" or "kind_words" in self.tags(back) or self.roles.is_head(self.lower[back])):
            # "broer van Foo-oprichter Ana Poe": what counts is what stands before the apposition.
            back -= 1
            if before is not None and before.last == back + 1:
                back, before = before.first - 1, None
        if before is not None and first < before.first != self._closed_at and before.standing != "subject" and (
                self._listed(before.last, at)):
            self._close_list(before.last, at)
            return before.standing
        if back > first and "oblique_words" in self.tags(back) and self.lower[back - 1] not in CLAUSE_MARKS:
            return "oblique"
        alone = all(
            mention.first < first or (mention.kind == "person") != person or mention.standing != "subject"
            or (mention.how in {"pronoun", "bare", "source"} and "person_pronouns" not in self.tags(mention.first))
            for mention in self.mentions[-APPOSITION:])
        opens = back < first or self.lower[back] in CLAUSE_MARKS or "clause_words" in self.tags(back)
        return "subject" if alone or opens else "object"

    def _close_list(self, start: int, at: int) -> None:
        """After "and" a comma ends the list: "like X and Y, Z spends"."""
        if any(self.lower[t] != "," and "conjunctions" in self.tags(t) for t in range(start, at)):
            self._closed_at = at

    def _listed(self, start: int, at: int) -> bool:
        """Whether nothing but commas, "and" and articles stands from the token `start` to `at`: one list."""
        return 0 <= at - start <= LIST_GAP and all(
            self.tags(token) & {"conjunctions", "determiners"} for token in range(start, at))
