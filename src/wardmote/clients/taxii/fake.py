"""A small TAXII 2.1 server in memory, on loopback, for tests.

It keeps to the standard in what the client uses, and can be told to fail.
"""

import base64
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

MEDIA = "application/taxii+json;version=2.1"
COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
_START = datetime(2026, 1, 1, tzinfo=UTC)

Environ = dict[str, Any]
Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Fake:
    """The server's memory, and what it does wrong.

    Shape: `paging` is "keyset", "none" for a server without `next`, or "cursor" for one that
    keeps a single word and moves on each time; `faults` are replies given in place of the next
    answers, None for the true one; with `loses`, they come after the server has done its work;
    `asked` are the questions as they came: method, path with query, and sign-in; `named` is
    whether each that sent something let its sender be named.
    """

    user: str = ""
    password: str = ""
    token: str = ""
    largest_page: int = 1_000
    most_bytes: int = 100_000
    paging: str = "keyset"
    says_last: bool = True
    loses: bool = False
    polls_until_done: int = 0
    refused_ids: frozenset[str] = frozenset()
    objects: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Reply | None] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    cursors: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)

    def add(self, *objects: dict[str, Any]) -> None:
        """Add objects, each a microsecond after the one before; what is there stays."""
        known = {(each.get("id"), each.get("modified")) for each in self.objects}
        self.objects += [
            each for each in objects if (each.get("id"), each.get("modified")) not in known
        ]

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        """Answer as a WSGI application."""
        query = environ["QUERY_STRING"]
        path = environ["PATH_INFO"] + (f"?{query}" if query else "")
        sign_in = environ.get("HTTP_AUTHORIZATION", "")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        self.asked.append((environ["REQUEST_METHOD"], path, sign_in))
        if environ["REQUEST_METHOD"] == "POST":
            self.named.append(environ.get("HTTP_WARDMOTE_NAMED", ""))
        reply = self.faults.pop(0) if self.faults else None
        done = self._reply(environ, sign_in, query, body) if self.loses or not reply else None
        status, headers, answer = reply or done or _error(500, "Never")
        headers = {"Content-Type": MEDIA, "Content-Length": str(len(answer)), **headers}
        start(f"{status} .", list(headers.items()))
        return [answer]

    def _reply(self, environ: Environ, sign_in: str, query: str, body: bytes) -> Reply:
        if not self._knows(sign_in):
            return _error(401, "Sign in")
        parts = [part for part in environ["PATH_INFO"].split("/") if part]
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        is_post = environ["REQUEST_METHOD"] == "POST"
        if parts == ["taxii2"]:
            return _json({"title": "Fake", "api_roots": ["/api/"]})
        if parts == ["api"]:
            most = {"max_content_length": self.most_bytes}
            return _json({"title": "Root", "versions": [MEDIA], **most})
        if parts == ["api", "collections"]:
            rights = {"can_read": True, "can_write": True}
            return _json({"collections": [{"id": COLLECTION, "title": "Indicators", **rights}]})
        if parts == ["api", "collections", COLLECTION, "objects"]:
            return self._added(body) if is_post else self._page(asked)
        if parts == ["api", "collections", COLLECTION, "manifest"]:
            return _json({"objects": [{"id": each["id"]} for each in self.objects]})
        if len(parts) == 3 and parts[:2] == ["api", "status"]:
            return self._status(parts[2])
        return _error(404, "No such thing")

    def _knows(self, sign_in: str) -> bool:
        if self.token:
            return sign_in == f"Bearer {self.token}"
        pair = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return not self.user or sign_in == f"Basic {pair}"

    def _page(self, asked: dict[str, str]) -> Reply:
        times = [_time(number) for number in range(len(self.objects))]
        after = asked.get("next") or asked.get("added_after", "")
        after = self.cursors.get(after, after)
        if asked.get("next") and after not in times:
            return _error(400, "No such page")
        places = [number for number, time in enumerate(times) if time > after]
        count = min(int(asked.get("limit", self.largest_page)), self.largest_page)
        page, more = places[:count], len(places) > count
        if not page:
            return _json({})
        envelope: dict[str, Any] = {"objects": [self.objects[number] for number in page]}
        if more:
            envelope["more"] = True
        if more and self.paging != "none":
            envelope["next"] = self._word(asked.get("next", ""), times[page[-1]])
        dates = {"X-TAXII-Date-Added-First": times[page[0]]}
        if self.says_last:
            dates["X-TAXII-Date-Added-Last"] = times[page[-1]]
        status, headers, body = _json(envelope)
        return status, {**headers, **dates}, body

    def _word(self, before: str, last: str) -> str:
        """Give the word for the page after the last object of this one."""
        if self.paging == "keyset":
            return last
        word = before or f"cursor-{len(self.cursors)}"
        self.cursors[word] = last
        return word

    def _added(self, body: bytes) -> Reply:
        if len(body) > self.most_bytes:
            return _error(413, "Too much")
        objects = json.loads(body)["objects"]
        good = [each for each in objects if each["id"] not in self.refused_ids]
        bad = [each for each in objects if each["id"] in self.refused_ids]
        self.add(*good)
        name = f"00000000-0000-4000-8000-{len(self.statuses):012d}"
        done = {
            "id": name,
            "status": "complete",
            "total_count": len(objects),
            "success_count": len(good),
            "failure_count": len(bad),
            "pending_count": 0,
            "failures": [{"id": each["id"], "message": "Not wanted"} for each in bad],
        }
        self.statuses[name] = (self.polls_until_done, done)
        _, headers, answer = self._status(name)
        return 202, headers, answer

    def _status(self, name: str) -> Reply:
        left, done = self.statuses[name]
        if not left:
            return _json(done)
        self.statuses[name] = (left - 1, done)
        none = {"success_count": 0, "failure_count": 0, "failures": []}
        pending = {"status": "pending", "pending_count": done["total_count"]}
        return _json({**done, **none, **pending})


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(fake: Fake) -> Iterator[str]:
    """Serve on loopback, and give the address of the server."""
    server = make_server("127.0.0.1", 0, fake, server_class=_Server, handler_class=_Silent)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _time(number: int) -> str:
    moment = _START + timedelta(microseconds=number + 1)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _json(body: Any) -> Reply:
    return 200, {}, json.dumps(body).encode()


def _error(status: int, title: str) -> Reply:
    return status, {}, json.dumps({"title": title}).encode()
