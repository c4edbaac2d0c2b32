"""Keys for a person's programs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.server.shell import keys


class ApiKey(models.Model):
    """A key that acts for its person within its scopes; what proves it is kept as a hash alone."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE)
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=10))
    prefix = models.CharField(max_length=12, unique=True)
    hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-created_at"], name="people_key_of")]

    def __str__(self) -> str:
        """Give the name."""
        return self.name
