"""Organisations and which took over from which. The register is public: it has no row security."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import F, Func
from django.db.models.functions import Now, Upper

from wardmote.server.shell import keys


class Organisation(models.Model):
    """A council, another authority, a partner, a supplier, an assurer or the steward."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=200)
    gss_code = models.CharField(max_length=9, blank=True)
    kind = models.CharField(max_length=40)
    tier = models.CharField(max_length=40, blank=True)
    region = models.CharField(max_length=40, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    hexagon_q = models.SmallIntegerField(null=True)
    hexagon_r = models.SmallIntegerField(null=True)
    population = models.IntegerField(null=True)
    website = models.URLField(blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    part_of = ArrayField(models.CharField(max_length=20), default=list)
    wikidata = models.CharField(max_length=20, blank=True, default="", db_default="")
    source = models.CharField(max_length=200, blank=True, default="", db_default="")
    changed_at = models.DateTimeField(db_default=Now(), db_index=True)
    is_invented = models.BooleanField(default=False)
    found_by = models.TextField(default="", blank=True)
    """What a search looks through: name, short name, codes, place, in folded letters."""

    class Meta:
        indexes = [
            models.Index(fields=["kind", "short_name"], name="register_kind"),
            models.Index(fields=["short_name", "code"], name="register_order"),
            models.Index(fields=["region", "short_name", "code"], name="register_region"),
            models.Index(
                fields=["short_name", "code"],
                name="register_ended",
                condition=models.Q(ends_on__isnull=False),
            ),
            models.Index(fields=["gss_code"], name="register_gss"),
            models.Index(Upper("code"), name="register_code_any_case"),
            GistIndex(Func(F("longitude"), F("latitude"), function="point"), name="register_place"),
            GinIndex(fields=["short_name"], name="register_short", opclasses=["gin_trgm_ops"]),
            GinIndex(
                Func(
                    F("found_by"), F("kind"), F("region"), F("ends_on"), function="register_words"
                ),
                name="register_words",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="register_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class Succession(models.Model):
    """One organisation took over from another when that ended."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    predecessor = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="succeeded_by"
    )
    successor = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="took_over")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="register_succession_once"
            )
        ]

    def __str__(self) -> str:
        """Say who took over from whom."""
        return f"{self.predecessor_id} > {self.successor_id}"
