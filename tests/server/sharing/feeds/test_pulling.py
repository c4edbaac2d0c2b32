"""A feed in: all comes once, whatever happens on the way, and passes the checks of any sender."""

import contextlib
import json
import time
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from tests.conftest import NOW
from tests.database import NAME
from tests.server.sharing import samples
from tests.server.sharing.feeds.conftest import Followed, connect
from wardmote.clients.postgres import cluster
from wardmote.rules.refusal import Conflict
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing import actions, enter, models, tasks
from wardmote.server.sharing.actions import feed_runs, feeds, pulling
from wardmote.server.sharing.queries import feeds as queries


def test_all_that_is_there_comes_once_in_many_pages(followed: Followed) -> None:
    sent = [samples.indicator() for _ in range(25)]
    followed.server.largest_page = 10
    followed.server.add(*sent)
    feed = followed.feed()
    ran = followed.run(feed)
    assert (ran.taken, ran.refused, ran.error) == (25, 0, "")
    assert followed.objects() == sent
    assert followed.run(feed).taken == 0
    late = samples.indicator()
    followed.server.add(late)
    assert followed.run(feed).taken == 1
    assert followed.objects() == [*sent, late]


@pytest.mark.parametrize("paging", ["keyset", "none", "cursor"])
def test_a_worker_that_is_killed_between_two_pages_loses_and_doubles_nothing(
    followed: Followed, paging: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = [samples.indicator() for _ in range(9)]
    followed.server.paging, followed.server.largest_page = paging, 2
    followed.server.add(*sent)
    feed = followed.feed()
    keep = pulling._keep
    kept: list[int] = []

    def dying(*args: Any) -> None:
        keep(*args)
        kept.append(1)
        if len(kept) in (1, 3, 6, 10):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pulling, "_keep", dying)
        for _ in range(4):
            with contextlib.suppress(KeyboardInterrupt):
                feed_runs.run(feed=feed.pk, now=NOW, connect=connect)
    assert followed.run(feed).error == ""
    assert followed.objects() == sent
    assert followed.state(feed).next == ""


def test_a_feed_that_is_changed_while_it_runs_begins_anew(followed: Followed) -> None:
    sent = [samples.indicator() for _ in range(6)]
    followed.server.largest_page = 2
    followed.server.add(*sent)
    feed, soon = followed.feed(), NOW + timedelta(seconds=20)

    def change(count: int) -> None:
        steward = followed.hub.cast.enter("dave")
        wanted = followed.wanted(least_score=count)
        feeds.change_feed(actor=steward, feed=feed.pk, wanted=wanted, now=soon)

    ran = feed_runs.run(feed=feed.pk, now=NOW, progress=change, connect=connect)
    assert ran is not None
    assert (ran.taken, "changed while it ran" in ran.error) == (2, True)
    state = followed.state(feed)
    assert (state.added_after, state.next_at) == ("", soon)
    assert queries.due(soon) == [feed.pk]
    followed.run(feed)
    assert followed.objects() == sent


def test_what_a_feed_brings_is_sent_by_its_organisation_and_never_wider(
    followed: Followed,
) -> None:
    plain = samples.indicator()
    red = samples.indicator(object_marking_refs=[markings.TLP_2[Tlp.RED]])
    strict = samples.indicator(object_marking_refs=[markings.TLP_2[Tlp.AMBER_STRICT]])
    broken = samples.indicator(pattern_type=7)
    followed.server.add(plain, red, strict, broken)
    feed = followed.feed()
    ran = followed.run(feed)
    assert (ran.taken, ran.refused) == (3, 1)
    state = followed.state(feed)
    assert len(state.reasons) == 1
    assert state.reasons[0].startswith(broken["id"])
    assert followed.objects() == [plain, strict]
    with enter.entered(feed.pk):
        rows = models.Object.objects.order_by("date_added")
        assert [(row.stix_id, row.tlp, row.organisation_id) for row in rows] == [
            (plain["id"], 2, followed.partner.pk),
            (red["id"], 4, followed.partner.pk),
            (strict["id"], 3, followed.partner.pk),
        ]


def test_a_feed_may_not_follow_in_the_name_of_another(followed: Followed) -> None:
    own = samples.indicator(created_by_ref=samples.MAKER)
    assert followed.hub.program("alice").send(followed.hub.objects, [own]).status_code == 202
    changed = own | {"modified": "2026-11-02T10:00:00.000Z", "name": "Taken over"}
    followed.server.add(changed)
    feed = followed.feed()
    assert followed.run(feed).refused == 1
    assert followed.objects() == [own]


def test_what_is_no_longer_there_is_marked_and_not_taken_away(followed: Followed) -> None:
    stays, goes = samples.indicator(), samples.indicator()
    followed.server.add(stays, goes)
    feed = followed.feed()
    followed.run(feed)
    followed.server.objects.remove(goes)
    followed.run(feed, NOW + timedelta(hours=1))
    followed.hub.cast.enter("alice")
    assert queries.gone_count(feed.pk) == 0
    followed.run(feed, NOW + timedelta(days=1))
    followed.hub.cast.enter("alice")
    assert [each["gone_at"] for each in queries.origins(goes["id"])] == [NOW + timedelta(days=1)]
    assert [each["gone_at"] for each in queries.origins(stays["id"])] == [None]
    assert followed.objects() == [stays, goes]
    followed.server.objects.append(goes)
    followed.run(feed, NOW + timedelta(days=2))
    followed.hub.cast.enter("alice")
    assert queries.gone_count(feed.pk) == 0


def test_a_server_that_fails_is_left_alone_longer_each_time(followed: Followed) -> None:
    followed.server.user = "hub"
    feed = followed.feed(minutes=60)
    waits = []
    for _ in range(6):
        ran = followed.run(feed)
        assert "does not know this sign-in" in ran.error
        waits.append((followed.state(feed).next_at - NOW) / timedelta(hours=1))
    assert waits == [2, 4, 8, 16, 24, 24]
    followed.server.user = ""
    assert followed.run(feed).error == ""
    state = followed.state(feed)
    assert (state.failures, state.error, state.next_at) == (0, "", NOW + timedelta(hours=1))


def test_only_feeds_that_are_on_and_due_come(followed: Followed) -> None:
    feed = followed.feed(minutes=30)
    assert queries.due(NOW) == [feed.pk]
    followed.run(feed)
    assert queries.due(NOW) == []
    assert queries.due(NOW + timedelta(minutes=30)) == [feed.pk]
    dave = followed.hub.cast.enter("dave")
    feeds.turn(actor=dave, feed=feed.pk, is_on=False, now=NOW)
    assert queries.due(NOW + timedelta(days=9)) == []
    with pytest.raises(Conflict):
        feeds.run_soon(actor=dave, feed=feed.pk, now=NOW)


def test_a_secret_is_named_and_never_kept(followed: Followed, settings: object) -> None:
    settings.FEED_SECRETS = {"OTHER_HUB": "s3cret-w0rd"}  # type: ignore[attr-defined]
    followed.server.user, followed.server.password = "hub", "s3cret-w0rd"
    feed = followed.feed(user="hub", secret="OTHER_HUB")
    assert followed.run(feed).error == ""
    followed.server.password = "another"
    assert "sign-in" in followed.run(feed).error
    followed.hub.cast.enter("dave")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM sharing_feed AS f")
        told = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(json_agg(e), '[]')::text FROM audit_event AS e")
        audited = cursor.fetchone()[0]
    assert "OTHER_HUB" in told
    assert "s3cret" not in told + audited


def test_a_feed_whose_organisation_was_shut_out_brings_nothing(followed: Followed) -> None:
    feed = followed.feed()
    followed.server.add(samples.indicator())
    actions.revoke(
        actor=followed.hub.cast.enter("dave"),
        collection=followed.hub.collection.pk,
        organisation=followed.partner.pk,
        now=NOW,
    )
    assert followed.run(feed).error != ""
    assert followed.objects() == []


def test_who_may_know_of_feeds_and_where_things_came_from(followed: Followed) -> None:
    feed = followed.feed()
    seen = samples.indicator()
    followed.server.add(seen)
    followed.run(feed)
    for name, known in (("dave", 1), ("alice", 1), ("carol", 0)):
        followed.hub.cast.enter(name)
        assert (queries.feeds().count(), len(queries.origins(seen["id"]))) == (known, known), name


def test_objects_are_kept_byte_for_byte(followed: Followed) -> None:
    odd = samples.indicator(x_odd=[1.50, 1e3, "Grüße ☂"])
    followed.server.add(odd)
    feed = followed.feed()
    followed.run(feed)
    with enter.entered(feed.pk):
        assert models.Object.objects.get().body == json.dumps(odd)


def test_two_workers_never_run_one_feed_at_once_and_a_killed_one_lets_go(
    followed: Followed, postgres: cluster.Cluster
) -> None:
    feed = followed.feed()
    number = int.from_bytes(feed.pk.bytes[8:], "big", signed=True)
    with psycopg.connect(postgres.url(NAME, cluster.SUPERUSER), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [number])
        assert feed_runs.run(feed=feed.pk, now=NOW, connect=connect) is None
        with psycopg.connect(postgres.url("postgres", cluster.SUPERUSER)) as killer:
            killer.execute("SELECT pg_terminate_backend(%s)", [other.info.backend_pid])
        for _ in range(200):
            if feed_runs.run(feed=feed.pk, now=NOW, connect=connect):
                break
            time.sleep(0.05)
        else:
            raise AssertionError("The lock of a connection that is gone is still held.")


def test_a_feed_that_is_due_is_queued_once_and_then_runs(followed: Followed) -> None:
    feed = followed.feed()
    followed.server.add(samples.indicator())
    memory = InMemoryConnector()
    with app.replace_connector(memory):
        tasks.start_feeds(timestamp=0)
        tasks.start_feeds(timestamp=60)
        [job] = memory.jobs.values()
    assert (job["task_name"], job["args"]) == ("sharing.run_feed", {"feed": str(feed.pk)})
    tasks.run_feed(feed=str(feed.pk))
    assert len(followed.objects()) == 1
