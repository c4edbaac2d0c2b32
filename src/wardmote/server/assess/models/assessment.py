"""One cycle of one organisation, and its parts."""

from django.db import models

from wardmote.rules.assess.life import TITLES, AssessmentState
from wardmote.rules.frameworks.values import Part as PartKind
from wardmote.server.assess.models.owned import OfAssessment, Owned


class Assessment(Owned):
    """One cycle: an organisation against one version of a framework."""

    framework = models.CharField(max_length=60)
    profile = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    due_on = models.DateField(null=True)
    state = models.CharField(
        max_length=20,
        choices=[(state.value, TITLES[state]) for state in AssessmentState],
        default=AssessmentState.OPEN,
    )
    carried_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True)
    created_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    shared_at = models.DateTimeField(null=True)
    judged_count = models.IntegerField(default=0)
    judgement_count = models.IntegerField(default=0)
    """Kept in step with the answers, so that a list of assessments need not read them."""

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-starts_on"], name="assess_of_organisation"),
            models.Index(fields=["-starts_on", "id"], name="assess_newest"),
            models.Index(fields=["state", "-starts_on", "id"], name="assess_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True, approved_at__isnull=True)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="assess_approved_paired",
            ),
            models.CheckConstraint(
                condition=models.Q(judged_count__gte=0)
                & models.Q(judged_count__lte=models.F("judgement_count")),
                name="assess_judged_within",
            ),
        ]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class Carried(OfAssessment):
    """What was carried into a cycle when it was started, as its page shows it ever after.

    Shape: `told` is what `queries.carrying.told` gives; rows are added and never changed.
    """

    told = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment"], name="assess_carried_once"),
        ]

    def __str__(self) -> str:
        """Say from what."""
        return str(self.told["source"])


class Part(OfAssessment):
    """The organisation (number 0), or one prioritised system (1 and up)."""

    number = models.SmallIntegerField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in PartKind])
    system = models.OneToOneField("assess.System", on_delete=models.SET_NULL, null=True)
    title = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)
    """Set when a system is no longer prioritised: its answers stay, but count no more."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="assess_part_once")
        ]

    def __str__(self) -> str:
        """Give the title."""
        return self.title
