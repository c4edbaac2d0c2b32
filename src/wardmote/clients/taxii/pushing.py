"""Pushes objects into a collection, in parts that the server takes, and waits for its word.

Source: TAXII 2.1 sections 4.3 (status) and 5.5 (add objects).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from wardmote.clients.taxii import line as lines
from wardmote.clients.taxii.client import Collection
from wardmote.clients.taxii.line import Line, TooLarge
from wardmote.rules.refusal import Conflict, Forbidden

MOST_OBJECTS = 1_000
ASKS = 60
"""How often to ask whether the server has done its work: about ten minutes in all."""

_FRAME = len(b'{"objects":[]}')
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """One object that the server did not take, and why."""

    ref: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of what was pushed; `pending` are objects on which there is no word yet."""

    taken: int
    failures: tuple[Failure, ...]
    pending: int


class _Detail(msgspec.Struct):
    id: str = ""
    message: str = ""


class _Status(msgspec.Struct):
    id: str = ""
    status: str = "complete"
    success_count: int = 0
    failure_count: int = 0
    pending_count: int = 0
    failures: list[_Detail] = []


@dataclass(frozen=True, slots=True)
class Whole:
    """An object that goes byte for byte as it is."""

    ref: str
    body: bytes


def push(
    line: Line,
    collection: Collection,
    objects: Iterable[Mapping[str, Any] | Whole],
    *,
    progress: Progress | None = None,
) -> Pushed:
    """Push objects. The same may be pushed again: what the server has, it takes as a success.

    `progress` is told how many objects have been sent.
    Raises: Forbidden, Missing or Conflict.
    """
    if not collection.may_write:
        raise Forbidden(f"This sign-in may not write to the collection {collection.title!r}.")
    failures: list[Failure] = []
    taken = pending = sent = 0
    for batch in _batches(objects, collection.root.most_bytes, failures):
        for status, count in _sent(line, collection, batch, failures):
            failures += [Failure(each.id, each.message[:500]) for each in status.failures]
            taken += status.success_count
            pending += status.pending_count
            sent += count
            if progress:
                progress(sent)
    return Pushed(taken, tuple(failures), pending)


def _batches(
    objects: Iterable[Mapping[str, Any] | Whole], most_bytes: int, failures: list[Failure]
) -> Iterator[list[Whole]]:
    batch: list[Whole] = []
    size = _FRAME
    for each in objects:
        made = each if isinstance(each, Whole) else _whole(each)
        if _FRAME + len(made.body) > most_bytes:
            failures.append(
                Failure(
                    made.ref, f"It has more than the {most_bytes:,} bytes that the server takes."
                )
            )
            continue
        if batch and (size + len(made.body) + 1 > most_bytes or len(batch) == MOST_OBJECTS):
            yield batch
            batch, size = [], _FRAME
        batch.append(made)
        size += len(made.body) + 1
    if batch:
        yield batch


def _whole(content: Mapping[str, Any]) -> Whole:
    return Whole(str(content.get("id", "")), msgspec.json.encode(content))


def _sent(
    line: Line, collection: Collection, batch: list[Whole], failures: list[Failure]
) -> Iterator[tuple[_Status, int]]:
    """Send a batch, and halves of it where the server says that it is too large after all."""
    body = b'{"objects":[' + b",".join(each.body for each in batch) + b"]}"
    try:
        answer = line.post(f"{collection.url}objects/", body)
    except TooLarge as refused:
        if len(batch) == 1:
            failures.append(Failure(batch[0].ref, refused.message))
            return
        half = len(batch) // 2
        yield from _sent(line, collection, batch[:half], failures)
        yield from _sent(line, collection, batch[half:], failures)
        return
    status = lines.decoded(answer, _Status)
    yield _waited(line, collection, status), len(batch)


def _waited(line: Line, collection: Collection, status: _Status) -> _Status:
    """Ask until the server has done its work, or has been asked long enough."""
    plain = "".join(mark for mark in status.id if mark.isalnum() or mark in "-_")
    for attempt in range(ASKS):
        if status.status == "complete" or not plain:
            return status
        line.sleep(min(10.0, 0.5 * 1.5**attempt))
        try:
            status = lines.decoded(line.get(f"{collection.root.url}status/{plain}/"), _Status)
        except Forbidden:
            raise Conflict(
                "The server took the objects, but does not say what became of them."
            ) from None
    return status
