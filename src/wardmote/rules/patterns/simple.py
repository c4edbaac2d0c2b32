"""Takes a simple pattern apart into values to look for, which are found a thousand times faster.

Source: STIX 2.1, section 9, and Wardmote's own rule on what a value also stands for: a domain for
the names below it, an address of a page for every scheme, and all without case where case means
nothing.
"""

from collections.abc import Iterator

from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Indicator, Kind
from wardmote.rules.patterns import values
from wardmote.rules.patterns.values import Join, Operator
from wardmote.rules.refusal import Invalid

_HOST = "host"
"""A path whose value is a name or an address; which of them, the value says."""

_ADDRESS = "address"

_PATHS: dict[tuple[str, ...], Kind | str] = {
    ("domain-name", "value"): Kind.DOMAIN,
    ("ipv4-addr", "value"): _ADDRESS,
    ("ipv6-addr", "value"): _ADDRESS,
    ("network-traffic", "src_ref", "value"): _HOST,
    ("network-traffic", "dst_ref", "value"): _HOST,
    ("url", "value"): Kind.URL,
    ("email-addr", "value"): Kind.EMAIL,
    ("email-message", "from_ref", "value"): Kind.EMAIL,
    ("email-message", "sender_ref", "value"): Kind.EMAIL,
    ("file", "name"): Kind.FILE_NAME,
    (
        *("network-traffic", "extensions", "http-request-ext", "request_header", "User-Agent"),
    ): Kind.USER_AGENT,
}
_HASHED = frozenset({"file", "artifact", "x509-certificate"})
_DIGESTS = frozenset({"MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512"})
_FINGERPRINTS = {
    **dict.fromkeys(("ja3", "ja3_hash", "x_ja3", "x_ja3_hash", "ja3_fingerprint"), Kind.JA3),
    **dict.fromkeys(("x_misp_ja3_fingerprint_md5", "ja3_fingerprint_md5"), Kind.JA3),
    **dict.fromkeys(("ja4", "x_ja4", "ja4_fingerprint", "x_misp_ja4_fingerprint"), Kind.JA4),
}
"""What people call fingerprints of TLS, for which STIX has no name."""


def indicators(pattern: values.Pattern, ref: str, name: str = "") -> tuple[Indicator, ...] | None:
    """Give what a pattern looks for, if it is nothing but a choice of single values.

    Shape: None where it asks for more than that, or for a value that cannot be written.
    """
    comparisons = list(_choices(pattern.expression))
    found: list[Indicator] = []
    for comparison in comparisons:
        asked = _asked(comparison) if comparison else None
        if asked is None:
            return None
        try:
            found += (
                Indicator(ref, kind, writing.written(kind, text), name) for kind, text in asked
            )
        except Invalid:
            return None
    return tuple(dict.fromkeys(found))


def held(pattern: values.Pattern) -> tuple[tuple[Kind, str], ...]:
    """Give every single value that a pattern names as one to look for, however it joins them.

    Shape: for finding a pattern by a value, so what cannot be written is left out.
    """
    found: dict[tuple[Kind, str], None] = {}
    for comparison in _comparisons(pattern.expression):
        for kind, text in _asked(comparison) or ():
            try:
                found[kind, writing.written(kind, text)] = None
            except Invalid:
                continue
    return tuple(found)


def _choices(part: values.Expression | values.Test) -> Iterator[values.Comparison | None]:
    """Give the comparisons of which one is enough; None for what is no such comparison."""
    if isinstance(part, values.Seen):
        yield from _choices(part.test)
    elif isinstance(part, values.Combined | values.Joined) and part.join == Join.OR:
        for each in part.parts:
            yield from _choices(each)
    else:
        yield part if isinstance(part, values.Comparison) and not part.negated else None


def _comparisons(part: values.Expression | values.Test) -> Iterator[values.Comparison]:
    """Give all comparisons of a pattern that are not negated."""
    if isinstance(part, values.Seen):
        yield from _comparisons(part.test)
    elif isinstance(part, values.Qualified):
        yield from _comparisons(part.expression)
    elif isinstance(part, values.Combined | values.Joined):
        for each in part.parts:
            yield from _comparisons(each)
    elif isinstance(part, values.Comparison) and not part.negated:
        yield part


def _asked(comparison: values.Comparison) -> list[tuple[Kind, str]] | None:
    kind = _kind(comparison.path)
    wanted = comparison.literal
    texts = wanted if isinstance(wanted, tuple) else (wanted,)
    if kind is None or not all(isinstance(text, str) for text in texts):
        return None
    words = [str(text) for text in texts]
    if comparison.operator in (Operator.EQUAL, Operator.IN):
        return [(_exact(kind, word), word) for word in words]
    if comparison.operator == Operator.ISSUBSET and kind in (_ADDRESS, _HOST):
        return [(_exact(_ADDRESS, words[0]), words[0])]
    if comparison.operator == Operator.LIKE:
        return _like(kind, words[0])
    return None


def _like(kind: Kind | str, wanted: str) -> list[tuple[Kind, str]] | None:
    start = wanted.removesuffix("%")
    if "%" in start or "_" in start:
        return None
    if start == wanted:
        return [(_exact(kind, wanted), wanted)]
    has_whole_host = "/" in start.partition("://")[2]
    return [(Kind.URL_PREFIX, start)] if kind == Kind.URL and has_whole_host else None


def _exact(kind: Kind | str, word: str) -> Kind:
    if isinstance(kind, Kind):
        return kind
    if "/" in word:
        return Kind.CIDR
    return Kind.IP if kind == _ADDRESS or writing.address(word) else Kind.DOMAIN


def _kind(path: values.Path) -> Kind | str | None:
    steps = tuple(str(step) for step in path.steps)
    if path.type in _HASHED and len(steps) == 2 and steps[0] == "hashes":
        return Kind.HASH if steps[1].upper().replace("-", "") in _DIGESTS else None
    return _PATHS.get((path.type, *steps)) or _FINGERPRINTS.get(steps[-1].lower())
