"""What the cells of a column hold, told by the cells alone.

Source: the forms of RFC 1123 (names), RFC 3986 (addresses of pages), RFC 5321 (email), FIPS 180-4
and RFC 1321 (lengths of hashes), and the JA4 technical specification.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping

from wardmote.rules.hunting.values import Holds

ENOUGH = 0.8
"""The share of filled cells that must have one form before a column is said to hold it."""

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(
    rf"(?:{_LABEL}\.)+(?:[A-Za-z]{{2,63}}|xn--[A-Za-z0-9-]{{2,59}})\.?(?::\d{{1,5}})?\Z"
)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,15}://[^\s/?#]+|[^\s/?#]+\.[a-z]{2,}(?::\d+)?/\S*\Z")
_EMAIL = re.compile(r"<?[^\s@<>,;]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,63}>?\Z")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{128})\Z")
_HASHES = re.compile(r"(?:(?:MD5|SHA1|SHA256|SHA512|IMPHASH)=[0-9A-Fa-f]{32,128},?)+\Z", re.I)
_ENDS = r"exe|dll|docx?|docm|xlsx?|xlsm|pdf|zip|ps1|js|vbs|lnk|iso|html?"
_PATH = re.compile(
    r"(?:[A-Za-z]:\\|\\\\|/(?:usr|home|tmp|var|opt|etc|bin|Users)/)\S"
    rf"|[^\\/:*?\"<>|]*\.(?:{_ENDS})\Z",
    re.I,
)
_FILE_END = re.compile(rf"\.(?:{_ENDS}|txt|log)\Z", re.I)

_AGENT = re.compile(r"(?:Mozilla|curl|Wget|python-requests|Go-http-client|okhttp)/")
_JA4 = re.compile(r"[tqd][0-9s]\d[di][0-9]{4}[a-z0-9]{2}_[0-9a-f]{12}_[0-9a-f]{12}\Z")


def is_ip(text: str) -> bool:
    """Say whether a cell is an address, without a port."""
    if not text or text[0] not in "0123456789abcdefABCDEF:[" or len(text) > 60:
        return False
    try:
        ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True


def is_host(text: str) -> bool:
    """Say whether a cell is a name of a machine or an address, perhaps with a port."""
    if _HOST.match(text):
        return not _FILE_END.search(text)
    name, colon, port = text.rpartition(":")
    return is_ip(text) or bool(colon and port.isdecimal() and is_ip(name))


TESTS: Mapping[Holds, Callable[[str], object]] = {
    Holds.IP: is_ip,
    Holds.URL: _URL.match,
    Holds.EMAIL: _EMAIL.match,
    Holds.HASH: lambda text: _HEX.match(text) or _HASHES.match(text),
    Holds.JA4: _JA4.match,
    Holds.HOST: is_host,
    Holds.USER_AGENT: _AGENT.match,
    Holds.PATH: _PATH.match,
}
"""How each is recognised, in the order in which they are tried."""


def share(cells: Iterable[str], holds: Holds, several: str = "") -> float:
    """Give the share of filled cells that have the form of what a column may hold."""
    given = [cell.strip() for cell in cells]
    given = [part for cell in given for part in _parts(cell, several) if part]
    if not given or holds not in TESTS:
        return 0.0
    test = TESTS[holds]
    return sum(1 for cell in given if test(cell)) / len(given)


def holds(cells: Iterable[str], several: str = "") -> tuple[Holds, float]:
    """Say what a column holds by its cells, with the share that says so; OTHER where none does."""
    sample = list(cells)
    for each in TESTS:
        reached = share(sample, each, several)
        if reached >= ENOUGH:
            return each, reached
    return Holds.OTHER, 0.0


def _parts(cell: str, several: str) -> list[str]:
    return [part.strip() for part in cell.split(several)] if several else [cell]
