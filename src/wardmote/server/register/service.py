"""What the command line asks of the register, on the operator's word.

The caller has connected as the database's owner.
"""

from datetime import datetime
from pathlib import Path

from wardmote.formats.register import sheet
from wardmote.rules.people.actors import OPERATOR
from wardmote.rules.register import plans
from wardmote.rules.register.plans import Plan
from wardmote.rules.register.values import Organisation
from wardmote.server.register import actions, queries
from wardmote.server.shell import commands


def read(path: Path | None) -> tuple[Organisation, ...]:
    """Read a file that must have nothing wrong, or the register of England that ships.

    Raises: Invalid, naming every line that is wrong.
    """
    if path is None:
        return sheet.england()
    return sheet.accepted(sheet.read_file(path, known=queries.register()))


def planned(path: Path | None) -> Plan:
    """Say what importing a file would do, and do nothing.

    Raises: Invalid.
    """
    commands.check_database()
    return plans.plan_import(queries.register(), read(path))


def import_file(path: Path | None, *, allow_large: bool, now: datetime) -> Plan:
    """Import a file and give what was done.

    Raises: Invalid, Conflict.
    """
    commands.check_database()
    return actions.keep_register(
        actor=OPERATOR, incoming=read(path), allow_large=allow_large, now=now
    )


def load_england(now: datetime) -> Plan:
    """Load the register of England that ships, and give what was done.

    Raises: Conflict.
    """
    return import_file(None, allow_large=False, now=now)
