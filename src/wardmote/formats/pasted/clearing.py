"""Takes off what stands between a text and its values, and leaves each character in its place."""

import re

from wardmote.rules.indicators import writing

FILLER = "\u2060"
"""Stands where something was taken off. It has no width, so `writing` drops it."""

_SCHEME = re.compile(r"(?<![a-z0-9])h[tx*]{2}p(s?)(?=:|[\[({]:)", re.I)
_ESCAPED_DOT = re.compile(r"(?<=[a-z0-9])\\\.(?=[a-z0-9])", re.I)
_SOFT_BREAK = re.compile(r"=\r?\n")
_QUOTED = re.compile(r"(?:=[0-9A-F]{2})+")
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")
"""Other scripts' full stops, which stand in names as well (UTS 46)."""

_AMPERSAND = re.compile(r"&amp;|&#38;", re.I)


def cleared(text: str) -> str:
    """Undo quoted-printable, entities of HTML and defanging. The length stays as it is.

    Source: RFC 2045 section 6.7 (quoted-printable).
    """
    if _is_quoted_printable(text):
        text = _SOFT_BREAK.sub(_filled, text)
        text = _QUOTED.sub(_unquoted, text)
    if "&" in text:
        text = _AMPERSAND.sub(lambda found: "&".ljust(len(found[0]), FILLER), text)
    text = text.translate(_DOTS)
    text = _SCHEME.sub(r"http\1", text)
    text = _ESCAPED_DOT.sub("." + FILLER, text)
    return writing.DEFANGED.sub(_refanged, text)


def was_defanged(stood: str) -> bool:
    """Say whether somebody had made a value safe to pass on."""
    return any(form.search(stood) for form in (writing.DEFANGED, _SCHEME, _ESCAPED_DOT)) and (
        not stood.lower().startswith("http")
    )


def _is_quoted_printable(text: str) -> bool:
    if "=3D" in text and _SOFT_BREAK.search(text):
        return True
    return "quoted-printable" in text[:100_000].lower()


def _filled(found: re.Match[str]) -> str:
    return FILLER * len(found[0])


def _unquoted(found: re.Match[str]) -> str:
    octets = bytes.fromhex(found[0].replace("=", ""))
    return octets.decode("utf-8", "replace").ljust(len(found[0]), FILLER)


def _refanged(found: re.Match[str]) -> str:
    meant = found[1].lower()
    return writing.WORDS.get(meant, meant).ljust(len(found[0]), FILLER)
