"""Turns a database URL into what Django wants, and says which connection is for what."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def from_url(url: str) -> dict[str, Any]:
    """Read postgresql://USER:PASSWORD@HOST:PORT/NAME?host=/socket/folder&sslmode=..."""
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or parts.hostname or ""
    port = options.pop("port", "") or str(parts.port or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


class Limits:
    """Sends the counts of tries to a connection of their own, and all else to the other."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Choose by whose table it is."""
        return "limits" if model._meta.app_label == "django_cache" else "default"

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Migrate by one connection alone: both lead to the same database."""
        return db == "default"
