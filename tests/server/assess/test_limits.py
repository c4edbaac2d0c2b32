"""No page of an assessment grows without end: what is full says so."""

import pytest

from tests.conftest import NOW, TODAY, Cast
from tests.database import as_owner
from tests.server.assess import filling
from tests.server.assess.conftest import Visit, start
from wardmote.rules.assess import limits
from wardmote.rules.refusal import Conflict
from wardmote.server.assess import models
from wardmote.server.assess.actions import evidence

HERE = {"part": 0, "outcome": "A1.b", "now": NOW}


def answer(begun: models.Assessment) -> models.Answer:
    return models.Answer.objects.get(assessment=begun, outcome="A1.b")


def references(cast: Cast, count: int) -> list[models.Evidence]:
    with as_owner():
        return models.Evidence.objects.bulk_create(
            models.Evidence(
                organisation=cast.alderby,
                title=f"Plan {number}",
                kind="document",
                added_by=cast.alice,
                added_at=NOW,
                version=1,
            )
            for number in range(count)
        )


def test_an_outcome_that_has_enough_comments_says_what_to_do(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    cast.enter("alice")
    row = answer(begun)
    belongs = {"organisation": cast.alderby, "assessment": begun, "answer": row}
    with as_owner():
        models.Comment.objects.bulk_create(
            models.Comment(author=cast.alice, text="Again", written_at=NOW, **belongs)
            for _ in range(limits.COMMENTS.most)
        )
    page = visit("alice").post(
        f"/assessments/{begun.pk}/part/0/A1.b/", {"go": "comment", "comment": "One too many"}
    )
    assert page.status_code == 422
    assert "An outcome holds at most 500 comments." in page.content.decode()
    assert "One too many" in page.content.decode()


def test_an_outcome_holds_so_much_evidence(cast: Cast, begun: models.Assessment) -> None:
    kept = references(cast, limits.EVIDENCE.most + 1)
    actor = cast.enter("alice")

    def attach(some: list[models.Evidence]) -> int:
        keys = [one.pk for one in some]
        return evidence.attach(actor=actor, assessment=begun.pk, keys=keys, shows="", **HERE)

    for first in range(0, 200, 50):
        assert attach(kept[first : first + 50]) == 50
    assert attach(kept[150:200]) == 0
    with pytest.raises(Conflict, match="at most 200 pieces of evidence"):
        attach(kept[199:])


def test_a_register_and_an_organisation_hold_so_much(cast: Cast) -> None:
    references(cast, limits.REFERENCES.most)
    with as_owner():
        models.Assessment.objects.bulk_create(
            models.Assessment(
                organisation=cast.alderby,
                framework="caf-4.0",
                title="Again",
                starts_on=TODAY,
                created_by=cast.alice,
                created_at=NOW,
            )
            for _ in range(limits.ASSESSMENTS.most)
        )
    actor = cast.enter("alice")
    with pytest.raises(Conflict, match="A register holds at most 5,000 references"):
        filling.keep(cast)
    with pytest.raises(Conflict, match="An organisation holds at most 200 assessments"):
        start(actor, cast.alderby, "One too many")
