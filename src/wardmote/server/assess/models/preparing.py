"""Who does what by when."""

from django.db import models

from wardmote.rules.assess.preparing import ACTIVITY_TITLES, Activity, Duty
from wardmote.server.assess.models.owned import OfAssessment

ACTIVITIES = [(one.value, ACTIVITY_TITLES[one]) for one in Activity]


class Milestone(OfAssessment):
    """The date by which an activity should be done."""

    activity = models.CharField(max_length=20, choices=ACTIVITIES)
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "activity"], name="assess_milestone_once")
        ]

    def __str__(self) -> str:
        """Give the activity."""
        return self.activity


class Responsibility(OfAssessment):
    """A person's duty in an activity."""

    activity = models.CharField(max_length=20, choices=ACTIVITIES)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    duty = models.CharField(max_length=20, choices=[(duty.value, duty.value) for duty in Duty])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "activity", "person"], name="assess_duty_once"
            )
        ]

    def __str__(self) -> str:
        """Say who has which duty."""
        return f"{self.person_id} {self.duty}"
