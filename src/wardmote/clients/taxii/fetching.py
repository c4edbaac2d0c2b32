"""Fetches a collection into a folder, page by page, and goes on where it was stopped.

Source: TAXII 2.1 sections 3.4 (`added_after`, `next`), 3.5 (pages), 5.4 (objects).
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from wardmote.clients.taxii import line as lines
from wardmote.clients.taxii.client import Collection
from wardmote.clients.taxii.line import Answer, Line
from wardmote.formats.packs import archives
from wardmote.rules.refusal import Conflict, Forbidden, Missing

LIMIT = 1_000
MOST_BEGINNINGS = 3
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch brought: pages and objects that were not there before."""

    pages: int
    objects: int


class _State(msgspec.Struct):
    """How far a fetch has come.

    A window is all that was added after a time, in pages. `pages` are written; those from
    `window` on belong to the window that is open. `next` is the server's word for the page that
    follows. Where the word is another one for each page (`steady`), it may be said twice. Some
    servers keep one word and move on each time they hear it: then a page that was lost on the
    way is lost, so the window is begun again.
    """

    url: str
    added_after: str = ""
    next: str = ""
    steady: bool = False
    pages: int = 0
    window: int = 0
    last: str = ""


class _Envelope(msgspec.Struct):
    more: bool = False
    next: str | int | None = None
    objects: list[msgspec.Raw] = []


def fetch(
    line: Line,
    collection: Collection,
    folder: Path,
    *,
    progress: Progress | None = None,
    limit: int = LIMIT,
) -> Fetched:
    """Fetch what was added since the last time, and keep each page as it was received.

    A page is written before the state that counts it, each in one step: stopped at any moment,
    the next fetch loses nothing and doubles nothing. `progress` is told pages and objects.
    Raises: Forbidden, Missing or Conflict, also where the folder is of another collection.
    """
    if not collection.may_read:
        raise Forbidden(f"This sign-in may not read the collection {collection.title!r}.")
    with _locked(folder):
        state = _state(folder, collection)
        _sweep(folder, state.pages)
        if not (state.next and state.steady):
            _begin_again(state, folder)
        pages = objects = begun_again = 0
        while True:
            answer = _page(line, collection, state, limit)
            envelope = lines.decoded(answer, _Envelope) if answer else None
            if answer is None or envelope is None or _may_lack(state, answer, envelope):
                begun_again += 1
                if begun_again > MOST_BEGINNINGS:
                    raise Conflict("The line breaks too often to fetch this. Try again later.")
                _begin_again(state, folder)
                pages = objects = 0
                continue
            more = _keep(state, answer, envelope, folder)
            pages += bool(envelope.objects)
            objects += len(envelope.objects)
            if progress:
                progress(pages, objects)
            if not more:
                return Fetched(pages, objects)


def _page(line: Line, collection: Collection, state: _State, limit: int) -> Answer | None:
    """Ask for the next page; None where the server has forgotten its word for it."""
    params = {"limit": str(limit)}
    if state.added_after:
        params["added_after"] = state.added_after
    if not state.next:
        return line.get(f"{collection.url}objects/", params)
    try:
        return line.get(f"{collection.url}objects/", {**params, "next": state.next})
    except (lines.NotUnderstood, Missing):
        return None


def _may_lack(state: _State, answer: Answer, envelope: _Envelope) -> bool:
    """Say whether a page may have been lost before this one, and learn how the server counts."""
    if not state.next:
        return False
    if envelope.next is not None:
        state.steady = str(envelope.next) != state.next
    return answer.tries > 1 and not state.steady


def _keep(state: _State, answer: Answer, envelope: _Envelope, folder: Path) -> bool:
    """Write a page and how far we are. Shape: whether there is more to ask for.

    Raises: Conflict, where the server goes round in circles.
    """
    following = "" if envelope.next is None else str(envelope.next)
    last = answer.headers.get("x-taxii-date-added-last", "")
    if envelope.more and not envelope.objects:
        raise Conflict("The server says that there is more, but gives nothing. Tell its operator.")
    if envelope.more and not following and (not last or last == state.added_after):
        raise Conflict("The server says that there is more, but not how to ask for it.")
    if envelope.more and following == state.next and _is_last(folder, state, answer.body):
        raise Conflict("The server gives the same page again and again. Tell its operator.")
    if envelope.objects:
        _write(folder / _name(state.pages), answer.body)
        state.pages += 1
    state.last = last or state.last
    if envelope.more and following:
        state.next = following
    else:
        state.next = ""
        _close(state)
    _write(folder / archives.STATE, msgspec.json.encode(state))
    return envelope.more


def _is_last(folder: Path, state: _State, body: bytes) -> bool:
    before = folder / _name(state.pages - 1)
    return state.pages > state.window and before.read_bytes() == body


def _close(state: _State) -> None:
    """Close the window, if the server said when its last object was added.

    Else it stays open and is fetched again next time, in place of what is there.
    """
    if state.last or state.pages == state.window:
        state.added_after = state.last or state.added_after
        state.window, state.last = state.pages, ""


def _begin_again(state: _State, folder: Path) -> None:
    """Drop what was written of an open window."""
    state.pages, state.next, state.last = state.window, "", ""
    _write(folder / archives.STATE, msgspec.json.encode(state))
    _sweep(folder, state.pages)


def _sweep(folder: Path, pages: int) -> None:
    """Drop pages that the state does not count: they were written just before a stop."""
    for path in folder.glob("page-*.json"):
        if path.name >= _name(pages):
            path.unlink()


def _state(folder: Path, collection: Collection) -> _State:
    try:
        state = msgspec.json.decode((folder / archives.STATE).read_bytes(), type=_State)
    except FileNotFoundError:
        if any(folder.glob("*.json")):
            raise Conflict(
                f"{folder.name} holds files of something else. Give an empty folder."
            ) from None
        return _State(collection.url)
    except (OSError, msgspec.MsgspecError):
        raise Conflict(
            f"{folder.name}/{archives.STATE} cannot be read. Fetch into a new folder."
        ) from None
    if state.url != collection.url:
        raise Conflict(f"{folder.name} holds the collection {state.url}. Give another folder.")
    return state


def _name(number: int) -> str:
    return f"page-{number:08d}.json"


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step: it is there as a whole, or as it was."""
    beside = path.with_suffix(archives.PART)
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep the folder for this fetch alone.

    Raises: Conflict, where another one runs, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / ".lock").open("wb")
    except OSError as error:
        raise Conflict(f"{folder.name} cannot be written: {error.strerror}.") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Conflict(f"Another fetch into {folder.name} is running.") from None
        yield
