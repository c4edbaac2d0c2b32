"""What the command line asks of the people, on the operator's word.

The caller has connected as the database's owner.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from wardmote.rules.people.actors import OPERATOR
from wardmote.rules.refusal import Invalid
from wardmote.rules.register.values import Kind, Organisation
from wardmote.server.people import actions
from wardmote.server.register import actions as register
from wardmote.server.register import queries
from wardmote.server.shell import commands

STEWARD = Organisation("STEWARD", "Sector steward", "Sector steward", Kind.STEWARD)
"""Stands for the steward where the register has none yet; a register file may rename it."""


@transaction.atomic
def add_steward(*, email: str, name: str, code: str, now: datetime) -> str:
    """Invite a steward and give the link, for a service in which nobody can invite yet.

    Shape: `code` is the steward's organisation, or empty for the only one.
    Raises: Missing, Invalid, Conflict.
    """
    commands.check_database()
    organisation = queries.organisation(code) if code else _steward(now)
    return actions.invite_steward(organisation=organisation, email=email, name=name, now=now)


def _steward(now: datetime) -> Any:
    found = queries.listed(queries.Wanted(kind=Kind.STEWARD), today=now.date()).rows
    if len(found) > 1:
        codes = ", ".join(one.code for one in found)
        raise Invalid(f"There are several stewards. Say which, with --organisation: {codes}.")
    if found:
        return found[0]
    register.keep_register(actor=OPERATOR, incoming=(STEWARD,), allow_large=False, now=now)
    return queries.organisation(STEWARD.code)
