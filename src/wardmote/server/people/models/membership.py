"""Who holds which role where, and who is assigned to a single assessment."""

from django.db import models

from wardmote.rules.people.roles import TITLES, Role
from wardmote.server.shell import keys


class Membership(models.Model):
    """One role of one person at one organisation."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    organisation = models.ForeignKey("register.Organisation", on_delete=models.PROTECT)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE)
    role = models.CharField(max_length=30, choices=[(role.value, TITLES[role]) for role in Role])
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"], name="people_membership_once"
            )
        ]

    def __str__(self) -> str:
        """Say who is what where."""
        return f"{self.person_id} {self.role} {self.organisation_id}"


class Assignment(models.Model):
    """A person from outside may read one thing of an organisation, such as an assessment."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    organisation = models.ForeignKey("register.Organisation", on_delete=models.PROTECT)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE)
    subject = models.UUIDField()
    granted_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="granted"
    )
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "subject"], name="people_assignment_once")
        ]

    def __str__(self) -> str:
        """Say who may read what."""
        return f"{self.person_id} {self.subject}"
