"""Lists of what is ordinary, as they are installed and as we ship them."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from wardmote.formats.lists import ordinary, suffixes
from wardmote.rules.indicators.values import Kind
from wardmote.rules.refusal import Invalid


def a_list(folder: Path, name: str, form: str, attributes: list[str], *entries: object) -> Path:
    path = folder / f"{name}.json"
    path.write_text(
        json.dumps({"name": name, "type": form, "matching_attributes": attributes, "list": entries})
    )
    return path


@pytest.fixture
def lists(tmp_path: Path) -> ordinary.Lists:
    return ordinary.Lists(
        [
            a_list(
                tmp_path,
                "hosts",
                "hostname",
                ["domain", "url"],
                "Good.org",
                ".dotted.net",
                7,
                "github.io",
                "amazonaws.com",
            ),
            a_list(tmp_path, "texts", "string", ["domain", "md5", "url"], "exact.org", "A" * 32),
            a_list(tmp_path, "nets", "cidr", ["ip-dst"], "45.0.0.0/8", "45.1.0.0/16", "junk"),
            a_list(tmp_path, "parts", "substring", ["email-src"], "mail.tm"),
            a_list(tmp_path, "forms", "regex", ["email-dst"], "/^abuse@/i", "/(/"),
        ]
    )


@pytest.mark.parametrize(
    ("kind", "value", "names"),
    [
        (Kind.DOMAIN, "good.org", ("hosts",)),
        (Kind.DOMAIN, "www.good.org", ("hosts",)),
        (Kind.DOMAIN, "notgood.org", ()),
        (Kind.DOMAIN, "dotted.net", ("hosts",)),
        (Kind.DOMAIN, "github.io", ("hosts",)),
        (Kind.DOMAIN, "evil.github.io", ()),
        (Kind.DOMAIN, "evil.s3.amazonaws.com", ()),
        (Kind.DOMAIN, "sts.amazonaws.com", ("hosts",)),
        (Kind.DOMAIN, "exact.org", ("texts",)),
        (Kind.DOMAIN, "www.exact.org", ()),
        (Kind.URL, "good.org/page", ()),
        (Kind.HASH, "a" * 32, ("texts",)),
        (Kind.IP, "45.2.0.1", ("nets",)),
        (Kind.IP, "46.0.0.1", ()),
        (Kind.CIDR, "45.1.2.0/24", ("nets",)),
        (Kind.CIDR, "44.0.0.0/7", ()),
        (Kind.EMAIL, "x@sub.mail.tm", ("parts",)),
        (Kind.EMAIL, "ABUSE@evil.com", ("forms",)),
        (Kind.JA4, "t13d1516h2_8daaf6152771_e5627efa2ab1", ()),
    ],
)
def test_which(lists: ordinary.Lists, kind: Kind, value: str, names: tuple[str, ...]) -> None:
    assert lists.which(kind, value) == names


def test_many_entries_are_told_apart(tmp_path: Path) -> None:
    held = [f"name{number}.com" for number in range(0, 20_000, 2)]
    lists = ordinary.Lists([a_list(tmp_path, "many", "string", ["domain"], *held)])
    assert [n for n in range(20_000) if lists.which(Kind.DOMAIN, f"name{n}.com")] == list(
        range(0, 20_000, 2)
    )


def test_ours_hold_what_all_use() -> None:
    shipped = ordinary.shipped()
    assert shipped.names == ("Addresses of public name servers", "Names of ordinary services")
    assert shipped.which(Kind.DOMAIN, "www.nhs.uk") == ("Names of ordinary services",)
    assert shipped.which(Kind.IP, "9.9.9.9") == ("Addresses of public name servers",)


def test_those_that_are_installed_are_taken() -> None:
    lists = ordinary.load()
    assert len(lists.names) > 100
    empty = "d41d8cd98f00b204e9800998ecf8427e"
    assert "List of known hashes for empty files" in lists.which(Kind.HASH, empty)


@pytest.mark.parametrize(
    ("kind", "value", "looked_for"),
    [
        (Kind.IP, "3.120.5.6", True),
        (Kind.IP, "185.220.101.4", True),
        (Kind.DOMAIN, "evil.duckdns.org", True),
        (Kind.DOMAIN, "evil.ngrok.io", True),
        (Kind.IP, "8.8.8.8", False),
        (Kind.DOMAIN, "www.nhs.uk", False),
    ],
)
def test_a_hunt_looks_for_what_attackers_hire(kind: Kind, value: str, looked_for: bool) -> None:
    assert bool(ordinary.load().which(kind, value)) or looked_for
    assert (not ordinary.load(hired=False).which(kind, value)) is looked_for


@pytest.mark.parametrize("content", ["", "[]", '{"name": 1}', '{"name": "x"}', "\ufffd"])
def test_a_broken_list_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "list.json"
    path.write_text(content)
    with pytest.raises(Invalid, match=r"list\.json: This is not a list"):
        ordinary.Lists([path])


@pytest.mark.parametrize(
    ("name", "shared", "known", "registered"),
    [
        ("co.uk", True, True, None),
        ("github.io", True, True, None),
        ("evil.github.io", False, True, "evil.github.io"),
        ("www.evil.co.uk", False, True, "evil.co.uk"),
        ("readme.txt", False, False, None),
        ("", False, False, None),
    ],
)
def test_suffixes(name: str, shared: bool, known: bool, registered: str | None) -> None:
    assert suffixes.is_public_suffix(name) is shared
    assert suffixes.has_public_suffix(name) is known
    assert suffixes.registrable(name) == registered


def test_a_file_of_lists_may_be_any_iterable(tmp_path: Path) -> None:
    files: Iterable[Path] = iter([a_list(tmp_path, "one", "string", ["md5"], "b" * 32)])
    assert ordinary.Lists(files).which(Kind.HASH, "b" * 32) == ("one",)
