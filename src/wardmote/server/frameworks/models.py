"""What was imported. All of it is for everyone, so these tables have no row security.

A row is never edited: a mended import is a new row, and what it replaces stays for the record.
"""

from django.db import models

from wardmote.server.shell import keys


class Imported(models.Model):
    """What every import has."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    framework = models.CharField(max_length=60)
    source = models.TextField()
    checksum = models.CharField(max_length=64)
    imported_by_id = models.UUIDField(null=True)
    imported_by_name = models.CharField(max_length=200, blank=True)
    imported_at = models.DateTimeField()
    content = models.TextField()
    """The pack or profile in our own format; its SHA-256 is `checksum`."""

    class Meta:
        abstract = True


class Pack(Imported):
    """A framework that does not ship with Wardmote, or another wording of one that does."""

    wording = models.CharField(max_length=200)
    is_wording = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "checksum"], name="frameworks_pack_once")
        ]

    def __str__(self) -> str:
        """Give the framework and the wording."""
        return f"{self.framework}: {self.wording}"


class StoredProfile(Imported):
    """A profile that does not ship with Wardmote, such as the steward's official one."""

    ref = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ref", "checksum"], name="frameworks_profile_once")
        ]

    def __str__(self) -> str:
        """Give the reference."""
        return self.ref
