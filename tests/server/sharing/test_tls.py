"""The service speaks TLS itself, by a real certificate, to real clients."""

import ipaddress
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
import taxii2client.v21
from bench import sectors, serving
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.database import CLUSTER, NAME
from tests.server.sharing import samples
from tests.server.sharing.conftest import laid
from wardmote.rules import refusal
from wardmote.server.config import environment, tls

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Files:
    """A certificate of this machine, its key, and the authority that vouches for it."""

    certificate: Path
    key: Path
    authority: Path

    @property
    def settings(self) -> dict[str, str]:
        """Give the settings that name them."""
        return {
            "WARDMOTE_TLS_CERTIFICATE": str(self.certificate),
            "WARDMOTE_TLS_KEY": str(self.key),
        }


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Make an authority and a certificate for 127.0.0.1."""
    folder = tmp_path_factory.mktemp("tls")
    root, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _certify("Authority", root, "Authority", root, is_authority=True)
    certificate = _certify("127.0.0.1", own, "Authority", root, is_authority=False)
    found = Files(folder / "chain.pem", folder / "key.pem", folder / "authority.pem")
    pem = serialization.Encoding.PEM
    found.authority.write_bytes(authority.public_bytes(pem))
    found.certificate.write_bytes(certificate.public_bytes(pem) + authority.public_bytes(pem))
    found.key.write_bytes(_written(own, serialization.NoEncryption()))
    found.key.chmod(0o640)
    return found


def _written(
    key: ec.EllipticCurvePrivateKey, how: serialization.KeySerializationEncryption
) -> bytes:
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(pem, pkcs8, how)


def _certify(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    signer: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    mark = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return (
        x509.CertificateBuilder(named(issuer), named(name), key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(here, critical=False)
        .add_extension(mark, critical=False)
        .add_extension(by, critical=False)
        .sign(signer, hashes.SHA256())
    )


@pytest.fixture
def secured(
    transactional_db: None, files: Files, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Serve a hub over TLS; give its port, its collection and the keys of its members."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):  # requests would heed these alone
        monkeypatch.delenv(name, raising=False)
    collection, keys = laid()
    trust = ssl.create_default_context(cafile=files.authority)
    with serving.running(CLUSTER, NAME, workers=1, more=files.settings, tls=trust) as service:
        yield service.port, collection, keys


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_the_service_speaks_tls_1_2_and_1_3_and_nothing_else(
    secured: tuple[int, str, dict[str, str]], files: Files
) -> None:
    port, collection, keys = secured
    versions = ssl.TLSVersion
    assert _handshake(port, files, versions.TLSv1_2) == "TLSv1.2"
    assert _handshake(port, files, versions.TLSv1_3) == "TLSv1.3"
    assert _handshake(port, files, versions.TLSv1_1) == "TLSV1_ALERT_PROTOCOL_VERSION"
    assert b"ok" not in _in_the_clear(port)
    _with_a_stranger_to_the_authority(port)
    _with_a_browser(port, files)
    _with_taxii2_client(port, files, collection, keys["alice"])


def _handshake(port: int, files: Files, version: ssl.TLSVersion) -> str | None:
    """Say what is spoken with a client of one version, or why nothing is."""
    client = ssl.create_default_context(cafile=files.authority)
    client.set_ciphers("DEFAULT:@SECLEVEL=0")  # else OpenSSL itself will not say 1.1
    client.minimum_version = client.maximum_version = version
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        try:
            with client.wrap_socket(plain, server_hostname="127.0.0.1") as spoken:
                return spoken.version()
        except ssl.SSLError as error:
            return error.reason


def _in_the_clear(port: int) -> bytes:
    """Ask for the health check as if there were no TLS."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        try:
            return plain.recv(65536)
        except ConnectionError:
            return b""


def _with_a_stranger_to_the_authority(port: int) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"https://127.0.0.1:{port}/healthz", timeout=10)


def _with_a_browser(port: int, files: Files) -> None:
    with requests.Session() as browser:
        browser.verify = str(files.authority)
        base = f"https://127.0.0.1:{port}"
        page = browser.get(f"{base}/demo/", timeout=10)
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
        token = browser.cookies["csrftoken"]
        given = {"csrfmiddlewaretoken": token, "email": "alice@alderby.example"}
        browser.post(f"{base}/demo/enter/", given, headers={"Referer": base}, timeout=10)
        assert {each.name: each.secure for each in browser.cookies} == {
            "csrftoken": True,
            "sessionid": True,
        }


def _with_taxii2_client(port: int, files: Files, collection: str, key: str) -> None:
    root = f"https://127.0.0.1:{port}/taxii2/"
    with taxii2client.v21.Server(
        root, user="any", password=key, verify=str(files.authority)
    ) as server:
        assert server.default.url == f"{root}hub/"
        (place,) = server.default.collections
        assert place.id == collection
        one = samples.indicator()
        assert place.add_objects({"objects": [one]}).status == "complete"
        assert place.get_objects()["objects"] == [one]


GIVEN = {
    "WARDMOTE_DATABASE_URL": "postgresql://wm_app@localhost/wardmote",
    "WARDMOTE_SECRET_KEY": "x" * 50,
}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"WARDMOTE_TLS_KEY": "/k", "WARDMOTE_BASE_URL": "https://a.example"}, "Set both or none"),
        ({"WARDMOTE_TLS_CERTIFICATE": "/c"}, "Set both or none"),
        (
            {"WARDMOTE_TLS_KEY": "/k", "WARDMOTE_TLS_CERTIFICATE": "/c"},
            "WARDMOTE_BASE_URL must start with https://",
        ),
    ],
)
def test_settings_of_tls_go_together(more: dict[str, str], said: str) -> None:
    with pytest.raises(refusal.Invalid, match=said):
        environment.read(GIVEN | more)


def test_what_would_not_serve_is_refused_with_its_cure(files: Files, tmp_path: Path) -> None:
    def refused(certificate: Path, key: Path) -> str:
        with pytest.raises(refusal.Invalid) as found:
            tls.context(str(certificate), str(key))
        return str(found.value)

    other, locked, absent = tmp_path / "other.pem", tmp_path / "locked.pem", tmp_path / "none.pem"
    stranger = ec.generate_private_key(ec.SECP256R1())
    other.write_bytes(_written(stranger, serialization.NoEncryption()))
    locked.write_bytes(_written(stranger, serialization.BestAvailableEncryption(b"secret")))
    for each in (other, locked):
        each.chmod(0o600)
    assert "WARDMOTE_TLS_CERTIFICATE: " in refused(absent, files.key)
    assert f"WARDMOTE_TLS_KEY: {absent} cannot be read (No such file" in refused(
        files.certificate, absent
    )
    assert "(key values mismatch)" in refused(files.certificate, other)
    assert "(the key needs a passphrase)" in refused(files.certificate, locked)
    assert "do not work together" in refused(files.key, files.key)
    other.chmod(0o644)
    assert refused(files.certificate, other).endswith(f"chmod o= {other}")


def test_the_service_does_not_start_on_what_would_not_serve(files: Files) -> None:
    """Before it looks at the database, which is not there."""
    environ = sectors.environment(CLUSTER, NAME, "wm_app") | files.settings
    environ |= {
        "WARDMOTE_BASE_URL": "https://127.0.0.1:1",
        "WARDMOTE_TLS_KEY": os.devnull,
        "WARDMOTE_DATABASE_URL": "postgresql://wm_app@127.0.0.1:1/none",
    }
    command = [sys.executable, "-m", "wardmote.cli", "serve", "--bind", "127.0.0.1:0"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert f"{os.devnull} is open to everybody" in done.stderr
