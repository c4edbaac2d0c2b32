"""What every table of an assessment has: a key and the organisation whose row it is."""

from django.db import models

from wardmote.server.shell import keys


class Owned(models.Model):
    """A row that belongs to one organisation; row security reads the column."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    organisation = models.ForeignKey(
        "register.Organisation", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


class OfAssessment(Owned):
    """A row that also belongs to one assessment."""

    assessment = models.ForeignKey("assess.Assessment", on_delete=models.CASCADE)

    class Meta:
        abstract = True
