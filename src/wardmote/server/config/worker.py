"""A worker of the web server that gives up on requests whose head does not come."""

import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

SECONDS = 30
"""How long the head of a request may take to arrive. Units: seconds."""


class Worker(ThreadWorker):  # type: ignore[misc]
    """Ends connections that say their head a byte at a time.

    A few of them would hold all threads, and nothing before a view bounds them.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._until: dict[Any, float] = {}

    def handle(self, conn: Any) -> Any:
        """Read a head, and answer it."""
        self._until[conn] = time.monotonic() + SECONDS
        try:
            return super().handle(conn)
        finally:
            self._until.pop(conn, None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request, whose head is whole now."""
        self._until.pop(conn, None)
        return super().handle_request(req, conn)

    def murder_keepalived(self, *how: Any, **named: Any) -> None:
        """End what is over time; the worker's loop comes here every second."""
        super().murder_keepalived(*how, **named)
        now = time.monotonic()
        for conn, until in list(self._until.items()):
            if now > until:
                with suppress(OSError):
                    # not the TLS one's own, which would then say the rest in the clear
                    socket.socket.shutdown(conn.sock, socket.SHUT_RD)
