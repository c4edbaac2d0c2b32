"""Two last leads who leave at the same moment: one of them stays."""

import threading

from django.db import close_old_connections, connection

from tests.conftest import NOW, Cast
from tests.database import as_owner
from wardmote.rules.people.roles import Role
from wardmote.rules.refusal import Conflict
from wardmote.server.people import actions, enter, models


def test_of_two_leads_who_leave_at_once_one_stays(committed_cast: Cast) -> None:
    cast = committed_cast
    with as_owner():
        models.Membership.objects.filter(person=cast.bob).update(role=Role.CAF_LEAD)
    for _ in range(5):
        assert sorted(_leave_together(cast)) == ["left", "stayed"]
        with as_owner():
            leads = models.Membership.objects.filter(organisation=cast.alderby, role=Role.CAF_LEAD)
            assert leads.count() == 1
            for person in (cast.alice, cast.bob):
                models.Membership.objects.get_or_create(
                    organisation=cast.alderby,
                    person=person,
                    role=Role.CAF_LEAD,
                    defaults={"since": NOW},
                )


def _leave_together(cast: Cast) -> list[str]:
    together, ends = threading.Barrier(2), []

    def leave(name: str) -> None:
        person = getattr(cast, name)
        try:
            with enter.entered(person.pk) as actor:
                together.wait(10)
                actions.remove(actor=actor, organisation=cast.alderby, person=person.pk, now=NOW)
            ends.append("left")
        except Conflict:
            ends.append("stayed")
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=leave, args=(name,)) for name in ("alice", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return ends
