"""A list that is narrowed by score counts what the hub tells of an indicator, as its page does."""

import re
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.conftest import NOW
from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import Hub
from tests.server.sharing.councils import Councils, release
from tests.server.sharing.test_exporting import Firewall, domain, send
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing.actions import deciding, releasing, telling_grades

pytestmark = pytest.mark.django_db
BAD = ["bad.example"]


def put(hub: Hub, **more: Any) -> str:
    """Send an indicator that is worth about 25 by itself, and give its id."""
    sent = domain("bad.example", **more)
    send(hub, sent)
    return str(sent["id"])


def worth(hub: Hub, ref: str) -> int:
    """Read on the page what an indicator is worth."""
    client = Client()
    client.force_login(
        hub.cast.mallory, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = client.get(f"/sharing/objects/{ref}/").content.decode()
    (found,) = re.findall(r"(\d+) of 100", page)
    return int(found)


def check_agrees(hub: Hub, ref: str, firewall: Firewall) -> int:
    """Compare the page with lists at its score and above it, and give the score."""
    score = worth(hub, ref)
    for kind in ("domains", "stix"):
        within, above = (
            firewall.fetch(f"{kind}?score={least}").body for least in (score, score + 1)
        )
        assert (b"bad.example" in within, b"bad.example" in above) == (True, False)
    return score


def test_sightings_raise_and_the_tag_changes(hub: Hub) -> None:
    councils, ref, firewall = Councils(hub, 6), put(hub), Firewall(hub)
    assert check_agrees(hub, ref, firewall) in (24, 25)
    before = firewall.fetch("domains?score=40")
    assert before.body == b""
    for name in councils.names[:3]:
        councils.report(name, ref)
    unreleased = firewall.fetch("domains?score=40", **{"If-None-Match": before["ETag"]})
    assert unreleased.status_code == 304
    assert release() == 1
    after = firewall.fetch("domains?score=40", **{"If-None-Match": before["ETag"]})
    assert (after.status_code, after.body) == (200, b"bad.example\n")
    assert after["ETag"] != before["ETag"]
    assert check_agrees(hub, ref, firewall) in (52, 53)


def test_false_hits_lower(hub: Hub) -> None:
    councils, ref, firewall = Councils(hub, 6), put(hub), Firewall(hub)
    assert firewall.lines("domains?score=20") == BAD
    for name in councils.names[:3]:
        actor = hub.cast.enter(f"{name}_person")
        deciding.dispute(actor=actor, ref=ref, reason="Our supplier", now=NOW)
    assert release() == 1
    assert firewall.lines("domains?score=20") == []
    assert check_agrees(hub, ref, firewall) in (14, 15)


def test_a_grade_of_the_steward_raises_and_anybody_elses_does_not(hub: Hub) -> None:
    laying.let(hub.cast, hub.collection, "steward")
    ref, firewall = put(hub), Firewall(hub)
    graded = {
        "type": "note",
        "spec_version": "2.1",
        "id": f"note--{uuid.uuid4()}",
        "created": "2026-11-10T10:00:00.000Z",
        "modified": "2026-11-10T10:00:00.000Z",
        "content": "Believe us.",
        "labels": [
            'admiralty-scale:source-reliability="a"',
            'admiralty-scale:information-credibility="1"',
        ],
        "object_refs": [ref],
    }
    send(hub, graded)
    assert firewall.lines("domains?score=80") == []
    deciding.grade(actor=hub.cast.enter("dave"), ref=ref, grade="A1", now=NOW)
    assert telling_grades.tell_grades(now=NOW) == 1
    assert firewall.lines("domains?score=80") == BAD
    assert check_agrees(hub, ref, firewall) in (89, 90)


def test_who_may_not_see_the_figures_gets_the_score_without_them(hub: Hub) -> None:
    councils, marked = Councils(hub, 4), "object_marking_refs"
    wide = domain(
        "bad.example",
        created_by_ref=samples.MAKER,
        **{marked: [markings.TLP_2[Tlp.GREEN]]},
    )
    strict = wide | {
        marked: [markings.TLP_2[Tlp.AMBER_STRICT]],
        "modified": "2026-11-05T00:00:00.000Z",
    }
    send(hub, wide, strict)
    for name in councils.names[:3]:
        councils.report(name, wide["id"])
    assert release() == 1
    laying.let(hub.cast, hub.collection, "merrowdown", "rp")
    partner, member = Firewall(hub), Firewall(hub, "c3_person")
    assert (partner.lines("domains?score=20"), member.lines("domains?score=20")) == (BAD, BAD)
    assert (partner.lines("domains?score=40"), member.lines("domains?score=40")) == ([], BAD)


def test_figures_that_were_taken_back_count_no_more(hub: Hub) -> None:
    councils, firewall = Councils(hub, 6), Firewall(hub)
    until = {"created_by_ref": samples.MAKER, "valid_until": "2045-01-01T00:00:00Z"}
    first = domain("bad.example", **until)
    send(hub, first)
    for name in councils.names[:3]:
        councils.report(name, first["id"])
    assert (release(), releasing.end(now=datetime(2045, 1, 2, tzinfo=UTC))) == (1, 1)
    longer = {"valid_until": "2046-01-01T00:00:00Z", "modified": "2026-11-05T00:00:00.000Z"}
    send(hub, first | longer)
    assert check_agrees(hub, first["id"], firewall) in (24, 25)
