"""What a TAXII server offers: its roots and their collections.

Source: TAXII 2.1 sections 4.1 (discovery), 4.2 (API root), 5.1 and 5.2 (collections).
"""

from dataclasses import dataclass

import msgspec

from wardmote.clients.taxii import line as lines
from wardmote.clients.taxii import places
from wardmote.clients.taxii.line import Line
from wardmote.rules.refusal import Invalid, Missing

MOST_BYTES_AT_ONCE = 10_000_000


@dataclass(frozen=True, slots=True)
class Root:
    """A root of collections. Units: `most_bytes` that it takes at once."""

    url: str
    title: str
    most_bytes: int


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection. Shape: `url` ends with a slash; `root` is the root that it is below."""

    id: str
    title: str
    description: str
    may_read: bool
    may_write: bool
    url: str
    root: Root


class _Discovery(msgspec.Struct):
    title: str = ""
    default: str | None = None
    api_roots: list[str] = []


class _Root(msgspec.Struct):
    title: str = ""
    max_content_length: int | None = None


class _Collection(msgspec.Struct):
    id: str
    title: str = ""
    description: str | None = None
    can_read: bool = False
    can_write: bool = False


class _Collections(msgspec.Struct):
    collections: list[_Collection] = []


def roots(line: Line) -> tuple[Root, ...]:
    """Give the roots that the server names, the default first.

    Raises: Forbidden, Missing or Conflict.
    """
    found = lines.decoded(line.get(line.place.url), _Discovery)
    named = dict.fromkeys(([found.default] if found.default else []) + found.api_roots)
    if not named:
        raise Missing("The server names no API root. Ask those who run it for its address.")
    return tuple(root(line, places.followed(line.place.url, url)) for url in named)


def root(line: Line, url: str) -> Root:
    """Give one root.

    Raises: Forbidden, Missing or Conflict.
    """
    url = url if url.endswith("/") else f"{url}/"
    found = lines.decoded(line.get(url), _Root)
    most = found.max_content_length or MOST_BYTES_AT_ONCE
    return Root(url, found.title, max(1, min(most, MOST_BYTES_AT_ONCE)))


def collections(line: Line, of: Root) -> tuple[Collection, ...]:
    """Give the collections of a root.

    Raises: Forbidden, Missing or Conflict.
    """
    found = lines.decoded(line.get(f"{of.url}collections/"), _Collections)
    return tuple(
        Collection(
            each.id,
            each.title,
            each.description or "",
            each.can_read,
            each.can_write,
            f"{of.url}collections/{_plain(each.id)}/",
            of,
        )
        for each in found.collections
    )


def collection(line: Line, wanted: str) -> Collection:
    """Find a collection by its id or its title, in any root of the server.

    Raises: Invalid, where several have this title; Missing; as `collections`.
    """
    every = [each for one in roots(line) for each in collections(line, one)]
    found = [each for each in every if wanted in (each.id, each.title)]
    if len(found) > 1:
        raise Invalid(f"Several collections are called {wanted!r}. Give the id.")
    if not found:
        known = ", ".join(repr(each.title) for each in every[:10]) or "none"
        raise Missing(f"There is no collection {wanted!r}. There are: {known}.")
    return found[0]


def _plain(id_: str) -> str:
    """Give an id that cannot lead elsewhere; ids are UUIDs."""
    return "".join(mark for mark in id_ if mark.isalnum() or mark in "-_")
