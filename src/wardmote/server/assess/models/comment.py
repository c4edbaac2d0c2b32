"""What people say to each other about an outcome."""

from django.db import models

from wardmote.server.assess.models.owned import OfAssessment


class Comment(OfAssessment):
    """A comment on an outcome, open until someone resolves it."""

    answer = models.ForeignKey("assess.Answer", on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()
    resolved_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["answer", "written_at"], name="assess_comment_order")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | models.Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="assess_resolved_paired",
            )
        ]

    def __str__(self) -> str:
        """Give the first words."""
        return self.text[:40]


class Mention(OfAssessment):
    """A person was named in a comment; it is on their to-do list until they have seen it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "person"], name="assess_mention_once")
        ]
        indexes = [models.Index(fields=["person", "seen_at"], name="assess_mention_person")]

    def __str__(self) -> str:
        """Give the person's key."""
        return str(self.person_id)
