"""SPARQL text from outside: what may pass, the prefixes it may leave out, and errors that show the place.

The guard reads tokens, not patterns in the raw text, since comments, strings and code-point escapes hide words from
those. It lets reading pass and nothing else: a query cannot change the graph, and cannot make this machine call
another address, which SERVICE would do in Oxigraph and in most servers.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from kg.errors import QueryError
from kg.namespaces import PREFIXES

#: Characters of a query, and depth of its brackets: measured with pyoxigraph 0.5, whose parser is recursive and ends
#: the process at a thousand nested groups.
MOST_CHARACTERS = 50_000
MOST_DEPTH = 100

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
#: Every bare word that SPARQL 1.1 has, in capitals.
_WORDS = frozenset("""
    A ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY
    DEFAULT DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS
    IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH
    NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT
    SEPARATOR SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID
    SUBSTR SUM TIMEZONE TRUE TZ UCASE UNDEF UNION URI USING UUID VALUES WHERE YEAR
""".split())
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL = r"(?:[\w·:.-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-])"
_TOKEN = re.compile(rf"""
    (?P<comment>\#[^\r\n]*)
  | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
  | (?P<variable>[?$]\w+)
  | (?P<name>(?P<prefix>(?:[^\W\d_](?:[\w·.-]*[\w·-])?)?):{_LOCAL}*)
  | (?P<word>@?[^\W\d](?:[\w-]*\w)?)
  | (?P<space>\s+)
  | (?P<sign>.)
""", re.VERBOSE | re.DOTALL)


class Token(NamedTuple):
    """A piece of SPARQL: `kind` is comment, string, iri, variable, name (with a prefix), word or sign."""

    kind: str
    text: str
    start: int


@lru_cache(maxsize=8)
def tokens(text: str) -> tuple[Token, ...]:
    """The text in the pieces that make it up, whatever it is; only the spaces between them are left out."""
    return tuple(Token("name" if match.lastgroup == "prefix" else match.lastgroup or "sign", match[0], match.start())
                 for match in _TOKEN.finditer(text) if match.lastgroup != "space")


def guard(text: str) -> None:
    """Raise QueryError for what is no reading query, calls another address, or is absurdly large or deep."""
    if len(text) > MOST_CHARACTERS:
        raise QueryError(f"a query of {len(text):,} characters; shorten it to {MOST_CHARACTERS:,}, such as by a "
                         "join in place of a list")
    for reading in dict.fromkeys((text, _unescaped(text))):
        _guard(reading)


#: What an update from outside may not do: call other addresses, and write elsewhere than into the one graph.
_NO_UPDATE = {"SERVICE", "LOAD", "GRAPH", "WITH", "USING", "CREATE", "COPY", "MOVE", "ADD"}


def guard_update(text: str) -> None:
    """Raise QueryError for an update that calls another address, names a graph besides the one that there is, or is
    absurdly large or deep."""
    if len(text) > MOST_CHARACTERS:
        raise QueryError(f"an update of {len(text):,} characters; divide it into some of {MOST_CHARACTERS:,}")
    for reading in dict.fromkeys((text, _unescaped(text))):
        depth = 0
        for token in tokens(reading):
            word = token.text.upper() if token.kind == "word" else ""
            if token.kind == "sign":
                depth += (token.text in "({[") - (token.text in ")}]")
                if depth > MOST_DEPTH:
                    raise error_at(reading, token.start, f"brackets nested more than {MOST_DEPTH} deep; divide it")
            elif word in _NO_UPDATE or _hides_service(token):
                raise error_at(reading, token.start, f"{word or 'SERVICE'} is refused in an update, which may neither "
                                                     "call an address nor name a graph")


def refuse_dataset(text: str) -> None:
    """Raise QueryError for a query that names the graphs it asks: there is one, and others would be empty."""
    for token in tokens(text):
        if token.kind == "word" and token.text.upper() == "FROM":
            raise error_at(text, token.start, "FROM names a graph, and there is one only, which is asked without it; "
                                              "leave it out")


def _hides_service(token: Token) -> bool:
    """Whether an IRI may be none: a parser may take "?a<?b)SERVICE?c#>" for a comparison."""
    return token.kind == "iri" and bool(re.search(r"\).*service.*#", token.text, re.I))


def _unescaped(text: str) -> str:
    """The text as engines read it: code-point escapes stand for their characters anywhere in a query."""
    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 else match[0]

    return _ESCAPE.sub(character, text)


def _guard(text: str) -> None:
    depth, form = 0, ""
    for token in tokens(text):
        word = token.text.upper() if token.kind == "word" else ""
        if token.kind == "sign":
            depth += (token.text in "({[") - (token.text in ")}]")
            if depth > MOST_DEPTH:
                raise error_at(text, token.start, f"brackets nested more than {MOST_DEPTH} deep; simplify the query")
        elif word == "SERVICE" or _hides_service(token):
            raise error_at(text, token.start, "SERVICE is refused, since it makes this machine call another address; "
                                              "query that endpoint by itself")
        elif word in _UPDATES and not form:
            raise error_at(text, token.start, f"{word} changes a graph, and queries only read; change a graph with "
                                              "kg build and kg remove")
        elif word in _FORMS and not form:
            form = word
    if not form:
        raise QueryError("no query: write one that begins with SELECT, ASK, CONSTRUCT or DESCRIBE")


def form(text: str) -> str:
    """What kind of query a text is: SELECT, ASK, CONSTRUCT or DESCRIBE; "" if it is none of them."""
    words = (token.text.upper() for token in tokens(text) if token.kind == "word")
    return next((word for word in words if word in _FORMS), "")


def names_in(text: str) -> list[tuple[str, str]]:
    """(as written, IRI) of each name under a known prefix that a query uses, in order, each once."""
    own = {name.text for word, name in zip(tokens(text), tokens(text)[1:], strict=False)
           if word.text.upper() == "PREFIX"}
    found: dict[str, str] = {}
    for token in tokens(text):
        prefix, _, local = token.text.partition(":")
        if token.kind == "name" and local and prefix in PREFIXES and prefix + ":" not in own:
            found[token.text] = PREFIXES[prefix] + local.replace("\\", "")
    return list(found.items())


def padded(text: str) -> str:
    """The text with spaces behind it, so that an engine that looks ahead by whole words stops within it."""
    return text + " " * 40


def declare(text: str) -> tuple[str, int]:
    """The text with the known prefixes declared that it uses and lacks, and how many characters were put before it."""
    declared, used = set[str](), set[str]()
    after = ""
    for token in tokens(text):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            (declared if after == "PREFIX" else used).add(prefix)
        if token.kind != "comment":
            after = token.text.upper()
    missing = [name for name in PREFIXES if name in used - declared]
    head = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in missing)
    return head + text, len(head)


def error_at(text: str, offset: int, message: str, place: str = "SPARQL") -> QueryError:
    """An error that names line and column; its note shows the line, with a caret below the place."""
    line = text.count("\n", 0, offset) + 1
    first = text.rfind("\n", 0, offset) + 1
    last = text.find("\n", offset)
    source = text[first:last if last >= 0 else len(text)].rstrip("\r")
    column = offset - first
    begin = max(0, column - 70)  # of a very long line only what is near
    shown = "".join(c if c.isprintable() else " " for c in source[begin:begin + 100])
    error = QueryError(f"{place}, line {line}, column {column + 1}: {message}")
    error.add_note(f"    {shown}\n    {' ' * (column - begin)}^")
    return error


def explain(text: str, error: SyntaxError, shift: int = 0, place: str = "SPARQL") -> QueryError:
    """What an engine's syntax error means, with the place in the text.

    shift   how many characters `declare` put before the text
    """
    said = str(error)
    match = re.search(r"\bat (\d+):(\d+)", said)
    if match is None:
        return QueryError(f"{place}: {_first_line(said)}; mend the query")
    line, column = int(match[1]), int(match[2])
    expected = said.partition("expected")[2]
    offset = _offset(text, line, column - _lookahead(expected) - (shift if line == 1 else 0))
    phrase = re.search(r"[A-Z][A-Za-z*]+(?: [A-Za-z*]+){3,}", expected)
    if "Prefix not found" in said:
        return _unknown_prefix(text, offset, place)
    open_string = next((token for token in tokens(text) if token.kind == "sign" and token.text in "\"'"), None)
    if open_string is not None:
        return error_at(text, open_string.start, "a text in quotes is not closed on its line; close it, or use "
                                                 'three quotes (""") around several lines', place)
    for token in tokens(text):
        if token.kind == "word" and not token.text.startswith("@") and token.text.upper() not in _WORDS:
            near = get_close_matches(token.text.upper(), _WORDS, n=1)
            hint = f"did you mean {near[0]}?" if near else "a variable has ? before it, a name a prefix, a text quotes"
            return error_at(text, token.start, f"{token.text} is no word of SPARQL; {hint}", place)
    brackets = _bracket_fault(text)
    if brackets is not None:
        return error_at(text, *brackets, place)
    if phrase:
        return QueryError(f"{place}: {phrase[0]}; group by what is not counted, and give results names that are new")
    found = next((token for token in tokens(text)
                  if token.start + len(token.text) > offset and token.kind != "comment"), None)
    if found is None:
        return error_at(text, len(text.rstrip()), "the query ends too soon", place)
    return error_at(text, found.start, f"{found.text[:40]!r} does not fit here, or what begins with it is not whole",
                    place)


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return max(0, min(len(text), start + column - 1))


def _unknown_prefix(text: str, offset: int, place: str) -> QueryError:
    declared = {token.text for token in tokens(text) if token.kind == "name" and token.text.endswith(":")}
    for token in tokens(text):
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix not in PREFIXES and prefix + ":" not in declared:
            near = get_close_matches(prefix, PREFIXES, n=1)
            hint = f"did you mean {near[0]}:?" if near else f"declare it: PREFIX {prefix}: <http://...>"
            return error_at(text, token.start, f"unknown prefix {prefix}: - {hint}", place)
    return error_at(text, offset, "unknown prefix; declare it by PREFIX", place)


def _bracket_fault(text: str) -> tuple[int, str] | None:
    """Offset and message for the first bracket that has no partner, outside of strings and comments."""
    pairs = {")": "(", "}": "{", "]": "["}
    opened: list[Token] = []
    for token in tokens(text):
        if token.kind != "sign":
            continue
        if token.text in "({[":
            opened.append(token)
        elif token.text in pairs:
            if not opened:
                return token.start, f"{token.text} closes nothing; take it out, or open it before"
            if opened.pop().text != pairs[token.text]:
                return token.start, f"{token.text} does not close the bracket that is open here"
    return (opened[-1].start, f"{opened[-1].text} is never closed") if opened else None


def _lookahead(expected: str) -> int:
    """How far behind the fault the engine stopped: it reads as many characters as a keyword has, then compares."""
    if re.search("\"|'", expected):
        return 0  # single characters, compared one by one
    words = re.findall(r"\b[A-Z][A-Z_0-9]+\b", expected)
    return min(map(len, words), default=0)


def _first_line(text: str) -> str:
    return (text.splitlines() or [""])[0][:200]
