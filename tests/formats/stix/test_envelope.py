"""What is submitted is taken apart safely, and every byte is kept."""

import contextlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.stix.objects import DOMAIN, INDICATOR, SIGHTING
from wardmote.formats.stix import envelope
from wardmote.formats.stix.envelope import Failure, Limits
from wardmote.rules import refusal

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text() | st.floats(-1e9, 1e9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
WRITINGS = st.sampled_from(
    [
        {"ensure_ascii": True, "indent": 3},
        {"ensure_ascii": False, "separators": (",", ":")},
        {"ensure_ascii": False, "separators": (" ,\t", " : ")},
    ]
)


def sent(*objects: bytes) -> bytes:
    """Write an envelope around objects."""
    return b'{"objects": [' + b" ,\n ".join(objects) + b"]}"


def written(**changes: object) -> bytes:
    """Write the indicator with some properties changed."""
    return json.dumps(INDICATOR | changes).encode()


@given(st.lists(st.tuples(VALUES, WRITINGS), max_size=4))
def test_12_unknown_properties_survive_byte_for_byte(
    drawn: list[tuple[object, dict[str, object]]],
) -> None:
    bodies = []
    for value, writing in drawn:
        text = json.dumps(INDICATOR | {"x_own": value}, **writing)
        if "\\u0000" not in text:
            bodies.append(text.encode("utf-8", "surrogatepass"))
    found = envelope.read(sent(*bodies))
    assert found.failures == []
    assert [each.body for each in found.objects] == bodies


def test_what_the_hub_must_know_is_read() -> None:
    red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
    body = written(
        granular_markings=[{"marking_ref": red, "selectors": ["name"]}],
        revoked=True,
        extensions={"x": {"used_refs": ["malware--1", 7], "by_ref": "tool--1"}},
    )
    (found,) = envelope.read(sent(body)).objects
    assert (found.id, found.type, found.revoked) == (INDICATOR["id"], "indicator", True)
    assert (found.version, found.created) == (INDICATOR["modified"], INDICATOR["created"])
    assert found.spec_version == "2.1"
    assert found.created_by_ref == INDICATOR["created_by_ref"]
    assert found.object_marking_refs == tuple(INDICATOR["object_marking_refs"])
    assert found.granular_marking_refs == (red,)
    assert found.refs == ("malware--1", "tool--1")
    assert found.content == json.loads(body)


def test_12_observables_have_no_version_and_perhaps_no_spec_version() -> None:
    (found,) = envelope.read(sent(json.dumps(DOMAIN).encode())).objects
    assert (found.version, found.created, found.spec_version) == ("", "", "2.1")
    assert found.created_by_ref is None


def test_a_sighting_refers_to_what_was_seen_and_where() -> None:
    (found,) = envelope.read(sent(json.dumps(SIGHTING).encode())).objects
    assert found.refs == (SIGHTING["sighting_of_ref"], *SIGHTING["where_sighted_refs"])


def test_9_a_bad_object_fails_alone() -> None:
    bad = written(created="x").replace(b'"name"', b'"id": "indicator--0", "id"')
    found = envelope.read(sent(written(), bad, b"7", written()))
    assert [each.index for each in found.objects] == [0, 3]
    assert [each.index for each in found.failures] == [1, 2]
    assert found.failures[1] == Failure(2, "", "", "Each of the objects must be an object.")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (written(id="x"), "An id is a type"),
        (written(id=None), "It needs id."),
        (written(type=["indicator"]), "It needs type."),
        (written(type="malware"), "must begin with malware--"),
        (written(object_marking_refs="x"), "must be a list"),
        (written(granular_markings=[{"marking_ref": "x"}]), "must begin with marking-definition--"),
        (written()[:-1] + b', "name": "b"}', "'name' stands there twice"),
        (written(x=[{}])[:-1].replace(b"[{}]", b'[{"a":1,"a":1}]') + b"}", "twice"),
        (written(x=0).replace(b'"x": 0', b'"x": 1e999'), "too large"),
        (written(x=0).replace(b'"x": 0', b'"x": ' + b"1" * 41), "at most 40 digits"),
        (written(x=0).replace(b'"x": 0', b'"x": 0.' + b"1" * 41), "at most 40 digits"),
        (written(x="?").replace(b"?", b"\\u0000"), "NUL"),
        (written(x="?").replace(b"?", b"\\\\\\u0000"), "NUL"),
        (written(x="?").replace(b"?", b"\xff"), "UTF-8"),
        (written().replace(b"definition--", b"definition\\u002d-"), "without escapes"),
        (written(x=json.loads("[" * 20 + "]" * 20)), "more than 20 deep"),
        (written(x="a" * 1_000_000), "at most 1,000,000 bytes"),
        (written(object_marking_refs=INDICATOR["object_marking_refs"] * 101), "100 markings"),
        (written(x_refs=[str(each) for each in range(5001)]), "at most 5,000"),
    ],
)
def test_what_is_broken_or_hostile_fails_with_its_reason(body: bytes, said: str) -> None:
    found = envelope.read(sent(written(), body))
    assert len(found.objects) == 1
    (failure,) = found.failures
    assert said in failure.reason


@pytest.mark.parametrize(
    "text", ["\\\\u0000", "\\ud83d\\ude00", "\\u00a3", "\\\\\\\\u0000", "\\\\ud800"]
)
def test_escapes_that_are_characters_are_taken(text: str) -> None:
    body = written(x="?").replace(b"?", text.encode())
    assert [each.body for each in envelope.read(sent(body)).objects] == [body]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"7",
        b"\xff\xfe",
        b'{"objects": {}}',
        b'{"objects": [}',
        b'{"objects": [NaN]}',
        b'{"objects": ["\x01"]}',
        b'{"objects": ["\\ud800"]}',
        b'{"objects": ["\\udc00 "]}',
        b'{"objects": [], "objects": []}',
        b'{"objects": [{"a": 1}], "objects": [{"a": 2}]}',
        b'{"more": 1, "more": 2, "objects": []}',
        b'{"objects": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": ' * 100_000 + b"1" + b"}" * 100_000,
        b'{"objects": []} {}',
        b'{"objects": [], "x": "' + b"a" * 10_000 + b'"}',
        b'{"x": "' + b"a" * 10_000 + b'"}',
    ],
)
def test_what_is_no_envelope_is_refused_as_a_whole(body: bytes) -> None:
    with pytest.raises(refusal.Invalid, match="no TAXII envelope"):
        envelope.read(body)


def test_more_than_the_hub_takes_at_once_is_refused() -> None:
    with pytest.raises(refusal.Invalid, match="at most 2 objects"):
        envelope.read(sent(*[written()] * 3), replace(Limits(), objects=2))
    with pytest.raises(refusal.Invalid, match="fewer objects"):
        envelope.read(b'{"objects": [' + b"7," * 1_000_001 + b"7]}")
    with pytest.raises(refusal.Invalid, match="at most 9 bytes"):
        envelope.read(b'{"objects": []}', Limits(body_bytes=9))
    assert envelope.read(sent(*[written()] * 3), Limits(objects=3)).failures == []


def test_an_empty_envelope_and_a_bundle_are_read() -> None:
    assert envelope.read(b"{}").objects == envelope.read(b' {"objects":[]} ').objects == []
    bundle = b'{"type": "bundle", "id": "bundle--1", "objects": [%s]}' % written()
    assert [each.body for each in envelope.read(bundle).objects] == [written()]


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode()))
def test_anything_is_read_or_refused(body: bytes) -> None:
    for each in (body, sent(body)):
        with contextlib.suppress(refusal.Invalid):
            envelope.read(each)
