"""Saving what is said of an outcome: who may, what is refused, what is kept."""

import pytest
from django.http import QueryDict

from tests.conftest import NOW, Cast
from wardmote.formats.frameworks import shipped
from wardmote.rules.assess.answers import Problem, Reply, Said, Unsound
from wardmote.rules.assess.judging import Answer
from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Forbidden, Invalid, Missing
from wardmote.server.assess import models
from wardmote.server.assess.actions import answering
from wardmote.server.assess.forms import answering as forms
from wardmote.server.assess.queries import answers
from wardmote.server.audit import queries as audit

YES, NO, OTHER = Answer.YES, Answer.NO, Answer.MET_ANOTHER_WAY
NOTED = Said(notes="Board minutes of May")


def save(
    actor: Actor,
    begun: models.Assessment,
    said: Said,
    version: int = 0,
    *,
    code: str = "A1.b",
    part: int = 0,
    confirms: bool = False,
) -> answering.Saved:
    return answering.answer_outcome(
        actor=actor,
        assessment=begun.pk,
        part=part,
        outcome=code,
        said=said,
        version=version,
        now=NOW,
        confirms=confirms,
    )


def kept(begun: models.Assessment, code: str = "A1.b") -> models.Answer:
    return models.Answer.objects.get(assessment=begun, outcome=code)


def all_no(judged: str = "") -> Said:
    codes = ["A1.b.NA.1", "A1.b.NA.2", "A1.b.NA.3"]
    replies = {code: Reply(NO) for code in codes}
    replies |= {f"A1.b.A.{index}": Reply(YES) for index in (1, 2, 3)}
    return Said(replies, judged=judged)


def test_a_save_keeps_all_at_once(cast: Cast, begun: models.Assessment) -> None:
    bob = cast.enter("bob")
    said = all_no("achieved")
    assert save(bob, begun, said).version == 1
    row = kept(begun)
    assert answers.said(row) == said
    assert (row.indicative, row.rule, row.judged) == ("achieved", "caf-judge-1", "achieved")
    assert (row.work_state, row.saved_by_id, row.saved_at) == ("in_progress", bob.person, NOW)
    (version,) = answers.versions(row)
    assert (version.version, answers.said(version)) == (1, said)
    begun.refresh_from_db()
    assert (begun.judged_count, begun.judgement_count) == (1, 14)
    (event,) = audit.of_subject(bob, row.pk)
    assert (event.verb, event.change["version"]) == ("answered the outcome", [0, 1])
    assert "judgement" in event.change["fields"]


def test_the_judged_count_follows(cast: Cast, begun: models.Assessment) -> None:
    bob = cast.enter("bob")
    save(bob, begun, all_no("achieved"))
    save(bob, begun, all_no(), 1)
    begun.refresh_from_db()
    assert begun.judged_count == 0


def test_who_may(cast: Cast, begun: models.Assessment) -> None:
    for name, refusal in (
        ("mallory", Missing),
        ("dave", Missing),
        ("grace", Missing),
        ("carol", Forbidden),
        ("erin", Forbidden),
    ):
        with pytest.raises(refusal):
            save(cast.enter(name), begun, NOTED)
    with pytest.raises(Missing):
        save(Actor(), begun, NOTED)
    cast.enter("alice")
    assert kept(begun).version == 0
    for version, name in enumerate(("alice", "bob", "frank")):
        save(cast.enter(name), begun, Said(notes=name), version)


@pytest.mark.parametrize(("part", "code"), [(0, "Z9.z"), (7, "A1.b"), (0, "B1.a")])
def test_an_unknown_outcome(cast: Cast, begun: models.Assessment, part: int, code: str) -> None:
    with pytest.raises(Missing):
        save(cast.enter("alice"), begun, NOTED, part=part, code=code)


@pytest.mark.parametrize("state", [s for s in AssessmentState if s != AssessmentState.OPEN])
def test_only_while_it_is_open(
    cast: Cast, begun: models.Assessment, state: AssessmentState
) -> None:
    alice = cast.enter("alice")
    models.Assessment.objects.filter(pk=begun.pk).update(state=state)
    with pytest.raises(Conflict, match="cannot be changed"):
        save(alice, begun, NOTED)


def test_a_withdrawn_part_stays_as_it_is(cast: Cast, begun: models.Assessment) -> None:
    alice = cast.enter("alice")
    models.Part.objects.filter(assessment=begun).update(withdrawn_at=NOW)
    with pytest.raises(Conflict, match="no longer in the assessment"):
        save(alice, begun, NOTED)


UNSOUND = {
    "unknown statement": (Said({"Z": Reply(YES)}), "statement:Z"),
    "no how": (Said({"A1.b.A.1": Reply(OTHER, " ")}), "statement:A1.b.A.1"),
    "unknown level": (Said(judged="splendid"), "judged"),
    "no reason": (Said(judged="achieved"), "reason"),
    "long notes": (Said(notes="a" * 20_001), "notes"),
    "null": (Said(notes="a\0b"), "notes"),
    "half a character": (Said(notes="\ud800"), "notes"),
    "differs": (Said({"A1.b.NA.1": Reply(YES)}, judged="achieved"), "reason"),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_what_is_not_sound_is_not_kept(cast: Cast, begun: models.Assessment, name: str) -> None:
    said, field = UNSOUND[name]
    with pytest.raises(Unsound) as refused:
        save(cast.enter("alice"), begun, said)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert kept(begun).version == 0
    assert not models.AnswerVersion.objects.exists()


def test_all_problems_are_told_at_once(cast: Cast, begun: models.Assessment) -> None:
    said = Said({"A1.b.A.1": Reply(OTHER), "A1.b.A.2": Reply(OTHER)}, notes="a" * 20_002)
    with pytest.raises(Unsound) as refused:
        save(cast.enter("alice"), begun, said)
    assert refused.value.problems == (
        Problem("statement:A1.b.A.1", "Say how A1.b.A.1 is met another way."),
        Problem("statement:A1.b.A.2", "Say how A1.b.A.2 is met another way."),
        Problem("notes", "Notes must be 20,000 characters or fewer: take out 2."),
    )


def test_a_judgement_may_differ_with_a_reason(cast: Cast, begun: models.Assessment) -> None:
    said = Said({"A1.b.NA.1": Reply(YES)}, judged="achieved", reason="Closed in June")
    save(cast.enter("alice"), begun, said)
    row = kept(begun)
    assert (row.indicative, row.judged, row.reason) == (
        "not_achieved",
        "achieved",
        "Closed in June",
    )


def test_the_same_again_makes_no_version(cast: Cast, begun: models.Assessment) -> None:
    alice = cast.enter("alice")
    save(alice, begun, NOTED)
    assert save(alice, begun, NOTED, 1).version == 1


def test_a_retry_is_not_made_twice(cast: Cast, begun: models.Assessment) -> None:
    alice = cast.enter("alice")
    save(alice, begun, NOTED)
    assert save(alice, begun, NOTED).version == 1
    bob = cast.enter("bob")
    save(bob, begun, Said(notes="Bob's"), 1)
    alice = cast.enter("alice")
    assert save(alice, begun, NOTED).version == 1
    assert kept(begun).notes == "Bob's"
    assert kept(begun).version == 2


def test_the_same_words_of_two_people_are_no_clash(cast: Cast, begun: models.Assessment) -> None:
    save(cast.enter("alice"), begun, NOTED)
    saved = save(cast.enter("bob"), begun, NOTED)
    assert (saved.version, saved.merged) == (1, ())


def test_changes_to_different_fields_merge(cast: Cast, begun: models.Assessment) -> None:
    save(cast.enter("alice"), begun, NOTED)
    saved = save(cast.enter("bob"), begun, Said({"A1.b.A.1": Reply(YES)}))
    assert (saved.version, saved.merged, saved.merged_with) == (2, ("notes",), "Alice Ferrow")
    assert answers.said(kept(begun)) == Said({"A1.b.A.1": Reply(YES)}, NOTED.notes)


def test_changes_to_the_same_field_clash(cast: Cast, begun: models.Assessment) -> None:
    save(cast.enter("alice"), begun, NOTED)
    mine = Said({"A1.b.A.1": Reply(NO)}, notes="Mine")
    with pytest.raises(answering.Clashing, match="Alice Ferrow changed this outcome") as refused:
        save(cast.enter("bob"), begun, mine)
    (clash,) = refused.value.merge.clashes
    assert (clash.mine.text, clash.theirs.text) == ("Mine", NOTED.notes)
    assert refused.value.said == mine
    assert answers.said(kept(begun)) == NOTED


def test_a_merge_that_is_not_sound_is_put_to_a_person(cast: Cast, begun: models.Assessment) -> None:
    save(cast.enter("alice"), begun, all_no("achieved"))
    bob = cast.enter("bob")
    base = save(bob, begun, all_no("achieved"), 1).version
    alice = cast.enter("alice")
    save(alice, begun, all_no(), base)
    worse = {**all_no().statements, "A1.b.A.1": Reply(NO)}
    bob = cast.enter("bob")
    with pytest.raises(Unsound):
        save(bob, begun, Said(worse, judged="achieved"), base)
    with pytest.raises(answering.Clashing) as refused:
        save(bob, begun, Said(worse, judged="not_achieved"), base)
    assert [clash.name for clash in refused.value.merge.clashes] == ["judgement"]


@pytest.mark.parametrize("version", [-1, 5, 2**31])
def test_a_version_that_never_was(cast: Cast, begun: models.Assessment, version: int) -> None:
    with pytest.raises(Invalid, match="Open the outcome again"):
        save(cast.enter("alice"), begun, NOTED, version)


def test_a_carried_judgement_counts_when_it_is_judged_again(
    cast: Cast, begun: models.Assessment
) -> None:
    alice = cast.enter("alice")
    save(alice, begun, all_no("achieved"))
    models.Answer.objects.filter(assessment=begun, outcome="A1.b").update(needs_review=True)
    models.Assessment.objects.filter(pk=begun.pk).update(judged_count=0)
    noted = Said(all_no().statements, "More", "achieved")
    save(alice, begun, noted, 1)
    begun.refresh_from_db()
    assert (kept(begun).needs_review, begun.judged_count) == (True, 0)
    save(alice, begun, noted, 2, confirms=True)
    begun.refresh_from_db()
    assert (kept(begun).needs_review, kept(begun).version, begun.judged_count) == (False, 3, 1)


def test_a_version_cannot_be_changed(cast: Cast, begun: models.Assessment) -> None:
    save(cast.enter("alice"), begun, NOTED)
    with pytest.raises(Exception, match="permission denied"):
        models.AnswerVersion.objects.update(notes="")


def test_what_is_typed_is_kept_as_every_other_text_is() -> None:
    outcome = shipped.framework("caf-4.0").outcome("A1.a")
    typed = " one\x85two\u2028three\ufffe\r\n"
    sent = QueryDict(mutable=True)
    sent.update({"notes": typed, "reason": typed})
    said = forms.read(sent, outcome).said
    assert (said.notes, said.reason) == ("one\ntwo\nthree",) * 2
