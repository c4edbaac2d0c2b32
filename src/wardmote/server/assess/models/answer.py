"""What a council says of one outcome in one part, now and at every earlier save."""

from django.db import models

from wardmote.rules.assess.work import TITLES, WorkState
from wardmote.server.assess.models.owned import OfAssessment, Owned


class Said(models.Model):
    """What was said: the same columns for the answer as it stands and for each version.

    Shape: `statements` maps a statement's code to {"answer": "yes" | "no" | "met_another_way",
    "how": text}; statements not answered are absent. `indicative` and `judged` are level codes
    or empty. `rule` is the id of the rule that gave `indicative`.
    """

    version = models.IntegerField(default=0)
    statements = models.JSONField(default=dict)
    notes = models.TextField(blank=True, default="")
    indicative = models.CharField(max_length=40, blank=True, default="")
    rule = models.CharField(max_length=40, blank=True, default="")
    judged = models.CharField(max_length=40, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    saved_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    saved_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Answer(OfAssessment, Said):
    """One outcome of one part: what is said of it, and the work on it."""

    part = models.ForeignKey("assess.Part", on_delete=models.CASCADE)
    outcome = models.CharField(max_length=20)
    position = models.SmallIntegerField()
    needs_review = models.BooleanField(default=False)
    carried_from = models.CharField(max_length=60, blank=True, default="")
    """Where it was carried from, such as `caf-3.2 A2.b`; it needs review until judged again."""
    work_state = models.CharField(
        max_length=20,
        choices=[(state.value, TITLES[state]) for state in WorkState],
        default=WorkState.NOT_STARTED,
    )
    owner = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    due_on = models.DateField(null=True)
    blocker = models.TextField(blank=True, default="")
    next_step = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "outcome"], name="assess_answer_once")
        ]
        indexes = [
            models.Index(fields=["assessment", "part", "position"], name="assess_answer_order"),
            models.Index(fields=["owner", "due_on"], name="assess_answer_owner"),
        ]

    def __str__(self) -> str:
        """Give the outcome's code."""
        return self.outcome


class AnswerVersion(OfAssessment, Said):
    """An answer as it was saved once; the application adds rows and never changes them."""

    answer = models.ForeignKey("assess.Answer", on_delete=models.CASCADE, related_name="versions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "version"], name="assess_version_once")
        ]

    def __str__(self) -> str:
        """Give the number."""
        return str(self.version)


class Collaborator(Owned):
    """A person who works on an outcome beside its owner."""

    answer = models.ForeignKey("assess.Answer", on_delete=models.CASCADE)
    assessment = models.ForeignKey("assess.Assessment", on_delete=models.CASCADE)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "person"], name="assess_collaborator_once")
        ]

    def __str__(self) -> str:
        """Say who works on what."""
        return f"{self.person_id} {self.answer_id}"
