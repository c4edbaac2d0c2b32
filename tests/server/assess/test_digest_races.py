"""Two workers send the same digests at the same moment."""

from tests.conftest import NOW, TODAY, Cast
from tests.server.assess.conftest import start
from tests.server.assess.test_answering_races import at_once
from tests.server.assess.test_noticing import fill
from wardmote.server.assess.actions import noticing
from wardmote.server.people import enter


def test_nobody_gets_a_digest_twice(committed_cast: Cast, mailoutbox: list[object]) -> None:
    with enter.entered(committed_cast.mallory.pk) as mallory:
        start(mallory, committed_cast.merrowdown, "Theirs")
    with enter.entered(committed_cast.alice.pk) as alice:
        begun = start(alice, committed_cast.alderby, "CAF 2026")
    fill(committed_cast, begun)

    def works() -> None:
        noticing.send_digests(day=TODAY, after=None, now=NOW, limit=100)

    assert at_once(works, works, works) == []
    assert sorted(each.to[0] for each in mailoutbox) == [  # type: ignore[attr-defined]
        "alice@alderby.example",
        "bob@alderby.example",
        "frank@alderby.example",
    ]
