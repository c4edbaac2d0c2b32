"""Every TAXII address, asked by every role, tells each no more than they may know."""

import pytest

from tests.conftest import NOW, PEOPLE
from tests.house import addresses
from tests.server.sharing import laying, samples
from tests.server.sharing.asking import send
from tests.server.sharing.conftest import Hub
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing import actions

COUNCIL = {"alice", "bob", "erin", "frank"}
MAY_KNOW = {
    "shared amber": COUNCIL | {"mallory"},
    "shared red": COUNCIL,
    "inner object": COUNCIL,
    "Inner collection": COUNCIL,
    "Indicators": COUNCIL | {"mallory"},
    "failed reason": COUNCIL,
}
"""What could leak, and who may know it."""

METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "TRACE")


def _paths(hub: Hub) -> list[str]:
    """Give each TAXII address with everything that there is in its places."""
    cast = hub.cast
    circle = actions.create_circle(actor=cast.enter("dave"), name="North", now=NOW)
    inner = laying.open_collection(cast, "Inner collection", circle=circle.pk, alias="inner")
    actions.join(actor=cast.enter("dave"), circle=circle.pk, organisation=cast.alderby.pk, now=NOW)
    amber = samples.indicator(name="shared amber")
    red = samples.indicator(name="shared red", object_marking_refs=[markings.TLP_2[Tlp.RED]])
    broken = samples.indicator(id="indicator--failed reason")
    status = send(hub, amber, red, broken)
    within = samples.indicator(name="inner object")
    answer = hub.program("alice").send(f"{hub.of(inner)}objects/", [within])
    assert answer.json()["success_count"] == 1
    filled = []
    for path, name, _ in addresses.addresses():
        if not path.startswith("taxii2/"):
            continue
        for collection in (str(hub.collection.pk), str(inner.pk), "indicators", "inner"):
            for ref in (amber["id"], red["id"], within["id"]):
                it = path.replace("<slug:root>", "hub").replace("<str:key>", status["id"])
                it = it.replace("<str:name>", collection).replace("<str:ref>", ref)
                assert "<" not in it, f"{name} has a place that this test does not fill"
                filled.append(f"/{it}")
    assert len({name for path, name, _ in addresses.addresses() if path.startswith("taxii2/")}) == 9
    return list(dict.fromkeys(filled))


def test_every_address_tells_each_role_what_they_may_know(hub: Hub) -> None:
    paths = _paths(hub)
    told: dict[str, set[str]] = {secret: set() for secret in MAY_KNOW}
    for name in PEOPLE:
        program = hub.program(name, "read")
        for path in paths:
            for more in ("", "?match[version]=all"):
                text = program.ask(path + more).content.decode()
                for secret in MAY_KNOW:
                    if secret in text:
                        told[secret].add(name)
    assert told == MAY_KNOW


@pytest.mark.parametrize("key", ["", "wm_000000000000_" + "x" * 43])
def test_every_address_tells_nobody_without_a_key_anything(hub: Hub, key: str) -> None:
    program = hub.program("alice")
    paths = _paths(hub)
    program.headers["Authorization"] = f"Bearer {key}"
    for path in paths:
        for method in (*METHODS, "POST", "DELETE"):
            answer = program.ask(path, method)
            assert answer.status_code == 401, (method, path)
            assert not any(secret in answer.content.decode() for secret in MAY_KNOW)


def test_no_role_changes_anything_with_a_key_that_only_reads(hub: Hub) -> None:
    paths = _paths(hub)
    before = hub.program("alice").ask(hub.objects).content
    for name in PEOPLE:
        program = hub.program(name, "read")
        for path in paths:
            for method in ("POST", "DELETE", "PUT"):
                assert program.ask(path, method).status_code == 403, (name, method, path)
    assert hub.program("alice").ask(hub.objects).content == before


def test_a_stranger_learns_the_same_of_what_is_hidden_as_of_what_is_not_there(hub: Hub) -> None:
    paths = _paths(hub)
    for name in ("carol", "grace", "dave"):
        program = hub.program(name, "read")
        absent = program.ask(f"{hub.root}collections/nothing/")
        for path in paths:
            if "/collections/" in path and not path.endswith("/collections/"):
                answer = program.ask(path)
                assert (answer.status_code, answer.content) == (404, absent.content), path
