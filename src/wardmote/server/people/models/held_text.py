"""What someone wrote while their session ended."""

from django.db import models

from wardmote.server.shell import keys


class HeldText(models.Model):
    """A form that arrived after its writer's session had ended, kept for them alone."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE)
    path = models.CharField(max_length=2000)
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "path", "-at"], name="people_held_of")]

    def __str__(self) -> str:
        """Say where it was written."""
        return self.path
