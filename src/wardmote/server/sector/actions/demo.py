"""Fills an empty database for a demonstration."""

import sys
from datetime import datetime

from wardmote.server.register import queries as register
from wardmote.server.sector.actions import sample


def fill(*, england: bool, now: datetime) -> int:
    """Load the invented sector, or the real register alone, where the register is empty.

    Gives the number of organisations loaded, 0 where there were some already.
    """
    if register.count():
        return 0
    if england:
        from wardmote.server.register import service

        return len(service.load_england(now).added)
    return sample.load_sample(now=now, tell=_tell)


def _tell(done: int) -> None:
    print(f"  {done} organisations", file=sys.stderr)
