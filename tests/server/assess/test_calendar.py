"""The calendar of due dates, by a secret address."""

from django.test import Client
from icalendar import Calendar

from tests.conftest import NOW, TODAY, Cast
from tests.database import as_owner
from tests.server.assess.conftest import Visit
from tests.server.assess.test_noticing import fill
from wardmote.server.assess import models
from wardmote.server.assess.actions import noticing


def test_the_calendar_opens_by_its_secret_alone(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    fill(cast, begun)
    with as_owner():
        models.Milestone.objects.create(
            organisation=cast.alderby, assessment=begun, activity="scope", due_on=TODAY
        )
        models.Assessment.objects.update(due_on=TODAY)
    bob, stranger = visit("bob"), Client()
    page = bob.post("/calendar/", {"step": "make"})
    address = page.content.decode().partition('id="address">')[2].partition("<")[0]
    path = address.removeprefix("http://127.0.0.1")
    sent = stranger.get(path)
    assert sent["Content-Type"] == "text/calendar; charset=utf-8"
    titles = [str(each["summary"]) for each in Calendar.from_ical(sent.content).walk("VEVENT")]
    assert titles[:2] == ["CAF 2026 is due", "Scope: services and critical systems: CAF 2026"]
    assert [each.partition(" ")[0] for each in titles[2:]] == ["A1.a", "A1.b", "A2.b"]
    again = stranger.get(path, headers={"If-None-Match": sent["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert stranger.get(path)["ETag"] == sent["ETag"]
    assert address not in bob.get("/calendar/").content.decode()
    bob.post("/calendar/", {"step": "make"})
    assert stranger.get(path).status_code == 404
    assert models.CalendarFeed.objects.count() == 1


def test_a_calendar_that_ended_is_absent(cast: Cast, visit: Visit) -> None:
    token = noticing.make_feed(actor=cast.enter("bob"), now=NOW)
    path, stranger = f"/calendar/{token}.ics", Client()
    assert stranger.get(path).status_code == 200
    cast.bob.is_active = False
    cast.bob.save()
    assert stranger.get(path).status_code == 404
    cast.bob.is_active = True
    cast.bob.save()
    visit("bob").post("/calendar/", {"step": "end"})
    assert stranger.get(path).status_code == 404
    for wrong in ("x", "x" * 43, "%00" * 43, "x" * 5000, "'--"):
        assert stranger.get(f"/calendar/{wrong}.ics").status_code == 404
    assert Client().get("/calendar/").status_code == 302


def test_nobody_sees_anothers_secret_or_digest(cast: Cast) -> None:
    noticing.make_feed(actor=cast.enter("bob"), now=NOW)
    models.Digest.objects.create(person=cast.bob, day=TODAY)
    for who in ("alice", "mallory", "dave"):
        cast.enter(who)
        assert (models.CalendarFeed.objects.count(), models.Digest.objects.count()) == (0, 0)
