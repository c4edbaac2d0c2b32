"""Lets a job of the hub tell programs what the steward graded."""

from django.db import migrations, models

JOB = """
-- Grades that were not told yet, with each collection that holds the object, how far it may go
-- there, and the note that was told before.
CREATE FUNCTION wm_sharing_graded(most integer, moment timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wm_sharing_alone();
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'ref', g.stix_id, 'grade', g.grade, 'at', g.at,
            'places', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'key', c.id, 'root', c.root_id, 'title', r.title,
                    'tlp', h.tlp, 'floor', h.floor,
                    'before', (SELECT n.body::jsonb FROM sharing_reference AS f
                        JOIN sharing_object AS n ON n.id = f.source_id
                        WHERE f.target = g.stix_id AND n.collection_id = c.id
                        AND n.type = 'note' AND n.is_hubs AND n.is_last))), '[]')
                FROM (SELECT o.collection_id, max(o.tlp) AS tlp, max(o.floor) AS floor
                    FROM sharing_object AS o WHERE o.stix_id = g.stix_id
                    GROUP BY o.collection_id) AS h
                JOIN sharing_collection AS c ON c.id = h.collection_id AND c.ended_at IS NULL
                JOIN sharing_apiroot AS r ON r.id = c.root_id
                WHERE h.tlp < 4 AND NOT wm_sharing_is_over(g.stix_id, moment)))), '[]')
        FROM (SELECT * FROM sharing_grading WHERE is_new ORDER BY at, stix_id LIMIT most) AS g);
END $$;

-- A grade that was given anew meanwhile has another time.
CREATE FUNCTION wm_sharing_graded_told(refs text[], times timestamptz[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wm_sharing_alone();
    UPDATE sharing_grading AS g SET is_new = false FROM unnest(refs, times) AS w (ref, at)
        WHERE g.stix_id = w.ref AND g.at = w.at;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0051_keep_teams")]
    operations = [
        migrations.AddField(
            model_name="grading",
            name="is_new",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.RunSQL(
            JOB,
            reverse_sql="""
            DROP FUNCTION wm_sharing_graded_told(text[], timestamptz[]);
            DROP FUNCTION wm_sharing_graded(integer, timestamptz);
            """,
        ),
    ]
