"""Keeps which digests were sent and whose calendar a secret address opens; both are private."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import wardmote.server.shell.keys
from wardmote.server.shell import row_security

MINE = "person_id = (SELECT wm_person())"
OPENS = """
CREATE FUNCTION wm_calendar_person(hash text) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT person_id FROM assess_calendarfeed WHERE token_hash = hash
$$;
"""
PERSON = models.ForeignKey(
    on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
)


class Migration(migrations.Migration):
    dependencies = [
        ("assess", "0003_say_who_cleared_a_sign_off"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
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
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("person", PERSON),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "day"), name="assess_digest_once")
                ],
            },
        ),
        row_security.protect("assess_calendarfeed", read=MINE, write=MINE),
        row_security.protect("assess_digest", read=MINE, write=MINE),
        migrations.RunSQL(OPENS, reverse_sql="DROP FUNCTION wm_calendar_person(text);"),
    ]
