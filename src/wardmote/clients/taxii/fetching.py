"""Fetches a collection into a folder, page by page, and goes on where it was stopped.

Source: TAXII 2.1 section 5.4 (objects).
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from wardmote.clients.taxii import paging
from wardmote.clients.taxii.client import Collection
from wardmote.clients.taxii.line import Line
from wardmote.clients.taxii.paging import Course, Page
from wardmote.formats.packs import archives
from wardmote.rules.refusal import Conflict, Forbidden

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch brought: pages and objects that were not there before."""

    pages: int
    objects: int


class _State(msgspec.Struct):
    """How far a fetch has come.

    `course` is how far in the server's words. `pages` are written; those from `window` on belong
    to the window that is open, which is fetched again in their place where it begins again.
    """

    url: str
    course: Course = Course()
    pages: int = 0
    window: int = 0


def fetch(
    line: Line,
    collection: Collection,
    folder: Path,
    *,
    progress: Progress | None = None,
    limit: int = paging.LIMIT,
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
        before, sizes = state.pages, list[int]()
        for page in paging.pages(line, f"{collection.url}objects/", state.course, limit):
            if page.is_first:
                _begin(state, folder)
                before = min(before, state.pages)
                del sizes[state.pages - before :]
            if page.objects:
                sizes.append(len(page.objects))
            _keep(state, page, folder)
            if progress:
                progress(len(sizes), sum(sizes))
        return Fetched(len(sizes), sum(sizes))


def _keep(state: _State, page: Page, folder: Path) -> None:
    """Write a page and how far we are.

    A window that the server has not dated stays open, to be fetched again in its place.
    """
    if page.objects:
        _write(folder / _name(state.pages), page.body)
        state.pages += 1
    if page.course.added_after != state.course.added_after:
        state.window = state.pages
    state.course = page.course
    _write(folder / archives.STATE, msgspec.json.encode(state))


def _begin(state: _State, folder: Path) -> None:
    """Begin a window, or begin it again: drop what was written of it."""
    state.pages, state.course = state.window, state.course.beginning
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
