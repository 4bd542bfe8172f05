"""Who supplies whom, where goods or orders say so: "uses chips from Nvidia", "TSMC, which bakes Nvidia's processors",
"half of the backlog is owed by OpenAI"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.entities import Mention
from kg.extract.org_names import NAMES, STOPS, OrgNames
from kg.extract.phrases import Hit
from kg.extract.relation_words import NEAR, PHRASE, Pair, RelationWords, end_of

#: How far behind a verb of making the goods and their buyer may stand: "makes the processors of Apple".
MADE = 7
#: How many sentences back the orders may have been named of which a customer has a part.
ORDERS_BACK = 2


class GoodsFrames:
    """Supplies that are worded by goods, in one text."""

    def __init__(self, names: OrgNames, words: RelationWords) -> None:
        self.names, self.words = names, words
        self.document, self.lower = names.document, names.lower

    def pairs(self) -> Iterator[Pair]:
        """All pairs that they give."""
        for at, word in enumerate(self.lower):
            if word in self.words.using:
                yield from self._used(at)
        for hit in self.words.making.find(self.document):
            yield from self._made(hit)
        for hit in self.words.ordered.find(self.document):
            yield from self._ordered(hit)

    def _used(self, at: int) -> Iterator[Pair]:
        """ "uses chips from Nvidia", "buys Samsung's memory": a word of using, goods, and who makes them."""
        names = self.names
        here = names.in_sentence(at)
        for maker in here:
            if maker.how not in {"name", "unknown"} or maker.kind != "company" or abs(maker.first - at) > NEAR:
                continue
            before = names.token(maker.first - 1)
            goods = (before in self.words.names.of | self.words.names.prepositions
                     and names.token(maker.first - 2) in self.words.goods) or (
                names.genitive(maker) and any(t in self.words.goods for t in self.lower[maker.last:maker.last + 4]))
            buyer = next((m for m in reversed(here) if m.last <= min(at, maker.first)
                          and m.company != maker.company and m.standing == "subject"), None)
            if goods and buyer is not None and not STOPS & set(self.lower[buyer.last:max(at, maker.first)]):
                yield Pair(maker.entity, "supplies", buyer.company or buyer.entity, buyer.first,
                           max(maker.last, at + 1), "goods")

    def _made(self, hit: Hit) -> Iterator[Pair]:
        """ "TSMC, which bakes Nvidia's processors", "TSMC, dat de chips van Nvidia maakt"."""
        names, at, end = self.names, hit.first, end_of(hit)
        relative = names.relative(at)
        maker = relative or names.subject_of(at)
        if maker is None or maker.kind != "company" or maker.how == "source":
            return
        start = max(maker.last, at - MADE) if self.words.inverts else at
        inside = range(start, max(end, min(hit.last + MADE, names.closing(at))))
        for place in inside:
            if self._goods(place) and not self._denied(min(place, at), max(place, at)):
                buyer = self._buyer(place, maker) or (self._meant(place, maker) if relative else None)
                if buyer is not None:
                    yield Pair(maker.entity, "supplies", buyer.entity, min(maker.first, at),
                               max(end, place + 1, buyer.last), "goods made")
                    return

    def _denied(self, first: int, last: int) -> bool:
        return not (STOPS | self.words.denied).isdisjoint(self.lower[first:last])

    def _buyer(self, place: int, maker: Mention) -> Mention | None:
        """Whose the goods at a token are: "Nvidia's chips", "the chips of Nvidia", "machines waarmee TSMC"."""
        names = self.names
        for mention in names.in_sentence(place):
            if mention.kind != "company" or mention.company == maker.company or mention.how == "source":
                continue
            theirs = names.genitive(mention) and mention.last <= place <= mention.last + 3
            of = mention.first - 2 <= place < mention.first and names.token(mention.first - 1) in self.words.names.of
            used = mention.first - 3 <= place < mention.first and any(
                token in names.words.relatives for token in self.lower[place + 1:mention.first])
            if (theirs or of or used) and mention.how != "pronoun":
                return mention
        return None

    def _meant(self, place: int, maker: Mention) -> Mention | None:
        """For whom "TSMC, which bakes the processors" does so: the company that the text is about."""
        main = self.names.focus.main
        known = self.lower[place - 1] in self.words.definite and self.names.focus.ruling
        return Mention(place, place + 1, main, "company", "pronoun", main) if (
            known and main and main not in {maker.company, maker.entity}) else None

    def _goods(self, at: int) -> bool:
        return self.lower[at].endswith(self.words.goods_endings)

    def _ordered(self, hit: Hit) -> Iterator[Pair]:
        """ "Of the backlog 45 percent comes from OpenAI": whose orders they are supplies it."""
        names, end = self.names, end_of(hit)
        opening = names.opening(hit.first)
        named = [m for m in names.in_sentence(hit.first) if end <= m.first < end + PHRASE and m.how in NAMES]
        if not named and hit.what == "by":
            named = names.up_to(hit.first)[-1:]
        buyers = (named if self.lower[end:end + PHRASE].count(",") < 2 else names.behind(end))[:1]
        if not buyers or names.genitive(buyers[0]) or not self._orders_before(hit.first):
            return
        (buyer,) = buyers
        if self.words.denied & {*self.lower[max(opening, hit.first - PHRASE):hit.first]}:
            return
        here = [m for m in names.in_sentence(hit.first) if m.last <= hit.first
                and m.how not in {"source", "description"} and m.company not in {None, buyer.company}]
        seller: Mention | None = here[-1] if here else names.in_mind(hit.first, {buyer.entity})
        if seller is not None:
            yield Pair(seller.company or seller.entity, "supplies", buyer.entity, min(seller.first, hit.first),
                       max(end, buyer.last), "orders")

    def _orders_before(self, at: int) -> bool:
        """Whether orders are what the sentence, or one right before it, speaks of."""
        number = self.document.sentence_of[at]
        first = self.document.sentences[max(0, number - ORDERS_BACK)].first
        return any(word.endswith(self.words.orders) for word in self.lower[max(first, at - 3 * NEAR):at + NEAR])
