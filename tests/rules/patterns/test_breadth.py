"""A pattern that matches nearly everything is held back."""

import pytest

from wardmote.rules.patterns import breadth, reading

EVERYTHING = [
    "[url:value LIKE '%']",
    "[url:value LIKE 'http%']",
    "[url:value LIKE 'https://www.%']",
    "[url:value LIKE '%.%']",
    "[domain-name:value LIKE '%.uk']",
    "[domain-name:value != 'x']",
    "[domain-name:value NOT = 'x']",
    "[domain-name:value NOT IN ('x', 'y')]",
    "[domain-name:value NOT LIKE '%evil%']",
    "[file:size > 0]",
    "[EXISTS url:value]",
    "[NOT EXISTS url:value]",
    "[url:value MATCHES '.*']",
    "[url:value MATCHES '^https?://.+$']",
    "[url:value MATCHES '[a-z0-9]+\\\\.\\\\w{2,}']",
    "[url:value MATCHES 'evil-domain|']",
    "[url:value MATCHES '(evil-domain)?']",
    "[ipv4-addr:value ISSUBSET '0.0.0.0/0']",
    "[ipv4-addr:value ISSUBSET '128.0.0.0/1']",
    "[ipv6-addr:value ISSUBSET '2000::/3']",
    "[x:is_active = true]",
    "[domain-name:value = 'evil.example' OR url:value LIKE '%']",
    "[domain-name:value = 'evil.example'] OR [url:value LIKE '%'] WITHIN 5 SECONDS",
    "[domain-name:value != 'x' AND domain-name:value != 'y']",
    "[url:value LIKE '%'] FOLLOWEDBY [url:value LIKE '%']",
]

SOMETHING = [
    "[domain-name:value = 'evil.example']",
    "[domain-name:value NOT != 'evil.example']",
    "[domain-name:value = 'evil.example' AND domain-name:value != 'x']",
    "[domain-name:value = 'evil.example'] FOLLOWEDBY [url:value LIKE '%']",
    "[url:value LIKE '%/evil/%']",
    "[url:value MATCHES '/wp-content/[a-z]+\\\\.php$']",
    "[ipv4-addr:value ISSUBSET '192.0.2.0/24']",
    "[ipv4-addr:value ISSUPERSET '192.0.2.1']",
    "[network-traffic:dst_port = 4444]",
    "[network-traffic:dst_port IN (4444, 4445)]",
]


@pytest.mark.parametrize("text", EVERYTHING)
def test_what_matches_everything_is_told(text: str) -> None:
    assert breadth.matches_everything(reading.parse(text))


@pytest.mark.parametrize("text", SOMETHING)
def test_what_names_something_is_let_through(text: str) -> None:
    assert not breadth.matches_everything(reading.parse(text))


@pytest.mark.parametrize("hard", ["[" * 200_000, "(?" * 100_000, ")   " * 60_000, "{1" * 90_000])
def test_hostile_expressions_are_told_at_once(hard: str) -> None:
    assert breadth.matches_everything(reading.parse(f"[url:value MATCHES '{hard}']")) in (
        True,
        False,
    )
