"""Feeds from and to other servers; each enters as its organisation and changes its own row."""

import django.contrib.postgres.fields
import django.db.models.deletion
import wardmote.server.shell.keys
from django.db import migrations, models

from wardmote.server.shell import row_security
from wardmote.server.shell.row_security import STEWARD

# A feed is nobody: it reads and sends as one organisation, and its settings end with the
# transaction, as a person's do.
ENTER = """
CREATE FUNCTION wm_sharing_feed() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN wm_person() IS NULL
        THEN nullif(current_setting('wm.feed', true), '')::uuid END
$$;
CREATE FUNCTION wm_sharing_enter_feed(which uuid)
RETURNS TABLE (title text, organisation uuid, person uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it sharing_feed;
BEGIN
    SELECT * INTO it FROM sharing_feed WHERE id = which;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM set_config('wm.person', '', true), set_config('wm.steward', '', true),
        set_config('wm.writes', '', true), set_config('wm.subjects', '', true),
        set_config('wm.reads', ARRAY[it.organisation_id]::text, true),
        set_config('wm.feed', it.id::text, true);
    RETURN QUERY SELECT it.title::text, it.organisation_id, it.made_by;
END $$;

-- Which feeds are to come by a moment. It says nothing of them but that they are there.
CREATE FUNCTION wm_sharing_feeds_due(moment timestamptz) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(f.id ORDER BY f.next_at, f.id), '{}')
    FROM sharing_feed AS f JOIN sharing_collection AS c ON c.id = f.collection_id
    WHERE f.is_on AND f.next_at <= moment AND c.ended_at IS NULL
$$;

-- Which feeds are with a server, whoever asks: what came by them is not sent back to it.
CREATE FUNCTION wm_sharing_feeds_with(host text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM sharing_feed WHERE server = host
$$;
"""
OWN = "id = (SELECT wm_sharing_feed())"
MEMBERS = "collection_id = ANY ((SELECT wm_sharing_at(3))::uuid[])"
BY = "feed_id = (SELECT wm_sharing_feed())"
WITHIN = """EXISTS (SELECT FROM sharing_object AS held WHERE held.stix_id = sharing_origin.stix_id
    AND held.collection_id = sharing_origin.collection_id)"""


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0005_say_when_it_changed"),
        ("sharing", "0021_protect_sightings_and_reviews"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wardmote.server.shell.keys.new, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "direction",
                    models.CharField(choices=[("in", "in"), ("out", "out")], max_length=3),
                ),
                ("url", models.CharField(max_length=500)),
                ("server", models.CharField(max_length=500)),
                ("remote", models.CharField(max_length=200)),
                ("user", models.CharField(blank=True, max_length=200)),
                ("secret", models.CharField(blank=True, max_length=100)),
                ("minutes", models.IntegerField()),
                ("is_on", models.BooleanField(default=True)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                (
                    "ceiling",
                    models.SmallIntegerField(
                        choices=[
                            (0, "TLP:CLEAR"),
                            (1, "TLP:GREEN"),
                            (2, "TLP:AMBER"),
                            (3, "TLP:AMBER+STRICT"),
                            (4, "TLP:RED"),
                        ]
                    ),
                ),
                (
                    "types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("least_score", models.SmallIntegerField(default=0)),
                ("sends_unlabelled", models.BooleanField(default=False)),
                ("address", models.CharField(blank=True, max_length=500)),
                ("most_bytes", models.IntegerField(default=0)),
                ("added_after", models.CharField(blank=True, max_length=60)),
                ("next", models.CharField(blank=True, max_length=2000)),
                ("last", models.CharField(blank=True, max_length=60)),
                ("is_steady", models.BooleanField(default=False)),
                ("position", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField()),
                ("ran_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("compared_at", models.DateTimeField(null=True)),
                ("failures", models.IntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("taken", models.BigIntegerField(default=0)),
                ("refused", models.BigIntegerField(default=0)),
                ("reasons", models.JSONField(default=list)),
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
            name="Origin",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stix_id", models.CharField(max_length=300)),
                ("version", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("gone_at", models.DateTimeField(null=True)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sharing.collection"
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sharing.feed"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="feed",
            index=models.Index(
                condition=models.Q(("is_on", True)), fields=["next_at"], name="sharing_feed_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.UniqueConstraint(
                fields=("collection", "direction", "url", "remote"), name="sharing_feed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gt", 0)), name="sharing_feed_comes_again"
            ),
        ),
        migrations.AddIndex(
            model_name="origin",
            index=models.Index(fields=["feed", "seen_at"], name="sharing_origin_seen"),
        ),
        migrations.AddConstraint(
            model_name="origin",
            constraint=models.UniqueConstraint(
                fields=("stix_id", "version", "feed"), name="sharing_origin_once"
            ),
        ),
        migrations.RunSQL(
            ENTER,
            reverse_sql="""
            DROP FUNCTION wm_sharing_feeds_with(text);
            DROP FUNCTION wm_sharing_feeds_due(timestamptz);
            DROP FUNCTION wm_sharing_enter_feed(uuid);
            DROP FUNCTION wm_sharing_feed();
            """,
        ),
        row_security.protect(
            "sharing_feed", read=f"{STEWARD} OR {OWN} OR {MEMBERS}", write=f"{STEWARD} OR {OWN}"
        ),
        row_security.protect("sharing_origin", read=f"{STEWARD} OR {BY} OR {WITHIN}", write=BY),
    ]
