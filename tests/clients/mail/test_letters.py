"""A letter goes out as it was meant, and nothing breaks out of a header."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.clients.mail import letters, places
from wardmote.clients.mail.places import Guard, Place
from wardmote.rules import refusal

FROM = "Wardmote <wardmote@example.org>"


def test_a_letter_becomes_a_message() -> None:
    letter = letters.Letter(FROM, ("Ada <ada@example.org>",), "Grüße", "Tea at four — £2\n")
    made = letters.message(letter)
    assert (made["From"], made["To"]) == (FROM, "Ada <ada@example.org>")
    assert made["Subject"] == "Grüße"
    assert made.get_content() == "Tea at four — £2\n"
    assert made["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("mark", ["\n", "\r", "\r\n", "\x00", "\x1b"])
@pytest.mark.parametrize("where", ["subject", "sender", "to", "headers"])
def test_a_header_cannot_break_out_of_its_line(where: str, mark: str) -> None:
    bad = f"x@example.org{mark}Bcc: everyone@example.org"
    known: dict[str, Any] = {"sender": FROM, "to": ("ada@example.org",), "subject": "Hello"}
    known |= {"headers": {"X-Why": bad}} if where == "headers" else {}
    known |= {where: (bad,) if where == "to" else bad} if where != "headers" else {}
    with pytest.raises(refusal.Invalid):
        letters.message(letters.Letter(text="Hello", **known))


@pytest.mark.parametrize("address", ["", "ada", "@example.org", "ada@", "a@b.c, d@e.f", "a b@c.d"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(refusal.Invalid):
        letters.addresses((address,))


def test_a_letter_to_nobody_is_refused() -> None:
    with pytest.raises(refusal.Invalid):
        letters.message(letters.Letter(FROM, (), "Hello", "Hello"))


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("console://", Place()),
        ("smtp://mail.example.org", Place("mail.example.org", 587, "", "", Guard.STARTTLS)),
        ("smtps://mail.example.org", Place("mail.example.org", 465, "", "", Guard.TLS)),
        ("smtp://u%40x:p%3Aw@m.example:25", Place("m.example", 25, "u@x", "p:w", Guard.STARTTLS)),
        ("smtp://127.0.0.1:25?tls=none", Place("127.0.0.1", 25, "", "", Guard.NONE)),
        ("smtp://[::1]:25?tls=none", Place("::1", 25, "", "", Guard.NONE)),
    ],
)
def test_a_mail_server_is_read_from_its_address(url: str, place: Place) -> None:
    assert places.place(url) == place


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://host:port",
        "smtp://host:99999",
        "smtp://host/path",
        "smtp://hidden@host",
        "smtp://host?tls=none",
        "smtps://127.0.0.1?tls=none",
        "smtp://127.0.0.1?tls=maybe",
        "smtp://[::1",
    ],
)
def test_a_wrong_address_is_refused(url: str) -> None:
    with pytest.raises(refusal.Invalid) as refused:
        places.place(url)
    assert "hidden" not in refused.value.message


@given(st.text(max_size=60))
def test_no_address_is_a_fault(url: str) -> None:
    with contextlib.suppress(refusal.Refusal):
        places.place(url)
