"""Keeps what was carried into a cycle, so that a later change of the earlier one does not show."""

import django.db.models.deletion
from django.db import migrations, models

import wardmote.server.shell.keys
from wardmote.server.shell import row_security

READ = f"{row_security.READS} OR {row_security.subject('assessment_id')}"


class Migration(migrations.Migration):
    dependencies = [
        ("assess", "0004_keep_digests_and_calendars"),
        ("register", "0005_say_when_it_changed"),
    ]
    operations = [
        migrations.CreateModel(
            name="Carried",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("told", models.JSONField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="assess.assessment"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("assessment",), name="assess_carried_once")
                ],
            },
        ),
        row_security.protect("assess_carried", read=READ),
        row_security.append_only("assess_carried"),
    ]
