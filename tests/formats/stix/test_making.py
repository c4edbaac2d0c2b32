"""What is made is what STIX says, and reads back as what it was made of."""

from datetime import UTC, datetime

import pytest

from wardmote.formats.stix import making, telling, validation
from wardmote.formats.stix.making import Maker
from wardmote.rules.indicators.values import Kind
from wardmote.rules.patterns import reading, simple
from wardmote.rules.sharing import grading
from wardmote.rules.sharing.markings import Tlp

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
MAKER = Maker("identity--7f8f2b4c-0d4e-4d3a-9b7e-2f1c8e5a6b01", Tlp.AMBER, NOW, 70)
VALUES = [
    (Kind.DOMAIN, "evil.example"),
    (Kind.IP, "192.0.2.1"),
    (Kind.IP, "2001:db8::1"),
    (Kind.CIDR, "192.0.2.0/24"),
    (Kind.URL, "evil.example/a?b='c"),
    (Kind.URL_PREFIX, "evil.example/a/"),
    *((Kind.HASH, "ab" * (length // 2)) for length in (32, 40, 56, 64, 96, 128)),
    (Kind.EMAIL, "o'x@evil.example"),
    (Kind.FILE_NAME, "a b.exe"),
    (Kind.USER_AGENT, "Evil/1.0 (x)"),
    (Kind.JA3, "ab" * 16),
    (Kind.JA4, "t13d1516h2_8daaf6152771_b0da82dd1658"),
]


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_an_indicator_looks_for_its_value(kind: Kind, value: str) -> None:
    made = making.indicator(MAKER, kind, value, "A name", scheme="https")
    assert validation.errors(made) == []
    assert simple.held(reading.parse(made["pattern"])) == ((kind, value),)
    assert telling.looked_for(made) == [(kind, value)]


def test_an_identity_is_the_same_each_time() -> None:
    first, second = (making.identity(MAKER.identity, "Alderby", NOW) for _ in range(2))
    assert (first, validation.errors(first)) == (second, [])


def test_values_within_and_between_observations_are_all_held() -> None:
    pattern = (
        "([domain-name:value = 'a.example' AND url:value != 'b.example/']"
        " FOLLOWEDBY [ipv4-addr:value IN ('192.0.2.1', '192.0.2.2')]) WITHIN 5 SECONDS"
    )
    assert simple.held(reading.parse(pattern)) == (
        (Kind.DOMAIN, "a.example"),
        (Kind.IP, "192.0.2.1"),
        (Kind.IP, "192.0.2.2"),
    )


def test_names_are_told_safely() -> None:
    nameless = {"type": "indicator", "pattern_type": "stix", "id": "indicator--x"}
    assert telling.name(nameless | {"pattern": "[domain-name:value = 'a.example']"}) == (
        "a[.]example"
    )
    assert telling.name(nameless | {"pattern": "["}) == "indicator--x"
    assert telling.name({"type": "url", "value": "http://a.example/b"}) == "hxxp://a[.]example/b"
    assert telling.name({"type": "sighting", "count": 0}) == "Looked for, not seen"


@pytest.mark.parametrize(
    ("labels", "grade"),
    [
        (['admiralty-scale:source-reliability="b"'], "B6"),
        (
            [
                'admiralty-scale:source-reliability="a"',
                'admiralty-scale:information-credibility="2"',
            ],
            "A2",
        ),
        (["phishing"], None),
        ("no list", None),
    ],
)
def test_a_grade_is_read_from_labels(labels: object, grade: str | None) -> None:
    found = telling.grade({"labels": labels})
    assert found == (grading.read(grade) if grade else None)
