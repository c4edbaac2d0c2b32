"""Makes the tables of who saw what, what the hub says of it, and what waits for the steward."""

import django.contrib.postgres.fields
import django.db.models.deletion
import wardmote.server.shell.keys
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0005_say_when_it_changed"),
        ("sharing", "0010_find_by_values"),
    ]

    operations = [
        migrations.CreateModel(
            name="Grading",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("stix_id", models.CharField(max_length=300, unique=True)),
                ("grade", models.CharField(max_length=2)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="object",
            name="is_hubs",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("target", models.CharField(max_length=300)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                ("is_new", models.BooleanField(default=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "collection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="sharing.collection",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="register.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("collection", "target", "organisation"), name="sharing_dispute_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("target", models.CharField(max_length=300)),
                ("question", models.CharField(max_length=10)),
                ("ref", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField()),
                ("figures", models.JSONField()),
                ("basis", models.JSONField()),
                (
                    "collection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="sharing.collection",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("collection", "target", "question"), name="sharing_release_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("target", models.CharField(max_length=300)),
                ("stix_id", models.CharField(max_length=300)),
                ("version_at", models.DateTimeField()),
                ("count", models.IntegerField()),
                ("first_seen", models.DateTimeField()),
                ("last_seen", models.DateTimeField()),
                ("is_named", models.BooleanField()),
                ("is_withdrawn", models.BooleanField(default=False)),
                ("is_new", models.BooleanField(default=True)),
                (
                    "collection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="sharing.collection",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="register.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["collection", "target"], name="sharing_reported"),
                    models.Index(
                        condition=models.Q(("is_new", True)),
                        fields=["collection", "target"],
                        name="sharing_report_new",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "stix_id"), name="sharing_report_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("stix_id", models.CharField(max_length=300)),
                ("version", models.CharField(max_length=60)),
                ("type", models.CharField(max_length=300)),
                ("is_held", models.BooleanField()),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("body", models.TextField(blank=True)),
                ("prepared", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("embargo_until", models.DateTimeField(null=True)),
                ("decision", models.CharField(blank=True, max_length=10)),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sharing.collection"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="register.organisation"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("decision", "")),
                        fields=["at"],
                        name="sharing_review_waits",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "collection", "stix_id", "version"),
                        name="sharing_review_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="sharing_review_decided_when",
                    ),
                ],
            },
        ),
    ]
