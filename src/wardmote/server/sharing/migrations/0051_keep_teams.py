"""Keeps which organisations share a security team, and counts those as one."""

import importlib

import django.db.models.deletion
import wardmote.server.shell.keys
from django.db import migrations, models

from wardmote.server.shell import row_security
from wardmote.server.shell.row_security import STEWARD

JOB = importlib.import_module(
    "wardmote.server.sharing.migrations.0021_protect_sightings_and_reviews"
).JOB
REPORTED = (
    "FUNCTION wm_sharing_reported" + JOB.split("CREATE FUNCTION wm_sharing_reported")[1]
).split("$$;")[0]
POPULATION = "(SELECT count(*) FROM councils AS g WHERE g.place = w.place)"
NAMED = "OVER (PARTITION BY s.organisation_id) AS named\n                FROM sharing_report AS s"
REPORTS = "'reports', (SELECT"
assert [REPORTED.count(each) for each in (POPULATION, NAMED, REPORTS)] == [1, 1, 1]
MEMBER = "sharing_teammember AS m ON m.organisation_id ="
COUNTED = (
    REPORTED.replace(
        POPULATION,
        f"""(SELECT count(DISTINCT coalesce('of ' || m.team, g.id::text))
            FROM councils AS g LEFT JOIN {MEMBER} g.id WHERE g.place = w.place)""",
    )
    .replace(
        NAMED,
        f"""OVER (PARTITION BY coalesce('of ' || m.team, s.organisation_id::text)) AS named
                FROM sharing_report AS s LEFT JOIN {MEMBER} s.organisation_id""",
    )
    .replace(
        REPORTS,
        f"""'teams', (SELECT coalesce(jsonb_object_agg(m.organisation_id, m.team), '{{}}')
            FROM sharing_teammember AS m),
        {REPORTS}""",
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0005_say_when_it_changed"),
        ("sharing", "0050_tell_specifications_apart"),
    ]
    operations = [
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("team", models.CharField(max_length=100)),
                ("since", models.DateTimeField()),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="register.organisation"
                    ),
                ),
            ],
        ),
        row_security.protect("sharing_teammember", read=STEWARD, write=STEWARD),
        migrations.RunSQL(
            f"CREATE OR REPLACE {COUNTED}$$;", reverse_sql=f"CREATE OR REPLACE {REPORTED}$$;"
        ),
    ]
