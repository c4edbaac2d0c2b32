"""Merging: whatever two people write, nothing of it is lost."""

from hypothesis import example, given
from hypothesis import strategies as st

from wardmote.rules.assess import merging
from wardmote.rules.assess.answers import Reply, Said
from wardmote.rules.assess.judging import Answer
from wardmote.rules.assess.merging import Field

TEXTS = st.sampled_from(["", "one", "two", "three"])
REPLIES = st.builds(Reply, st.sampled_from(Answer), TEXTS)
SAID = st.builds(
    Said,
    statements=st.dictionaries(st.sampled_from(["A1.a.A.1", "A1.a.A.2", "A1.a.NA.1"]), REPLIES),
    notes=TEXTS,
    judged=st.sampled_from(["", "achieved", "not_achieved"]),
    reason=TEXTS,
)
A = Said(notes="a")
B = Said(notes="b")


@given(SAID)
def test_fields_and_back_is_the_same(said: Said) -> None:
    assert merging.from_fields(merging.fields(said)) == said


@given(SAID, SAID, SAID)
@example(Said(), A, B)
def test_nothing_that_either_side_wrote_is_absent(base: Said, mine: Said, theirs: Said) -> None:
    merged = merging.merge(base, mine, theirs)
    outcome = merging.fields(merged.said)
    clashes = {clash.name: clash for clash in merged.clashes}
    for side, pick in ((mine, "mine"), (theirs, "theirs")):
        laid = merging.fields(side)
        for name in merging.changed(base, side):
            value = laid.get(name, Field())
            if name in clashes:
                assert getattr(clashes[name], pick) == value
            else:
                assert outcome.get(name, Field()) == value


@given(SAID, SAID, SAID)
def test_a_field_that_nobody_changed_stays(base: Said, mine: Said, theirs: Said) -> None:
    merged = merging.merge(base, mine, theirs)
    touched = {*merging.changed(base, mine), *merging.changed(base, theirs)}
    assert {*merging.changed(base, merged.said)} <= touched


@given(SAID, SAID)
def test_one_side_alone_stands(base: Said, changed: Said) -> None:
    for merged in (merging.merge(base, changed, base), merging.merge(base, base, changed)):
        assert (merged.said, merged.clashes) == (changed, ())


@given(SAID, SAID)
def test_both_alike_is_no_clash(base: Said, changed: Said) -> None:
    assert merging.merge(base, changed, changed) == merging.Merge(changed, (), (), ())


@given(SAID, SAID, SAID)
def test_sides_may_swap(base: Said, mine: Said, theirs: Said) -> None:
    one, other = merging.merge(base, mine, theirs), merging.merge(base, theirs, mine)
    assert [clash.name for clash in one.clashes] == [clash.name for clash in other.clashes]
    assert (one.mine, one.theirs) == (other.theirs, other.mine)
    choices = {clash.name: clash.mine for clash in one.clashes}
    assert merging.settle(one, choices) == merging.settle(other, choices)


@given(SAID, SAID, SAID)
def test_a_settled_merge_holds_the_decisions(base: Said, mine: Said, theirs: Said) -> None:
    merged = merging.merge(base, mine, theirs)
    settled = merging.settle(merged, {clash.name: clash.mine for clash in merged.clashes})
    for name in merging.changed(base, mine):
        assert merging.fields(settled).get(name, Field()) == merging.fields(mine).get(name, Field())


def test_a_reason_stays_with_its_judgement() -> None:
    base = Said()
    mine = Said(judged="achieved", reason="tested last month")
    theirs = Said(judged="not_achieved")
    (clash,) = merging.merge(base, mine, theirs).clashes
    assert (clash.name, clash.mine, clash.theirs) == (
        "judgement",
        Field("achieved", "tested last month"),
        Field("not_achieved", ""),
    )
