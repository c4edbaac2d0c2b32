"""What a person typed, made safe to keep: no character that breaks a page, a file or a picture.

Source: decision "Text is text": what a person types is kept as they meant it and never run;
the control characters that XML 1.0 (production 2, Char) forbids are no part of a text.
"""

import re

LINE_LENGTH = 200
TEXT_LENGTH = 10_000
"""The most that one field holds. Units: characters."""

_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")


def text(typed: str) -> str:
    """Keep a text of several lines: one kind of line end, no control characters, no outer space.

    Source: XML 1.0, production 2 and section 2.11 (line ends).
    """
    return _UNKEEPABLE.sub("", _ENDS.sub("\n", typed)).strip()


def line(typed: str) -> str:
    """Keep a text of one line: as `text`, with every run of white space made one space.

    Source: XML 1.0, section 3.3.3 (normalising what stands in one line).
    """
    return " ".join(text(typed).split())
