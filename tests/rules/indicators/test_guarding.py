"""What must not be looked for, and what is suspect."""

import pytest

from wardmote.rules.indicators import guarding
from wardmote.rules.indicators.guarding import Weight
from wardmote.rules.indicators.values import Kind

SUFFIXES = {"com", "uk", "co.uk", "github.io"}
NEVER, SUSPECT = Weight.NEVER, Weight.SUSPECT


@pytest.mark.parametrize(
    ("kind", "value", "weights"),
    [
        (Kind.DOMAIN, "evil.com", ()),
        (Kind.DOMAIN, "co.uk", (NEVER,)),
        (Kind.DOMAIN, "github.io", (NEVER,)),
        (Kind.DOMAIN, "evil.github.io", ()),
        (Kind.DOMAIN, "com", (NEVER,)),
        (Kind.DOMAIN, "localhost", (NEVER,)),
        (Kind.DOMAIN, "evil.example", (SUSPECT,)),
        (Kind.DOMAIN, "evil.example.com", (SUSPECT,)),
        (Kind.DOMAIN, "printer.local", (SUSPECT,)),
        (Kind.IP, "45.0.0.1", ()),
        (Kind.IP, "10.1.2.3", (NEVER,)),
        (Kind.IP, "100.64.0.1", (NEVER,)),
        (Kind.IP, "127.0.0.1", (NEVER,)),
        (Kind.IP, "192.0.2.1", (SUSPECT,)),
        (Kind.IP, "2001:db8::1", (SUSPECT,)),
        (Kind.IP, "fe80::1", (NEVER,)),
        (Kind.IP, "224.0.0.1", (NEVER,)),
        (Kind.IP, "2a00:1450::1", ()),
        (Kind.CIDR, "45.1.0.0/16", ()),
        (Kind.CIDR, "45.0.0.0/15", (SUSPECT,)),
        (Kind.CIDR, "44.0.0.0/7", (NEVER,)),
        (Kind.CIDR, "2a00:1450::/32", ()),
        (Kind.CIDR, "2a00::/31", (SUSPECT,)),
        (Kind.CIDR, "2000::/3", (NEVER,)),
        (Kind.CIDR, "192.168.0.0/16", (NEVER,)),
        (Kind.CIDR, "10.0.0.0/8", (NEVER, SUSPECT)),
        (Kind.URL, "github.io/evil", ()),
        (Kind.URL_PREFIX, "github.io/", (NEVER,)),
        (Kind.URL_PREFIX, "github.io/evil/", ()),
        (Kind.URL, "10.0.0.1:8080/x", (NEVER,)),
        (Kind.URL, "[fe80::1]/x", (NEVER,)),
        (Kind.HASH, "d41d8cd98f00b204e9800998ecf8427e", (NEVER,)),
        (Kind.HASH, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", (NEVER,)),
        (Kind.HASH, "0" * 64, (NEVER,)),
        (Kind.HASH, "900150983cd24fb0d6963f7d28e17f72", ()),
        (Kind.EMAIL, "bad@evil.com", ()),
        (Kind.EMAIL, "bad@evil.example", (SUSPECT,)),
        (Kind.FILE_NAME, "svchost.exe", (SUSPECT,)),
        (Kind.FILE_NAME, "evil.exe", ()),
        (Kind.USER_AGENT, "curl", (SUSPECT,)),
        (Kind.USER_AGENT, "Evil/1.0 (loader)", ()),
        (Kind.JA3, "0" * 32, (NEVER,)),
    ],
)
def test_cautions(kind: Kind, value: str, weights: tuple[Weight, ...]) -> None:
    found = guarding.cautions(kind, value, is_public_suffix=SUFFIXES.__contains__)
    assert tuple(each.weight for each in found) == weights
    worst = guarding.never(kind, value, is_public_suffix=SUFFIXES.__contains__)
    assert bool(worst) == (NEVER in weights)


def test_a_value_on_lists_is_suspect_and_three_of_the_lists_are_named() -> None:
    (found,) = guarding.cautions(
        Kind.DOMAIN,
        "evil.com",
        is_public_suffix=SUFFIXES.__contains__,
        which=lambda kind, value: ("a", "b", "c", "d") if value == "evil.com" else (),
    )
    assert found == guarding.Caution(
        SUSPECT, "It is on a list of ordinary values: a; b; c; and more."
    )
