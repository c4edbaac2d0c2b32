"""The table of events; the application may add to it and read it, never change it."""

from django.db import models

from wardmote.server.shell import keys


class Event(models.Model):
    """One thing that someone did. `organisation` is whose thing it was done to, if any one's."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    person_name = models.CharField(max_length=200, blank=True)
    organisation_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    change = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "at"], name="audit_subject"),
            models.Index(fields=["organisation_id", "-at"], name="audit_organisation"),
        ]

    def __str__(self) -> str:
        """Say who did what."""
        return f"{self.person_name or 'Someone'} {self.verb}"
