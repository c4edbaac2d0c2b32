"""API roots, collections, circles, and which organisation may do what in them."""

import uuid

from django.db import models

from wardmote.rules.sharing.markings import DEFAULT, Tlp
from wardmote.server.shell import keys

TLP_CHOICES = [(int(tlp), tlp.label) for tlp in Tlp]


class ApiRoot(models.Model):
    """A TAXII API root: a group of collections under one address."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    slug = models.SlugField(max_length=50, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="sharing_one_default_root",
            )
        ]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class Circle(models.Model):
    """A group of organisations; its members cannot see each other unless they choose."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    name = models.CharField(max_length=200, unique=True)
    description = models.TextField(blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class CircleMembership(models.Model):
    """That an organisation is in a circle, and whether the other members may know."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE)
    organisation = models.ForeignKey("register.Organisation", on_delete=models.PROTECT)
    is_shown = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "organisation"], name="sharing_circle_member_once"
            )
        ]

    def __str__(self) -> str:
        """Say who is in which circle."""
        return f"{self.organisation_id} in {self.circle_id}"


class Collection(models.Model):
    """A TAXII collection: of a circle, open to every organisation, or for those let in.

    TAXII 2.1 wants identifiers of version 4, so the key is one, unlike elsewhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    root = models.ForeignKey(ApiRoot, on_delete=models.PROTECT, related_name="collections")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    alias = models.SlugField(max_length=50, blank=True)
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, null=True)
    is_open = models.BooleanField(default=False)
    ceiling = models.SmallIntegerField(choices=TLP_CHOICES, default=int(Tlp.RED))
    default_marking = models.SmallIntegerField(choices=TLP_CHOICES, default=int(DEFAULT))
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["root", "alias"], condition=~models.Q(alias=""), name="sharing_alias_once"
            ),
            models.CheckConstraint(
                condition=models.Q(is_open=False) | models.Q(circle=None),
                name="sharing_open_or_circle",
            ),
            models.CheckConstraint(
                condition=models.Q(default_marking__lte=models.F("ceiling")),
                name="sharing_default_under_ceiling",
            ),
        ]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class Access(models.Model):
    """What one organisation was let do in one collection; a partner reads less than a member."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    organisation = models.ForeignKey("register.Organisation", on_delete=models.PROTECT)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE)
    can_read = models.BooleanField()
    can_write = models.BooleanField()
    is_member = models.BooleanField()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "collection"], name="sharing_access_once"
            ),
            models.CheckConstraint(
                condition=models.Q(can_read=True) | models.Q(can_write=True),
                name="sharing_access_to_something",
            ),
        ]

    def __str__(self) -> str:
        """Say who may use what."""
        return f"{self.organisation_id} in {self.collection_id}"


class Head(models.Model):
    """When a collection last took something in.

    Its row is locked from when a request is given its times until it is committed, so the order
    of times is the order of commits: whoever reads on from a time misses nothing.
    """

    collection = models.OneToOneField(Collection, on_delete=models.CASCADE, primary_key=True)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        """Say which and when."""
        return f"{self.collection_id} {self.added_at}"
