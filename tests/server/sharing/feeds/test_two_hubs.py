"""Two hubs, each a real service with a database of its own, exchange by TAXII alone."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import msgspec
import psycopg
import pytest
import requests
from django.db import connection, transaction

from tests.conftest import NOW, Cast, gather
from tests.database import fingerprint
from tests.server.sharing import laying, samples
from wardmote.clients.postgres import cluster
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.feeding import Direction
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing import models
from wardmote.server.sharing.actions import feeds

MEDIA = "application/taxii+json;version=2.1"
RUN = """
import sys
from wardmote.cli.main import main
for verb in sys.argv[1:]:
    try:
        main(["share", verb, "--json"])
    except SystemExit:
        print("---")
"""
QUIET = ("push", "pull")
WARDMOTE = [sys.executable, "-m", "wardmote.cli"]


class Hub:
    """One hub: its database, its service, and what an operator and a council do there."""

    def __init__(
        self, postgres: cluster.Cluster, name: str, port: int, keys: dict[str, str]
    ) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.key = keys["alice"]
        self.name = name
        self.objects = ""
        self.env = os.environ | {
            "WARDMOTE_DATABASE_URL": postgres.url(name, "wm_app"),
            "WARDMOTE_BASE_URL": self.base,
            "WARDMOTE_FEED_SECRETS": "OTHER_HUB",
            "OTHER_HUB": keys["mallory"],
            "NO_PROXY": "127.0.0.1",
        }

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Run the service."""
        bind = self.base.removeprefix("http://")
        command = [*WARDMOTE, "serve", "--bind", bind, "--workers", "1", "--threads", "2"]
        service = subprocess.Popen(command, env=self.env)
        try:
            limit = time.monotonic() + 60
            while not _answers(int(bind.partition(":")[2])):
                assert service.poll() is None
                assert time.monotonic() < limit
                time.sleep(0.05)
            yield
        finally:
            service.terminate()
            service.wait(timeout=30)

    def send(self, body: bytes) -> None:
        """Send as a council."""
        answer = requests.post(self.objects, body, headers=self._headers(), timeout=30)
        assert answer.json()["failure_count"] == 0, answer.json()

    def read(self) -> list[bytes]:
        """Read all, each object as it is written."""
        answer = requests.get(self.objects, headers=self._headers(), timeout=30)
        raws = msgspec.json.decode(answer.content, type=dict[str, list[msgspec.Raw]])
        return sorted(bytes(each) for each in raws.get("objects", []))

    def share(self, *verbs: str) -> list[int]:
        """Run feeds as the operator does, and say how much was taken each time."""
        command = [sys.executable, "-c", RUN, *verbs]
        ended = subprocess.run(command, env=self.env, capture_output=True, text=True)
        told = [json.loads(each) for each in ended.stdout.split("---\n")[:-1]]
        assert [each[0]["error"] for each in told] == [""] * len(verbs), ended.stderr
        return [int(each[0]["taken"]) for each in told]

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", "Accept": MEDIA, "Content-Type": MEDIA}


@pytest.fixture
def hubs(
    transactional_db: None, postgres: cluster.Cluster, settings: Any
) -> Iterator[tuple[Hub, Hub]]:
    """Open two hubs that follow each other both ways: four feeds between one pair."""
    settings.FEED_SECRETS = {"OTHER_HUB": "any"}
    ports = _free(2)
    admin = postgres.url("postgres", cluster.SUPERUSER)
    names = ("wm_hub_here", "wm_hub_there")
    with psycopg.connect(admin, autocommit=True) as sql:
        for name in names:
            sql.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        sql.execute(f'CREATE DATABASE "{names[0]}" TEMPLATE "{fingerprint()}" OWNER wm_owner')
        with _writing_to(names[0]):
            laid = _lay(gather(), ports)
        sql.execute(f'CREATE DATABASE "{names[1]}" TEMPLATE "{names[0]}" OWNER wm_owner')
    here, there = (Hub(postgres, name, port, laid) for name, port in zip(names, ports, strict=True))
    for hub, other in ((here, there), (there, here)):
        hub.objects = f"{hub.base}/taxii2/hub/collections/{laid['collection']}/objects/"
        with psycopg.connect(postgres.url(hub.name, cluster.SUPERUSER)) as sql:
            sql.execute("UPDATE sharing_feed SET is_on = url LIKE %s", [f"{other.base}%"])
    with here.serving(), there.serving():
        yield here, there
    with psycopg.connect(admin, autocommit=True) as sql:
        for name in names:
            sql.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _writing_to(name: str) -> Iterator[None]:
    """Let the models write to another database for a while: one that nobody else is in."""
    connection.close()
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _lay(cast: Cast, ports: list[int]) -> dict[str, str]:
    with transaction.atomic():
        laying.open_root(cast)
        collection = laying.open_collection(cast)
        laying.let(cast, collection, "alderby")
        laying.let(cast, collection, "merrowdown", "rwp")
        keys = {name: laying.key_of(cast, name) for name in ("alice", "mallory")}
        for port in ports:
            for direction in Direction:
                feeds.create_feed(
                    actor=cast.enter("dave"),
                    direction=direction,
                    collection=collection.pk,
                    organisation=cast.merrowdown.pk,
                    wanted=feeds.Wanted(
                        f"The other hub, {direction}",
                        f"http://127.0.0.1:{port}/taxii2/",
                        "Indicators",
                        secret="OTHER_HUB",
                        ceiling=Tlp.GREEN,
                    ),
                    now=NOW,
                )
        assert models.Feed.objects.count() == 4
    return {**keys, "collection": str(collection.pk)}


def _answers(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def _free(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def test_two_hubs_become_alike_byte_for_byte_and_then_are_quiet(hubs: tuple[Hub, Hub]) -> None:
    here, there = hubs
    label = {"object_marking_refs": [markings.TLP_2[Tlp.GREEN]]}
    odd = json.dumps(samples.indicator(x_odd=[1.50, 1e3, "Grüße ☂"], **label), indent=1)
    plain = json.dumps(samples.indicator(created_by_ref=samples.MAKER, **label))
    others = [json.dumps(samples.indicator(**label), separators=(",", ":")) for _ in range(3)]
    hidden = json.dumps(samples.indicator(object_marking_refs=[markings.TLP_2[Tlp.AMBER_STRICT]]))
    here.send(f'{{"objects":[{odd},{plain},{hidden}]}}'.encode())
    there.send(f'{{"objects":[{",".join(others)}]}}'.encode())
    shared = sorted(each.encode() for each in (odd, plain, *others))

    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda hub: hub.share("push", "pull"), hubs))
        newer = json.dumps(json.loads(plain) | {"modified": "2026-11-09T10:00:00.000Z"}).encode()
        here.send(b'{"objects":[' + newer + b"]}")
        list(both.map(lambda hub: hub.share("pull", "push", "pull"), hubs))
        quiet = [done[1:] for done in both.map(lambda hub: hub.share("pull", *QUIET), hubs)]

    alike = sorted([newer, *(each for each in shared if each != plain.encode())])
    assert there.read() == alike
    assert here.read() == sorted([*alike, hidden.encode()])
    assert quiet == [[0, 0], [0, 0]]
