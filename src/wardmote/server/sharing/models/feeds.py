"""Feeds from and to other TAXII servers, how far each has come, and what came by which."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.rules.sharing.feeding import Direction
from wardmote.server.sharing.models.objects import LONGEST_ID
from wardmote.server.sharing.models.places import TLP_CHOICES
from wardmote.server.shell import keys

LONGEST_URL = 500
LONGEST_WORD = 2000
"""The longest word of a server for its next page. Units: characters."""


class Feed(models.Model):
    """What is fetched from a collection of another server into ours, or sent from ours to it.

    It reads and sends as `organisation`, so what that may not see or send it does not either.
    `secret` is the name of an environment variable; what it holds is never kept here. `server` is
    the host of `url`: what came from there is not sent back.

    How far it has come: `added_after`, `next`, `last` and `is_steady` are the other server's words
    (see `clients.taxii.paging`); `position` is when the last object that was sent was added here.
    """

    id = models.UUIDField(primary_key=True, default=keys.new)
    title = models.CharField(max_length=200)
    direction = models.CharField(
        max_length=3, choices=[(each.value, each.value) for each in Direction]
    )
    collection = models.ForeignKey("sharing.Collection", models.PROTECT)
    organisation = models.ForeignKey("register.Organisation", models.PROTECT)
    url = models.CharField(max_length=LONGEST_URL)
    server = models.CharField(max_length=LONGEST_URL)
    remote = models.CharField(max_length=200)
    user = models.CharField(max_length=200, blank=True)
    secret = models.CharField(max_length=100, blank=True)
    minutes = models.IntegerField()
    is_on = models.BooleanField(default=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()

    ceiling = models.SmallIntegerField(choices=TLP_CHOICES)
    types = ArrayField(models.CharField(max_length=LONGEST_ID), default=list, blank=True)
    least_score = models.SmallIntegerField(default=0)
    sends_unlabelled = models.BooleanField(default=False)

    address = models.CharField(max_length=LONGEST_URL, blank=True)
    most_bytes = models.IntegerField(default=0)
    added_after = models.CharField(max_length=60, blank=True)
    next = models.CharField(max_length=LONGEST_WORD, blank=True)
    last = models.CharField(max_length=60, blank=True)
    is_steady = models.BooleanField(default=False)
    position = models.DateTimeField(null=True)

    next_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    error = models.TextField(blank=True)
    taken = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "direction", "url", "remote"], name="sharing_feed_once"
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gt=0), name="sharing_feed_comes_again"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(is_on=True), name="sharing_feed_due"
            )
        ]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class Origin(models.Model):
    """That a version of an object is there where a feed comes from, and since when no longer.

    Shape: `version` is as it was sent, empty where the object has none.
    """

    id = models.BigAutoField(primary_key=True)
    feed = models.ForeignKey(Feed, models.PROTECT)
    collection = models.ForeignKey("sharing.Collection", models.PROTECT)
    stix_id = models.CharField(max_length=LONGEST_ID)
    version = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stix_id", "version", "feed"], name="sharing_origin_once"
            )
        ]
        indexes = [models.Index(fields=["feed", "seen_at"], name="sharing_origin_seen")]

    def __str__(self) -> str:
        """Say what came by which feed."""
        return f"{self.stix_id} by {self.feed_id}"
