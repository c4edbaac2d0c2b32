"""A letter as the mail clients take it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, getaddresses, make_msgid

from wardmote.rules.refusal import Invalid


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain letter. `headers` are further ones, such as List-Unsubscribe."""

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


def message(letter: Letter) -> EmailMessage:
    """Make the message that goes over the wire.

    Raises: Invalid where a header would break out of its line, or an address is none.
    """
    if not letter.to:
        raise Invalid("Give at least one address to send to.")
    made = EmailMessage()
    headers = {
        "From": letter.sender,
        "To": ", ".join(letter.to),
        "Subject": letter.subject,
        "Date": formatdate(),
        "Message-ID": make_msgid(domain=_domain(letter.sender)),
        "Auto-Submitted": "auto-generated",
        **letter.headers,
    }
    for name, value in headers.items():
        if any(ord(mark) < 32 or ord(mark) == 127 for mark in name + value):
            raise Invalid(f"The header {name!r} must be one line of plain text.")
        made[name] = value
    made.set_content(letter.text, cte="quoted-printable")
    return made


def _domain(sender: str) -> str:
    return addresses((sender,))[0].rpartition("@")[2]


def addresses(given: tuple[str, ...]) -> list[str]:
    """Take the bare addresses out of what may have names around them.

    Raises: Invalid where one is no address.
    """
    found = []
    for one in given:
        pairs = getaddresses([one])
        address = pairs[0][1] if len(pairs) == 1 else ""
        local, at, domain = address.rpartition("@")
        if not (local and at and domain) or any(mark.isspace() for mark in address):
            raise Invalid(f"{one!r} is not an email address.")
        found.append(address)
    return found
