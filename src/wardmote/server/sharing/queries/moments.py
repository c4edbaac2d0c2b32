"""Instants of STIX as the database keeps them."""

from datetime import datetime


def at(instant: str) -> datetime:
    """Read an instant as far as a microsecond; a leap second is taken for the one before.

    Shape: `instant` is as `rules.sharing.versions.instant` writes it.
    """
    whole, _, digits = instant.partition(".")
    if whole.endswith(":60"):
        whole = f"{whole[:-2]}59"
    return datetime.fromisoformat(f"{whole}.{digits[:6].ljust(6, '0')}+00:00")
