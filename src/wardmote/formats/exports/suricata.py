"""Writes rules for Suricata 7.0.3 and newer.

Source: Suricata user guide, rules: content (what must be written in hexadecimal), dns.query,
tls.sni, http.host, http.uri.raw, http.user_agent, ja3.hash, ja4.hash, dotprefix, bsize,
requires (a program built without JA4 passes its rules over).
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from wardmote.formats.exports.counting import Sieve
from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Indicator, Kind

FIRST_SID = 3_000_000_000
SIDS = 1_000_000_000
"""Far from the numbers that rule makers have divided among themselves, which end below."""

_LITERAL = re.compile(r"[^A-Za-z0-9._/=?&%~-]+")


def rules(indicators: Iterable[Indicator], others: Counter[str] | None = None) -> Iterator[bytes]:
    """Write one or several rules for each indicator.

    The number of a rule follows from the indicator's id, so that it stays from file to file; of
    two that fall together, which is rare, the later moves to the next.
    """
    sieve = Sieve(
        *(Kind.DOMAIN, Kind.IP, Kind.CIDR, Kind.URL, Kind.URL_PREFIX),
        *(Kind.USER_AGENT, Kind.JA3, Kind.JA4),
        others=others,
    )
    used: set[int] = set()
    seen: set[tuple[Kind, str]] = set()
    for each in sieve.through(indicators):
        if (each.kind, each.value) in seen:
            continue
        seen.add((each.kind, each.value))
        for protocol, target, options in _rules(each):
            sid = _sid(f"{each.ref} {each.value} {protocol}", used)
            ref = re.sub(r"[^a-z0-9-]", "", each.ref.lower())[:80] or "none"
            yield (
                f"alert {protocol} $HOME_NET any -> {target} any "
                f'(msg:"Wardmote {each.kind}"; {options}'
                f"metadata:wardmote_ref {ref}; sid:{sid}; rev:1;)\n"
            ).encode()
    yield sieve.comment("#")


def _rules(each: Indicator) -> Iterator[tuple[str, str, str]]:
    """Give protocol, target and what must hold."""
    value = each.value
    if each.kind is Kind.DOMAIN:
        below = f"dotprefix; {_content('.' + value)}"
        yield "dns", "any", f"dns.query; {below} nocase; endswith; "
        yield "tls", "any", f"tls.sni; {below} nocase; endswith; "
        yield "http", "any", f"http.host; {below} endswith; "  # in small letters already
    elif each.kind in (Kind.IP, Kind.CIDR):
        yield "ip", f"[{value}]" if ":" in value else value, ""
    elif each.kind in (Kind.URL, Kind.URL_PREFIX):
        host, path = writing.host_of(value), value[value.find("/") :]
        end = "startswith" if each.kind is Kind.URL_PREFIX else f"bsize:{_size(path)}"
        options = (
            f"http.host; {_content(host)} bsize:{_size(host)}; "
            f"http.uri.raw; {_content(path)} {end}; "
        )
        yield "http", "any", options
    elif each.kind is Kind.USER_AGENT:
        yield "http", "any", f"http.user_agent; {_content(value)} bsize:{_size(value)}; "
    else:
        yield "tls", "any", f"requires:feature {each.kind}; {each.kind}.hash; {_content(value)} "


def _content(text: str) -> str:
    """Write what is looked for; all but plain characters in hexadecimal: none can end it."""
    written = _LITERAL.sub(
        lambda found: f"|{found[0].encode('utf-8', 'replace').hex(' ').upper()}|", text
    )
    return f'content:"{written}";'


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _sid(name: str, used: set[int]) -> int:
    digest = hashlib.sha256(name.encode("utf-8", "replace")).digest()
    sid = FIRST_SID + int.from_bytes(digest[:8], "big") % SIDS
    while sid in used:
        sid += 1
    used.add(sid)
    return sid
