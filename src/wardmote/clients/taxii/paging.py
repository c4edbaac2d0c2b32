"""Turns the pages of a collection, and says after each how to go on from there another time.

Source: TAXII 2.1 sections 3.4 (`added_after`, `next`), 3.5 (pages), 5.3 (manifest), 5.4 (objects).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from wardmote.clients.taxii import line as lines
from wardmote.clients.taxii.line import Answer, Line
from wardmote.rules.refusal import Conflict, Missing

LIMIT = 1_000
MOST_BEGINNINGS = 3


@dataclass(frozen=True, slots=True)
class Course:
    """How far reading has come, in the server's words.

    A window is all that was added after a time. `next` is the word for the page that follows in
    it, `last` when the last object so far was added. Where the word is another one for each page
    (`is_steady`), it may be said twice; else a page that was lost on the way is lost, and the
    window is begun again.
    """

    added_after: str = ""
    next: str = ""
    last: str = ""
    is_steady: bool = False

    @property
    def beginning(self) -> "Course":
        """Give the beginning of the window."""
        return Course(self.added_after)


@dataclass(frozen=True, slots=True)
class Page:
    """Objects as they were written, and the course after them.

    Shape: `is_first` where a window begins, also where it begins again; `body` is all that came.
    """

    objects: tuple[bytes, ...]
    course: Course
    is_first: bool
    is_last: bool
    body: bytes


class _Envelope(msgspec.Struct):
    more: bool = False
    next: str | int | None = None
    objects: list[msgspec.Raw] = []


def pages(line: Line, url: str, course: Course, limit: int = LIMIT) -> Iterator[Page]:
    """Turn the pages from a course on; the same objects may come again where a line broke.

    Whoever keeps each page together with its course loses nothing, whenever they are stopped.
    Shape: `url` is that of objects or of a manifest.
    Raises: Forbidden, Missing or Conflict.
    """
    if not course.is_steady:
        course = course.beginning
    begun_again = 0
    before = b""
    while True:
        answer = _asked(line, url, course, limit)
        envelope = lines.decoded(answer, _Envelope) if answer else None
        if answer is None or envelope is None or _may_lack(course, answer, envelope):
            begun_again += 1
            if begun_again > MOST_BEGINNINGS:
                raise Conflict("The line breaks too often to fetch this. Try again later.")
            course = course.beginning
            continue
        if envelope.more and answer.body == before:
            raise Conflict("The server gives the same page again and again. Tell its operator.")
        before = answer.body
        is_first = not course.next
        course = _after(course, answer, envelope)
        objects = tuple(map(bytes, envelope.objects))
        yield Page(objects, course, is_first, not envelope.more, answer.body)
        if not envelope.more:
            return


def _asked(line: Line, url: str, course: Course, limit: int) -> Answer | None:
    """Ask for the next page; None where the server has forgotten its word for it."""
    params = {"limit": str(limit)}
    if course.added_after:
        params["added_after"] = course.added_after
    if not course.next:
        return line.get(url, params)
    try:
        return line.get(url, {**params, "next": course.next})
    except (lines.NotUnderstood, Missing):
        return None


def _may_lack(course: Course, answer: Answer, envelope: _Envelope) -> bool:
    """Say whether a page may have been lost before this one."""
    if not course.next or answer.tries == 1:
        return False
    if envelope.next is None:
        return not course.is_steady
    return str(envelope.next) == course.next


def _after(course: Course, answer: Answer, envelope: _Envelope) -> Course:
    """Say how to go on after a page.

    Raises: Conflict, where the server goes round in circles.
    """
    following = "" if envelope.next is None else str(envelope.next)
    last = answer.headers.get("x-taxii-date-added-last", "") or course.last
    if not envelope.more:
        return Course(last or course.added_after)
    if not envelope.objects:
        raise Conflict("The server says that there is more, but gives nothing. Tell its operator.")
    if following:
        is_steady = following != course.next if course.next else course.is_steady
        return Course(course.added_after, following, last, is_steady)
    if not last or last == course.added_after:
        raise Conflict("The server says that there is more, but not how to ask for it.")
    return Course(last)
