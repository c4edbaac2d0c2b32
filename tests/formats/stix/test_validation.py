"""Objects are measured as OASIS measures them, with its own validator as the oracle."""

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
import stix2validator
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.stix.objects import DOMAIN, INDICATOR, MARKING, SIGHTING
from wardmote.formats.stix import validation
from wardmote.rules.sharing import renderings
from wardmote.rules.sharing.markings import Tlp

GOOD = [INDICATOR, SIGHTING, DOMAIN, MARKING]


def examples() -> Iterator[dict[str, Any]]:
    """Give every object of the examples that come with OASIS's validator."""
    folder = resources.files(stix2validator).joinpath("schemas-2.1", "examples")
    for file in (*folder.iterdir(), *folder.joinpath("threat-reports").iterdir()):
        if file.name.endswith(".json"):
            yield from json.loads(file.read_text()).get("objects", [])


EXAMPLES = list(examples())


def oasis_says(content: dict[str, Any]) -> bool:
    """Ask OASIS's own validator, without what it only recommends.

    Its checks beyond the schemas break on values of the wrong type, which the schemas refuse.
    """
    options = stix2validator.ValidationOptions(version="2.1", disabled=["all"])
    try:
        return bool(stix2validator.validate_instance(content, options).is_valid)
    except (stix2validator.ValidationError, TypeError, AttributeError, KeyError):
        return False


def test_the_examples_of_oasis_are_good() -> None:
    assert len(EXAMPLES) > 100
    assert [each for each in EXAMPLES if validation.errors(each)] == []


@pytest.mark.parametrize("tlp", Tlp)
@pytest.mark.parametrize("rendering", renderings.Rendering)
def test_our_own_marking_definitions_are_good(tlp: Tlp, rendering: renderings.Rendering) -> None:
    assert validation.errors(json.loads(renderings.definition(tlp, rendering))) == []


BROKEN: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        "",
        [],
        {},
        7,
        -1,
        1.5,
        True,
        "x",
        "2026-02-30T00:00:00.000Z",
        "2020-01-01T00:00:00.000Z",
    ]
)


FREE = {"pattern", "value", "lang", "mime_type"}
"""What is read elsewhere, or by lists and formats that the docstring says are not enforced."""


@given(st.sampled_from([*GOOD, *EXAMPLES[::15]]), st.data())
def test_a_broken_object_is_refused_where_oasis_refuses_it(
    good: dict[str, Any], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(good.keys() - FREE)))
    broken = good | {name: data.draw(BROKEN)}
    if data.draw(st.booleans()):
        del broken[name]
    if isinstance(broken.get("type"), str) and broken["type"] == good["type"]:
        assert (validation.errors(broken) == []) == oasis_says(broken)


@pytest.mark.parametrize(
    ("good", "change", "said"),
    [
        (INDICATOR, {"valid_from": None}, "valid_from: must not be empty; leave it out instead."),
        (INDICATOR, {"name": 7}, "name: must be text."),
        (INDICATOR, {"labels": []}, "labels: must not be empty; leave it out instead."),
        (INDICATOR, {"confidence": 101}, "confidence: must be at most 100."),
        (INDICATOR, {"revoked": "no"}, "revoked: must be true or false."),
        (
            INDICATOR,
            {"created": "2026-01-01T00:00:00Z"},
            "created: must be a time in UTC, such as 2026-01-31T09:30:00.000Z, with its "
            "milliseconds.",
        ),
        (
            INDICATOR,
            {"valid_until": "tomorrow"},
            "valid_until: must be a time in UTC, such as 2026-01-31T09:30:00.000Z.",
        ),
        (
            INDICATOR,
            {"valid_until": "2026-02-30T00:00:00Z"},
            "valid_until: “2026-02-30T00:00:00Z” is no time. Write it in UTC, such as "
            "2026-01-31T09:30:00.000Z.",
        ),
        (
            INDICATOR,
            {"valid_until": INDICATOR["valid_from"]},
            "valid_until: It must be later than valid_from.",
        ),
        (
            INDICATOR,
            {"modified": "2025-12-31T23:59:59.999Z"},
            "modified: It must be later than created.",
        ),
        (
            INDICATOR,
            {"kill_chain_phases": [{"kill_chain_name": "x"}]},
            "kill_chain_phases[0]: phase_name is missing.",
        ),
        (
            INDICATOR,
            {"created_by_ref": "identity--1"},
            "created_by_ref: must be a type, two dashes and a UUID, such as indicator--… (version "
            "1 to 5).",
        ),
        (INDICATOR, {"X": 1}, "object: has names that STIX does not allow: X."),
        (INDICATOR, {"spec_version": "3"}, "spec_version: must be one of 2.0, 2.1."),
        (
            INDICATOR,
            {
                "granular_markings": [
                    {
                        "marking_ref": INDICATOR["object_marking_refs"][0],
                        "selectors": ["external_references.[1].url"],
                    }
                ]
            },
            "granular_markings: external_references.[1].url is not in the object.",
        ),
        (
            MARKING,
            {"object_marking_refs": [MARKING["id"]]},
            "object_marking_refs: A marking may not mark itself.",
        ),
        (SIGHTING, {"last_seen": "2026-01-05T20:59:59.9999999Z"}, None),
        (SIGHTING, {"count": 10**9}, "count: must be at most 999999999."),
        (
            {"type": "process", "id": "process--ecb120bf-2694-5902-a737-62b74539a41b", "pid": 1},
            {},
            "id: Nothing in it can make an id, so use a UUID of version 4.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    good: dict[str, Any], change: dict[str, Any], said: str | None
) -> None:
    expected = [said or "last_seen: It must be later than first_seen."]
    assert validation.errors(good | change) == expected


def test_marking_a_part_that_is_there_is_good() -> None:
    for selector in ("name", "external_references.[0].url", "indicator_types.[0]"):
        marking = {"marking_ref": MARKING["id"], "selectors": [selector]}
        assert validation.errors(INDICATOR | {"granular_markings": [marking]}) == []


def test_12_types_that_stix_does_not_have_are_taken() -> None:
    own = {**INDICATOR, "type": "x-own", "id": INDICATOR["id"].replace("indicator", "x-own")}
    assert validation.errors(own) == []
    assert (
        validation.errors(
            {**DOMAIN, "type": "x-dns", "id": DOMAIN["id"].replace("domain-name", "x-dns")}
        )
        == []
    )
    assert validation.errors(own | {"id": INDICATOR["id"]}) == [
        "id: The id must begin with x-own--, as the type says."
    ]


def test_an_object_full_of_faults_is_answered_shortly() -> None:
    found = validation.errors(dict.fromkeys(INDICATOR) | {"X" * 999: 1})
    assert len(found) == 5
    assert max(map(len, found)) <= 200


JSON = st.recursive(
    BROKEN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["selectors", "marking_ref", "type", "x"]), inner)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["type", "id", "created", "granular_markings", "object_marking_refs", "extensions", "hashes"]
)


@given(st.sampled_from([{}, *GOOD]), st.dictionaries(NAMES, JSON, max_size=3))
def test_anything_is_measured(good: dict[str, Any], change: dict[str, Any]) -> None:
    assert isinstance(validation.errors(good | change), list)


def test_no_text_makes_an_expression_slow() -> None:
    assert len(validation.errors(INDICATOR | {"type": "a" * 200_000 + "!"})) > 0
