"""When something in a collection last changed, so that whoever has its lists need not ask again."""

from django.db import models

from wardmote.server.shell import keys


class Change(models.Model):
    """When objects were last added, narrowed or taken away that certain readers may see.

    The database notes it, below everything that writes objects. Without an `organisation` it is
    of objects that everybody sees whose standing is `floor` or better; else of objects that the
    organisation sees beyond that, since it sent them or is named on them. So what is kept from a
    reader moves no time that the reader is told.
    """

    id = models.UUIDField(primary_key=True, default=keys.new)
    collection = models.ForeignKey(
        "sharing.Collection", models.CASCADE, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        "register.Organisation", models.CASCADE, related_name="+", null=True, db_index=False
    )
    floor = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "organisation", "floor"],
                name="sharing_change_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        """Say which and when."""
        return f"{self.collection_id} {self.at}"
