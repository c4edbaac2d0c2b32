"""What waits for the steward, what was decided, and how sources are graded."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.server.sharing.models.objects import LONGEST_ID
from wardmote.server.shell import keys


class Review(models.Model):
    """An object that waits for the steward (held), or was taken in with a remark (flagged).

    A held object is here and nowhere else: `body` is what was sent, to be taken in once it is
    released, and `prepared` what else its row needs. `embargo_until` is when that happens without
    a further decision.
    """

    id = models.UUIDField(primary_key=True, default=keys.new)
    organisation = models.ForeignKey("register.Organisation", models.PROTECT)
    person_id = models.UUIDField()
    collection = models.ForeignKey("sharing.Collection", models.PROTECT)
    stix_id = models.CharField(max_length=LONGEST_ID)
    version = models.CharField(max_length=60)
    type = models.CharField(max_length=LONGEST_ID)
    is_held = models.BooleanField()
    reasons = ArrayField(models.TextField())
    body = models.TextField(blank=True)
    prepared = models.JSONField(default=dict)
    at = models.DateTimeField()
    embargo_until = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "collection", "stix_id", "version"],
                name="sharing_review_once",
            ),
            models.CheckConstraint(
                condition=models.Q(decision="", decided_at=None)
                | (~models.Q(decision="") & models.Q(decided_at__isnull=False)),
                name="sharing_review_decided_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["at"], condition=models.Q(decision=""), name="sharing_review_waits"
            ),
        ]

    def __str__(self) -> str:
        """Say which object."""
        return self.stix_id


class Dispute(models.Model):
    """That an organisation says that an indicator finds what is harmless."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    organisation = models.ForeignKey("register.Organisation", models.PROTECT)
    collection = models.ForeignKey("sharing.Collection", models.PROTECT, db_index=False)
    target = models.CharField(max_length=LONGEST_ID)
    reason = models.TextField()
    at = models.DateTimeField()
    is_new = models.BooleanField(default=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "target", "organisation"], name="sharing_dispute_once"
            ),
        ]

    def __str__(self) -> str:
        """Say of what."""
        return self.target


class Grading(models.Model):
    """The grade that the steward gave to an object, from A1 to F6.

    `is_new` until the hub has told it to programs.
    """

    id = models.UUIDField(primary_key=True, default=keys.new)
    stix_id = models.CharField(max_length=LONGEST_ID, unique=True)
    grade = models.CharField(max_length=2)
    at = models.DateTimeField()
    is_new = models.BooleanField(default=True, db_default=True)

    def __str__(self) -> str:
        """Give the grade."""
        return self.grade
