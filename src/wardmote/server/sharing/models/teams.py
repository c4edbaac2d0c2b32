"""Which organisations share a security team, so that the hub counts them as one."""

from django.db import models

from wardmote.server.shell import keys

LONGEST_TEAM = 100
"""Units: characters."""


class TeamMember(models.Model):
    """That an organisation is looked after by a security team that others have too."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    organisation = models.OneToOneField("register.Organisation", on_delete=models.PROTECT)
    team = models.CharField(max_length=LONGEST_TEAM)
    since = models.DateTimeField()

    def __str__(self) -> str:
        """Say who is of which team."""
        return f"{self.organisation_id} of {self.team}"
