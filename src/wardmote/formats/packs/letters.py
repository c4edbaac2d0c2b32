"""Reads an email as a file: what its text parts say, however they are encoded.

Source: RFC 5322 (messages), RFC 2045 (MIME).
"""

import email
import re
from email import policy
from email.message import EmailMessage

from wardmote.formats.packs import plain
from wardmote.formats.packs.gathering import Gathering
from wardmote.rules.refusal import Invalid

_START = re.compile(rb"[A-Za-z][A-Za-z-]{1,50}: ?\S")
_MIME = re.compile(rb"^MIME-Version:", re.M | re.I)
MOST_BYTES = 50_000_000
MOST_PARTS = 200


def is_letter(data: bytes) -> bool:
    """Say whether a file is an email with its headers."""
    return bool(_START.match(data) and _MIME.search(data[:50_000]))


def read(data: bytes, gathering: Gathering) -> None:
    """Take the indicators of all text parts. Headers tell of who passed it on, so they are not.

    Files within it are left out, and said.
    Raises: Invalid, where it is too long.
    """
    if len(data) > MOST_BYTES:
        raise Invalid(
            "The email has more than 50 MB, which is too big to read.", source=gathering.source
        )
    letter = email.message_from_bytes(data, policy=policy.default)
    for number, part in enumerate(letter.walk()):
        if number > MOST_PARTS:
            gathering.leave(f"The email has more than {MOST_PARTS} parts.")
            return
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        name = part.get_filename("")
        if part.get_content_maintype() == "text" and not name:
            _text(part, gathering)
        else:
            gathering.leave("It is a file within the email. Give it by itself.", name)


def _text(part: EmailMessage, gathering: Gathering) -> None:
    try:
        text = part.get_content()
    except (LookupError, ValueError, AttributeError):
        gathering.leave("A part of the email is in letters that nobody knows.")
        return
    plain.anything(str(text), gathering)
