"""Reads the body of a request whole, within a size and a time, or refuses it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.http import HttpRequest

SECONDS = 30
"""How long a body may take to arrive. Units: seconds."""

PIECE = 1 << 20


class Unreadable(Exception):
    """A body that is not read: with the HTTP status and what to do."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        self.message = message
        super().__init__(message)


def read(request: HttpRequest, most: int) -> bytes:
    """Read the whole body.

    Units: `most` is in bytes.
    Raises: Unreadable: compressed (415), too large (413), cut off (400) or too slow (408).
    """
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Unreadable(415, "Send the body as it is, without Content-Encoding.")
    length = request.headers.get("Content-Length", "")
    if length and (not length.isdigit() or len(length) > 18):
        raise Unreadable(400, "Content-Length is not a number.")
    if length and int(length) > most:
        raise Unreadable(413, f"Send at most {most:,} bytes at a time.")
    with _deadline(request) as deadline:
        body = _read(request, int(length) if length else most + 1)
    if length and len(body) < int(length):
        if deadline.is_over:
            raise Unreadable(408, f"The body did not arrive within {SECONDS} seconds.")
        raise Unreadable(400, "The body ended before Content-Length. Nothing was kept.")
    if len(body) > most:
        raise Unreadable(413, f"Send at most {most:,} bytes at a time.")
    return body


def _read(request: HttpRequest, most: int) -> bytes:
    stream = request.environ["wsgi.input"]  # type: ignore[attr-defined]
    if not request.headers.get("Content-Length") and not _is_chunked(request):
        return b""
    pieces, left = [], most
    try:
        while left and (piece := stream.read(min(left, PIECE))):
            pieces.append(piece)
            left -= len(piece)
    except Exception as trouble:
        raise Unreadable(400, "The body could not be read. Nothing was kept.") from trouble
    return b"".join(pieces)


def _is_chunked(request: HttpRequest) -> bool:
    return "chunked" in request.headers.get("Transfer-Encoding", "").lower()


class _Deadline:
    """Ends a connection's reading side when its time is over, so that no thread waits longer."""

    is_over = False

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.timer = threading.Timer(SECONDS, self._end)
        self.timer.daemon = True

    def _end(self) -> None:
        self.is_over = True
        with suppress(OSError):  # whoever sent it has hung up already
            self._connection.shutdown(socket.SHUT_RD)


class _Patient:
    """No deadline: the body is in memory already."""

    is_over = False


@contextmanager
def _deadline(request: HttpRequest) -> Iterator[_Deadline | _Patient]:
    connection = request.environ.get("gunicorn.socket")  # type: ignore[attr-defined]
    if connection is None:
        yield _Patient()
        return
    deadline = _Deadline(connection)
    deadline.timer.start()
    try:
        yield deadline
    finally:
        deadline.timer.cancel()
