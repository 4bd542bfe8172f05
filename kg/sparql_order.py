"""ORDER BY that the engine survives.

pyoxigraph 0.5.13 orders numbers by value and a number beside a text by their letters, which is no order (9 < 10 < "5" <
9): its sort notices in some 20 rows or more, and ends the process. SPARQL leaves open how values that cannot be
compared are ordered (SPARQL 1.1, 15.1), so that each condition may be preceded by one on the kind of the value: what
can be compared then stands together, and the order among it is what was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.sparql import Token, tokens

_OPENS, _CLOSES = "({[", ")}]"
_ENDS = frozenset({"LIMIT", "OFFSET", "VALUES"})
#: Numbers are of one kind; other literals of one for each datatype, and times with and without a zone of two. IRIs and
#: blank nodes have no datatype and stand with what is unbound, before literals, as SPARQL wants it.
_KIND = 'IF(isNumeric({0}), "", CONCAT(STR(DATATYPE({0})), COALESCE(STR(TZ({0}) = ""), "")))'


def total(text: str) -> str:
    """The query with every ORDER BY made an order of all values; as it is where it has none, or a faulty one."""
    if not re.search("order", text, re.IGNORECASE):
        return text
    pieces = [token for token in tokens(text) if token.kind != "comment"]
    out: list[str] = []
    done = 0
    for place, token in enumerate(pieces):
        if token.text.upper() == "ORDER" and token.kind == "word" and _is(pieces, place + 1, "BY"):
            for first, last in _conditions(pieces, place + 2):
                start, end = pieces[first].start, _end(pieces[last])
                out.append(text[done:start] + _kind(text, pieces[first:last + 1], end) + " ")
                done = start
    return "".join(out) + text[done:]


def _kind(text: str, condition: Sequence[Token], end: int) -> str:
    """The condition on the kind of the value that a condition orders by."""
    word = condition[0].text.upper()
    direction = word if condition[0].kind == "word" and word in ("ASC", "DESC") else "ASC"
    value = text[condition[1 if direction == word else 0].start:end]
    return f"{direction}({_KIND.format(value)})"


def _conditions(pieces: Sequence[Token], place: int) -> Iterator[tuple[int, int]]:
    """First and last token of each condition: a variable, or a call or direction with what is in brackets behind."""
    while place < len(pieces) and pieces[place].text not in _CLOSES and pieces[place].text.upper() not in _ENDS:
        first = place
        if pieces[first].kind != "variable":
            while place < len(pieces) and pieces[place].kind in ("word", "name", "iri"):
                place += 1
            depth = 0
            while place < len(pieces):
                depth += (pieces[place].text in _OPENS) - (pieces[place].text in _CLOSES)
                if depth <= 0:
                    break
                place += 1
        if place == len(pieces):
            return
        yield first, place
        place += 1


def _is(pieces: Sequence[Token], place: int, word: str) -> bool:
    return place < len(pieces) and pieces[place].text.upper() == word


def _end(token: Token) -> int:
    return token.start + len(token.text)
