"""A hub, and programs that ask it."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from bench import sectors, serving
from django.db import transaction
from django.test import Client

from tests.conftest import Cast, gather
from tests.database import CLUSTER, NAME
from tests.server.sharing import laying
from tests.server.sharing.served import Served
from wardmote.server.sharing import models

MEDIA = "application/taxii+json;version=2.1"


class Program:
    """A program of one of the cast, with a key."""

    def __init__(self, key: str) -> None:
        self.client = Client(raise_request_exception=True)
        basic = base64.b64encode(f"any:{key}".encode()).decode()
        self.headers = {"Authorization": f"Basic {basic}", "Accept": MEDIA}

    def ask(self, path: str, method: str = "GET", **headers: str) -> Any:
        """Ask once."""
        return self.client.generic(method, path, headers=self.headers | headers)

    def send(self, path: str, objects: Any, **headers: str) -> Any:
        """Send objects, or a body as it is."""
        body = objects if isinstance(objects, bytes) else json.dumps({"objects": objects})
        given = self.headers | {"Content-Type": MEDIA} | headers
        kind = given.pop("Content-Type")
        return self.client.post(path, data=body, content_type=kind, headers=given)


class Hub:
    """An API root with one collection, to which Alderby and Merrowdown belong."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        laying.open_root(cast)
        self.collection = laying.open_collection(cast, alias="indicators")
        laying.let(cast, self.collection, "alderby")
        laying.let(cast, self.collection, "merrowdown")
        self.root = "/taxii2/hub/"
        self.path = self.of(self.collection)
        self.objects = f"{self.path}objects/"
        self.keys: dict[tuple[str, ...], str] = {}

    def of(self, collection: models.Collection) -> str:
        """Say where a collection is."""
        return f"{self.root}collections/{collection.pk}/"

    def program(self, name: str, *scopes: str) -> Program:
        """Give a program of one of the cast."""
        which = (name, *scopes)
        if which not in self.keys:
            self.keys[which] = laying.key_of(self.cast, name, scopes or ("write",))
        return Program(self.keys[which])


@pytest.fixture
def hub(cast: Cast) -> Hub:
    """Open a hub for a test whose work is undone at its end."""
    return Hub(cast)


def laid() -> tuple[str, dict[str, str]]:
    """Lay out a hub with one collection for a service; give that and the keys of its members."""
    cast = gather()
    with transaction.atomic():
        laying.open_root(cast)
        collection = laying.open_collection(cast)
        keys = {}
        for name, code in (("alice", "alderby"), ("mallory", "merrowdown")):
            laying.let(cast, collection, code)
            keys[name] = laying.key_of(cast, name)
    sectors.FOLDER.mkdir(parents=True, exist_ok=True)
    return str(collection.pk), keys


@pytest.fixture
def served(transactional_db: None) -> Iterator[Served]:
    """Serve a hub with one collection."""
    collection, keys = laid()
    with serving.running(CLUSTER, NAME, workers=1) as service, ExitStack() as stack:
        yield Served(service.port, collection, keys, service.workers, stack)


Send = Callable[..., Any]
