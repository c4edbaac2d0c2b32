"""What became of what was sent."""

import uuid

from django.db import models


class Submission(models.Model):
    """The receipt of one request that sent objects: who, when, how many.

    `status` is the TAXII status resource; it is taken away a day later, the receipt stays. TAXII
    2.1 wants identifiers of version 4.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    collection = models.ForeignKey("sharing.Collection", on_delete=models.PROTECT)
    organisation = models.ForeignKey("register.Organisation", on_delete=models.PROTECT)
    person_id = models.UUIDField()
    at = models.DateTimeField()
    objects_count = models.IntegerField()
    failures_count = models.IntegerField()
    status = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-at"], name="sharing_sent_by"),
            models.Index(
                fields=["at"], condition=~models.Q(status=""), name="sharing_status_to_end"
            ),
        ]

    def __str__(self) -> str:
        """Say when and how many."""
        return f"{self.at}: {self.objects_count}"
