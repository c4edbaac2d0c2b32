"""What keeps reminders honest: which digest was sent, and who may read which calendar."""

from django.db import models

from wardmote.server.shell import keys


class Digest(models.Model):
    """A person's digest of one day: made before it is sent, so that no two workers send it."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="assess_digest_once")]

    def __str__(self) -> str:
        """Say whose and when."""
        return f"{self.person_id} {self.day}"


class CalendarFeed(models.Model):
    """The secret address of a person's calendar, kept as a hash; making a new one ends the old."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        """Say whose."""
        return str(self.person_id)
