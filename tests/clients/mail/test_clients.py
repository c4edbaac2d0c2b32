"""Letters over a real line, with TLS that is checked."""

import io
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.clients.mail.server import Server
from wardmote.clients.mail import clients, letters, places
from wardmote.clients.mail.places import Guard, Place
from wardmote.rules import refusal

LETTER = letters.Letter(
    "Wardmote <wardmote@example.org>", ("Ada <ada@example.org>",), "Hello", "Tea at four.\n"
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_letter_is_sent_over_a_plain_line_on_this_machine() -> None:
    with Server() as server:
        clients.client(f"smtp://127.0.0.1:{server.port}?tls=none").send([LETTER, LETTER])
    assert [words for words in server.said if words.startswith(("mail", "rcpt"))] == [
        "mail FROM:<wardmote@example.org>",
        "rcpt TO:<ada@example.org>",
    ] * 2
    assert len(server.letters) == 2
    assert server.letters[0].endswith("\r\n\r\nTea at four.\r\n")


def test_starttls_and_sign_in_with_a_certificate_that_is_trusted(certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=str(certificate))
    with Server(certificate) as server:
        place = Place("127.0.0.1", server.port, "user", "word", Guard.STARTTLS)
        clients.Smtp(place, trust=trust).send([LETTER])
    verbs = [words.split(" ")[0].upper() for words in server.said]
    assert verbs == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]
    assert len(server.letters) == 1


def test_a_certificate_that_is_not_trusted_ends_it_before_the_password(certificate: Path) -> None:
    with Server(certificate) as server:
        place = Place("127.0.0.1", server.port, "user", "word", Guard.STARTTLS)
        with pytest.raises(refusal.Conflict, match="did not take the mail"):
            clients.Smtp(place).send([LETTER])
    assert [words.split(" ")[0].upper() for words in server.said] == ["EHLO", "STARTTLS"]
    assert server.letters == []


def test_a_server_without_starttls_gets_no_password_and_no_letter() -> None:
    with Server() as server:
        place = Place("127.0.0.1", server.port, "user", "word", Guard.STARTTLS)
        with pytest.raises(refusal.Conflict):
            clients.Smtp(place).send([LETTER])
    assert "AUTH" not in "".join(server.said).upper()
    assert server.letters == []


def test_a_silent_server_is_given_up() -> None:
    with Server(is_silent=True) as server:
        place = Place("127.0.0.1", server.port, "", "", Guard.NONE)
        with pytest.raises(refusal.Conflict):
            clients.Smtp(place, seconds=0.2).send([LETTER])


@pytest.mark.parametrize("verb", ["mail", "rcpt", "data"])
def test_a_server_that_refuses_is_a_refusal_that_says_so(verb: str) -> None:
    with Server(refuses=verb) as server:
        place = Place("127.0.0.1", server.port, "", "", Guard.NONE)
        with pytest.raises(refusal.Conflict):
            clients.Smtp(place).send([LETTER])
    assert server.letters == []


def test_nobody_there_is_a_refusal() -> None:
    with Server() as server:
        port = server.port
    with pytest.raises(refusal.Conflict, match=f"127.0.0.1:{port}"):
        clients.Smtp(Place("127.0.0.1", port, "", "", Guard.NONE)).send([LETTER])


def test_the_console_prints_and_the_fake_keeps() -> None:
    stream = io.StringIO()
    clients.Console(stream).send([LETTER])
    assert "Subject: Hello\n\nTea at four.\n" in stream.getvalue()
    fake = clients.Fake()
    fake.send([LETTER])
    assert fake.sent == [LETTER]
    assert isinstance(clients.client("console://"), clients.Console)
    assert places.place("console://") == Place()
