"""Who has been asked to join which organisation."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from wardmote.server.shell import keys


class Invitation(models.Model):
    """A letter to an address that lets its reader join an organisation, once."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    organisation = models.ForeignKey("register.Organisation", on_delete=models.PROTECT)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True, default="")
    roles = ArrayField(models.CharField(max_length=30))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by_name = models.CharField(max_length=200)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sends = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    """When the mail server last took the letter; None until it has."""
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="people_invitation_once",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="people_invitation_one_end",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-invited_at"], name="people_invitation_of")
        ]

    def __str__(self) -> str:
        """Say who is asked."""
        return self.email
