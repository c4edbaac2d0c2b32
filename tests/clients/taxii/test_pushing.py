"""Pushing: in parts, again where the line broke, and with the server's word on each object."""

import pytest

from tests.clients.taxii.conftest import objects
from wardmote.clients.taxii import client, pushing
from wardmote.clients.taxii.client import Collection
from wardmote.clients.taxii.fake import Fake
from wardmote.clients.taxii.line import Line
from wardmote.rules.refusal import Conflict, Forbidden


@pytest.fixture
def collection(line: Line) -> Collection:
    return client.collection(line, "Indicators")


def test_all_are_pushed_in_parts_that_the_server_takes(fake: Fake, line: Line) -> None:
    fake.most_bytes = 1_000
    told: list[int] = []
    collection = client.collection(line, "Indicators")
    pushed = pushing.push(line, collection, objects(0, 25), progress=told.append)
    assert pushed == pushing.Pushed(25, (), 0)
    assert fake.objects == objects(0, 25)
    assert told == [13, 25]


def test_what_the_server_has_is_a_success(fake: Fake, line: Line, collection: Collection) -> None:
    for _ in range(2):
        assert pushing.push(line, collection, objects(0, 3)) == pushing.Pushed(3, (), 0)
    assert fake.objects == objects(0, 3)


def test_it_is_given_again_where_the_server_was_busy(
    fake: Fake, line: Line, collection: Collection, slept: list[float]
) -> None:
    fake.faults += [(503, {}, b"")]
    assert pushing.push(line, collection, objects(0, 3)).taken == 3
    assert slept == [1.0]


def test_it_waits_for_the_servers_word(
    fake: Fake, line: Line, collection: Collection, slept: list[float]
) -> None:
    fake.polls_until_done = 2
    assert pushing.push(line, collection, objects(0, 3)) == pushing.Pushed(3, (), 0)
    assert slept == [0.5, 0.75]
    fake.polls_until_done = 1_000
    assert pushing.push(line, collection, objects(3, 5)) == pushing.Pushed(0, (), 2)


def test_what_the_server_does_not_take_is_said(
    fake: Fake, line: Line, collection: Collection
) -> None:
    fake.refused_ids = frozenset(("indicator--1",))
    pushed = pushing.push(line, collection, objects(0, 3))
    assert pushed == pushing.Pushed(2, (pushing.Failure("indicator--1", "Not wanted"),), 0)


def test_an_object_that_is_too_large_is_said_and_the_others_go(
    fake: Fake, line: Line, collection: Collection
) -> None:
    large = {"type": "indicator", "id": "indicator--large", "name": "x" * 100_000}
    pushed = pushing.push(line, collection, [*objects(0, 2), large])
    (failure,) = pushed.failures
    assert (pushed.taken, failure.ref) == (2, "indicator--large")


def test_parts_are_halved_where_the_server_takes_less_than_it_said(
    fake: Fake, line: Line, collection: Collection
) -> None:
    fake.most_bytes = 300
    assert pushing.push(line, collection, objects(0, 9)).taken == 9
    fake.most_bytes = 10
    pushed = pushing.push(line, collection, objects(10, 12))
    assert (pushed.taken, [each.ref for each in pushed.failures]) == (
        0,
        ["indicator--10", "indicator--11"],
    )


def test_who_may_not_write_is_told(line: Line, collection: Collection) -> None:
    closed = Collection("x", "Closed", "", True, False, collection.url, collection.root)
    with pytest.raises(Forbidden, match="may not write to the collection 'Closed'"):
        pushing.push(line, closed, objects(0, 1))


def test_what_is_given_is_not_sent_on(fake: Fake, line: Line, collection: Collection) -> None:
    fake.faults += [(307, {"Location": "/api/"}, b"")]
    with pytest.raises(Conflict, match="has moved what was asked for"):
        pushing.push(line, collection, objects(0, 1))
    assert fake.objects == []


def test_nothing_is_nothing(line: Line, collection: Collection) -> None:
    assert pushing.push(line, collection, []) == pushing.Pushed(0, (), 0)
