"""Who may read what: the truth table of TLP 2.0, and that nothing ever widens."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules import refusal
from wardmote.rules.sharing import markings, renderings
from wardmote.rules.sharing.markings import TLP_1, TLP_2, Marking, Reader, Standing, Tlp
from wardmote.rules.sharing.renderings import Rendering

STRANGE = markings.OBJECT + "00000000-0000-4000-8000-000000000000"
PROSE = markings.OBJECT + "11111111-1111-4111-8111-111111111111"
READS = {
    Tlp.CLEAR: "ANYONE COMMUNITY PARTNER MEMBER",
    Tlp.GREEN: "COMMUNITY PARTNER MEMBER",
    Tlp.AMBER: "PARTNER MEMBER",
    Tlp.AMBER_STRICT: "MEMBER",
    Tlp.RED: "",
}
"""Who reads each label by standing alone, as FIRST's four definitions come to for a hub."""

MARKINGS = st.builds(
    markings.marked,
    st.lists(st.sampled_from([*TLP_2.values(), *TLP_1.values(), STRANGE]), max_size=3),
    st.lists(st.sampled_from([*TLP_2.values(), STRANGE]), max_size=2),
    recipients=st.frozensets(st.sampled_from("abc")),
    default=st.sampled_from(Tlp),
)
STANDINGS = st.sampled_from(Standing)


@pytest.mark.parametrize("tlp", Tlp)
@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("is_own", [False, True])
@pytest.mark.parametrize("is_named", [False, True])
def test_the_truth_table(tlp: Tlp, standing: Standing, is_own: bool, is_named: bool) -> None:
    marking = markings.marked([TLP_2[tlp]])
    expected = standing is not Standing.OUTSIDE and (
        is_own or standing.name in READS[tlp].split() or (tlp is Tlp.RED and is_named)
    )
    assert markings.may_read(marking, Reader(standing, is_own, is_named)) == expected


@given(MARKINGS, STANDINGS, st.booleans(), st.booleans())
def test_the_rule_is_what_its_docstring_says_in_sql(
    marking: Marking, standing: Standing, is_own: bool, is_named: bool
) -> None:
    tlp, floor = int(marking.tlp), int(marking.floor)
    sql = standing >= 0 and (is_own or (standing >= floor and (tlp < 4 or is_named)))
    assert markings.may_read(marking, Reader(standing, is_own, is_named)) == sql


@given(st.lists(MARKINGS, min_size=1, max_size=4), STANDINGS, st.sampled_from("abc"))
def test_who_reads_the_whole_may_read_each_part(
    parts: list[Marking], standing: Standing, who: str
) -> None:
    def reads(marking: Marking) -> bool:
        return markings.may_read(marking, Reader(standing, is_named=who in marking.recipients))

    assert reads(markings.combined(*parts)) == all(map(reads, parts))


@given(st.lists(MARKINGS, min_size=1, max_size=4))
def test_the_label_of_the_whole_is_the_narrowest(parts: list[Marking]) -> None:
    assert markings.combined(*parts).tlp == max(part.tlp for part in parts)


@pytest.mark.parametrize(
    ("whole", "parts", "expected"),
    [
        pytest.param([], [], Marking(Tlp.AMBER, Tlp.AMBER), id="unmarked takes the default"),
        pytest.param([TLP_2[Tlp.CLEAR]], [], Marking(Tlp.CLEAR, Tlp.CLEAR), id="clear is clear"),
        pytest.param([TLP_1[Tlp.CLEAR]], [], Marking(Tlp.CLEAR, Tlp.CLEAR), id="so was white"),
        pytest.param([STRANGE], [], Marking(Tlp.AMBER, Tlp.AMBER), id="strange: the default"),
        pytest.param(
            [TLP_2[Tlp.GREEN], STRANGE], [], Marking(Tlp.AMBER, Tlp.AMBER), id="or narrower"
        ),
        pytest.param(
            [TLP_2[Tlp.GREEN], PROSE], [], Marking(Tlp.GREEN, Tlp.GREEN), id="a statement is none"
        ),
        pytest.param([PROSE], [], Marking(Tlp.AMBER, Tlp.AMBER), id="so it alone is unmarked"),
        pytest.param(
            [], [TLP_2[Tlp.CLEAR]], Marking(Tlp.AMBER, Tlp.AMBER), id="the rest is unmarked"
        ),
        pytest.param(
            [TLP_2[Tlp.GREEN]],
            [TLP_1[Tlp.RED]],
            Marking(Tlp.RED, Tlp.GREEN, frozenset("a")),
            id="a red part of a green whole",
        ),
        pytest.param(
            [TLP_2[Tlp.AMBER_STRICT]],
            [],
            Marking(Tlp.AMBER_STRICT, Tlp.AMBER_STRICT),
            id="recipients are for red alone",
        ),
    ],
)
def test_markings_of_one_object(whole: list[str], parts: list[str], expected: Marking) -> None:
    definitions: dict[str, Tlp | None] = {PROSE: None}
    found = markings.marked(whole, parts, recipients="a", definitions=definitions)
    assert found == expected


def test_references_are_read_where_they_stand() -> None:
    body: dict[str, object] = {
        "object_marking_refs": [STRANGE],
        "granular_markings": [
            {"marking_ref": TLP_2[Tlp.RED], "selectors": ["description"]},
            {"lang": "cy", "selectors": ["name"]},
        ],
    }
    assert markings.read_object_refs(body) == (STRANGE,)
    assert markings.read_granular_refs(body) == (TLP_2[Tlp.RED],)
    assert markings.read_object_refs({}) == markings.read_granular_refs({}) == ()


@pytest.mark.parametrize(
    "body",
    [
        {"object_marking_refs": TLP_2[Tlp.RED]},
        {"object_marking_refs": [7]},
        {"object_marking_refs": ["tlp:red"]},
        {"granular_markings": {}},
        {"granular_markings": ["x"]},
        {"granular_markings": [{"marking_ref": None}]},
    ],
)
def test_markings_that_cannot_be_read_are_refused(body: dict[str, object]) -> None:
    read = (
        markings.read_object_refs if "object_marking_refs" in body else markings.read_granular_refs
    )
    with pytest.raises(refusal.Invalid):
        read(body)


@pytest.mark.parametrize("tlp", Tlp)
@pytest.mark.parametrize("generation", Rendering)
def test_our_definitions_mean_their_label(tlp: Tlp, generation: Rendering) -> None:
    body = json.loads(renderings.definition(tlp, generation))
    expected = renderings.NARROWED[tlp] if generation is Rendering.TLP_1 else tlp
    assert markings.read_definition(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"id": TLP_2[Tlp.RED], "definition_type": "tlp", "definition": {"tlp": "white"}}, 4),
        ({"id": STRANGE, "definition_type": "tlp", "definition": {"tlp": "white"}}, 2),
        ({"id": STRANGE, "definition_type": "tlp", "definition": {"tlp": "RED"}}, 4),
        ({"id": STRANGE, "extensions": {markings.EXTENSION: {"tlp_2_0": "amber+strict"}}}, 3),
        ({"id": STRANGE, "extensions": {markings.EXTENSION: "clear"}}, 2),
        ({"id": STRANGE, "definition_type": "statement", "definition": {"statement": "©"}}, None),
        ({"id": STRANGE, "definition_type": "iep", "definition": {"tlp": 4}}, 2),
    ],
)
def test_a_definition_of_its_own_may_narrow_but_not_widen(
    body: dict[str, object], expected: int | None
) -> None:
    assert markings.read_definition(body) == expected


@given(st.sampled_from(Tlp))
def test_tlp_1_is_never_wider(tlp: Tlp) -> None:
    body = b'{"object_marking_refs": ["%s"],"x":"\xc2\xa3"}' % TLP_2[tlp].encode()
    written = renderings.rendered("indicator--1", body, Rendering.TLP_1)
    ref = json.loads(written)["object_marking_refs"][0]
    assert markings.BY_ID[ref] >= tlp
    assert ref in TLP_1.values()
    assert written == body.replace(TLP_2[tlp].encode(), ref.encode())
    assert renderings.rendered("indicator--1", body, Rendering.AS_SENT) == body


def test_a_definition_is_rendered_as_a_whole() -> None:
    sent = renderings.definition(Tlp.AMBER_STRICT)
    written = renderings.rendered(TLP_2[Tlp.AMBER_STRICT], sent, Rendering.TLP_1)
    assert written == renderings.definition(Tlp.RED, Rendering.TLP_1)
    assert json.loads(written)["definition"] == {"tlp": "red"}


def test_labels_are_written_as_first_writes_them() -> None:
    assert [tlp.label for tlp in Tlp] == [
        "TLP:CLEAR",
        "TLP:GREEN",
        "TLP:AMBER",
        "TLP:AMBER+STRICT",
        "TLP:RED",
    ]
