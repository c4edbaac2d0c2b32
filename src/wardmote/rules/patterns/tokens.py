"""Takes the text of a pattern apart into words, in one pass.

Source: STIX 2.1, section 9, and its ANTLR grammar.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wardmote.rules.refusal import Invalid

LONGEST = 262_144
"""The longest pattern that is read. Units: characters."""

KEYWORDS = frozenset(
    (
        *("AND", "OR", "NOT", "FOLLOWEDBY", "LIKE", "MATCHES", "ISSUPERSET", "ISSUBSET", "EXISTS"),
        *("LAST", "IN", "START", "STOP", "SECONDS", "true", "false", "WITHIN", "REPEATS", "TIMES"),
    )
)

_BASE64 = "[A-Za-z0-9+/]"
_WORDS = re.compile(
    rf"""
    (?P<space>  (?: \s | /\*(?:[^*]|\*(?!/))*\*/ | //[^\r\n]* )+ )
  | (?P<time>   t'[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:\.[0-9]+)?Z' )
  | (?P<hex>    h'(?:[0-9a-fA-F]{{2}})*' )
  | (?P<binary> b'(?:{_BASE64}{{4}})*(?:{_BASE64}{{4}}|{_BASE64}{{3}}=|{_BASE64}{{2}}==)' )
  | (?P<text>   '(?:[^'\\]|\\['\\])*' )
  | (?P<float>  [+-]?[0-9]*\.[0-9]+ )
  | (?P<int>    [+-]?(?:0|[1-9][0-9]*) )
  | (?P<broken> [tbh]' )
  | (?P<name>   [a-zA-Z_][a-zA-Z0-9_-]* )
  | (?P<mark>   == | != | <> | <= | >= | [=<>:.,()\[\]*] )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: of what kind, what it says, and at which column it begins, from 1."""

    kind: str
    text: str
    column: int


def tokens(text: str) -> Iterator[Token]:
    """Give the words of a pattern, then one of the kind `end`.

    Shape: `kind` is the group above; a keyword or a mark is its own kind.
    Raises: Invalid with the column.
    """
    if len(text) > LONGEST:
        raise Invalid(f"A pattern may have {LONGEST:,} characters. Split it into several.")
    at = 0
    while at < len(text):
        found = _WORDS.match(text, at)
        if found is None or found.lastgroup == "broken":
            raise Invalid(f"Column {at + 1}: {_trouble(text[at : at + 2])}")
        kind, word = str(found.lastgroup), found.group()
        if kind == "mark" or word in KEYWORDS:
            kind = word
        if kind != "space":
            yield Token(kind, word, at + 1)
        at = found.end()
    yield Token("end", "", len(text) + 1)


def _trouble(begins: str) -> str:
    if begins[0] == "'":
        return "this text has no end, or a \\ that is not before \\ or '. Write \\\\ and \\'."
    if begins[0] in "tbh" and begins[1:] == "'":
        return f"this {begins[0]}'...' is not written as STIX writes it."
    return f"{begins[0]!r} has no meaning here. Put text between ' and '."
