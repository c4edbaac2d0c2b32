"""Lists: what holds and may be read, by key or session, and 304 while all is as it was."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import Hub
from wardmote.formats.exports import offered
from wardmote.formats.packs import reading
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.markings import Tlp


def stamp(**ago: int) -> str:
    """Write a time that many days or hours from now."""
    return (datetime.now(UTC) + timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


def of(pattern: str, **more: Any) -> dict[str, Any]:
    """Make an indicator of a pattern that holds since yesterday."""
    return samples.indicator(pattern=f"[{pattern}]", valid_from=stamp(days=-1), **more)


def domain(name: str, **more: Any) -> dict[str, Any]:
    """Make an indicator of a domain."""
    return of(f"domain-name:value = '{name}'", **more)


class Firewall:
    """A program that fetches lists with a key as the password."""

    def __init__(self, hub: Hub, name: str = "mallory") -> None:
        self.headers = hub.program(name, "read").headers | {"Accept": "*/*"}
        self.base = f"/sharing/export/{hub.collection.pk}/"

    def fetch(self, what: str, **headers: str) -> Any:
        """Fetch once."""
        answer: Any = Client().get(f"{self.base}{what}", headers=self.headers | headers)
        answer.body = answer.getvalue() if answer.streaming else answer.content
        return answer

    def lines(self, what: str) -> list[str]:
        """Fetch a list of lines."""
        answer = self.fetch(what)
        assert answer.status_code == 200, answer.content
        return sorted(answer.body.decode().splitlines())


def send(hub: Hub, *objects: dict[str, Any]) -> None:
    """Send objects as Alderby."""
    answer = hub.program("alice").send(hub.objects, list(objects))
    assert answer.json()["failure_count"] == 0, answer.json()


def test_each_list_holds_its_kind(hub: Hub) -> None:
    send(
        hub,
        domain("bad.example"),
        of("ipv4-addr:value = '203.0.113.7'"),
        of("url:value = 'https://bad.example/x'"),
        of(f"file:hashes.MD5 = '{'0a' * 16}'"),
    )
    firewall = Firewall(hub)
    assert firewall.lines("domains") == ["bad.example"]
    assert firewall.lines("ips") == ["203.0.113.7"]
    assert firewall.lines("urls") == ["http://bad.example/x", "https://bad.example/x"]
    assert firewall.lines("hashes") == ["0a" * 16]
    assert firewall.lines("rpz")[:2] == ["$TTL 300", "*.bad.example CNAME ."]
    assert len(firewall.lines("csv")) == 5
    assert len(firewall.lines("csv?kind=domain,ip")) == 3


@pytest.mark.parametrize("kind", offered.FORMATS)
def test_every_list_can_be_fetched_and_says_what_it_is(hub: Hub, kind: str, tmp_path: Any) -> None:
    send(hub, domain("bad.example"))
    answer = Firewall(hub).fetch(kind)
    content = answer.body
    assert answer.status_code == 200
    assert answer["Content-Type"] == offered.FORMATS[kind].media
    assert int(answer["Content-Length"]) == len(content)
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Last-Modified"].endswith("GMT")
    assert (b"bad.example" in content) is (kind not in ("ips", "urls", "hashes"))
    if kind in ("domains", "csv", "misp", "stix"):
        path = tmp_path / offered.FORMATS[kind].file
        path.write_bytes(content)
        assert [each.value for each in reading.read(path).indicators] == ["bad.example"]


def test_only_what_holds_now_and_says_no_more_than_that_it_is_bad(hub: Hub) -> None:
    gone = domain("gone.example", created_by_ref=samples.MAKER)
    send(
        hub,
        domain("now.example"),
        domain("expired.example", valid_until=stamp(hours=-1)),
        samples.indicator(
            pattern="[domain-name:value = 'later.example']", valid_from=stamp(days=1)
        ),
        gone,
        of("domain-name:value = 'both.example' AND network-traffic:dst_port = 443"),
    )
    harmful = [of("domain-name:value = 'co.uk'"), of("ipv4-addr:value = '10.0.0.1'")]
    assert hub.program("alice").send(hub.objects, harmful).json()["failure_count"] == 2
    send(hub, gone | {"revoked": True, "modified": "2026-11-05T00:00:00.000Z"})
    firewall = Firewall(hub)
    assert firewall.lines("domains") == ["now.example"]
    assert firewall.lines("ips") == []


def test_labels_and_scores_narrow(hub: Hub) -> None:
    send(
        hub,
        domain("clear.example", object_marking_refs=[markings.TLP_2[Tlp.CLEAR]], confidence=90),
        domain("amber.example", object_marking_refs=[markings.TLP_2[Tlp.AMBER]], confidence=1),
    )
    firewall = Firewall(hub)
    assert firewall.lines("domains") == ["amber.example", "clear.example"]
    assert firewall.lines("domains?tlp=green") == ["clear.example"]
    assert firewall.lines("domains?score=40") == ["clear.example"]
    for wrong in ("tlp=pink", "score=x", "score=101", "kind=frog", "tpl=green"):
        assert firewall.fetch(f"domains?{wrong}").status_code == 400, wrong
    assert firewall.fetch("nonsense").status_code == 404


def test_a_list_holds_only_what_its_reader_may_read(hub: Hub) -> None:
    send(
        hub,
        domain("strict.example", object_marking_refs=[markings.TLP_2[Tlp.AMBER_STRICT]]),
        domain("green.example", object_marking_refs=[markings.TLP_2[Tlp.GREEN]]),
    )
    assert Firewall(hub).lines("domains") == ["green.example", "strict.example"]
    laying.let(hub.cast, hub.collection, "merrowdown", "rp")
    assert Firewall(hub).lines("domains") == ["green.example"]
    assert Firewall(hub, "carol").fetch("domains").status_code == 404


def test_stix_goes_out_byte_for_byte(hub: Hub) -> None:
    body = json.dumps(domain("bad.example", x_odd=[1.50, "Grüße"]), indent=1).encode()
    hub.program("alice").send(hub.objects, b'{"objects":[' + body + b"]}")
    content = Firewall(hub).fetch("stix").body
    assert body in content
    assert json.loads(content)["type"] == "bundle"


def test_nothing_is_fetched_again_until_something_changes(hub: Hub) -> None:
    last = {"valid_until": "9999-12-31T23:59:59Z"}
    first = domain("first.example", created_by_ref=samples.MAKER, **last)
    send(hub, first)
    firewall = Firewall(hub)
    tag = firewall.fetch("domains")["ETag"]
    again = firewall.fetch("domains", **{"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again["ETag"], again.body) == (304, tag, b"")
    assert firewall.fetch("domains?tlp=red", **{"If-None-Match": tag}).status_code == 304
    assert firewall.fetch("domains?tlp=clear", **{"If-None-Match": tag}).status_code == 200
    assert firewall.fetch("hosts", **{"If-None-Match": tag}).status_code == 200

    def changed() -> bool:
        nonlocal tag
        answer = firewall.fetch("domains", **{"If-None-Match": tag})
        before, tag = tag, answer["ETag"]
        return bool(answer.status_code == 200 and before != tag)

    assert not changed()
    send(hub, domain("second.example"))
    assert changed()
    assert not changed()
    send(hub, first | {"revoked": True, "modified": "2026-11-05T00:00:00.000Z"})
    assert changed()
    hub.program("alice").ask(f"{hub.objects}{first['id']}/", "DELETE")
    assert changed()
    laying.let(hub.cast, hub.collection, "merrowdown", "rwp")
    assert changed()
    assert not changed()


def test_what_expires_is_fetched_again_without_any_change(hub: Hub) -> None:
    send(hub, domain("short.example", valid_until=stamp(hours=1)))
    firewall = Firewall(hub)
    tag = firewall.fetch("domains")["ETag"]
    assert firewall.fetch("domains", **{"If-None-Match": tag}).status_code == 304
    mark, _, until = tag.strip('"').partition("-")
    assert 0 < int(until) - datetime.now(UTC).timestamp() <= 3600
    over = f'"{mark}-{int(datetime.now(UTC).timestamp()) - 1}"'
    assert firewall.fetch("domains", **{"If-None-Match": over}).status_code == 200


def test_that_nothing_changed_costs_one_query_after_the_key(hub: Hub) -> None:
    send(hub, *(domain(f"bad{number}.example") for number in range(50)))
    firewall = Firewall(hub)
    tag = firewall.fetch("domains")["ETag"]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        firewall.fetch("domains", **{"If-None-Match": tag})
    asking = [each["sql"] for each in asked if "SAVEPOINT" not in each["sql"]]
    assert ["wm_enter_key" in asking[0], len(asking)] == [True, 2]


def test_who_has_no_key_and_no_session_is_asked_for_one(hub: Hub) -> None:
    path = f"/sharing/export/{hub.collection.pk}/domains"
    asked = Client().get(path, headers={"Accept": "*/*"})
    assert (asked.status_code, asked["WWW-Authenticate"][:5]) == (401, "Basic")
    wrong = base64.b64encode(b"any:wmk_nothing").decode()
    assert Client().get(path, headers={"Authorization": f"Basic {wrong}"}).status_code == 401
    person = Client().get(path, headers={"Accept": "text/html"})
    assert person.status_code == 302


def test_a_person_finds_and_fetches_lists_in_the_browser(hub: Hub) -> None:
    send(hub, domain("bad.example"))
    client = Client()
    client.force_login(
        hub.cast.mallory, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = client.get("/sharing/lists/", headers={"Accept": "text/html"})
    assert page.status_code == 200
    path = f"/sharing/export/{hub.collection.pk}/domains"
    assert f"http://127.0.0.1{path}" in page.content.decode()
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.getvalue() == b"bad.example\n"
