"""Row security: what the database itself shows to whom."""

import uuid

import pytest
from django.db import connection, transaction

from tests.conftest import NOW, Cast
from tests.database import as_owner
from wardmote.rules.people.actors import Actor
from wardmote.server.people.models import Membership
from wardmote.server.register.models import Succession


def seen(cast: Cast) -> set[str]:
    return {str(one.person.name) for one in Membership.objects.select_related("person")}


def test_a_council_sees_its_own_memberships_alone(cast: Cast) -> None:
    cast.enter("alice")
    assert seen(cast) == {"Alice Ferrow", "Bob Tansley", "Erin Maddock", "Frank Oduya"}
    cast.enter("mallory")
    assert seen(cast) == {"Mallory Stroud"}


def test_nobody_has_entered_nothing_is_seen(cast: Cast) -> None:
    assert Membership.objects.count() == 0
    cast.enter("alice")
    from wardmote.server.people import enter

    assert enter.enter(None) == Actor()
    assert Membership.objects.count() == 0


def test_a_person_who_is_not_active_enters_as_nobody(cast: Cast) -> None:
    cast.alice.is_active = False
    cast.alice.save()
    assert cast.enter("alice") == Actor()


def test_a_successor_reads_what_it_took_over_and_cannot_write_it(cast: Cast) -> None:
    with as_owner():
        Succession.objects.create(predecessor=cast.merrowdown, successor=cast.alderby)
    alice = cast.enter("alice")
    assert alice.inherited == {cast.merrowdown.pk}
    assert "Mallory Stroud" in seen(cast)
    assert Membership.objects.filter(person=cast.mallory).update(since=NOW) == 0


def test_a_foreign_row_cannot_be_written(cast: Cast) -> None:
    cast.enter("mallory")
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        Membership.objects.create(
            organisation=cast.alderby, person=cast.mallory, role="caf_lead", since=NOW
        )


def test_what_was_entered_dies_with_the_transaction(committed_cast: Cast) -> None:
    from wardmote.server.people import enter

    with enter.entered(committed_cast.alice.pk):
        assert Membership.objects.count() == 4
    assert Membership.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('wm.person', true)")
        assert cursor.fetchone()[0] in (None, "")
    with pytest.raises(RuntimeError, match="needs a transaction"):
        enter.enter(uuid.uuid4())
