"""Who does what by when: saved, merged, and refused."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.conftest import NOW, Cast
from tests.server.assess import scoping as lay
from wardmote.rules.assess.preparing import Activity, Duty
from wardmote.rules.refusal import Conflict, Forbidden, Invalid, Missing
from wardmote.server.assess import models
from wardmote.server.assess.actions import preparing
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import preparing as reading
from wardmote.server.audit.models import Event

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_a_plan_is_saved_changed_and_audited(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    first = {
        (Activity.SCOPE, cast.alice.pk): Duty.ACCOUNTABLE,
        (Activity.SCOPE, cast.bob.pk): Duty.RESPONSIBLE,
    }
    it: dict[str, Any] = {"actor": alice, "assessment": of.pk, "now": NOW}
    preparing.share_out(**it, base={}, duties=first)
    assert reading.plan(alice, of).duties == first
    second = {(Activity.SCOPE, cast.bob.pk): Duty.ACCOUNTABLE}
    preparing.share_out(**it, base=first, duties=second)
    preparing.share_out(**it, base=second, duties=second)
    plan = reading.plan(alice, of)
    assert plan.duties == second
    assert [(one.name, one.titles) for one in plan.colleagues] == [
        ("Alice Ferrow", "CAF lead"),
        ("Bob Tansley", "Collaborator"),
        ("Erin Maddock", "Approver"),
        ("Frank Oduya", "Quality assurer"),
    ]
    assert plan.absent == ()
    changes = Event.objects.filter(verb="changed who does what").order_by("id")
    assert changes.values_list("change", flat=True)[1] == {
        f"scope {cast.alice.pk}": ["accountable", None],
        f"scope {cast.bob.pk}": ["responsible", "accountable"],
    }
    assert len(changes) == 2


def test_two_plans_come_together_and_a_clash_is_shown(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    it: dict[str, Any] = {"actor": alice, "assessment": of.pk, "now": NOW}
    key, other = (Activity.SCOPE, cast.alice.pk), (Activity.REVIEW, cast.bob.pk)
    preparing.share_out(**it, base={}, duties={key: Duty.INFORMED})
    preparing.share_out(**it, base={}, duties={other: Duty.CONSULTED})
    assert reading.plan(alice, of).duties == {key: Duty.INFORMED, other: Duty.CONSULTED}
    with pytest.raises(preparing.Clash) as clash:
        preparing.share_out(**it, base={}, duties={key: Duty.SUPPORTING})
    assert clash.value.entries == {f"scope-{cast.alice.pk}": Duty.INFORMED}


def test_two_accountable_people_and_strangers_are_refused(cast: Cast) -> None:
    of = lay.begin(cast)
    it: dict[str, Any] = {"actor": cast.enter("alice"), "assessment": of.pk, "now": NOW, "base": {}}
    both = {(Activity.SCOPE, one.pk): Duty.ACCOUNTABLE for one in (cast.alice, cast.bob)}
    with pytest.raises(Invalid, match="one accountable person"):
        preparing.share_out(**it, duties=both)
    for person in (cast.mallory.pk, uuid4()):
        with pytest.raises(Invalid, match="who work at the council"):
            preparing.share_out(**it, duties={(Activity.SCOPE, person): Duty.INFORMED})
    assert models.Responsibility.objects.count() == 0


def test_dates_are_saved_changed_and_taken_out(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    it: dict[str, Any] = {"actor": alice, "assessment": of.pk, "now": NOW}
    first = {Activity.SCOPE: date(2026, 12, 1), Activity.REVIEW: date(2027, 2, 1)}
    preparing.set_dates(**it, base={}, dates=first)
    second = {Activity.SCOPE: date(2026, 12, 8)}
    preparing.set_dates(**it, base=first, dates=second)
    assert reading.plan(alice, of).dates == second
    with pytest.raises(preparing.Clash) as clash:
        preparing.set_dates(**it, base=first, dates={Activity.SCOPE: date(2026, 12, 9)})
    assert clash.value.entries == {"scope": date(2026, 12, 8)}


def test_only_the_lead_plans_and_only_while_it_is_open(cast: Cast) -> None:
    of = lay.begin(cast)
    dates = {Activity.SCOPE: date(2026, 12, 1)}

    def attempt(who: str) -> None:
        it: dict[str, Any] = {"actor": cast.enter(who), "assessment": of.pk, "now": NOW, "base": {}}
        preparing.set_dates(**it, dates=dates)

    for who, refusal in [
        ("bob", Forbidden),
        ("erin", Forbidden),
        ("frank", Forbidden),
        ("mallory", Missing),
        ("carol", Missing),
        ("dave", Missing),
        ("grace", Missing),
    ]:
        with pytest.raises(refusal):
            attempt(who)
    cast.enter("alice")
    models.Assessment.objects.filter(pk=of.pk).update(state="approved")
    with pytest.raises(Conflict):
        attempt("alice")
    assert models.Milestone.objects.count() == 0


def test_the_pages_save_merge_and_refuse(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = Client()
    alice.force_login(cast.alice, backend=BACKEND)
    path = f"/assessments/{of.pk}/prepare/who/"
    field = f"scope-{cast.bob.pk}"
    assert alice.post(path, {"base": "[]", field: "responsible"}).status_code == 302
    assert "Responsible" in alice.get(f"/assessments/{of.pk}/prepare/").content.decode()
    clash = alice.post(path, {"base": "[]", field: "informed"})
    assert clash.status_code == 409
    assert "Someone else chose: Responsible" in clash.content.decode()
    assert alice.post(path, {"base": "[]", field: "king"}).status_code == 422
    for broken in ("{", "5", "[1]", '[["a","b","c"]]', "[" * 5000, '{"a": 1}'):
        assert alice.post(path, {"base": broken, field: "informed"}).status_code == 422
    both = {f"scope-{cast.bob.pk}": "accountable", f"scope-{cast.alice.pk}": "accountable"}
    base = f'[["scope","{cast.bob.pk}","responsible"]]'
    refused = alice.post(path, {"base": base, **both})
    assert refused.status_code == 422
    assert "Choose one accountable person" in refused.content.decode()


def test_the_page_of_dates_saves_and_refuses(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = Client()
    alice.force_login(cast.alice, backend=BACKEND)
    path = f"/assessments/{of.pk}/prepare/dates/"
    sent = {"base": "{}", "scope-day": "1", "scope-month": "12", "scope-year": "2026"}
    assert alice.post(path, sent).status_code == 302
    later = alice.post(path, {**sent, "scope-day": "2"})
    assert later.status_code == 409
    assert "1 December 2026" in later.content.decode()
    for wrong in ({"scope-day": "32"}, {"scope-year": "26"}, {"base": '{"scope": "never"}'}):
        assert alice.post(path, {**sent, **wrong}).status_code == 422


def test_a_lead_lets_an_assurer_read_and_ends_it_whatever_the_state(cast: Cast) -> None:
    of, other = lay.begin(cast), lay.begin(cast)
    models.Assessment.objects.filter(pk=of.pk).update(state="approved")
    alice, bob, mallory = Client(), Client(), Client()
    for who, person in ((alice, cast.alice), (bob, cast.bob), (mallory, cast.mallory)):
        who.force_login(person, backend=BACKEND)
    path = f"/assessments/{of.pk}/prepare/assurer/"
    end = f"{path}{cast.carol.pk}/end/"
    for email in ("", "nobody@example.org", "bob@alderby.example", "mallory@merrowdown.example"):
        assert alice.post(path, {"email": email}).status_code == 422
    sent = {"email": " CAROL@assurer.example "}
    assert bob.post(path, sent).status_code == 403
    assert mallory.post(path, sent).status_code == 404
    with pytest.raises(Missing):
        assessments.assessment(cast.enter("carol"), of.pk)
    assert alice.post(path, sent).status_code == 302
    assert "Carol Whin" in alice.get(f"/assessments/{of.pk}/prepare/").content.decode()
    assert assessments.of_actor(cast.enter("carol")) == [of]
    assert other not in assessments.of_actor(cast.enter("carol"))
    assert bob.post(end).status_code == 403
    assert mallory.get(end).status_code == 404
    assert "Are you sure that" in alice.get(end).content.decode()
    assert alice.post(end).status_code == 302
    assert alice.post(end).status_code == 404
    assert assessments.of_actor(cast.enter("carol")) == []
