"""Advisories, as far as the hub shows them."""

from datetime import UTC, datetime

import pytest

from tests.formats.packs import samples
from wardmote.formats.csaf import advisories
from wardmote.rules.refusal import Invalid


def test_an_advisory() -> None:
    assert advisories.read(samples.CSAF, "a.json") == advisories.Advisory(
        ref="INV-2026-1",
        title="A flaw in the Invented Gateway",
        publisher="Invented Ltd",
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
        changed_at=datetime(2026, 1, 2, tzinfo=UTC),
        severity="Critical",
        tlp="WHITE",
        cves=("CVE-2026-0001",),
        products=("Invented Gateway 1.0", "Invented Console"),
        affected=("Invented Gateway 1.0", "P9"),
        references=("https://invented.test/1", "https://invented.test/2"),
    )


@pytest.mark.parametrize("data", [b"", b"{}", b'{"document": {}}', b"[" * 100_000, b"\xff"])
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match=r"^a\.json: This is no advisory"):
        advisories.read(data, "a.json")
