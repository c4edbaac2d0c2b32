"""What objects are found by, and when a person was here last."""

from django.db import models

LONGEST_VALUE = 500
"""How much of a value is kept and compared: an index takes no more. Units: characters."""


class Value(models.Model):
    """A value that an object holds, as `rules.indicators.writing` writes it, cut to a length.

    It goes with its object. `added_at` is when that was added, so that pages need no sorting.
    """

    id = models.BigAutoField(primary_key=True)
    object = models.ForeignKey(
        "sharing.Object", models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=LONGEST_VALUE)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["value", "added_at"], name="sharing_value_found")]

    def __str__(self) -> str:
        """Give the value."""
        return self.value


class Visit(models.Model):
    """When a person last looked at what is shared, and from when on things are new to them."""

    person = models.OneToOneField(
        "people.Person", models.CASCADE, primary_key=True, related_name="+"
    )
    at = models.DateTimeField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        """Say who and when."""
        return f"{self.person_id} {self.at}"
