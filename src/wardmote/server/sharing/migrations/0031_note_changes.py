"""Notes when something in a collection changed, whoever changed it and by whichever way."""

import django.db.models.deletion
from django.db import migrations, models

from wardmote.server.shell import row_security
from wardmote.server.shell.row_security import STEWARD

NOTE = """
CREATE FUNCTION wm_sharing_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO sharing_change AS kept (collection_id, at)
        SELECT collection_id, clock_timestamp() FROM touched
        GROUP BY collection_id ORDER BY collection_id
        ON CONFLICT (collection_id) DO UPDATE
        SET at = greatest(excluded.at, kept.at + interval '1 microsecond');
    RETURN NULL;
END $$;
CREATE TRIGGER sharing_object_added AFTER INSERT ON sharing_object
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION wm_sharing_changed();
CREATE TRIGGER sharing_object_changed AFTER UPDATE ON sharing_object
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION wm_sharing_changed();
CREATE TRIGGER sharing_object_gone AFTER DELETE ON sharing_object
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION wm_sharing_changed();
"""
SEEN = "collection_id = ANY ((SELECT wm_sharing_at(0))::uuid[])"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0030_follow_other_servers")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "collection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="sharing.collection",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            NOTE,
            reverse_sql="""
            DROP TRIGGER sharing_object_added ON sharing_object;
            DROP TRIGGER sharing_object_changed ON sharing_object;
            DROP TRIGGER sharing_object_gone ON sharing_object;
            DROP FUNCTION wm_sharing_changed();
            """,
        ),
        row_security.protect("sharing_change", read=f"{STEWARD} OR {SEEN}", write="false"),
    ]
