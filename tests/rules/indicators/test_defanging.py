"""What is defanged is not followed by accident, and reads as the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules.indicators import defanging, writing
from wardmote.rules.indicators.values import Kind

WRITTEN = {
    Kind.DOMAIN: ["evil.example.net", "a.b.c.example.org"],
    Kind.IP: ["192.0.2.1", "2001:db8::1"],
    Kind.CIDR: ["192.0.2.0/24", "2001:db8::/32"],
    Kind.URL: [
        "evil.example.net/a.html?b=c.d",
        "192.0.2.1:8080/x",
        "evil.example/?to=http://b.example/c",
    ],
    Kind.EMAIL: ["first.last@evil.example.net"],
    Kind.HASH: ["ab" * 16],
    Kind.FILE_NAME: ["invoice.pdf.exe"],
}


@pytest.mark.parametrize(
    ("kind", "value"), [(kind, value) for kind, each in WRITTEN.items() for value in each]
)
def test_a_defanged_value_reads_as_itself(kind: Kind, value: str) -> None:
    assert writing.written(kind, defanging.defanged(kind, value)) == value


@given(st.lists(st.text("abcdef0123456789-", min_size=1, max_size=9), min_size=2, max_size=5))
def test_no_name_stays_one_that_a_program_would_follow(labels: list[str]) -> None:
    name = ".".join(labels)
    shown = defanging.defanged(Kind.DOMAIN, name)
    assert (shown.replace("[.]", "."), shown.count(".")) == (name, shown.count("[.]"))


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("[url:value = 'https://a.example/b.c']", "[url:value = 'hxxps://a[.]example/b.c']"),
        ("[domain-name:value = 'a.example']", "[domain-name:value = 'a[.]example']"),
        ("[file:hashes.'SHA-256' = 'ab']", "[file:hashes.'SHA-256' = 'ab']"),
    ],
)
def test_a_pattern_is_shown_so_that_nothing_in_it_is_followed(pattern: str, shown: str) -> None:
    assert defanging.defanged_pattern(pattern) == shown


@pytest.mark.parametrize("text", ["x", "\\'", "\\", ":", "a-"])
def test_a_pattern_of_any_length_is_shown_at_once(text: str) -> None:
    for pattern in (f"'{text * 500_000}'", f"'{text * 500_000}"):
        assert defanging.defanged_pattern(pattern) == pattern


def test_a_text_that_does_not_end_is_not_followed_either() -> None:
    assert defanging.defanged_pattern("a = 'http://b.example") == "a = 'hxxp://b[.]example"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("WWW[.]evil.example", ("www.evil.example", "evil.example", "www[.]evil.example")),
        ("Grey Heron", ("grey heron", "Grey Heron")),
    ],
)
def test_a_name_is_meant_with_the_names_above_it(asked: str, found: tuple[str, ...]) -> None:
    meant = defanging.meant(asked)
    assert meant[: len(found) - 1] == found[: len(found) - 1]


def test_an_address_is_meant_with_the_networks_that_hold_it() -> None:
    meant = defanging.meant("192.0.2.77")
    assert (meant[0], "192.0.2.0/24" in meant, "192.0.0.0/7" in meant) == (
        "192.0.2.77",
        True,
        False,
    )


def test_a_page_is_meant_with_its_starts_and_its_host() -> None:
    meant = defanging.meant("hxxps://a.evil.example/x/y?z=1")
    wanted = ["a.evil.example/x/y?z=1", "a.evil.example/x/", "a.evil.example", "evil.example"]
    assert [each for each in wanted if each not in meant] == []
