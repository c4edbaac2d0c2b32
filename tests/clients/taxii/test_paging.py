"""Pages are turned to the end from wherever one was stopped, by every kind of server."""

import pytest

from tests.clients.taxii.conftest import objects
from wardmote.clients.taxii import client, paging
from wardmote.clients.taxii.fake import COLLECTION, Fake, Reply
from wardmote.clients.taxii.line import Line
from wardmote.clients.taxii.paging import Course
from wardmote.rules.refusal import Conflict

LOST: Reply = (503, {}, b"{}")


def turn(line: Line, url: str, course: Course, most: int = 100) -> tuple[list[bytes], Course]:
    """Turn up to some pages, and give what was there and where it stopped."""
    found: list[bytes] = []
    for number, page in enumerate(paging.pages(line, url, course, 2), start=1):
        found += page.objects
        course = page.course
        if number == most:
            break
    return found, course


@pytest.mark.parametrize("kind", ["keyset", "none", "cursor"])
@pytest.mark.parametrize("stop", [1, 2, 3])
def test_whoever_is_stopped_goes_on_and_lacks_nothing(
    fake: Fake, line: Line, kind: str, stop: int
) -> None:
    fake.add(*objects(0, 7))
    fake.paging = kind
    url = f"{client.collection(line, COLLECTION).url}objects/"
    first, course = turn(line, url, Course(), stop)
    rest, course = turn(line, url, course)
    assert len(set(first + rest)) == 7
    fake.add(*objects(7, 9))
    assert len(turn(line, url, course)[0]) == 2


def test_a_page_that_was_lost_on_the_way_comes_again(fake: Fake, line: Line) -> None:
    fake.add(*objects(0, 7))
    fake.paging, fake.loses = "cursor", True
    url = f"{client.collection(line, COLLECTION).url}objects/"
    fake.faults = [None, LOST]
    assert len(set(turn(line, url, Course())[0])) == 7


def test_a_server_that_goes_round_in_circles_is_told_of(fake: Fake, line: Line) -> None:
    url = f"{client.collection(line, COLLECTION).url}objects/"
    body = b'{"more": true, "next": "x", "objects": [{"id": "a--1"}]}'
    fake.faults = [(200, {}, body)] * 5
    with pytest.raises(Conflict):
        turn(line, url, Course())
