"""Reads the settings from the environment, and refuses combinations that would not work."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing import disclosure

DEMO_KEY = "demo-only-key-that-protects-nothing-because-all-is-invented"


def setting(meaning: str, default: str = "") -> Any:
    """Declare one setting with what it means; the reference of settings is made from this."""
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment says. Each field is the variable WARDMOTE_<NAME>."""

    database_url: str = setting(
        "The database, as the application's role: postgresql://wm_app:PASSWORD@HOST/NAME."
    )
    owner_database_url: str = setting(
        "The database, as its owner: only `wardmote migrate` and the imports need it."
    )
    secret_key: str = setting(
        "Signs sessions and links. At least 50 random characters; the same on every machine."
    )
    base_url: str = setting(
        "Where people reach the service, such as https://wardmote.example.gov.uk.",
        "http://127.0.0.1:8000",
    )
    tls_certificate: str = setting(
        "A PEM file with the certificate chain, the service's own first. With it and the key, "
        "`wardmote serve` speaks TLS 1.2 and 1.3 itself, and nothing else. Without, a reverse "
        "proxy does. Both files are read when the service starts.",
    )
    tls_key: str = setting(
        "The certificate's key, a PEM file without a passphrase that not everybody on the "
        "machine may read.",
    )
    demo: str = setting(
        "`yes` shows the page of ready accounts. Only for invented data: never set it "
        "where real people sign in.",
        "no",
    )
    testing: str = setting(
        "`yes` lets `wardmote testing` lay out data with keys that others know. Only for tests of "
        "conformance on this machine, and never with https.",
        "no",
    )
    mail_url: str = setting(
        "How mail leaves: console:// prints it, smtp://USER:PASSWORD@HOST:587 sends it with "
        "STARTTLS, smtps:// with TLS from the start.",
        "console://",
    )
    mail_from: str = setting("The sender of mail.", "Wardmote <wardmote@localhost>")
    oidc_issuer: str = setting("The OpenID Connect issuer that people may sign in with.")
    oidc_client_id: str = setting("This service's client id at that issuer.")
    oidc_client_secret: str = setting("This service's client secret at that issuer.")
    oidc_name: str = setting("What the sign-in button calls that issuer.", "your organisation")
    proxies: str = setting(
        "How many reverse proxies stand before the service; it believes that many entries of "
        "X-Forwarded-For, and X-Forwarded-Proto if at least one.",
        "0",
    )
    taxii_requests_a_minute: str = setting(
        "How many requests one key may make of the TAXII server in a minute, counted by each "
        "worker process for itself.",
        "6000",
    )
    sightings_from: str = setting(
        "How many councils must have reported an indicator before others learn that any did; "
        "3 or more.",
        "3",
    )
    feed_secrets: str = setting(
        "Names of further environment variables, with commas between: each holds the password or "
        "token with which a feed signs in at another server. Feeds name the variable, never what "
        "it holds.",
    )
    log_level: str = setting("DEBUG, INFO, WARNING or ERROR.", "INFO")

    @property
    def is_demo(self) -> bool:
        """Tell whether this is a demonstration on invented data."""
        return self.demo == "yes"

    @property
    def is_testing(self) -> bool:
        """Tell whether this is for tests of conformance."""
        return self.testing == "yes"

    @property
    def is_https(self) -> bool:
        """Tell whether people reach the service over TLS."""
        return self.base_url.startswith("https://")

    @property
    def secret_names(self) -> tuple[str, ...]:
        """Name the variables that hold secrets of feeds."""
        names = (each.strip() for each in self.feed_secrets.split(","))
        return tuple(dict.fromkeys(each for each in names if each))

    @property
    def host(self) -> str:
        """Name the host that people ask for."""
        return urlsplit(self.base_url).hostname or ""


def read(environ: Mapping[str, str]) -> Environment:
    """Read the settings.

    Raises: Invalid, naming every variable that is wrong and its cure.
    """
    known = {f"WARDMOTE_{one.name.upper()}": one.name for one in dataclasses.fields(Environment)}
    given = {
        name: environ[variable].strip() for variable, name in known.items() if environ.get(variable)
    }
    environment = Environment(**given)
    if environment.is_demo and not environment.secret_key:
        environment = dataclasses.replace(environment, secret_key=DEMO_KEY)
    readers = (_of_data, _of_address, _of_services, _of_sharing)
    troubles = [trouble for read_part in readers for trouble in read_part(environment)]
    if troubles:
        raise Invalid(
            "The settings do not work together:\n" + "\n".join(f"- {t}" for t in troubles)
        )
    return environment


def _of_data(it: Environment) -> Iterator[str]:
    if not it.database_url:
        yield "WARDMOTE_DATABASE_URL is not set. Give the application's database URL."
    for name in ("database_url", "owner_database_url"):
        url = getattr(it, name)
        if url and not url.startswith(("postgresql://", "postgres://")):
            yield f"WARDMOTE_{name.upper()} must start with postgresql://."
    if it.demo not in ("yes", "no"):
        yield "WARDMOTE_DEMO must be yes or no."
    if len(it.secret_key) < 50:
        yield (
            "WARDMOTE_SECRET_KEY must have at least 50 characters. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    if not it.is_demo and it.secret_key == DEMO_KEY:
        yield "WARDMOTE_SECRET_KEY is the demonstration's. Make one of your own."


def _of_address(it: Environment) -> Iterator[str]:
    is_here = it.host in ("127.0.0.1", "localhost", "::1")
    if not it.base_url.startswith(("http://", "https://")) or not it.host:
        yield "WARDMOTE_BASE_URL must be a whole address, such as https://HOST."
    elif not it.is_https and not is_here:
        yield (
            "WARDMOTE_BASE_URL must start with https:// unless the host is this machine alone. "
            "Put a reverse proxy with TLS in front, or set WARDMOTE_TLS_CERTIFICATE and "
            "WARDMOTE_TLS_KEY."
        )
    if bool(it.tls_certificate) != bool(it.tls_key):
        yield "WARDMOTE_TLS_CERTIFICATE and WARDMOTE_TLS_KEY go together. Set both or none."
    elif it.tls_key and not it.is_https:
        yield (
            "WARDMOTE_TLS_CERTIFICATE lets the service speak TLS, so WARDMOTE_BASE_URL must start "
            "with https://."
        )
    if it.is_demo and not is_here:
        yield (
            "WARDMOTE_DEMO lets anyone sign in as anyone, so it works on this machine alone. "
            "Unset it, or set WARDMOTE_BASE_URL to http://127.0.0.1:PORT."
        )
    if not it.proxies.isdigit():
        yield "WARDMOTE_PROXIES must be a whole number, such as 1."


def _of_services(it: Environment) -> Iterator[str]:
    if urlsplit(it.mail_url).scheme not in ("console", "smtp", "smtps"):
        yield "WARDMOTE_MAIL_URL must start with console://, smtp:// or smtps://."
    oidc = (it.oidc_issuer, it.oidc_client_id, it.oidc_client_secret)
    if any(oidc) and not all(oidc):
        yield (
            "WARDMOTE_OIDC_ISSUER, WARDMOTE_OIDC_CLIENT_ID and WARDMOTE_OIDC_CLIENT_SECRET "
            "go together. Set all three or none."
        )
    if it.log_level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        yield "WARDMOTE_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR."


def _of_sharing(it: Environment) -> Iterator[str]:
    if not it.taxii_requests_a_minute.isdigit() or not int(it.taxii_requests_a_minute):
        yield "WARDMOTE_TAXII_REQUESTS_A_MINUTE must be a whole number above 0."
    if not it.sightings_from.isdigit() or int(it.sightings_from) < disclosure.FEWEST:
        yield f"WARDMOTE_SIGHTINGS_FROM must be a whole number, {disclosure.FEWEST} or more."
    if any(each.startswith("WARDMOTE_") for each in it.secret_names):
        yield "WARDMOTE_FEED_SECRETS names a setting of the service. Use other variables for feeds."
    if it.testing not in ("yes", "no"):
        yield "WARDMOTE_TESTING must be yes or no."
    if it.is_testing and it.is_https:
        yield (
            "WARDMOTE_TESTING is for tests on this machine alone. Unset it, or set "
            "WARDMOTE_BASE_URL to http://127.0.0.1:PORT."
        )
