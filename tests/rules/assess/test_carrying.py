"""What is carried into a new cycle, and what never is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.formats.frameworks import shipped
from wardmote.rules.assess import carrying
from wardmote.rules.assess.carrying import Old
from wardmote.rules.frameworks.values import Change, Crossing, Crosswalk, Framework, Part

BEFORE, AFTER = shipped.framework("caf-3.2"), shipped.framework("caf-4.0")
CROSSWALK = shipped.crosswalk("caf-3.2", "caf-4.0")
TARGETS = {"across": (CROSSWALK, AFTER), "same": (carrying.identity(BEFORE), BEFORE)}
WORDS = st.text(alphabet="abcdef ", min_size=1, max_size=8).map(lambda text: f"<{text}>")


@st.composite
def olds(draw: st.DrawFn, part: Part) -> list[Old]:
    chosen = draw(
        st.lists(st.sampled_from(BEFORE.part_outcomes(part)), unique_by=lambda one: one.code)
    )
    found = []
    for outcome in chosen:
        codes = [each.code for each in outcome.statements]
        answered = draw(st.lists(st.sampled_from(codes), unique=True))
        ways = st.sampled_from(["yes", "no", "met_another_way"])
        statements = {
            code: {"answer": draw(ways), "how": draw(st.just("") | WORDS)} for code in answered
        }
        judged = draw(st.sampled_from(["", *(level.code for level in BEFORE.levels)]))
        notes, reason = draw(st.just("") | WORDS), draw(st.just("") | WORDS)
        found.append(Old(outcome.code, statements, notes, judged, reason))
    return found


def planned(target: str, given_olds: list[Old], part: Part) -> tuple[carrying.Plan, Framework]:
    crosswalk, after = TARGETS[target]
    return carrying.plan(given_olds, crosswalk, BEFORE, after, part), after


@settings(max_examples=40, deadline=None)
@given(data=st.data(), part=st.sampled_from(list(Part)), target=st.sampled_from(list(TARGETS)))
def test_nothing_is_lost_and_nothing_is_judged(
    data: st.DataObject, part: Part, target: str
) -> None:
    given_olds = data.draw(olds(part))
    plan, after = planned(target, given_olds, part)
    assert [one.outcome for one in plan.carried] == [one.code for one in after.part_outcomes(part)]
    kept = {one.outcome: one for one in plan.carried}
    lost = {one.old.outcome for one in plan.gone}
    for old in given_olds:
        homes = [one for one in plan.carried if old.outcome in one.sources]
        text = "\n".join(one.notes for one in homes) + "".join(
            one.words for one in plan.gone if one.old is old
        )
        assert old.is_empty or bool(homes) != (old.outcome in lost)
        assert old.notes in text
        assert old.reason in text
        carried_hows = [said["how"] for one in homes for said in one.statements.values()]
        for said in old.statements.values():
            assert not said["how"] or said["how"] in text or said["how"] in carried_hows
    for one in kept.values():
        assert one.needs_review == bool(one.sources)
        assert not hasattr(one, "judged")


@settings(max_examples=40, deadline=None)
@given(data=st.data(), part=st.sampled_from(list(Part)), target=st.sampled_from(list(TARGETS)))
def test_an_answer_lands_only_on_a_statement_that_says_the_same(
    data: st.DataObject, part: Part, target: str
) -> None:
    given_olds = data.draw(olds(part))
    plan, after = planned(target, given_olds, part)
    crosswalk, _ = TARGETS[target]
    back = {new: old for old, new in crosswalk.statements.items()}
    said = {code: one for old in given_olds for code, one in old.statements.items()}
    for one in plan.carried:
        own = {each.code for each in after.outcome(one.outcome).statements}
        assert set(one.statements) <= own
        assert one.open == len(own) - len(one.statements)
        for code, answer in one.statements.items():
            assert answer == said[back[code]]
    landed = {code for one in plan.carried for code in one.statements}
    assert landed == {crosswalk.statements[code] for code in said if code in crosswalk.statements}


def test_mapped_statements_have_one_published_text() -> None:
    before, after = shipped.fingerprints("caf-3.2"), shipped.fingerprints("caf-4.0")
    texts = {each.code: each for one in BEFORE.outcomes for each in one.statements}
    assert len(CROSSWALK.statements) == 225
    assert set(CROSSWALK.statements) <= set(texts)
    assert {old for old, new in CROSSWALK.statements.items() if before[old] != after[new]} == set()


def test_assurance_moves_and_its_old_code_starts_empty() -> None:
    old = Old("A2.b", {"A2.b.NA.1": {"answer": "no", "how": ""}}, "We test twice a year.")
    carried = carrying.plan([old], CROSSWALK, BEFORE, AFTER, Part.ORGANISATION).carried
    [moved] = [one for one in carried if one.sources]
    assert (moved.outcome, moved.before, moved.sources) == ("A2.c", ("A2.b",), ("A2.b",))
    assert moved.notes == (
        "Carried from Cyber Assessment Framework 3.2, A2.b:\nWe test twice a year."
    )
    threat = next(one for one in carried if one.outcome == "A2.b")
    assert (threat.change, threat.statements, threat.needs_review) == (Change.NEW, {}, False)


def test_what_has_gone_is_listed_with_all_that_was_said() -> None:
    old = Old(
        "C2.a",
        {"C2.a.A.1": {"answer": "met_another_way", "how": "By hand."}},
        "Our notes.",
        "achieved",
        "Because.",
    )
    plan = carrying.plan([old], CROSSWALK, BEFORE, AFTER, Part.SYSTEM)
    assert [one.outcome for one in plan.carried if one.sources] == []
    [gone] = plan.gone
    assert gone.words.splitlines() == [
        "Carried from Cyber Assessment Framework 3.2, C2.a:",
        "Our notes.",
        "C2.a.A.1 (no longer the same): By hand.",
        "Judged then: Achieved. Reason: Because.",
    ]
    assert gone.remark.startswith("There is no such outcome in version 4.0.")


def test_a_judgement_becomes_words() -> None:
    old = Old("B1.b", judged="achieved", reason="It is fine.")
    plan = carrying.plan([old], CROSSWALK, BEFORE, AFTER, Part.SYSTEM)
    [carried] = [one for one in plan.carried if one.sources]
    assert carried.notes.endswith("Judged then: Achieved. Reason: It is fine.")
    assert carried.needs_review is True


def test_a_crosswalk_that_joins_two_outcomes_keeps_both_texts() -> None:
    joined = Crosswalk(
        "caf-3.2",
        "caf-4.0",
        "test",
        tuple(
            Crossing(code, "D2.b" if code.startswith("D2") else code, Change.CHANGED)
            for code in ("D2.a", "D2.b")
        ),
    )
    both = [Old("D2.a", notes="First."), Old("D2.b", notes="Second.")]
    plan = carrying.plan(both, joined, BEFORE, AFTER, Part.ORGANISATION)
    kept = next(one for one in plan.carried if one.outcome == "D2.b")
    assert kept.sources == ("D2.a", "D2.b")
    assert "First." in kept.notes
    assert "Second." in kept.notes
