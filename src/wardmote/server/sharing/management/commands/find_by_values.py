"""Fills the index of values for objects that were kept before there was one."""

from typing import Any

from django.core.management.base import BaseCommand

from wardmote.server.sharing.actions import indexing


class Command(BaseCommand):
    """Notes the values of each object of which none is noted. It may be run again."""

    help = "Note which values shared objects hold, so that a search finds them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill the index. Run it as the database's owner."""
        self.stdout.write(f"Looked at {indexing.note_all():,} objects.")
