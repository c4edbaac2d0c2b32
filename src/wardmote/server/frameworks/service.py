"""What the command line asks of the stored frameworks, on the operator's word.

The caller has connected as the database's owner.
"""

from datetime import datetime

from wardmote.formats.frameworks.checking import Checked
from wardmote.rules.frameworks.values import Framework, Profile
from wardmote.rules.people.actors import OPERATOR
from wardmote.server.frameworks import actions, queries
from wardmote.server.shell import commands


def known() -> list[Framework]:
    """Give all frameworks that ship or were imported.

    Raises: Invalid, where the database does not answer.
    """
    commands.check_database()
    return queries.frameworks()


def profiles(ref: str) -> list[Profile]:
    """Give the profiles of a framework that ship or were imported, official ones first."""
    return queries.profiles(ref)


def wordings() -> dict[str, str]:
    """Name the imported wording of each framework that has one."""
    return queries.wordings()


def store(checked: Checked, now: datetime) -> None:
    """Store what was checked.

    Raises: Conflict where it is stored already.
    """
    actions.keep_checked(actor=OPERATOR, checked=checked, now=now)
