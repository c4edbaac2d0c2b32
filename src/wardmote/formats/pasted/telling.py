"""Tells what one word of a text is: which kind of indicator, or why none."""

import ipaddress
import re
from dataclasses import dataclass, replace

from wardmote.formats.lists import suffixes
from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Kind

LONGEST = 2_048
"""Characters of a value; browsers and proxies cut longer addresses off."""

_PAGES = frozenset(("http", "https", "ftp", "ftps", "ws", "wss"))
FILE_ENDINGS = frozenset(
    ("app", "cc", "md", "mk", "ml", "mov", "name", "pl", "pm", "ps", "py", "rs", "sh", "so", "zip")
)
"""Ends of names that are countries' or new domains and the ends of files' names as well."""

_PRODUCTS = frozenset(("asp.net", "ado.net", "vb.net", "system.net", "microsoft.net"))
_FILE_LABEL = re.compile(
    r"\b(?:file ?-?names?|files?|attachments?|payload|dropper)[ \t]*[:=][ \t]*"
)
_NAME_LABEL = re.compile(r"\b(?:domains?|hosts?|hostnames?|fqdn|c2|dns)[ \t]*[:=|][ \t]*")
_VERSION_LABEL = re.compile(r"\b(?:version|ver|v|release|build|firmware)[ .:]*")
_JA3_LABEL = re.compile(r"\bja3s?\b")
_ENDING = re.compile(r"[^\\/:*?]{1,200}\.[a-z0-9]{1,8}", re.I)
_HEXADECIMAL = re.compile(r"[0-9a-f]{32,128}", re.I)
_LENGTH = re.compile(r"[0-9]{1,3}")

SENTENCE = "It looks like the end of one sentence and the start of the next, or the name of code."
FILE = "It may be a file's name as well as a domain. If it is a domain, write it as name[.]end."
VERSION = "It stands after the word version, so it was not taken for an address."
NO_SUFFIX = "It ends in no suffix that the internet knows."
SHARED = "Anyone may have a name below it: it is a public suffix."
NUMBER = "It is a long number rather than a hash."
SERVER_JA3 = "It is a server's fingerprint (JA3S), which no log here shows."
TOO_LONG = f"It is longer than {LONGEST:,} characters."


@dataclass(frozen=True, slots=True)
class Told:
    """What a word is. `doubt` says why it may be none; with `kind` None it is none.

    Shape: `label` is how many characters of the word stand before the value, as in `MD5:...`.
    """

    kind: Kind | None
    value: str = ""
    doubt: str = ""
    label: int = 0


def tell(text: str, before: str = "", defanged: bool = True) -> Told | None:
    """Tell what a value is; None where it is nothing that anyone would look for.

    Shape: `before` is what stands on the line before it, in small letters; `defanged` says that
    it is meant as an indicator, as each line of a list is.
    """
    return page(text) if "://" in text else word(text, before, defanged)


def page(word: str) -> Told | None:
    """Tell what a word with a scheme is."""
    scheme = word.partition("://")[0]
    if len(word) > LONGEST:
        return Told(None, doubt=TOO_LONG)
    value = writing.url(word)
    if value is None or scheme.lower() == "file":
        return None
    host = writing.host_of(value)
    if not writing.is_address(host) and not suffixes.has_public_suffix(host):
        return Told(None, doubt=NO_SUFFIX) if "." in host else None
    if scheme.lower() in _PAGES:
        return Told(Kind.URL, value)
    return Told(Kind.IP if writing.is_address(host) else Kind.DOMAIN, host)


def word(text: str, before: str, defanged: bool) -> Told | None:
    """Tell what a word without a scheme is; the rest as for `tell`."""
    if len(text) > LONGEST:
        return None
    whole = len(text)
    for _ in range(4):
        told = _whole(text, before, defanged)
        if told is not None:
            return replace(told, label=whole - len(text)) if len(text) < whole else told
        cut = min((at for at in (text.find("="), text.find(":")) if at >= 0), default=-1)
        if cut < 0:
            return None
        before, text = (before + text[: cut + 1]).lower(), text[cut + 1 :].lstrip("([{")
    return None


def _whole(text: str, before: str, defanged: bool) -> Told | None:
    if _HEXADECIMAL.fullmatch(text):
        return _digest(text.lower(), before)
    if "_" in text and (ja4 := writing.ja4(text)):
        return Told(Kind.JA4, ja4)
    if "@" in text:
        email = writing.email(text)
        known = email and suffixes.has_public_suffix(email.rpartition("@")[2])
        return Told(Kind.EMAIL, email) if email and known else None
    if "/" in text:
        return _with_slash(text, before, defanged)
    if ends_with(_FILE_LABEL, before) and _ENDING.fullmatch(text):
        return Told(Kind.FILE_NAME, text.lower())
    return _host(text, before, defanged)


def _digest(digits: str, before: str) -> Told | None:
    if len(digits) not in writing.HASH_LENGTHS:
        return None
    if digits.isdigit():
        return Told(None, doubt=NUMBER)
    labels = _JA3_LABEL.findall(before[-20:]) if len(digits) == 32 else []
    if labels and labels[-1] == "ja3s":
        return Told(None, doubt=SERVER_JA3)
    return Told(Kind.JA3 if labels else Kind.HASH, digits)


def _with_slash(text: str, before: str, defanged: bool) -> Told | None:
    first, _, rest = text.partition("/")
    if "." not in first and ":" not in first:
        return None
    if _LENGTH.fullmatch(rest) and (found := writing.network(text)):
        single = found.endswith(("/32", "/128")) and ipaddress.ip_network(found).num_addresses == 1
        return Told(Kind.IP, found.partition("/")[0]) if single else Told(Kind.CIDR, found)
    told = _host(first, before, defanged)
    if told is None or told.kind not in (Kind.DOMAIN, Kind.IP):
        return told
    value = writing.url(text)
    return Told(Kind.URL, value, told.doubt) if value else None


def _host(text: str, before: str, defanged: bool) -> Told | None:
    found = writing.host(text[2:] if text.startswith("*.") else text)
    if found is None:
        return None
    if writing.is_address(found):
        if ":" in found and not any(mark.isdigit() for mark in text):
            return None  # such as abc::def, which is code
        late = ends_with(_VERSION_LABEL, before) and "." in text and not defanged
        return Told(None, doubt=VERSION) if late else Told(Kind.IP, found)
    if "." not in found:
        return None
    return _name(found, text, before, defanged)


def _name(name: str, stood: str, before: str, defanged: bool) -> Told | None:
    end = name.rpartition(".")[2]
    meant = defanged or ends_with(_NAME_LABEL, before)
    if not suffixes.has_public_suffix(name):
        return Told(None, doubt=NO_SUFFIX) if meant else None
    if suffixes.is_public_suffix(name):
        return Told(None, doubt=SHARED) if meant or name.count(".") > 1 else None
    if meant:
        return Told(Kind.DOMAIN, name)
    written_end = stood.partition(":")[0].rstrip(".").rpartition(".")[2]
    if (written_end[:1].isupper() and not stood.isupper()) or name in _PRODUCTS:
        return Told(None, doubt=SENTENCE)
    if end in FILE_ENDINGS and not name.startswith("www."):
        registered = suffixes.registrable(name) or name
        if registered.count(".") == 1:
            return Told(Kind.DOMAIN, name, FILE)
    return Told(Kind.DOMAIN, name)


def ends_with(label: re.Pattern[str], before: str) -> bool:
    """Say whether a label is the last thing that stands before a word."""
    tail = before[-24:].rstrip("\"'`([{<")
    return any(found.end() == len(tail) for found in label.finditer(tail))
