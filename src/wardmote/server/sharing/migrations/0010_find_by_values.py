"""Finds objects by the values they hold, and keeps when a person was here last."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from wardmote.server.shell import row_security

# A value goes with its object, also where the database itself takes that away.
GOES_WITH = """
ALTER TABLE sharing_value ADD CONSTRAINT sharing_value_object FOREIGN KEY (object_id)
    REFERENCES sharing_object (id) ON DELETE CASCADE;
"""
# Whoever sends may not read what they sent where they only write, so the database takes note.
INDEX = """
CREATE FUNCTION wm_sharing_index(objects uuid[], kinds text[], given text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    done integer;
BEGIN
    INSERT INTO sharing_value (object_id, kind, value, added_at)
        SELECT o.id, g.kind, g.value, o.date_added
        FROM unnest(objects, kinds, given) AS g (object, kind, value)
        JOIN sharing_object AS o ON o.id = g.object;
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END $$;
"""
WITHIN = "EXISTS (SELECT FROM sharing_object AS held WHERE held.id = object_id)"
MINE = "person_id = (SELECT wm_person())"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_enter_by_key"),
        ("register", "0005_say_when_it_changed"),
        ("sharing", "0002_protect"),
    ]

    operations = [
        migrations.CreateModel(
            name="Value",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("value", models.CharField(max_length=500)),
                ("added_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="identity",
            name="is_own",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="object",
            index=models.Index(
                condition=models.Q(
                    ("could_be_last", True),
                    models.Q(
                        (
                            "type__in",
                            ("relationship", "sighting", "identity", "marking-definition"),
                        ),
                        _negated=True,
                    ),
                ),
                fields=["collection", "date_added"],
                name="sharing_things",
            ),
        ),
        migrations.AddIndex(
            model_name="object",
            index=models.Index(
                condition=models.Q(("could_be_last", True)),
                fields=["collection", "tlp", "date_added"],
                name="sharing_tlp",
            ),
        ),
        migrations.AddIndex(
            model_name="object",
            index=models.Index(
                condition=models.Q(("could_be_last", True)),
                fields=["collection", "created_by_ref", "date_added"],
                name="sharing_maker",
            ),
        ),
        migrations.AddIndex(
            model_name="object",
            index=models.Index(fields=["organisation", "date_added"], name="sharing_ours"),
        ),
        migrations.AddConstraint(
            model_name="identity",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_own", True)),
                fields=("organisation",),
                name="sharing_own_identity_once",
            ),
        ),
        migrations.AddField(
            model_name="value",
            name="object",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="sharing.object",
            ),
        ),
        migrations.AddIndex(
            model_name="value",
            index=models.Index(fields=["value", "added_at"], name="sharing_value_found"),
        ),
        migrations.RunSQL(
            GOES_WITH + INDEX,
            reverse_sql="""
            DROP FUNCTION wm_sharing_index(uuid[], text[], text[]);
            ALTER TABLE sharing_value DROP CONSTRAINT sharing_value_object;
            """,
        ),
        row_security.protect("sharing_value", read=WITHIN, write="false"),
        row_security.append_only("sharing_value"),
        row_security.protect("sharing_visit", read=MINE, write=MINE),
    ]
