"""An invitation is open until it is used, withdrawn or too old."""

from datetime import UTC, datetime, timedelta

import pytest

from wardmote.rules import refusal
from wardmote.rules.people import invitations
from wardmote.rules.people.invitations import State

END = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
BEFORE = END - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("accepted", "withdrawn", "now", "state"),
    [
        (None, None, BEFORE, State.OPEN),
        (None, None, END, State.EXPIRED),
        (BEFORE, None, END, State.ACCEPTED),
        (None, BEFORE, BEFORE, State.WITHDRAWN),
    ],
)
def test_where_an_invitation_stands(
    accepted: datetime | None, withdrawn: datetime | None, now: datetime, state: State
) -> None:
    assert invitations.state(END, accepted, withdrawn, now) is state


def test_a_flood_is_refused() -> None:
    invitations.check_may_invite(invitations.MOST_AN_HOUR - 1)
    with pytest.raises(refusal.Conflict):
        invitations.check_may_invite(invitations.MOST_AN_HOUR)
    invitations.check_may_send_again(invitations.MOST_SENDS - 1)
    with pytest.raises(refusal.Conflict):
        invitations.check_may_send_again(invitations.MOST_SENDS)


def test_addresses_compare_without_case() -> None:
    assert invitations.folded(" Ada@Example.ORG ") == invitations.folded("ada@example.org")


@pytest.mark.parametrize("name", ["", "  ", "a" * 201, "Ada\x00Prior", "Ada\u202ePrior"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(refusal.Invalid):
        invitations.check_name(name)


def test_a_name_loses_stray_spaces() -> None:
    assert invitations.check_name("  Ada \n Prior ") == "Ada Prior"
