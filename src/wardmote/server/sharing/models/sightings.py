"""Who saw what, for the hub alone, and what the hub says of it."""

from django.db import models

from wardmote.server.sharing.models.objects import LONGEST_ID
from wardmote.server.shell import keys


class Report(models.Model):
    """One sighting that an organisation sent, in its newest version; nobody else reads it.

    `target` is the id of what was seen, `collection` where the hub holds that. `is_named` once
    the organisation let itself be shown with it, and for ever after. `is_new` until the hub has
    looked at it for its next release.
    """

    id = models.UUIDField(primary_key=True, default=keys.new)
    organisation = models.ForeignKey("register.Organisation", models.PROTECT, db_index=False)
    collection = models.ForeignKey("sharing.Collection", models.PROTECT, db_index=False)
    target = models.CharField(max_length=LONGEST_ID)
    stix_id = models.CharField(max_length=LONGEST_ID)
    version_at = models.DateTimeField()
    count = models.IntegerField()
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    is_named = models.BooleanField()
    is_withdrawn = models.BooleanField(default=False)
    is_new = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "stix_id"], name="sharing_report_once"),
        ]
        indexes = [
            models.Index(fields=["collection", "target"], name="sharing_reported"),
            models.Index(
                fields=["collection", "target"],
                condition=models.Q(is_new=True),
                name="sharing_report_new",
            ),
        ]

    def __str__(self) -> str:
        """Say which sighting."""
        return self.stix_id


class Release(models.Model):
    """What the hub last said of one target in one collection, and what that was made of.

    Only the job that releases reads it: `basis` names councils.
    """

    id = models.UUIDField(primary_key=True, default=keys.new)
    collection = models.ForeignKey("sharing.Collection", models.PROTECT, db_index=False)
    target = models.CharField(max_length=LONGEST_ID)
    question = models.CharField(max_length=10)
    ref = models.CharField(max_length=LONGEST_ID)
    created_at = models.DateTimeField()
    figures = models.JSONField()
    basis = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "target", "question"], name="sharing_release_once"
            ),
        ]

    def __str__(self) -> str:
        """Say of what."""
        return f"{self.target} {self.question}"
