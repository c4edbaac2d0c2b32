"""Writes the pattern that looks for one value; reading it gives the kind and value again.

Source: OASIS STIX 2.1, section 9 (patterns).
"""

from wardmote.rules.indicators.values import Kind
from wardmote.rules.patterns import literals

_PATHS = {
    Kind.DOMAIN: "domain-name:value",
    Kind.EMAIL: "email-addr:value",
    Kind.FILE_NAME: "file:name",
    Kind.USER_AGENT: "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'",
    Kind.JA3: "network-traffic:x_ja3",
    Kind.JA4: "network-traffic:x_ja4",
}
_HASHES = {32: "MD5", 40: "SHA-1", 56: "SHA-224", 64: "SHA-256", 96: "SHA-384", 128: "SHA-512"}


def pattern(kind: Kind, value: str, scheme: str = "http") -> str:
    """Write the pattern that looks for a value as `rules.indicators.writing` writes it.

    Addresses of pages are kept without their scheme, so one is given; a reader such as ours
    compares them with http and https alike.
    """
    if kind in (Kind.IP, Kind.CIDR):
        path = f"ipv{6 if ':' in value else 4}-addr:value"
        return f"[{path} {'ISSUBSET' if kind is Kind.CIDR else '='} {literals.quoted(value)}]"
    if kind is Kind.HASH:
        return f"[file:hashes.'{_HASHES[len(value)]}' = {literals.quoted(value)}]"
    if kind is Kind.URL:
        return f"[url:value = {literals.quoted(f'{scheme}://{value}')}]"
    if kind is Kind.URL_PREFIX:
        return f"[url:value {_begins_with(f'{scheme}://{value}')}]"
    return f"[{_PATHS[kind]} = {literals.quoted(value)}]"


def _begins_with(text: str) -> str:
    """Write that an address begins with a text; LIKE cannot name the signs that mean anything."""
    if "%" not in text and "_" not in text:
        return f"LIKE {literals.quoted(f'{text}%')}"
    special = "".join(f"\\{mark}" if mark in r"\.^$*+?{}[]|()" else mark for mark in text)
    return f"MATCHES {literals.quoted(f'^{special}')}"
