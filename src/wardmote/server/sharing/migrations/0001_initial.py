"""Makes the tables of sharing."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
import wardmote.server.shell.keys
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("register", "0003_list_the_ended"),
    ]

    operations = [
        migrations.CreateModel(
            name="Circle",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                ("description", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Collection",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                ("alias", models.SlugField(blank=True)),
                ("is_open", models.BooleanField(default=False)),
                (
                    "ceiling",
                    models.SmallIntegerField(
                        choices=[
                            (0, "TLP:CLEAR"),
                            (1, "TLP:GREEN"),
                            (2, "TLP:AMBER"),
                            (3, "TLP:AMBER+STRICT"),
                            (4, "TLP:RED"),
                        ],
                        default=4,
                    ),
                ),
                (
                    "default_marking",
                    models.SmallIntegerField(
                        choices=[
                            (0, "TLP:CLEAR"),
                            (1, "TLP:GREEN"),
                            (2, "TLP:AMBER"),
                            (3, "TLP:AMBER+STRICT"),
                            (4, "TLP:RED"),
                        ],
                        default=2,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "circle",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="sharing.circle"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ApiRoot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("title", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                ("is_default", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("is_default",),
                        name="sharing_one_default_root",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                (
                    "collection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="sharing.collection",
                    ),
                ),
                ("added_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="collection",
            name="root",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="collections",
                to="sharing.apiroot",
            ),
        ),
        migrations.CreateModel(
            name="Access",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("can_read", models.BooleanField()),
                ("can_write", models.BooleanField()),
                ("is_member", models.BooleanField()),
                ("since", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="register.organisation"
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="sharing.collection"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("stix_id", models.CharField(max_length=300, unique=True)),
                ("since", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="register.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Object",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("date_added", models.DateTimeField()),
                ("stix_id", models.CharField(max_length=300)),
                ("type", models.CharField(max_length=300)),
                ("spec_version", models.CharField(max_length=10)),
                ("version_at", models.DateTimeField()),
                ("version", models.CharField(max_length=60)),
                ("created", models.CharField(max_length=60)),
                ("created_by_ref", models.CharField(max_length=300)),
                ("is_revoked", models.BooleanField()),
                ("tlp", models.SmallIntegerField()),
                ("floor", models.SmallIntegerField()),
                (
                    "recipients",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("is_crossing", models.BooleanField(db_default=False, default=False)),
                ("is_first", models.BooleanField(default=True)),
                ("is_last", models.BooleanField(default=True)),
                ("could_be_first", models.BooleanField(default=True)),
                ("could_be_last", models.BooleanField(default=True)),
                ("body", models.TextField()),
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
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("target", models.CharField(max_length=300)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="sharing.object"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("person_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("objects_count", models.IntegerField()),
                ("failures_count", models.IntegerField()),
                ("status", models.TextField(blank=True)),
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
        ),
        migrations.CreateModel(
            name="CircleMembership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("is_shown", models.BooleanField(default=False)),
                ("since", models.DateTimeField()),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="sharing.circle"
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
                        fields=("circle", "organisation"), name="sharing_circle_member_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("alias", ""), _negated=True),
                fields=("root", "alias"),
                name="sharing_alias_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_open", False), ("circle", None), _connector="OR"),
                name="sharing_open_or_circle",
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(("default_marking__lte", models.F("ceiling"))),
                name="sharing_default_under_ceiling",
            ),
        ),
        migrations.AddConstraint(
            model_name="access",
            constraint=models.UniqueConstraint(
                fields=("organisation", "collection"), name="sharing_access_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="access",
            constraint=models.CheckConstraint(
                condition=models.Q(("can_read", True), ("can_write", True), _connector="OR"),
                name="sharing_access_to_something",
            ),
        ),
        migrations.AddIndex(
            model_name="object",
            index=models.Index(
                condition=models.Q(("could_be_last", True)),
                fields=["collection", "date_added"],
                name="sharing_last",
            ),
        ),
        migrations.AddIndex(
            model_name="object",
            index=models.Index(
                condition=models.Q(("could_be_first", True)),
                fields=["collection", "date_added"],
                name="sharing_first",
            ),
        ),
        migrations.AddIndex(
            model_name="object",
            index=models.Index(
                condition=models.Q(("could_be_last", True)),
                fields=["collection", "type", "date_added"],
                name="sharing_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="object",
            constraint=models.UniqueConstraint(
                fields=("collection", "date_added"), name="sharing_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="object",
            constraint=models.UniqueConstraint(
                fields=("stix_id", "collection", "version_at", "spec_version", "organisation"),
                name="sharing_version_once",
            ),
        ),
        migrations.AddIndex(
            model_name="reference",
            index=models.Index(fields=["target"], name="sharing_target"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["organisation", "-at"], name="sharing_sent_by"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("status", ""), _negated=True),
                fields=["at"],
                name="sharing_status_to_end",
            ),
        ),
    ]
