"""Notes when something changed for those alone who may see it."""

import importlib

import django.db.models.deletion
from django.db import migrations, models

from wardmote.server.shell import keys, row_security
from wardmote.server.shell.row_security import READS

BEFORE = importlib.import_module("wardmote.server.sharing.migrations.0031_note_changes").NOTE
UNDO = """
DROP TRIGGER sharing_object_added ON sharing_object;
DROP TRIGGER sharing_object_changed ON sharing_object;
DROP TRIGGER sharing_object_gone ON sharing_object;
DROP FUNCTION wm_sharing_changed();
"""

# An update that changes nobody's view, such as by a later version that few may see, is no change.
NOTE = """
CREATE FUNCTION wm_sharing_note(place uuid, sender uuid, narrowest integer, lowest integer,
    named uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO sharing_change AS kept (id, collection_id, organisation_id, floor, at)
        SELECT gen_random_uuid(), place, r.reader, r.floor, clock_timestamp() FROM (
            SELECT sender, 0 UNION SELECT NULL, lowest WHERE narrowest < 4
            UNION SELECT unnest(named), lowest WHERE narrowest = 4) AS r (reader, floor)
        ORDER BY r.reader, r.floor
        ON CONFLICT (collection_id, organisation_id, floor) DO UPDATE
        SET at = greatest(excluded.at, kept.at + interval '1 microsecond')
$$;
REVOKE EXECUTE ON FUNCTION wm_sharing_note(uuid, uuid, integer, integer, uuid[]) FROM PUBLIC;

CREATE FUNCTION wm_sharing_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM wm_sharing_note(collection_id, organisation_id, tlp, floor, recipients) FROM (
            SELECT s.collection_id, s.organisation_id, s.tlp, s.floor, s.recipients
            FROM was JOIN touched AS t USING (id) CROSS JOIN LATERAL (VALUES
                (t.collection_id, t.organisation_id, t.tlp, t.floor, t.recipients),
                (was.collection_id, was.organisation_id, was.tlp, was.floor, was.recipients))
                AS s (collection_id, organisation_id, tlp, floor, recipients)
            WHERE (t.tlp, t.floor, t.recipients, t.is_crossing, t.could_be_first, t.could_be_last)
                IS DISTINCT FROM (was.tlp, was.floor, was.recipients, was.is_crossing,
                    was.could_be_first, was.could_be_last)
            GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5) AS seen;
    ELSE
        PERFORM wm_sharing_note(collection_id, organisation_id, tlp, floor, recipients) FROM (
            SELECT collection_id, organisation_id, tlp, floor, recipients FROM touched
            GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5) AS seen;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER sharing_object_added AFTER INSERT ON sharing_object
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION wm_sharing_changed();
CREATE TRIGGER sharing_object_changed AFTER UPDATE ON sharing_object
    REFERENCING OLD TABLE AS was NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION wm_sharing_changed();
CREATE TRIGGER sharing_object_gone AFTER DELETE ON sharing_object
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION wm_sharing_changed();
"""

# As the policy of objects: standing for what stands open, and being the sender or named besides.
SEEN = f"""(organisation_id IS NULL OR {READS}) AND (
    collection_id = ANY ((SELECT wm_sharing_at(3))::uuid[])
    OR (floor <= 2 AND collection_id = ANY ((SELECT wm_sharing_at(2))::uuid[]))
    OR (floor <= 1 AND collection_id = ANY ((SELECT wm_sharing_at(1))::uuid[])))"""

# Who has a list knows it by its time, so what was noted is kept.
KEEP = "CREATE TABLE sharing_change_was AS SELECT collection_id, at FROM sharing_change;"
TAKE = """
INSERT INTO sharing_change (id, collection_id, floor, at)
    SELECT gen_random_uuid(), collection_id, 0, at FROM sharing_change_was;
DROP TABLE sharing_change_was;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0052_tell_grades"),
        ("register", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(UNDO + KEEP, reverse_sql=BEFORE),
        migrations.DeleteModel("Change"),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.UUIDField(default=keys.new, primary_key=True, serialize=False)),
                ("floor", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "collection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sharing.collection",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="register.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["collection", "organisation", "floor"],
                        name="sharing_change_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            TAKE + NOTE,
            reverse_sql=UNDO
            + "DROP FUNCTION wm_sharing_note(uuid, uuid, integer, integer, uuid[]);",
        ),
        row_security.protect("sharing_change", read=SEEN, write="false"),
    ]
