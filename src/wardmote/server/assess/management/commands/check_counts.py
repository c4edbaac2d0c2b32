"""Checks that the counts kept on each assessment are those of its answers."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wardmote.server.assess.queries import counts


class Command(BaseCommand):
    """Says which assessments count wrongly."""

    help = "Check that the judgements counted on each assessment are those of its answers."

    def add_arguments(self, parser: Any) -> None:
        """Take one option."""
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, and fail where something is wrong. Run it as the database's owner."""
        wrong = counts.wrong()
        if options["json"]:
            self.stdout.write(json.dumps([one._asdict() for one in wrong], default=str, indent=2))
        for one in wrong if not options["json"] else ():
            self.stdout.write(
                f"{one.assessment}: says {one.judged} of {one.judgements}, "
                f"its answers say {one.real_judged} of {one.real_judgements}"
            )
        if wrong:
            raise CommandError(f"{len(wrong)} assessments count wrongly.", returncode=1)
        if not options["json"]:
            self.stdout.write("All counts are right.")
