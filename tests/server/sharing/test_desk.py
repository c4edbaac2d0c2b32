"""What is doubtful waits for the steward, who lets it in, refuses it or holds it for a time."""

from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import NOW
from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import Hub
from wardmote.rules.refusal import Conflict, Invalid, Missing
from wardmote.server.audit.models import Event
from wardmote.server.sharing import models
from wardmote.server.sharing.actions import deciding, releasing

pytestmark = pytest.mark.django_db
WIDE = "[domain-name:value LIKE '%']"


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("[domain-name:value = ", "The pattern cannot be read. Column 22: expected a constant"),
        (
            "[domain-name:value = 'evil[.]example']",
            "As it is written this matches nothing. "
            "Send it as [domain-name:value = 'evil.example']",
        ),
        ("[domain-name:value = 'co.uk']", "Under co.uk anybody can register names"),
        ("[ipv4-addr:value = '10.1.2.3']", "10.1.2.3 is an address inside a network"),
        (WIDE, "Held for the steward, no need to send it again. This would match nearly"),
        ("[domain-name:value = 'google.com']", "Held for the steward, no need to send it again."),
    ],
)
def test_what_is_wrong_is_said_with_the_cure(hub: Hub, pattern: str, said: str) -> None:
    good, bad = samples.indicator(), samples.indicator(pattern=pattern)
    status = hub.program("alice").send(hub.objects, [bad, good]).json()
    (failure,) = status["failures"]
    assert failure["message"].startswith(said)
    assert [each["id"] for each in status["successes"]] == [good["id"]]
    assert read(hub, "mallory") == [good]


def test_a_held_object_is_nowhere_but_at_the_desk(hub: Hub) -> None:
    sent = hold(hub)
    assert read(hub, "mallory") == read(hub, "alice") == []
    for name, many in (("alice", 1), ("dave", 1), ("mallory", 0)):
        hub.cast.enter(name)
        assert models.Review.objects.count() == many
    assert hub.program("alice").send(hub.objects, [sent]).json()["failure_count"] == 1
    hub.cast.enter("dave")
    assert models.Review.objects.count() == 1


def test_what_is_let_in_is_as_it_was_sent_and_its_senders(hub: Hub) -> None:
    sent = hold(hub)
    deciding.release(actor=hub.cast.enter("dave"), key=review().pk, now=NOW)
    assert read(hub, "mallory") == [sent]
    hub.cast.enter("alice")
    row = models.Object.objects.get()
    assert (row.organisation, row.tlp, row.created) == (hub.cast.alderby, 2, sent["created"])
    status = hub.program("alice").send(hub.objects, [sent]).json()
    assert status["success_count"] == 1
    hub.cast.enter("dave")
    assert Event.objects.filter(verb="released an object").count() == 1
    with pytest.raises(Conflict, match="decided already"):
        deciding.refuse(actor=hub.cast.enter("dave"), key=review().pk, reason="No", now=NOW)


def test_what_is_refused_tells_its_sender_why(hub: Hub) -> None:
    sent = hold(hub)
    actor = hub.cast.enter("dave")
    with pytest.raises(Invalid, match="Say why"):
        deciding.refuse(actor=actor, key=review().pk, reason=" ", now=NOW)
    deciding.refuse(actor=actor, key=review().pk, reason="It finds all.", now=NOW)
    (failure,) = hub.program("alice").send(hub.objects, [sent]).json()["failures"]
    assert failure["message"] == "The steward refused this. It finds all."
    assert read(hub, "mallory") == []


def test_what_is_under_embargo_comes_at_its_time(hub: Hub) -> None:
    sent = hold(hub)
    actor = hub.cast.enter("dave")
    with pytest.raises(Invalid, match="still to come"):
        deciding.embargo(actor=actor, key=review().pk, until=NOW, now=NOW)
    until = NOW + timedelta(days=1)
    deciding.embargo(actor=actor, key=review().pk, until=until, now=NOW)
    assert deciding.let_in_due(now=until - timedelta(seconds=1)) == 0
    assert read(hub, "mallory") == []
    assert deciding.let_in_due(now=until) == 1
    assert read(hub, "mallory") == [sent]


def test_only_the_steward_decides(hub: Hub) -> None:
    hold(hub)
    for name in ("alice", "mallory", "grace"):
        actor = hub.cast.enter("dave")
        key = review().pk
        actor = hub.cast.enter(name)
        with pytest.raises(Missing):
            deciding.release(actor=actor, key=key, now=NOW)
        with pytest.raises(Missing):
            deciding.grade(actor=actor, ref="indicator--x", grade="A1", now=NOW)
    hub.cast.enter("alice")
    assert models.Review.objects.update(decision="released", decided_at=NOW) == 0


def test_an_expired_indicator_is_taken_and_flagged(hub: Hub) -> None:
    sent = samples.indicator(valid_until="2026-11-02T00:00:00Z")
    assert hub.program("alice").send(hub.objects, [sent]).json()["failure_count"] == 0
    actor = hub.cast.enter("dave")
    assert review().reasons == ["Its valid_until has passed, so nobody will hunt for it."]
    assert read(hub, "mallory") == [sent]
    hub.cast.enter("dave")
    deciding.settle(actor=actor, key=review().pk, now=NOW)
    assert review().decision == "settled"


def test_a_grade_is_read_by_whoever_reads_the_object(hub: Hub) -> None:
    laying.let(hub.cast, hub.collection, "steward")
    sent = samples.indicator()
    hub.program("alice").send(hub.objects, [sent])
    actor = hub.cast.enter("dave")
    with pytest.raises(Invalid, match="a letter from A to F"):
        deciding.grade(actor=actor, ref=str(sent["id"]), grade="G9", now=NOW)
    deciding.grade(actor=actor, ref=str(sent["id"]), grade="b2", now=NOW)
    for name, seen in (("mallory", ["B2"]), ("carol", [])):
        hub.cast.enter(name)
        assert list(models.Grading.objects.values_list("grade", flat=True)) == seen


def test_a_false_hit_is_told_to_the_steward_and_as_a_figure_to_others(hub: Hub) -> None:
    from tests.server.sharing.councils import Councils

    councils = Councils(hub, 6)
    sent = samples.indicator()
    hub.program("alice").send(hub.objects, [sent])
    for name in ("c0", "c1", "c2"):
        actor = hub.cast.enter(f"{name}_person")
        deciding.dispute(actor=actor, ref=str(sent["id"]), reason="Our supplier", now=NOW)
        with pytest.raises(Conflict, match="said so already"):
            deciding.dispute(actor=actor, ref=str(sent["id"]), reason="Again", now=NOW)
    hub.cast.enter("c3_person")
    assert models.Dispute.objects.count() == 0
    assert releasing.release(now=NOW, k=3) == 1
    (opinion,) = [each for each in read(hub, "c3_person") if each["type"] == "opinion"]
    assert opinion["explanation"] == (
        "3 to 5 councils say that it finds what is harmless, in the week of 16 November 2026."
    )
    assert councils.names[3] == "c3"
    actor = hub.cast.enter("dave")
    assert models.Dispute.objects.count() == 3
    assert deciding.settle_disputes(actor=actor, ref=str(sent["id"]), now=NOW) == 3


def hold(hub: Hub, **more: Any) -> dict[str, Any]:
    """Send an indicator that is held."""
    sent = samples.indicator(pattern=WIDE, **more)
    assert hub.program("alice").send(hub.objects, [sent]).json()["failure_count"] == 1
    return sent


def review() -> models.Review:
    """Give what waits, as the steward sees it."""
    return models.Review.objects.get()


def read(hub: Hub, name: str) -> list[dict[str, Any]]:
    """Read all of the collection."""
    found: list[dict[str, Any]] = hub.program(name).ask(hub.objects).json().get("objects", [])
    return found
