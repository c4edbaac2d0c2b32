"""Lines that a pattern takes apart: as a whole, or pair by pair of key and value.

Patterns run in RE2, whose time grows with the length of a line and no faster, whoever wrote it.
"""

import re
from collections.abc import Callable, Iterable, Iterator

import re2

from wardmote.formats.logs.texts import Line, Unread
from wardmote.rules.hunting.values import Column, LogKind, Reader

PAIR = re.compile(r"""(?:^|[\s|,;^>])([A-Za-z_][A-Za-z0-9_.-]{0,40})=("[^"]*"|[^\s,;|^]+)""")


def taker(kind: LogKind) -> Callable[[str], dict[str, str] | None]:
    """Make what takes a line of this kind apart; it gives None where the line is none."""
    if kind.reader is Reader.PATTERN:
        pattern = re2.compile(kind.pattern)

        def whole(text: str) -> dict[str, str] | None:
            found = pattern.search(text)
            return (
                {key: cell for key, cell in found.groupdict("").items() if cell} if found else None
            )

        return whole
    return _by_pair(kind)


def _by_pair(kind: LogKind) -> Callable[[str], dict[str, str] | None]:
    signs = [re2.compile(sign) for sign in kind.signs]
    given = [each for each in kind.columns if each.name not in kind.joined]
    others = [(each.name, re2.compile(each.pattern)) for each in given if each.pattern]
    # The pattern of a pair takes no longer in `re`, which is ten times as quick to call.
    keys = [
        (each.name, f"{each.key.casefold()}=", re.compile(pair(kind, each)))
        for each in given
        if not each.pattern
    ]

    def by_pair(text: str) -> dict[str, str] | None:
        if not all(sign.search(text) for sign in signs):
            return None
        folded = text.casefold()
        found = [(name, pattern.search(text)) for name, key, pattern in keys if key in folded]
        found += [(name, pattern.search(text)) for name, pattern in others]
        return {name: bare for name, match in found if match and (bare := _bare(match["value"]))}

    return by_pair


def pair(kind: LogKind, column: Column) -> str:
    """Give the pattern that finds a column of pairs in a line, in its group `value`."""
    return column.pattern or kind.pattern.replace("{key}", re.escape(column.key))


def pairs(text: str) -> list[tuple[str, str]]:
    """Give what looks like a key with its value in a line, for keys that are not known."""
    return [(found[1], _bare(found[2])) for found in PAIR.finditer(text)]


def rows(
    found: Iterable[Line | Unread], kind: LogKind, header_lines: int = 0
) -> Iterator[tuple[int, dict[str, str]] | Unread]:
    """Take lines apart."""
    take = taker(kind)
    for line in found:
        if line.number <= header_lines if isinstance(line, Line) else False:
            continue
        if isinstance(line, Unread):
            yield line
        elif cells := take(line.text):
            yield line.number, cells
        else:
            reason = (
                "it is not of this kind of log" if line.whole else "the last line is not finished"
            )
            yield Unread(line.number, reason)


def _bare(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
