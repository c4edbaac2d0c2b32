"""The evidence register: references, each used by many outcomes."""

from django.db import models

from wardmote.rules.assess.evidence import EvidenceKind
from wardmote.server.assess.models.owned import OfAssessment, Owned


class Evidence(Owned):
    """A reference to something that exists; it belongs to the organisation, not to one cycle."""

    title = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in EvidenceKind]
    )
    kept_at = models.CharField(max_length=500)
    """A link, or in words where it is kept."""
    dated_on = models.DateField(null=True)
    owner = models.CharField(max_length=200, blank=True, default="")
    shows = models.TextField(blank=True, default="")
    review_on = models.DateField(null=True)
    added_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["organisation", "title"], name="assess_evidence_title")]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class EvidenceUse(OfAssessment):
    """A reference supports an answer."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="uses")
    answer = models.ForeignKey("assess.Answer", on_delete=models.CASCADE, related_name="evidence")
    shows = models.TextField(blank=True, default="")
    added_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evidence", "answer"], name="assess_use_once")
        ]

    def __str__(self) -> str:
        """Say what supports what."""
        return f"{self.evidence_id} > {self.answer_id}"
