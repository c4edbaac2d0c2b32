"""What the command line asks of who speaks for whom, on the operator's word.

The caller has connected as the database's owner.
"""

from datetime import datetime

from wardmote.server.register import queries
from wardmote.server.sharing import actions
from wardmote.server.shell import commands


def speak_for(*, identity: str, code: str, now: datetime) -> tuple[str, str]:
    """Let an organisation speak for a STIX identity; give its name, and who did before or nothing.

    Raises: Missing, Invalid, Conflict.
    """
    commands.check_database()
    found = queries.organisation(code)
    before = actions.speak_for(identity=identity, organisation=found.pk, now=now)
    (was,) = queries.organisations([before]) if before else (None,)
    return found.name, was.name if was else ""
