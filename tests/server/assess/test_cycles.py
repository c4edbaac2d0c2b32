"""Starting a cycle."""

import pytest

from tests.conftest import NOW, TODAY, Cast
from wardmote.rules.refusal import Forbidden, Missing
from wardmote.server.assess import models
from wardmote.server.assess.actions import cycles
from wardmote.server.assess.queries import assessments


def start(cast: Cast, who: str) -> models.Assessment:
    return cycles.start_cycle(
        actor=cast.enter(who),
        organisation=cast.alderby.pk,
        framework="caf-4.0",
        profile="",
        title="CAF 2026",
        starts_on=TODAY,
        due_on=None,
        now=NOW,
    )


def test_a_lead_starts_a_cycle_with_the_organisations_outcomes(cast: Cast) -> None:
    begun = start(cast, "alice")
    assert (begun.judged_count, begun.judgement_count) == (0, 14)
    answers = models.Answer.objects.filter(assessment=begun).order_by("position")
    assert [one.outcome for one in answers][:2] == ["A1.a", "A1.b"]
    bob = cast.enter("bob")
    assert assessments.of_actor(bob) == [begun]


def test_others_cannot_start_one(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        start(cast, "bob")
    for stranger in ("mallory", "carol", "dave"):
        with pytest.raises(Missing):
            start(cast, stranger)


def test_a_stranger_finds_nothing(cast: Cast) -> None:
    begun = start(cast, "alice")
    for stranger in ("mallory", "carol", "dave", "grace"):
        actor = cast.enter(stranger)
        with pytest.raises(Missing):
            assessments.assessment(actor, begun.pk)
        assert assessments.of_actor(actor) == []
        assert models.Answer.objects.count() == 0
