"""A feed out: only what may leave goes, byte for byte, and never back to where it came from."""

import json
from typing import Any

import pytest

from tests.conftest import NOW
from tests.server.sharing import samples
from tests.server.sharing.feeds.conftest import Followed, connect
from wardmote.clients.taxii import pushing
from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.feeding import Direction
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing import models
from wardmote.server.sharing.actions import feed_runs, feeds


def marked(tlp: Tlp, **more: Any) -> dict[str, Any]:
    """Make an indicator with a label."""
    return samples.indicator(object_marking_refs=[markings.TLP_2[tlp]], **more)


def send(followed: Followed, objects: list[dict[str, Any]]) -> None:
    """Send objects to the hub as Alderby."""
    answer = followed.hub.program("alice").send(followed.hub.objects, objects)
    assert answer.json()["failure_count"] == 0, answer.json()


def test_only_what_is_within_the_ceiling_leaves(followed: Followed) -> None:
    each = {tlp: marked(tlp) for tlp in Tlp}
    unlabelled = samples.indicator()
    send(followed, [*each.values(), unlabelled])
    feed = followed.feed(Direction.OUT, ceiling=Tlp.GREEN)
    assert followed.run(feed).taken == 2
    assert followed.server.objects == [each[Tlp.CLEAR], each[Tlp.GREEN]]
    assert followed.run(feed).taken == 0
    later = marked(Tlp.CLEAR)
    send(followed, [later])
    assert followed.run(feed).taken == 1
    assert followed.server.objects[-1] == later


def test_what_refers_to_something_narrower_stays(followed: Followed) -> None:
    narrow, wide = marked(Tlp.AMBER), marked(Tlp.GREEN)
    between = samples.relationship(
        wide["id"], narrow["id"], object_marking_refs=[markings.TLP_2[Tlp.CLEAR]]
    )
    send(followed, [narrow, wide, between])
    followed.run(followed.feed(Direction.OUT, ceiling=Tlp.GREEN))
    assert followed.server.objects == [wide]


def test_what_has_no_label_leaves_only_where_the_steward_trusts_the_other(
    followed: Followed,
) -> None:
    send(followed, [plain := samples.indicator()])
    followed.run(followed.feed(Direction.OUT, ceiling=Tlp.AMBER))
    assert followed.server.objects == []
    feed = models.Feed.objects.get()
    feeds.change_feed(
        actor=followed.hub.cast.enter("dave"),
        feed=feed.pk,
        wanted=followed.wanted(ceiling=Tlp.AMBER, sends_unlabelled=True),
        now=NOW,
    )
    followed.run(feed)
    assert followed.server.objects == [plain]


def test_types_and_scores_are_kept_to_and_a_revocation_follows(followed: Followed) -> None:
    sure = marked(Tlp.CLEAR, confidence=100)
    unsure = marked(Tlp.CLEAR, confidence=0, created_by_ref=samples.MAKER)
    taken_back = unsure | {"modified": "2026-11-02T10:00:00.000Z", "revoked": True}
    observable = samples.domain("alderby.example", object_marking_refs=[markings.TLP_2[Tlp.CLEAR]])
    send(followed, [sure, unsure, observable])
    feed = followed.feed(Direction.OUT, types=("indicator",), least_score=50)
    followed.run(feed)
    assert followed.server.objects == [sure]
    send(followed, [taken_back])
    followed.run(feed)
    assert followed.server.objects == [sure, taken_back]


def test_what_came_from_a_server_does_not_go_back_but_its_next_version_does(
    followed: Followed,
) -> None:
    theirs = marked(Tlp.CLEAR)
    ours = marked(Tlp.CLEAR, created_by_ref=samples.MAKER)
    followed.server.add(theirs)
    followed.run(followed.feed(Direction.IN))
    send(followed, [ours])
    feed = followed.feed(Direction.OUT)
    assert followed.run(feed).taken == 1
    assert followed.server.objects == [theirs, ours]
    newer = ours | {"modified": "2026-11-03T10:00:00.000Z"}
    send(followed, [newer])
    assert followed.run(feed).taken == 1
    assert followed.server.objects == [theirs, ours, newer]


def test_a_worker_that_is_killed_before_it_noted_a_part_sends_it_again_and_nothing_is_doubled(
    followed: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(followed, sent := [marked(Tlp.CLEAR) for _ in range(3)])
    feed = followed.feed(Direction.OUT)
    push = pushing.push

    def dying(*args: Any, **more: Any) -> None:
        push(*args, **more)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pushing, "push", dying)
        with pytest.raises(KeyboardInterrupt):
            feed_runs.run(feed=feed.pk, now=NOW, connect=connect)
    assert followed.run(feed).taken == 3
    assert followed.server.objects == sent


def test_what_the_other_refuses_is_told_and_does_not_stop_the_rest(followed: Followed) -> None:
    bad, good = marked(Tlp.CLEAR), marked(Tlp.CLEAR)
    followed.server.refused_ids = frozenset({bad["id"]})
    send(followed, [bad, good])
    feed = followed.feed(Direction.OUT)
    ran = followed.run(feed)
    assert (ran.taken, ran.refused) == (1, 1)
    assert followed.state(feed).reasons == [f"{bad['id']}: Not wanted"]


def test_objects_leave_byte_for_byte(followed: Followed, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = json.dumps(marked(Tlp.CLEAR, x_odd=[1.50, 1e3, "Grüße ☂"]), indent=1).encode()
    followed.hub.program("alice").send(followed.hub.objects, b'{"objects":[' + odd + b"]}")
    bodies = []
    added = followed.server._added

    def noted(body: bytes) -> Any:
        bodies.append(body)
        return added(body)

    monkeypatch.setattr(followed.server, "_added", noted)
    followed.run(followed.feed(Direction.OUT))
    assert bodies == [b'{"objects":[' + odd + b"]}"]


@pytest.mark.parametrize("tlp", [Tlp.AMBER_STRICT, Tlp.RED])
def test_no_feed_sends_what_may_not_leave(followed: Followed, tlp: Tlp) -> None:
    with pytest.raises(Invalid):
        followed.feed(Direction.OUT, ceiling=tlp)
