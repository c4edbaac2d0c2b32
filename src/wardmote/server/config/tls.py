"""How the service speaks TLS itself, where no reverse proxy does."""

import ssl
import stat
from pathlib import Path

from wardmote.rules.refusal import Invalid

OTHERS = stat.S_IRWXO


def context(certificate: str, key: str) -> ssl.SSLContext:
    """Prepare TLS 1.2 and newer with the certificate chain and the key in two PEM files.

    They are read once: whoever renews them starts the service again.
    Raises: Invalid, naming the setting and its cure.
    Source: RFC 8996: TLS 1.0 and 1.1 are not to be used; NCSC, using TLS to protect data.
    """
    _check("WARDMOTE_TLS_CERTIFICATE", certificate)
    mode = _check("WARDMOTE_TLS_KEY", key)
    if mode & OTHERS:
        raise Invalid(
            f"WARDMOTE_TLS_KEY: {key} is open to everybody on this machine. "
            f"Let the service alone read it: chmod o= {key}"
        )
    prepared = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    prepared.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        prepared.load_cert_chain(certificate, key, password=_no_password)
    except (ssl.SSLError, ValueError) as error:
        raise Invalid(
            f"WARDMOTE_TLS_CERTIFICATE and WARDMOTE_TLS_KEY do not work together ({_why(error)}). "
            "Give a certificate chain, the service's own first, and its key without a passphrase, "
            "both as PEM."
        ) from None
    return prepared


def _check(setting: str, path: str) -> int:
    """Read a file's mode, and refuse one that cannot be read."""
    try:
        with Path(path).open("rb") as file:
            file.read(1)
        return Path(path).stat().st_mode
    except OSError as error:
        raise Invalid(
            f"{setting}: {path} cannot be read ({error.strerror}). "
            "Name a file that the service may read."
        ) from None


def _no_password() -> str:
    """Answer OpenSSL, which would else ask at the terminal and wait."""
    raise ValueError("the key needs a passphrase")


def _why(error: Exception) -> str:
    reason = error.reason if isinstance(error, ssl.SSLError) else str(error)
    return (reason or "unknown").lower().replace("_", " ")
