"""Writers of mixed sizes at the same time, killed in the middle, and pollers throughout.

What was acknowledged must reach every poller exactly once, however it follows: by the time of
the last object, or by `next`.
"""

import http.client
import itertools
import json
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.sharing import asking

SIZES = (1, 2, 7, 30, 120)
LIMITS = (17, 200, 1000)
EMPTY_TO_END = 3
Row = tuple[str, str]


@dataclass(frozen=True)
class Load:
    """Who does what to the collection. Units: seconds between two requests of one of them."""

    writers: int = 4
    pollers: int = 4
    write_every: float = 0
    poll_every: float = 0.02
    kills: bool = True


KILLED = Load()
CROWD = Load(writers=5, pollers=50, write_every=0.5, poll_every=1, kills=False)


@dataclass
class Outcome:
    """What was sent, and what went wrong; all lists are empty where nothing did."""

    acknowledged: int = 0
    requests: int = 0
    kills: int = 0
    polls: int = 0
    lost: list[Row] = field(default_factory=list)
    doubled: list[Row] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Tell whether nothing was lost, doubled, out of order or unexpected."""
        return not (self.lost or self.doubled or self.disordered or self.unexpected)


@dataclass
class Strain:
    """What all threads share."""

    port: int
    path: str
    keys: Sequence[str]
    workers: Callable[[], Sequence[int]]
    read_ports: Sequence[int]
    load: Load
    outcome: Outcome = field(default_factory=Outcome)
    sent: set[Row] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_over: threading.Event = field(default_factory=threading.Event)
    writers_gone: threading.Event = field(default_factory=threading.Event)

    def break_off(self, error: Exception) -> None:
        """Take a broken line for what a kill does; where nobody kills, it is a fault."""
        if not self.load.kills:
            self.outcome.unexpected.append(repr(error))
        time.sleep(0.05)


def run(
    port: int,
    path: str,
    keys: Sequence[str],
    workers: Callable[[], Sequence[int]],
    seconds: float,
    standbys: Sequence[int] = (),
    load: Load = KILLED,
) -> Outcome:
    """Strain a collection for some seconds, then see that each poller has all of it once.

    Shape: pollers ask at `port` and at each of `standbys` in turn.
    """
    strain = Strain(port, path, keys, workers, [port, *standbys], load)
    polled: list[list[Row]] = [[] for _ in range(load.pollers)]
    writers = [
        threading.Thread(target=_write, args=(strain, number)) for number in range(load.writers)
    ]
    others = [threading.Thread(target=_kill, args=(strain,))] if load.kills else []
    pollers = [
        threading.Thread(target=_poll, args=(strain, number, rows))
        for number, rows in enumerate(polled)
    ]
    for thread in (*writers, *others, *pollers):
        thread.start()
    time.sleep(seconds)
    strain.is_over.set()
    for thread in (*writers, *others):
        thread.join()
    strain.writers_gone.set()
    for thread in pollers:
        thread.join()
    outcome = strain.outcome
    outcome.acknowledged = len(strain.sent)
    for rows in polled:
        counted = Counter(rows)
        outcome.doubled += [row for row, times in counted.items() if times > 1]
        outcome.lost += sorted(strain.sent - counted.keys())
        outcome.unexpected += [str(row) for row in counted.keys() - strain.sent]
    return outcome


def _write(strain: Strain, number: int) -> None:
    chance = random.Random(number)  # noqa: S311  draws what is sent, no secret
    maker = f"identity--{number:08}-0d4e-4d3a-9b7e-2f1c8e5a6b01"
    key = strain.keys[number % len(strain.keys)]
    earlier: list[dict[str, Any]] = []
    while not strain.is_over.is_set():
        objects: list[dict[str, Any]] = json.loads(asking.indicators(chance.choice(SIZES)))[
            "objects"
        ]
        for each in objects:
            each["created_by_ref"] = maker
        if earlier:
            again = chance.choice(earlier)
            objects += [again, _newer(again)]
        _until_taken(strain, key, json.dumps({"objects": objects}).encode())
        with strain.lock:
            strain.sent |= {(each["id"], each["modified"]) for each in objects}
        earlier.append(objects[-1])
        earlier = earlier[-50:]
        strain.is_over.wait(strain.load.write_every)


def _newer(earlier: dict[str, Any]) -> dict[str, Any]:
    number = int(earlier["modified"][20:-1]) + 1
    return earlier | {"modified": f"{earlier['modified'][:20]}{number:06}Z"}


def _until_taken(strain: Strain, key: str, body: bytes) -> None:
    """Send again until it is acknowledged: what was kept before a kill is a success."""
    while True:
        try:
            with asking.Program(strain.port, key) as program:
                reply = program.ask("POST", strain.path, body)
        except (OSError, http.client.HTTPException) as error:
            strain.break_off(error)
            continue
        with strain.lock:
            strain.outcome.requests += 1
            if reply.status == 202 and b'"failure_count":0' in reply.body:
                return
            if not strain.load.kills or reply.status not in (429, 503):
                strain.outcome.unexpected.append(f"{reply.status} {reply.body[:300]!r}")
                return


def _kill(strain: Strain) -> None:
    """Kill a worker now and then, and break off a request within its body."""
    chance = random.Random(0)  # noqa: S311
    while not strain.is_over.wait(1.5):
        with socket.create_connection(("127.0.0.1", strain.port), timeout=5) as half:
            head = f"POST {strain.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
            head += f"Authorization: Bearer {strain.keys[0]}\r\n"
            head += f"Content-Type: {asking.MEDIA}\r\n\r\n"
            half.sendall(head.encode() + asking.indicators(20))
        workers = strain.workers()
        if workers:
            os.kill(chance.choice(list(workers)), signal.SIGKILL)
            strain.outcome.kills += 1


def _poll(strain: Strain, number: int, rows: list[Row]) -> None:
    """Follow the collection by time alone, or by `next` where there is more."""
    after, more, empty = "", "", 0
    limit, ports = LIMITS[number % len(LIMITS)], itertools.cycle(strain.read_ports)
    while empty < EMPTY_TO_END:
        was_over = strain.writers_gone.is_set()
        query = f"{strain.path}?match[version]=all&limit={limit}"
        query += f"&added_after={after}" if after else ""
        query += f"&next={more}" if more else ""
        try:
            with asking.Program(next(ports), strain.keys[number % 2]) as program:
                reply = program.ask("GET", query)
        except (OSError, http.client.HTTPException) as error:
            strain.break_off(error)
            continue
        strain.outcome.polls += 1
        if reply.status != 200:
            if not strain.load.kills or reply.status not in (429, 503):
                strain.outcome.unexpected.append(f"{reply.status} {reply.body[:300]!r}")
            continue
        page = json.loads(reply.body)
        found = [(each["id"], each["modified"]) for each in page.get("objects", [])]
        rows += found
        last = reply.headers.get("X-TAXII-Date-Added-Last", max(after, more))
        if found and not last > max(after, more):
            strain.outcome.disordered.append(f"{last} after {after} {more}")
        follows = number % 2 and page.get("more")
        more = page["next"] if follows else ""
        after = after if follows else last
        empty = empty + 1 if was_over and not found else 0
        strain.writers_gone.wait(0 if found else strain.load.poll_every)
