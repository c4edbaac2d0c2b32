"""What people call the kinds of indicators in tables and in MISP.

Source: MISP core format (types of attributes); headers that tables of indicators have.
"""

from collections.abc import Mapping

from wardmote.rules.indicators.values import Kind

HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")

MISP: Mapping[str, Kind] = {
    **dict.fromkeys(("domain", "hostname"), Kind.DOMAIN),
    **dict.fromkeys(("ip", "ip-dst", "ip-src"), Kind.IP),
    "url": Kind.URL,
    **dict.fromkeys(HASHES, Kind.HASH),
    **dict.fromkeys(("email", "email-src", "email-dst", "email-reply-to"), Kind.EMAIL),
    "filename": Kind.FILE_NAME,
    "user-agent": Kind.USER_AGENT,
    "ja3-fingerprint-md5": Kind.JA3,
    "ja4": Kind.JA4,
}
"""Types of MISP attributes that logs can show."""

_SPELLINGS: Mapping[str, Kind] = {
    **{name.replace("-", ""): kind for name, kind in MISP.items()},
    **{kind.value.replace("_", ""): kind for kind in Kind},
    **dict.fromkeys(("domainname", "fqdn", "host", "dns"), Kind.DOMAIN),
    **dict.fromkeys(("ipv4", "ipv6", "ipaddress", "ipv4addr", "ipv6addr", "dstip"), Kind.IP),
    **dict.fromkeys(("srcip", "ipaddr", "address"), Kind.IP),
    **dict.fromkeys(("network", "subnet", "iprange", "netblock"), Kind.CIDR),
    "uri": Kind.URL,
    **dict.fromkeys(("filehash", "hashes", "checksum"), Kind.HASH),
    **{f"filehash{name}": Kind.HASH for name in HASHES},
    **{f"{name}hash": Kind.HASH for name in HASHES},
    **dict.fromkeys(("ipport", "ip4", "ip6"), Kind.IP),
    **dict.fromkeys(("emailaddress", "emailaddr", "mail", "sender"), Kind.EMAIL),
    **dict.fromkeys(("file", "path", "filepath"), Kind.FILE_NAME),
    **dict.fromkeys(("ua", "agent"), Kind.USER_AGENT),
    **dict.fromkeys(("ja3hash", "ja3fingerprint"), Kind.JA3),
    **dict.fromkeys(("ja4hash", "ja4fingerprint"), Kind.JA4),
}


def called(word: str) -> Kind | None:
    """Give the kind that a word means, such as `IPv4`, `file-hash` or `SHA-256`."""
    plain = "".join(mark for mark in word.lower() if mark.isalnum())
    return _SPELLINGS.get(plain)
