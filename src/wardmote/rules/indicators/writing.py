"""Writes a value in the one form in which it is compared, the same for indicators and for logs.

Source: RFC 3986 section 6.2.2 (addresses of pages), RFC 5952 (IPv6), UTS 46 (names in other
scripts, without its table of exceptions), FoxIO (JA4); Wardmote's own rule where logs differ: they
often leave out a page's scheme, so neither it nor ports 80 and 443 are compared.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Mapping

from wardmote.rules.indicators.values import Kind
from wardmote.rules.refusal import Invalid

Write = Callable[[str], str | None]
HASH_LENGTHS = frozenset((32, 40, 56, 64, 96, 128))
"""Hexadecimal digits of MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512."""
SAME_PORTS = frozenset((80, 443))
LONGEST_HOST = 253

ZERO_WIDTH = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
DEFANGED = re.compile(r"[\[({]\s*(\.|dot|:|://|@|at|/)\s*[\])}]", re.I)
DEFANGED_SCHEME = re.compile(r"^(\s*)h(?:xx|\*\*)p(s?)(?=:|\[:)", re.I)
WORDS = {"dot": ".", "at": "@"}
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://|//", re.I)
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
PORT = re.compile(r"[0-9]{0,5}")
HASH = re.compile(r"(?<![0-9a-z])[0-9a-f]{32,128}(?![0-9a-z])", re.I)
LOCAL_PART = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}")
JA4 = re.compile(r"[tqd][0-9s][0-9][di][0-9]{4}[0-9a-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}")
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|[^!-~]")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def written(kind: Kind, text: str) -> str:
    """Write an indicator's value as it is compared, whatever way it was sent.

    Raises: Invalid, where the text is no value of this kind.
    Source: the forms of this module; brackets and hxxp are how analysts keep links from being
    followed, and are taken off.
    """
    write, trouble = WRITERS[kind]
    value = write(refanged(text).strip())
    if value is None:
        shown = text if len(text) <= 60 else text[:57] + "..."
        raise Invalid(f"{trouble} This is none: {shown!r}.", field="value")
    return value


def refanged(text: str) -> str:
    """Undo what analysts do to a value so that nobody follows it by accident.

    Source: the customs of the field: hxxp, brackets around dots, colons and at signs, invisible
    characters.
    """
    text = ZERO_WIDTH.sub("", text)
    text = DEFANGED_SCHEME.sub(r"\1http\2", text)
    return DEFANGED.sub(lambda found: WORDS.get(found[1].lower(), found[1]), text)


def host(text: str) -> str | None:
    """Write a name or an address without its port; None where it is neither.

    What certificates say of all names below one, as `*.evil.example`, is said of that one.
    Source: RFC 952 and RFC 1123 (names, with the underscore that is in use), RFC 5952, UTS 46,
    RFC 9525 section 6.3 (certificates).
    """
    name = text.strip().removeprefix("*.")
    if name.startswith("["):
        inner, closed, port = name[1:].partition("]")
        return _address(inner) if closed and PORT.fullmatch(port.removeprefix(":")) else None
    if name.count(":") > 1:
        return _address(name)
    name, _, port = name.partition(":")
    if not PORT.fullmatch(port):
        return None
    name = _ascii(name).removesuffix(".")
    last = name.rpartition(".")[2]
    if last.isdigit():
        return _address(name)
    named = len(name) <= LONGEST_HOST and all(map(LABEL.fullmatch, name.split(".")))
    return name if named else None


def address(text: str) -> str | None:
    """Write an address of the internet protocol; IPv6 that holds IPv4 is IPv4; None if none.

    Source: RFC 5952; RFC 6943 section 3.1.1 (IPv4 in octal or hexadecimal is no safe form).
    """
    found = host(text)
    return found if found is not None and is_address(found) else None


def is_address(written_host: str) -> bool:
    """Tell an address from a name, both written by `host`.

    Source: RFC 1123 section 2.1: the last part of a name is not all digits.
    """
    return ":" in written_host or written_host.rpartition(".")[2].isdigit()


def network(text: str) -> str | None:
    """Write a range of addresses as its first and its length; None where it is none.

    Source: RFC 4632; a range that holds every address names nobody.
    """
    try:
        found = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Network) and found.prefixlen >= 96:
        mapped = found.network_address.ipv4_mapped
        if mapped is not None:
            found = ipaddress.IPv4Network((mapped, found.prefixlen - 96))
    return str(found) if found.prefixlen else None


def url(text: str) -> str | None:
    """Write an address of a page without scheme, user, usual port and fragment; None if none.

    Source: RFC 3986 section 6.2.2; Wardmote's own rule on schemes and ports.
    """
    text = text.strip()
    scheme = SCHEME.match(text)
    rest = text[scheme.end() :] if scheme else text
    rest = rest.partition("#")[0]
    end = min((at for at in (rest.find("/"), rest.find("?")) if at >= 0), default=len(rest))
    name = rest[:end].rpartition("@")[2]
    found = host(name)
    if found is None:
        return None
    number = _port(name)
    if number > 65535:
        return None
    where = f"[{found}]" if ":" in found else found
    where += "" if number in SAME_PORTS else f":{number}"
    path = ESCAPE.sub(_escape, rest[end:])
    return where + (path if path.startswith("/") else "/" + path)


def host_of(written_url: str) -> str:
    """Give the host of an address of a page that `url` has written.

    Source: RFC 3986 section 3.2.2.
    """
    where = written_url.partition("/")[0]
    return where[1:].partition("]")[0] if where.startswith("[") else where.partition(":")[0]


def hashes(cell: str) -> tuple[str, ...]:
    """Give each different hash in a cell, such as `MD5=...,SHA256=...`, in order.

    Source: FIPS 180-4 and RFC 1321: the lengths of digests; Sysmon writes several in one cell.
    """
    found = (each.lower() for each in HASH.findall(cell))
    return tuple(dict.fromkeys(each for each in found if len(each) in HASH_LENGTHS))


def email(text: str) -> str | None:
    """Write an email address, whether or not it stands with a person's name; None if none.

    Source: RFC 5321 section 2.4; Wardmote's own rule: the part before the at sign is compared
    without case, as mail services do.
    """
    text = text.strip()
    if text.endswith(">"):
        text = text[:-1].rpartition("<")[2]
    local, _, domain = text.strip().removeprefix("mailto:").rpartition("@")
    found = host(domain) if ":" not in domain else None
    if found is None or "." not in found or is_address(found) or not LOCAL_PART.fullmatch(local):
        return None
    return f"{unicodedata.normalize('NFC', local.lower())}@{found}"


def file_name(path: str) -> str | None:
    """Give a file's name without its folders and without case; None where there is none.

    Source: Wardmote's own rule: indicators name files, logs name them with folders of any system.
    """
    name = path.strip().strip('"').replace("\\", "/").rpartition("/")[2].strip()
    return name.lower() or None


def user_agent(text: str) -> str | None:
    """Give what a browser calls itself, as it stands; None where there is nothing.

    Source: RFC 9110 section 10.1.5: it is compared as a whole and with case.
    """
    return text.strip() or None


def ja3(text: str) -> str | None:
    """Write a JA3 fingerprint; None where it is none.

    Source: Salesforce: JA3 is an MD5 digest.
    """
    found = hashes(text)
    return found[0] if len(found) == 1 and len(text.strip()) == len(found[0]) == 32 else None


def ja4(text: str) -> str | None:
    """Write a JA4 fingerprint; None where it is none.

    Source: FoxIO: three parts, of which the first says protocol, version and counts.
    """
    text = text.strip().lower()
    return text if JA4.fullmatch(text) else None


def _address(text: str) -> str | None:
    try:
        found = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


def _port(name: str) -> int:
    """Give the port that stands after a host; a usual one where there is none."""
    after = name.rpartition("]")[2] if name.startswith("[") else name
    return int(after.partition(":")[2] or 80) if after.count(":") == 1 else 80


def _ascii(name: str) -> str:
    """Write a name in the letters of the internet, as browsers do."""
    if name.isascii():
        return name.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower())
    parts = ZERO_WIDTH.sub("", folded).lower().replace("\u3002", ".").split(".")
    return ".".join(
        part if part.isascii() else "xn--" + part.encode("punycode").decode("ascii")
        for part in parts
    )


def _escape(found: re.Match[str]) -> str:
    if found[1] is None:
        return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))
    character = chr(int(found[1], 16))
    return character if character in UNRESERVED else found[0].upper()


def _domain(text: str) -> str | None:
    found = host(text.removeprefix("*").removeprefix("."))
    return None if found is None or "." not in found or is_address(found) else found


def _hash(text: str) -> str | None:
    found = hashes(text)
    return found[0] if len(found) == 1 and len(found[0]) == len(text) else None


WRITERS: Mapping[Kind, tuple[Write, str]] = {
    Kind.DOMAIN: (_domain, "Give a domain such as evil.example, with a dot and no scheme."),
    Kind.IP: (address, "Give an address such as 192.0.2.1 or 2001:db8::1."),
    Kind.CIDR: (network, "Give a range such as 192.0.2.0/24 or 2001:db8::/32."),
    Kind.URL: (url, "Give the address of a page such as https://evil.example/path."),
    Kind.URL_PREFIX: (url, "Give the start of an address such as https://evil.example/path."),
    Kind.HASH: (_hash, "Give an MD5, SHA-1 or SHA-2 hash in hexadecimal digits."),
    Kind.EMAIL: (email, "Give an email address such as name@evil.example."),
    Kind.FILE_NAME: (file_name, "Give the name of a file such as evil.exe."),
    Kind.USER_AGENT: (user_agent, "Give what the browser calls itself."),
    Kind.JA3: (ja3, "Give a JA3 fingerprint: 32 hexadecimal digits."),
    Kind.JA4: (ja4, "Give a JA4 fingerprint such as t13d1516h2_8daaf6152771_e5627efa2ab1."),
}
