"""What is assessed: context, essential services, systems, and the sign-off of it all."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.rules.assess.scope import CRITICALITY_TITLES, Criticality
from wardmote.server.assess.models.owned import OfAssessment


class Scope(OfAssessment):
    """The context of an assessment, one row each."""

    mission = models.TextField(blank=True, default="")
    objectives = models.TextField(blank=True, default="")
    priorities = models.TextField(blank=True, default="")
    threat_landscape = models.TextField(blank=True, default="")
    risk_appetite = models.TextField(blank=True, default="")
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment"], name="assess_scope_once")]

    def __str__(self) -> str:
        """Give the assessment's key."""
        return str(self.assessment_id)


class Service(OfAssessment):
    """An essential service that the council provides."""

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    owner = models.CharField(max_length=200, blank=True, default="")
    in_scope = models.BooleanField(default=True)
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "name"], name="assess_service_once")
        ]

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class System(OfAssessment):
    """A system that supports essential services."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=100, blank=True, default="")
    supplier = models.CharField(max_length=200, blank=True, default="")
    description = models.TextField(blank=True, default="")
    criticality = models.CharField(
        max_length=30,
        choices=[(one.value, CRITICALITY_TITLES[one]) for one in Criticality],
        blank=True,
        default="",
    )
    criteria = ArrayField(models.CharField(max_length=30), default=list)
    rationale = models.TextField(blank=True, default="")
    is_prioritised = models.BooleanField(default=False)
    priority_reason = models.TextField(blank=True, default="")
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "name"], name="assess_system_once")
        ]

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class Support(OfAssessment):
    """A system supports a service."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="supports")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="supported_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "service"], name="assess_support_once")
        ]

    def __str__(self) -> str:
        """Say what supports what."""
        return f"{self.system_id} > {self.service_id}"


class ScopeSignOff(OfAssessment):
    """Someone signed off the scope; a later change of the scope clears it and says why."""

    signed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    cleared_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True)
    cleared_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"],
                condition=models.Q(cleared_at__isnull=True),
                name="assess_one_sign_off",
            ),
            models.CheckConstraint(
                condition=models.Q(cleared_by__isnull=True, cleared_at__isnull=True)
                | models.Q(cleared_by__isnull=False, cleared_at__isnull=False),
                name="assess_cleared_paired",
            ),
        ]

    def __str__(self) -> str:
        """Give the assessment's key."""
        return str(self.assessment_id)
