"""When something in a collection last changed, so that whoever has its lists need not ask again."""

from django.db import models


class Change(models.Model):
    """When objects of a collection were last added, narrowed or taken away.

    The database notes it, below everything that writes objects.
    """

    collection = models.OneToOneField(
        "sharing.Collection", models.CASCADE, primary_key=True, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Say which and when."""
        return f"{self.collection_id} {self.at}"
