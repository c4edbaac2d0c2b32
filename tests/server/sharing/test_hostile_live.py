"""Connections that nobody honest makes: each ends in time, and others are served meanwhile.

All stand open at once, since the slow ones are given up after 30 seconds.
"""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bench import serving
from bench.sharing import asking

from tests.database import as_owner
from tests.server.sharing import samples
from tests.server.sharing.served import Served
from wardmote.server.sharing import models

HUGE = 100_000_000
PIECE = b" " * 1_000_000
GROWS_MB = 60
"""What a worker may gain: it holds one body of 10 MB at most, in pieces and joined."""


class Raw:
    """A connection on which bytes are sent as they are."""

    def __init__(self, served: Served) -> None:
        self.path = served.address.partition(f":{served.port}")[2] + "objects/"
        self.key = served.keys["alice"]
        self.socket = served.stack.enter_context(
            socket.create_connection(("127.0.0.1", served.port), timeout=45)
        )

    def head(self, method: str, *lines: str) -> bytes:
        """Write the head of a request."""
        return "\r\n".join(
            (
                f"{method} {self.path} HTTP/1.1",
                "Host: 127.0.0.1",
                f"Authorization: Bearer {self.key}",
                f"Content-Type: {asking.MEDIA}",
                *lines,
                "",
                "",
            )
        ).encode()

    def say(self, *pieces: bytes) -> None:
        """Send, as long as the other side listens."""
        try:
            for piece in pieces:
                self.socket.sendall(piece)
        except OSError:
            return

    def status(self) -> int:
        """Read one answer; 0 where the connection was ended without any."""
        try:
            with http.client.HTTPResponse(self.socket) as response:
                response.begin()
                response.read()
                return response.status
        except (http.client.HTTPException, ConnectionError):
            return 0


@contextmanager
def _slow(served: Served) -> Iterator[list[Raw]]:
    """Open connections that say something, and then little or nothing more."""
    drip, still = Raw(served), Raw(served)
    for one in (drip, still):
        one.say(one.head("POST", "Content-Length: 1000"), b'{"objects":[')
    late, is_over = Raw(served), threading.Event()
    late.say(late.head("GET")[:60])

    def go_on() -> None:
        while not is_over.wait(0.5):
            drip.say(b" ")
            late.say(b"x")

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield [drip, still, late]
    finally:
        is_over.set()
        thread.join()


def test_no_connection_holds_the_server_or_leaves_anything(served: Served) -> None:
    with _slow(served) as slow:
        before = max(map(serving.memory_mb, served.workers()))
        _far_too_large(served)
        _cut_off(served)
        _pipelined(served)
        _huge_heads(served)
        assert max(map(serving.memory_mb, served.workers())) - before < GROWS_MB
        assert [one.status() for one in slow[:2]] == [408, 408]
        assert slow[2].status() in (0, 400, 408)
    with as_owner():
        assert models.Object.objects.count() == 0
    with asking.Program(served.port, served.keys["alice"]) as program:
        sent = json.dumps({"objects": [samples.indicator()]}).encode()
        assert program.ask("POST", Raw(served).path, sent).status == 202


def _far_too_large(served: Served) -> None:
    """Send 100 MB, with and without saying so first."""
    said = Raw(served)
    said.say(said.head("POST", f"Content-Length: {HUGE}"), PIECE)
    assert said.status() == 413
    chunk = b"%x\r\n%b\r\n" % (len(PIECE), PIECE)
    unsaid = Raw(served)
    unsaid.say(unsaid.head("POST", "Transfer-Encoding: chunked"), *[chunk] * (HUGE // len(PIECE)))
    assert unsaid.status() in (0, 413)


def _cut_off(served: Served) -> None:
    """Close one side, or both, within a body."""
    one = Raw(served)
    one.say(one.head("POST", "Content-Length: 1000"), b'{"objects":[')
    one.socket.shutdown(socket.SHUT_WR)
    assert one.status() == 400
    for head in (one.head("POST", "Content-Length: 1000"), one.head("GET")):
        both = Raw(served)
        both.say(head)
        both.socket.close()
    garbled = Raw(served)
    garbled.say(garbled.head("POST", "Transfer-Encoding: chunked"), b"zz\r\n{}")
    assert garbled.status() in (0, 400)
    double = Raw(served)
    double.say(double.head("POST", "Transfer-Encoding: chunked", "Content-Length: 5"), b"0\r\n\r\n")
    assert double.status() in (0, 400)


def _pipelined(served: Served) -> None:
    """Ask three times before an answer came; each is answered, in order."""
    one = Raw(served)
    one.say(one.head("GET") + one.head("PUT") + one.head("GET"))
    answers = [one.status() for _ in range(3)]
    assert answers[0] == 200
    assert answers in ([200, 405, 200], [200, 0, 0])


def _huge_heads(served: Served) -> None:
    """Send heads that are too long, too many or no heads."""
    for lines in (["X: " + "x" * 1_000_000], [f"X{n}: x" for n in range(5000)], ["no colon"]):
        one = Raw(served)
        one.say(one.head("GET", *lines))
        assert one.status() in (0, 400, 431)
    long = Raw(served)
    long.path += "?match[id]=" + "x" * 100_000
    long.say(long.head("GET"))
    assert long.status() in (0, 400, 414)
