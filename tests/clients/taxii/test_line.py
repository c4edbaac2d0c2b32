"""How the line to a TAXII server behaves when the server does not."""

import gzip
from collections.abc import Callable

import pytest

from wardmote.clients.taxii import client, places
from wardmote.clients.taxii import line as lines
from wardmote.clients.taxii.fake import COLLECTION, Fake
from wardmote.clients.taxii.line import Line
from wardmote.rules.refusal import Conflict, Forbidden, Invalid, Missing, Refusal


def test_what_a_server_offers(line: Line, url: str) -> None:
    (root,) = client.roots(line)
    assert root == client.Root(f"{url}api/", "Root", 100_000)
    (found,) = client.collections(line, root)
    assert found == client.Collection(
        COLLECTION, "Indicators", "", True, True, f"{url}api/collections/{COLLECTION}/", root
    )
    assert client.collection(line, "Indicators") == client.collection(line, COLLECTION) == found
    with pytest.raises(Missing, match=r"There is no collection 'Other'\. There are: 'Indicators'"):
        client.collection(line, "Other")


def test_it_signs_in(fake: Fake, connect: Callable[..., Line]) -> None:
    fake.user, fake.password = "hawk", "secret"
    client.roots(connect(user="hawk", password="secret"))
    with pytest.raises(Forbidden, match="does not know this sign-in"):
        client.roots(connect(user="hawk", password="wrong"))
    with pytest.raises(Forbidden):
        client.roots(connect())
    fake.user, fake.token = "", "a-token"
    client.roots(connect(token="a-token"))
    assert fake.asked[-1][2] == "Bearer a-token"


def test_a_netrc_of_the_machine_never_steps_in(
    fake: Fake, line: Line, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{tmp_path}/netrc"
    with open(path, "w") as file:  # noqa: PTH123
        file.write("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("NETRC", path)
    client.roots(line)
    assert {sign_in for _, _, sign_in in fake.asked} == {""}


def test_it_comes_back_after_a_while(fake: Fake, line: Line, slept: list[float]) -> None:
    fake.faults += [(503, {"Retry-After": "7"}, b""), (429, {}, b""), (502, {}, b""), None]
    client.roots(line)
    assert slept == [7.0, 2.0, 4.0]


def test_it_gives_up_after_six_tries(fake: Fake, line: Line, slept: list[float]) -> None:
    fake.faults += [(503, {}, b'{"title": "Down\\nfor repair"}')] * 6
    with pytest.raises(Conflict, match=r"is busy \(status 503: Down for repair\)\. Try again"):
        client.roots(line)
    assert slept == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_it_does_not_wait_for_an_hour(fake: Fake, line: Line, slept: list[float]) -> None:
    fake.faults += [(503, {"Retry-After": "3600"}, b"")]
    with pytest.raises(Conflict, match="come back in 60 minutes"):
        client.roots(line)
    assert slept == []


@pytest.mark.parametrize(
    ("reply", "refusal", "message"),
    [
        ((403, {}, b'{"title": "Not you"}'), Forbidden, "does not let this sign-in do that: Not"),
        ((404, {}, b""), Missing, "is not there, or not for this sign-in"),
        ((406, {}, b""), Conflict, "does not speak TAXII 2.1"),
        ((500, {}, b"<html>"), Conflict, r"refuses \(status 500\)"),
        ((200, {"Content-Type": "text/html"}, b"<html>"), Conflict, "not as a TAXII server"),
        ((200, {}, b"{"), Conflict, "not as TAXII 2.1 says"),
        ((200, {}, b"[" * 100_000), Conflict, "not as TAXII 2.1 says"),
        ((200, {}, b'{"api_roots": 7}'), Conflict, "not as TAXII 2.1 says"),
        ((200, {}, b"{}"), Missing, "names no API root"),
        ((200, {}, b'{"api_roots": ["https://evil.test/"]}'), Conflict, "sends us on to another"),
        ((302, {"Location": "https://evil.test/"}, b""), Conflict, "sends us on to another"),
        ((302, {"Location": "/taxii2/"}, b""), None, ""),
    ],
)
def test_what_it_says_of_trouble(
    fake: Fake,
    line: Line,
    reply: tuple[int, dict[str, str], bytes],
    refusal: type[Refusal] | None,
    message: str,
) -> None:
    fake.faults += [reply]
    if refusal is None:
        assert len(client.roots(line)) == 1
    else:
        with pytest.raises(refusal, match=message):
            client.roots(line)


def test_it_is_not_sent_round_in_circles(fake: Fake, line: Line) -> None:
    fake.faults += [(302, {"Location": "/taxii2/"}, b"")] * 9
    with pytest.raises(Conflict, match="round in circles"):
        client.roots(line)


def test_it_takes_no_more_than_it_can_hold(fake: Fake, connect: Callable[..., Line]) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    fake.faults += [(200, {"Content-Encoding": "gzip"}, bomb)]
    with pytest.raises(Conflict, match="sends more than 1 MB at once"):
        client.roots(connect())


def test_a_server_that_is_not_there(slept: list[float]) -> None:
    line = Line(places.place("http://127.0.0.1:9/"), sleep=slept.append)
    with pytest.raises(Conflict, match=r"127\.0\.0\.1:9 cannot be reached"):
        client.roots(line)
    assert len(slept) == lines.TRIES - 1
    line.close()


@pytest.mark.parametrize(
    ("url", "sign_in", "message"),
    [
        ("ftp://a.test/", {}, "must start with https://"),
        ("https://", {}, "must start with https://"),
        ("https://[/", {}, "must be such as"),
        ("https://a.test:99999/", {}, "must be such as"),
        ("https://hawk:secret@a.test/", {}, "not in the address"),
        ("http://a.test/", {"user": "hawk", "password": "secret"}, "Use https://"),
        ("http://a.test/", {"token": "secret"}, "Use https://"),
        ("https://a.test/", {"token": "secret", "user": "x"}, "not both"),
        ("https://a.test/", {"token": "secret\r\nX: y"}, "plain characters"),
    ],
)
def test_addresses_that_are_refused(url: str, sign_in: dict[str, str], message: str) -> None:
    with pytest.raises(Invalid, match=message) as refused:
        places.place(url, **sign_in)
    assert "secret" not in str(refused.value)


def test_addresses() -> None:
    assert places.place("https://a.test").url == "https://a.test/taxii2/"
    assert places.place("https://a.test/x").url == "https://a.test/x/"
    assert "secret" not in repr(places.place("https://a.test", user="u", password="secret"))
    assert places.followed("http://a.test/", "https://a.test/x") == "https://a.test/x"
    for there in ("https://b.test/", "http://a.test:81/", "//b.test/", "https://a.test:444/"):
        with pytest.raises(Conflict):
            places.followed("http://a.test/", there)
    with pytest.raises(Conflict):
        places.followed("https://a.test/", "http://a.test/")
