"""The resources of TAXII 2.1, and how they are written.

Source: TAXII 2.1, sections 3.6 (errors), 3.7 (envelope), 4 and 5.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from wardmote.formats.taxii import media, times


class _Resource(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A resource; what is empty and may be left out, is."""


class Discovery(_Resource, frozen=True, kw_only=True):
    """What the hub is, and where its interfaces are."""

    title: str
    description: str = ""
    contact: str = ""
    default: str = ""
    api_roots: tuple[str, ...] = ()


class ApiRoot(_Resource, frozen=True, kw_only=True):
    """One interface. Units: bytes."""

    title: str
    description: str = ""
    versions: tuple[str, ...]
    max_content_length: int


class Collection(_Resource, frozen=True, kw_only=True):
    """One collection, as one reader may use it."""

    id: str
    title: str
    description: str = ""
    alias: str = ""
    can_read: bool
    can_write: bool
    media_types: tuple[str, ...] = ()


class Collections(_Resource, frozen=True, kw_only=True):
    """The collections that a reader may know of."""

    collections: tuple[Collection, ...] = ()


class ManifestRecord(_Resource, frozen=True, kw_only=True):
    """One version of an object, without what it says. Shape: `version` is as it was sent."""

    id: str
    date_added: str
    version: str
    media_type: str = ""


class Manifest(_Resource, frozen=True, kw_only=True):
    """A page of what a collection holds."""

    more: bool = False
    next: str = ""
    objects: tuple[ManifestRecord, ...] = ()


class Versions(_Resource, frozen=True, kw_only=True):
    """A page of the versions of one object."""

    more: bool = False
    next: str = ""
    versions: tuple[str, ...] = ()


class StatusDetail(_Resource, frozen=True, kw_only=True):
    """What became of one object that was sent."""

    id: str
    version: str
    message: str = ""


class Status(_Resource, frozen=True, kw_only=True):
    """What became of all objects that were sent at once."""

    id: str
    status: str
    request_timestamp: str
    total_count: int
    success_count: int
    successes: tuple[StatusDetail, ...] = ()
    failure_count: int
    failures: tuple[StatusDetail, ...] = ()
    pending_count: int
    pendings: tuple[StatusDetail, ...] = ()


class Error(_Resource, frozen=True, kw_only=True):
    """Why something was refused. Shape: `http_status` is text."""

    title: str
    description: str = ""
    http_status: str = ""


def written(resource: _Resource) -> bytes:
    """Write a resource."""
    return msgspec.json.encode(resource)


def api_root(title: str, max_content_length: int, description: str = "") -> ApiRoot:
    """Make the description of the one interface that we have."""
    return ApiRoot(
        title=title,
        description=description,
        versions=(media.TAXII,),
        max_content_length=max_content_length,
    )


def status(
    ref: str,
    asked: datetime,
    successes: Iterable[StatusDetail],
    failures: Iterable[StatusDetail],
    pendings: Iterable[StatusDetail] = (),
) -> Status:
    """Make a status whose counts are those of its lists."""
    done, failed, waiting = tuple(successes), tuple(failures), tuple(pendings)
    return Status(
        id=ref,
        status="pending" if waiting else "complete",
        request_timestamp=times.written(asked),
        total_count=len(done) + len(failed) + len(waiting),
        success_count=len(done),
        successes=done,
        failure_count=len(failed),
        failures=failed,
        pending_count=len(waiting),
        pendings=waiting,
    )


def error(title: str, http_status: int, description: str = "") -> Error:
    """Make what is said where something is refused."""
    return Error(title=title, description=description, http_status=str(http_status))
