"""Labels are written for an older client; none is widened, and nothing else changes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules.sharing import markings, renderings
from wardmote.rules.sharing.markings import Tlp
from wardmote.rules.sharing.renderings import Rendering

REFS = st.sampled_from(sorted(markings.BY_ID))
VALUES = st.recursive(
    REFS | st.text() | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def _read(body: bytes, ref: str = "indicator--x") -> object:
    return json.loads(renderings.rendered(ref, body, Rendering.TLP_1))


@given(st.lists(REFS, min_size=1), VALUES)
def test_no_label_becomes_wider_and_each_is_of_the_first_protocol(
    refs: list[str], rest: object
) -> None:
    sent = {"object_marking_refs": refs, "x_rest": rest}
    read = _read(json.dumps(sent).encode())
    assert isinstance(read, dict)
    written = read["object_marking_refs"]
    assert set(written) <= set(markings.TLP_1.values())
    for before, after in zip(refs, written, strict=True):
        assert markings.BY_ID[after] >= markings.BY_ID[before]


@given(VALUES)
def test_what_names_no_label_stays_byte_for_byte(rest: object) -> None:
    body = json.dumps({"x_rest": rest}).encode()
    if not any(ref.encode() in body for ref in markings.TLP_2.values()):
        assert renderings.rendered("indicator--x", body, Rendering.TLP_1) == body
    assert renderings.rendered("indicator--x", body, Rendering.AS_SENT) == body


@pytest.mark.parametrize("tlp", list(Tlp))
def test_a_label_is_found_however_json_writes_it(tlp: Tlp) -> None:
    ref = markings.TLP_2[tlp]
    every = "".join(f"\\u{ord(sign):04X}" for sign in ref)
    one = ref.replace("-", "\\u002d", 1)
    body = f'{{"object_marking_refs":["{every}","{one}","{ref}"]}}'.encode()
    wanted = markings.TLP_1[renderings.NARROWED[tlp]]
    assert _read(body) == {"object_marking_refs": [wanted] * 3}


def test_a_text_that_names_a_label_stays() -> None:
    body = json.dumps({"name": f"see {markings.TLP_2[Tlp.RED]}", "x": '\\"'}).encode()
    assert renderings.rendered("indicator--x", body, Rendering.TLP_1) == body


@pytest.mark.parametrize("tlp", list(Tlp))
def test_a_definition_is_seen_under_the_older_id(tlp: Tlp) -> None:
    ref = markings.TLP_2[tlp]
    old = renderings.written_ref(ref, Rendering.TLP_1)
    assert _read(b"{}", ref) == json.loads(renderings.definition(tlp, Rendering.TLP_1))
    assert old == markings.TLP_1[renderings.NARROWED[tlp]]
    assert ref in renderings.refs_behind(old, Rendering.TLP_1)
    assert renderings.refs_behind(old, Rendering.AS_SENT) == (old,)
    assert renderings.written_ref(ref, Rendering.AS_SENT) == ref
