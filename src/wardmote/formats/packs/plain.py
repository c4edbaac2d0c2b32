"""Reads indicators from text: a list with one value a line, a hosts file, or anything else."""

import re
from collections.abc import Iterator

from wardmote.formats.lists import suffixes
from wardmote.formats.packs.gathering import Gathering
from wardmote.formats.pasted import finding, telling
from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Kind

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_PLAIN = re.compile(
    rf"(?P<ip>(?:{_OCTET}\.){{3}}{_OCTET})"
    r"|(?P<hash>[0-9a-f]{32}(?:[0-9a-f]{8}|[0-9a-f]{32})?)"
    r"|(?P<domain>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}(?P<end>[a-z]{2,24}))"
)
"""Values that are written already, which nearly all lines of a list are."""

_KINDS = {"ip": Kind.IP, "hash": Kind.HASH, "end": Kind.DOMAIN, "domain": Kind.DOMAIN}
_HOSTS = re.compile(r"(?:0\.0\.0\.0|127\.0\.0\.1|::1?)[ \t]+(\S+)")
_PARTED = re.compile(r"[\s,;]")
_LOCAL = frozenset(("localhost", "localhost.localdomain", "broadcasthost", "local", "0.0.0.0"))  # noqa: S104
_SAMPLE = 200
_CHUNK = 5_000_000
NONE = "It is no indicator of a kind that is known."


def read(text: str, gathering: Gathering) -> None:
    """Take all indicators of a text.

    Cost: about four seconds for a list of a million lines.
    """
    if is_list(text):
        _lines(text, gathering)
    else:
        anything(text, gathering)


def is_list(text: str) -> bool:
    """Say whether nearly all of the first lines hold one value, or are lines of a hosts file."""
    lines = [line for line in map(_value, text[:50_000].split("\n")[:_SAMPLE]) if line]
    single = sum(not _PARTED.search(line.rstrip(",;")) for line in lines)
    return bool(lines) and single >= 0.9 * len(lines)


def _value(line: str) -> str:
    """Give what stands on a line without its comment, and without what hosts files put before."""
    line = line.strip()
    if not line or line[0] in "#;!":
        return ""
    for mark in (" #", "\t#", " ;", " //"):
        line = line.partition(mark)[0].rstrip()
    hosts = _HOSTS.fullmatch(line)
    return hosts[1] if hosts else line


def _lines(text: str, gathering: Gathering) -> None:
    """Take a value a line. Names that may be files' are taken where most names surely are not."""
    take, match = gathering.take, _PLAIN.fullmatch
    known: dict[str, bool] = {}
    doubtful: list[tuple[int, str]] = []
    names = 0
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        found = match(line)
        if found is None:
            _line(line, number, gathering)
            continue
        end = found["end"]
        if end is not None and end not in known:
            known[end] = suffixes.has_public_suffix(line)
        if end is None:
            take(_KINDS[found.lastgroup or ""], line)
        elif not known[end]:
            gathering.leave(telling.NO_SUFFIX, line, number)
        elif end in telling.FILE_ENDINGS and line.count(".") == 1:
            doubtful.append((number, line))
        else:
            names += 1
            take(Kind.DOMAIN, line)
    for number, line in doubtful:
        if names >= len(doubtful):
            take(Kind.DOMAIN, line)
        else:
            gathering.leave(telling.FILE, line, number)


def _line(line: str, number: int, gathering: Gathering) -> None:
    value = _value(line).removeprefix("||").removesuffix("^").rstrip(",;").strip("\"'<>")
    if not value or value in _LOCAL:
        return
    told = telling.tell(writing.refanged(value).rstrip("."))
    if told is None or told.kind is None:
        gathering.leave(told.doubt if told else NONE, value, number)
    else:
        gathering.take(told.kind, told.value)


def anything(text: str, gathering: Gathering) -> None:
    """Take all indicators of a text that is no list."""
    for first, part in _chunks(text):
        found = finding.found(part)
        for each in found.indicators:
            gathering.take(each.kind, each.value)
        for left in found.left_out:
            gathering.leave(left.reason, left.ref, first + left.line)


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """Part a long text at the ends of lines. Shape: how many lines stand before, and the part."""
    start, lines = 0, 0
    while start < len(text):
        end = min(len(text), start + _CHUNK)
        if end < len(text):
            end = text.rfind("\n", start, end) + 1 or end
        part = text[start:end]
        yield lines, part
        lines += part.count("\n")
        start = end
