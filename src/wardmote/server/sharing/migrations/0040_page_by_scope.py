"""Lets a page look at nothing that its reader may not see."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

NAMING = """
CREATE FUNCTION wm_sharing_naming(which uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM sharing_object
    WHERE tlp = 4 AND recipients && (SELECT wm_reads())::uuid[] AND collection_id = which
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0010_find_by_values")]
    operations = [
        migrations.RemoveIndex("object", "sharing_last"),
        migrations.AddIndex(
            "object",
            models.Index(
                fields=["collection", "date_added"],
                condition=models.Q(could_be_last=True, tlp__lt=4),
                name="sharing_last",
            ),
        ),
        migrations.AddIndex(
            "object",
            models.Index(
                fields=["collection", "tlp", "date_added"],
                condition=models.Q(could_be_last=False),
                name="sharing_older",
            ),
        ),
        migrations.AddIndex(
            "object",
            models.Index(
                fields=["collection", "organisation", "date_added"],
                condition=models.Q(tlp=4),
                name="sharing_red",
            ),
        ),
        migrations.AddIndex(
            "object",
            GinIndex(fields=["recipients"], condition=models.Q(tlp=4), name="sharing_naming"),
        ),
        migrations.RunSQL(NAMING, reverse_sql="DROP FUNCTION wm_sharing_naming(uuid);"),
    ]
