"""The invented sector: always the same, whole, and with the demo's people in it."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.engines.sample.frameworks import CURRENT, PREVIOUS
from wardmote.engines.sample import sector, story
from wardmote.engines.sample.sector import Wish
from wardmote.engines.sample.values import Assessment, Member
from wardmote.formats.frameworks import shipped
from wardmote.rules.register import validation
from wardmote.rules.register.values import Kind

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
WISH = Wish(CURRENT, PREVIOUS, TODAY, profiles={"caf-3.2": "caf-3.2:baseline"})
SECTOR = tuple(sector.sector(WISH))
STEWARD, ASSURER, ALDERBY, MERROWDOWN = SECTOR[:4]
COUNCILS = SECTOR[2:]
ASSESSMENTS = [(member, each) for member in COUNCILS for each in member.assessments]
ORGANISATION_OUTCOMES, SYSTEM_OUTCOMES = 6, 7


def test_the_same_seed_gives_the_same_sector() -> None:
    assert repr(tuple(sector.sector(WISH))) == repr(SECTOR)


def test_another_seed_gives_another() -> None:
    other = tuple(sector.sector(replace(WISH, seed=2, size=20)))
    same = [
        member.organisation.code
        for member, first in zip(other, SECTOR, strict=False)
        if member.organisation.name == first.organisation.name
    ]
    assert same == ["XS1", "XA1", "X001", "X002"]


def test_a_larger_sector_begins_with_the_smaller_and_repeats_its_structure() -> None:
    larger = tuple(sector.sector(replace(WISH, size=700)))
    assert larger[: len(SECTOR)] == SECTOR
    kinds = [member.organisation.kind for member in larger[2:]]
    assert kinds[317:634] == kinds[:317]
    assert {member.organisation.hexagon_q for member in larger[319:]} == {None}


def test_organisations_are_valid_together() -> None:
    organisations = [member.organisation for member in SECTOR]
    assert [
        validation.problems_of(each) for each in organisations if validation.problems_of(each)
    ] == []
    assert validation.problems_between(organisations) == ()
    assert len(COUNCILS) == 317


def test_the_cast_is_where_the_demo_looks_for_it() -> None:
    placed = {
        (person.email, role): member.organisation.short_name
        for member in SECTOR
        for person in member.people
        for role in person.roles
        if person in story.CAST
    }
    assert placed == {
        ("dave@steward.example", "steward"): "Sector Steward",
        ("grace@steward.example", "analyst"): "Sector Steward",
        ("carol@thistlegate.example", "independent_assurer"): "Thistlegate",
        ("alice@alderby.example", "caf_lead"): "Alderby",
        ("erin@alderby.example", "approver"): "Alderby",
        ("frank@alderby.example", "quality_assurer"): "Alderby",
        ("bob@alderby.example", "collaborator"): "Alderby",
        ("mallory@merrowdown.example", "caf_lead"): "Merrowdown",
    }
    assert ALDERBY.organisation.kind is MERROWDOWN.organisation.kind is Kind.DISTRICT


def test_each_council_has_every_role_and_each_address_is_used_once() -> None:
    addresses = [person.email for member in SECTOR for person in member.people]
    assert len(addresses) == len(set(addresses))
    assert [address for address in addresses if not address.endswith(".example")] == []
    for member in COUNCILS:
        roles = [role for person in member.people for role in person.roles]
        assert roles[:4] == ["caf_lead", "approver", "quality_assurer", "collaborator"]
        assert set(roles[4:]) == {"collaborator"}


def test_alderby_finished_last_year_and_is_a_third_through() -> None:
    last, current = ALDERBY.assessments
    assert (last.framework, last.state, last.profile) == ("caf-3.2", "shared", "caf-3.2:baseline")
    assert last.judged_count == last.judgement_count
    assert last.assurers == ("carol@thistlegate.example",)
    assert (current.framework, current.state, len(current.parts)) == ("caf-4.0", "open", 4)
    total = ORGANISATION_OUTCOMES + 3 * SYSTEM_OUTCOMES
    assert (current.judged_count, current.judgement_count) == (round(total * 31 / 95), total)
    assert story.judged(14, 27) == (12, 19, 0)
    assert [each.name for each in last.scope.systems] == [
        each.name for each in current.scope.systems
    ]


def test_alderby_has_work_for_everyone() -> None:
    current = ALDERBY.assessments[1]
    answers = [answer for part in current.parts for answer in part.answers]
    owned = [each for each in answers if each.owner is not None and not each.said.judged]
    assert {each.due_on < TODAY for each in owned if each.due_on} == {True, False}
    assert {0, 3} - {each.owner for each in owned} == set()
    assert any(each.collaborators for each in owned)
    comments = [comment for answer in answers for comment in answer.comments]
    assert {comment.resolved_by is None for comment in comments} == {True, False}
    assert {person for comment in comments for person in comment.mentions} == {0, 3}
    states = {each.work_state for each in answers}
    assert {"complete", "in_progress", "not_started"} - states == set()


def test_some_of_alderbys_evidence_is_stale() -> None:
    ages = Counter(
        each.review_on < TODAY if each.review_on else (TODAY - each.dated_on).days > 365
        for each in ALDERBY.evidence
    )
    assert min(ages[True], ages[False]) >= 3


def test_merrowdown_has_an_empty_cycle() -> None:
    (only,) = MERROWDOWN.assessments
    assert (only.framework, only.state, len(only.parts)) == ("caf-4.0", "open", 1)
    assert (only.scope.services, only.scope.systems, MERROWDOWN.evidence) == ((), (), ())
    assert {answer.said.as_json for answer in only.parts[0].answers} == {"{}"}
    assert only.judged_count == 0


def test_states_are_spread() -> None:
    current = Counter(each.state for _, each in ASSESSMENTS if each.framework == "caf-4.0")
    assert set(current) == {"open", "in_review", "approved", "shared"}
    assert 0.75 * 317 < sum(current.values()) < 0.95 * 317
    last = Counter(each.state for _, each in ASSESSMENTS if each.framework == "caf-3.2")
    assert set(last) == {"approved", "shared"}
    assert 0.35 * 317 < sum(last.values()) < 0.65 * 317


def levels(assessment: Assessment) -> list[str]:
    return [answer.said.judged for part in assessment.parts for answer in part.answers]


def test_results_hang_together_within_a_council() -> None:
    shares = [
        each.count("not_achieved") / len(each)
        for each in (levels(one) for _, one in ASSESSMENTS if one.state != "open")
        if len(each) > 12
    ]
    mean = sum(shares) / len(shares)
    spread = sum((share - mean) ** 2 for share in shares) / len(shares)
    by_chance = mean * (1 - mean) / 13
    assert spread > 1.5 * by_chance


@pytest.mark.parametrize(("member", "assessment"), ASSESSMENTS[:60])
def test_positions_lead_to_what_exists(member: Member, assessment: Assessment) -> None:
    people, evidence = range(len(member.people)), range(len(member.evidence))
    services = range(len(assessment.scope.services))
    for system in assessment.scope.systems:
        assert system.services
        assert [place for place in system.services if place not in services] == []
    assert (
        sum(each.is_prioritised for each in assessment.scope.systems) == len(assessment.parts) - 1
    )
    for part in assessment.parts:
        assert [answer.position for answer in part.answers] == [*range(1, len(part.answers) + 1)]
        for answer in part.answers:
            assert {answer.owner, answer.saved_by} - {None, *people} == set()
            assert [place for place in answer.evidence if place not in evidence] == []
            assert (answer.saved_by is None) == (answer.saved_at is None)
            assert answer.saved_at is None or answer.saved_at < NOW
            assert (answer.work_state == "blocked") == bool(answer.blocker)
            if answer.work_state in ("complete", "ready_for_review"):
                assert answer.said.judged
            else:
                assert not answer.said.judged


def test_moments_are_in_order() -> None:
    for _, each in ASSESSMENTS:
        moments = [
            each.created_at,
            each.scope.signed_at,
            each.sent_at,
            each.approved_at,
            each.shared_at,
        ]
        known = [moment for moment in moments if moment]
        assert known == sorted(known)
        assert known[-1] < NOW


def test_everyone_can_have_all_cycles() -> None:
    wish = replace(WISH, size=12, cycles=3, everyone=True, most_systems=1)
    made = tuple(sector.sector(wish))[2:]
    counts = {len(member.assessments) for member in made if member.organisation.code != "X002"}
    assert counts == {3}
    assert max(len(each.parts) for member in made for each in member.assessments) == 2


def test_it_is_the_same_in_every_process() -> None:
    program = (
        "import hashlib; from tests.engines.sample import test_sector as made; "
        "print(hashlib.sha256(repr(made.SECTOR).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(  # our own interpreter and program
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert digests == {f"{hashlib.sha256(repr(SECTOR).encode()).hexdigest()}\n"}


def test_with_the_shipped_frameworks_alderby_is_31_of_95_through() -> None:
    wish = Wish(shipped.framework("caf-4.0"), shipped.framework("caf-3.2"), TODAY, size=1)
    last, current = tuple(sector.sector(wish))[2].assessments
    assert (last.judged_count, last.judgement_count) == (93, 93)
    assert (current.judged_count, current.judgement_count) == (31, 95)
