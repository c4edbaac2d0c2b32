"""Searches on the workers of a Dask cluster, which read the same logs at the same paths.

Many files go to many workers, and so do the splits of a large one: a worker copies its split into
a file of its own, below `TMPDIR`, since DuckDB reads files and not ranges of bytes.

Source: Dask.distributed manual: Client.submit, as_completed, retries and allowed failures.
"""

import errno
import logging
import os
import socket
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from wardmote.engines.hunting import searches
from wardmote.engines.hunting.searches import Part, Search, Told
from wardmote.rules.refusal import Conflict, Invalid, Missing

SCHEME = "dask://"
LARGEST_BATCH = 250_000_000
PARTS = 32
"""Into how many parts a smaller hunt is cut, so that all workers have something to do."""
SMALLEST_SPLIT = 1_000_000
"""Less is searched sooner than it is handed out."""
RETRIES = 3
SECONDS = 10
PACK = "pack.duckdb"
LOGGERS = ("distributed", "distributed.client")
"""Those that Dask gives a level of their own, so that none hears its parent's."""


def check(address: str) -> str:
    """Give the address of a scheduler as Dask writes it.

    Raises: Invalid.
    """
    host, colon, port = address.removeprefix(SCHEME).rpartition(":")
    if not address.startswith(SCHEME) or not host or not colon or not port.isdigit():
        raise Invalid("The cluster's address must be such as dask://HOST:8786.")
    return f"tcp://{host}:{port}"


def batch_bytes(whole: int) -> int:
    """Say how much one worker searches at a time, of so much in all. Units: bytes."""
    return max(1, min(LARGEST_BATCH, whole // PARTS))


def split_bytes(whole: int) -> int:
    """Say above how much a file is searched in splits, of so much in all. Units: bytes."""
    return max(SMALLEST_SPLIT, batch_bytes(whole))


@contextmanager
def connected(address: str) -> Iterator[searches.Through]:
    """Open a line to a scheduler, and give what goes through searches on its workers.

    Raises: Invalid; Missing, where the extra `cluster` is not installed; Conflict, where nobody
    answers or there is no worker.
    """
    there = check(address)
    try:
        import distributed
    except ImportError:
        raise Missing("Searching on a cluster needs: pip install 'wardmote[cluster]'.") from None
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # it is done again: no news
    try:
        connect: Any = distributed.Client
        client = connect(there, timeout=SECONDS, set_as_default=False)
    except (OSError, TimeoutError):
        raise Conflict(
            f"No scheduler answers at {address}. Start it with: dask scheduler"
        ) from None
    try:
        if not client.scheduler_info(n_workers=-1)["workers"]:
            raise Conflict(f"{address} has no worker. Start one with: dask worker {there}")
        completed = partial(distributed.as_completed, loop=client.loop)
        yield partial(_through, client, completed)
    finally:
        client.close()


def _through(
    client: Any, as_completed: Callable[..., Any], waiting: Sequence[Search], told: Told
) -> Iterator[Part]:
    """Hand out searches, and give each part as soon as it is there; a lost one is done again."""
    if not waiting:
        return
    packs = _packs(client, waiting)
    by_future = {
        client.submit(_run, each, packs[each.pack.folder], pure=False, retries=RETRIES): each
        for each in waiting
    }
    try:
        for future in as_completed(list(by_future)):
            search = by_future[future]
            if future.status == "finished":
                part = future.result()
            else:
                why = f"workers ended {RETRIES} times while they searched it: give them more memory"
                part = searches.skipped(search, why)
            told(search, 1.0)
            yield part
            future.release()
    finally:
        client.cancel(list(by_future))


def _packs(client: Any, waiting: Sequence[Search]) -> dict[str, Any]:
    """Send each pack, unless every worker can read it where it is."""
    sent: dict[str, Any] = {}
    for folder in {each.pack.folder for each in waiting}:
        path = Path(folder, PACK)
        there = client.run(_size, path)
        if set(there.values()) == {_size(path)}:
            sent[folder] = None
        else:
            sent[folder] = client.scatter(path.read_bytes(), hash=False)
    return sent


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _run(search: Search, pack: bytes | None) -> Part:
    """Search on a worker. What its disk does not have is told, not taken for empty."""
    missing = [place for place in search.places if _size(place.path) != place.size]
    if missing:
        why = f"worker {socket.gethostname()} cannot read it there: share the folder with all"
        return searches.skipped(search, why)
    if pack is not None:
        try:
            folder = _unpacked(Path(search.pack.folder).name, pack)
        except OSError:
            why = f"worker {socket.gethostname()} has no folder of its own: give it another TMPDIR"
            return searches.skipped(search, why)
        search = replace(search, pack=msgspec.structs.replace(search.pack, folder=str(folder)))
    return searches.run(replace(search, folder=None))


def _unpacked(name: str, pack: bytes) -> Path:
    """Keep a pack that was sent, once for all searches of a worker.

    Raises: OSError, also where somebody else has laid that folder.
    """
    folder = Path(tempfile.gettempdir(), f"wardmote-hunt-{os.getuid()}", name)
    _own(folder.parent)
    _own(folder)
    path = folder / PACK
    if _size(path) != len(pack):
        handle, part = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(pack)
        Path(part).replace(path)
    return folder


def _own(folder: Path) -> None:
    """Make a folder that its user alone may enter, and be sure that nobody else laid it there."""
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(handle).st_uid != os.getuid():
            raise PermissionError(errno.EPERM, "it belongs to another user", str(folder))
        os.fchmod(handle, 0o700)
    finally:
        os.close(handle)
