"""What was sent: each version of each object, byte for byte, and what it refers to."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from wardmote.server.shell import keys

BESIDE = ("relationship", "sighting", "identity", "marking-definition")
"""Types that say something of others; a list shows them where they are asked for."""

LONGEST_ID = 300
"""The longest STIX id that is kept. Units: characters."""


class Object(models.Model):
    """One version of one object in one collection.

    `tlp`, `floor` and `recipients` are its marking combined with those of all that it refers to.
    `version_at` is when the version was made, as far as a microsecond; `version` is that as it
    was sent, or empty where the object has no versions. A later version that not everybody may
    read must not show by the earlier one's absence: `could_be_last` says that no later one is
    open to all readers of the collection, `is_last` that there is no later one at all; both
    among those of its specification.
    `is_hubs` marks what the hub itself issues: it is nobody's own.
    """

    id = models.UUIDField(primary_key=True, default=keys.new)
    collection = models.ForeignKey("sharing.Collection", models.PROTECT, db_index=False)
    organisation = models.ForeignKey("register.Organisation", models.PROTECT, db_index=False)
    date_added = models.DateTimeField()
    stix_id = models.CharField(max_length=LONGEST_ID)
    type = models.CharField(max_length=LONGEST_ID)
    spec_version = models.CharField(max_length=10)
    version_at = models.DateTimeField()
    version = models.CharField(max_length=60)
    created = models.CharField(max_length=60)
    created_by_ref = models.CharField(max_length=LONGEST_ID)
    is_revoked = models.BooleanField()
    tlp = models.SmallIntegerField()
    floor = models.SmallIntegerField()
    recipients = ArrayField(models.UUIDField(), default=list)
    is_crossing = models.BooleanField(default=False, db_default=False)
    """Whether it refers, directly or not, to something that is kept in other collections alone."""
    is_first = models.BooleanField(default=True)
    is_last = models.BooleanField(default=True)
    could_be_first = models.BooleanField(default=True)
    could_be_last = models.BooleanField(default=True)
    is_hubs = models.BooleanField(default=False, db_default=False)
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "date_added"], name="sharing_order"),
            models.UniqueConstraint(
                fields=["stix_id", "collection", "version_at", "spec_version", "organisation"],
                name="sharing_version_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["collection", "date_added"],
                condition=Q(could_be_last=True, tlp__lt=4),
                name="sharing_last",
            ),
            models.Index(
                fields=["collection", "tlp", "date_added"],
                condition=Q(could_be_last=False),
                name="sharing_older",
            ),
            models.Index(
                fields=["collection", "organisation", "date_added"],
                condition=Q(tlp=4),
                name="sharing_red",
            ),
            GinIndex(fields=["recipients"], condition=Q(tlp=4), name="sharing_naming"),
            models.Index(
                fields=["collection", "date_added"],
                condition=Q(could_be_first=True),
                name="sharing_first",
            ),
            models.Index(
                fields=["collection", "type", "date_added"],
                condition=Q(could_be_last=True),
                name="sharing_type",
            ),
            models.Index(
                fields=["collection", "date_added"],
                condition=Q(could_be_last=True) & ~Q(type__in=BESIDE),
                name="sharing_things",
            ),
            models.Index(
                fields=["collection", "tlp", "date_added"],
                condition=Q(could_be_last=True),
                name="sharing_tlp",
            ),
            models.Index(
                fields=["collection", "created_by_ref", "date_added"],
                condition=Q(could_be_last=True),
                name="sharing_maker",
            ),
            models.Index(fields=["organisation", "date_added"], name="sharing_ours"),
        ]

    def __str__(self) -> str:
        """Say which object."""
        return self.stix_id


class Reference(models.Model):
    """That an object refers to another by its STIX id, whether the hub holds that or not."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    source = models.ForeignKey(Object, models.CASCADE)
    target = models.CharField(max_length=LONGEST_ID)

    class Meta:
        indexes = [models.Index(fields=["target"], name="sharing_target")]

    def __str__(self) -> str:
        """Say what refers to what."""
        return f"{self.source_id} > {self.target}"


class Identity(models.Model):
    """That an organisation speaks for a STIX identity: it alone sends new versions in its name.

    The first to send something in a name speaks for it, until the steward says otherwise.
    `is_own` marks the one in which the pages write for the organisation: the hub made it, so
    nobody can have taken it before.
    """

    id = models.UUIDField(primary_key=True, default=keys.new)
    stix_id = models.CharField(max_length=LONGEST_ID, unique=True)
    organisation = models.ForeignKey("register.Organisation", on_delete=models.PROTECT)
    since = models.DateTimeField()
    is_own = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(is_own=True), name="sharing_own_identity_once"
            )
        ]

    def __str__(self) -> str:
        """Say who speaks for what."""
        return f"{self.organisation_id} as {self.stix_id}"
