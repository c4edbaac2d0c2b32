"""Keeps who saw what to whoever said it, and lets one job say what the hub may say of it."""

import importlib

from django.db import migrations

from wardmote.server.shell import row_security
from wardmote.server.shell.row_security import READS, STEWARD

# Nobody owns what the hub issues, so that it shows to those alone who may read what it is about.
SEEN = importlib.import_module("wardmote.server.sharing.migrations.0002_protect").SEEN
OWN = "AND wm_sharing_own("
assert SEEN.count(OWN) == 1
SEEN_BUT_HUBS = SEEN.replace(OWN, f"AND NOT is_hubs {OWN}")
SENT = f"{READS} AND collection_id = ANY ((SELECT wm_sharing_writes())::uuid[])"
ABOUT = "EXISTS (SELECT FROM sharing_object AS o WHERE o.stix_id = {table}.stix_id)"

# A receipt names objects: with the steward it would say which council reported, and when.
RECEIPTS = "ALTER POLICY sharing_submission_read ON sharing_submission USING ({read});"

# What the job may do that no person may. Each refuses while anybody has entered.
JOB = r"""
CREATE FUNCTION wm_sharing_alone() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF wm_person() IS NOT NULL THEN
        RAISE EXCEPTION 'this is for the hub''s own jobs' USING ERRCODE = '42501';
    END IF;
END $$;

-- The councils that could report on what a collection holds: they read it, and write somewhere.
CREATE FUNCTION wm_sharing_councils(place uuid) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wm_sharing_alone();
    RETURN QUERY SELECT g.id FROM register_organisation AS g
    WHERE g.kind NOT IN ('steward', 'assurer', 'supplier', 'partner')
    AND (EXISTS (SELECT FROM sharing_collection AS c WHERE c.id = place AND c.is_open)
        OR EXISTS (SELECT FROM sharing_access AS a
            WHERE a.collection_id = place AND a.organisation_id = g.id AND a.can_read)
        OR EXISTS (SELECT FROM sharing_collection AS c
            JOIN sharing_circle AS k ON k.id = c.circle_id AND k.ended_at IS NULL
            JOIN sharing_circlemembership AS m ON m.circle_id = k.id
            WHERE c.id = place AND m.organisation_id = g.id))
    AND (EXISTS (SELECT FROM sharing_access AS a
            WHERE a.organisation_id = g.id AND a.can_write)
        OR EXISTS (SELECT FROM sharing_circlemembership AS m WHERE m.organisation_id = g.id));
END $$;

-- Has it been taken back by its maker, or has its time passed? Text, since it may be no jsonb.
CREATE FUNCTION wm_sharing_is_over(about text, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM sharing_object AS o WHERE o.stix_id = about AND o.is_last
        AND (o.is_revoked OR (o.type = 'indicator' AND substring(o.body FROM
            '"valid_until"\s*:\s*"(\d{4}-\d\d-\d\dT[0-9:.]+Z)"')::timestamptz <= moment)));
END $$;

-- Of some targets with new reports: all that the rule of release asks for.
CREATE FUNCTION wm_sharing_reported(most integer, moment timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wm_sharing_alone();
    RETURN (WITH changed AS MATERIALIZED (
        SELECT collection_id AS place, target FROM sharing_report WHERE is_new
        UNION SELECT collection_id, target FROM sharing_dispute WHERE is_new
        ORDER BY place, target LIMIT most
    ), councils AS MATERIALIZED (
        SELECT p.place, g.id FROM (SELECT DISTINCT place FROM changed) AS p
        CROSS JOIN LATERAL wm_sharing_councils(p.place) AS g
    )
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'place', w.place, 'target', w.target, 'root', c.root_id, 'title', r.title,
        'population', (SELECT count(*) FROM councils AS g WHERE g.place = w.place),
        'marking', (SELECT jsonb_build_object('tlp', max(o.tlp), 'floor', max(o.floor),
                'is_over', wm_sharing_is_over(w.target, moment))
            FROM sharing_object AS o WHERE o.stix_id = w.target),
        'is_held', EXISTS (SELECT FROM sharing_object AS o
            WHERE o.stix_id = w.target AND o.collection_id = w.place) AND c.ended_at IS NULL,
        'reports', (SELECT coalesce(jsonb_agg(jsonb_build_object('by', t.organisation_id,
                'count', t.count, 'first', t.first_seen, 'last', t.last_seen, 'named', t.named)),
                '[]')
            FROM (SELECT s.*, bool_or(s.is_named) OVER (PARTITION BY s.organisation_id) AS named
                FROM sharing_report AS s
                WHERE s.collection_id = w.place AND s.target = w.target
                AND s.organisation_id IN (SELECT g.id FROM councils AS g WHERE g.place = w.place)
            ) AS t WHERE NOT t.is_withdrawn),
        'disputes', (SELECT coalesce(jsonb_agg(jsonb_build_object('by', d.organisation_id,
                'count', 1, 'first', d.at, 'last', d.at, 'named', false)), '[]')
            FROM sharing_dispute AS d WHERE d.collection_id = w.place AND d.target = w.target
            AND d.settled_at IS NULL
            AND d.organisation_id IN (SELECT g.id FROM councils AS g WHERE g.place = w.place)),
        'before', (SELECT coalesce(jsonb_object_agg(b.question, jsonb_build_object('ref', b.ref,
                'created', b.created_at, 'figures', b.figures, 'basis', b.basis)), '{}')
            FROM sharing_release AS b WHERE b.collection_id = w.place AND b.target = w.target)
        )), '[]')
    FROM changed AS w
    JOIN sharing_collection AS c ON c.id = w.place
    JOIN sharing_apiroot AS r ON r.id = c.root_id);
END $$;

CREATE FUNCTION wm_sharing_looked_at(places uuid[], targets text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wm_sharing_alone();
    UPDATE sharing_report AS s SET is_new = false FROM unnest(places, targets) AS w (place, target)
        WHERE s.is_new AND s.collection_id = w.place AND s.target = w.target;
    UPDATE sharing_dispute AS d SET is_new = false FROM unnest(places, targets) AS w (place, target)
        WHERE d.is_new AND d.collection_id = w.place AND d.target = w.target;
END $$;

CREATE FUNCTION wm_sharing_keep_release(place uuid, about text, asked text, named text,
    made timestamptz, told jsonb, made_of jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wm_sharing_alone();
    INSERT INTO sharing_release (id, collection_id, target, question, ref, created_at, figures,
            basis)
        VALUES (gen_random_uuid(), place, about, asked, named, made, told, made_of)
        ON CONFLICT (collection_id, target, question)
        DO UPDATE SET figures = excluded.figures, basis = excluded.basis;
END $$;

-- Adds an object of the hub's own. The caller holds the lock of the hub.
CREATE FUNCTION wm_sharing_issue(place uuid, key uuid, by_root uuid, maker text, ref text,
    made timestamptz, made_written text, about text, narrowest integer, lowest integer, told text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    steward uuid; added timestamptz;
BEGIN
    PERFORM wm_sharing_alone();
    SELECT g.id INTO steward FROM register_organisation AS g WHERE g.kind = 'steward'
        ORDER BY g.code LIMIT 1;
    IF steward IS NULL THEN
        RAISE EXCEPTION 'the register has no steward';
    END IF;
    INSERT INTO sharing_identity (id, stix_id, organisation_id, since, is_own)
        VALUES (by_root, maker, steward, made, false)
        ON CONFLICT (stix_id) DO UPDATE SET organisation_id = excluded.organisation_id;
    IF EXISTS (SELECT FROM sharing_object AS o WHERE o.stix_id = ref AND o.collection_id = place
            AND o.version_at = made AND o.is_hubs) THEN
        RETURN;
    END IF;
    UPDATE sharing_head SET added_at = greatest(clock_timestamp(),
            added_at + interval '1 microsecond')
        WHERE collection_id = place RETURNING added_at INTO added;
    INSERT INTO sharing_object (collection_id, organisation_id, date_added, id, stix_id, type,
            spec_version, version_at, version, created, created_by_ref, is_revoked, tlp, floor,
            recipients, body, is_first, is_last, could_be_first, could_be_last, is_hubs)
        VALUES (place, steward, added, key, ref, split_part(ref, '--', 1), '2.1', made,
            made_written, told::jsonb ->> 'created', maker,
            told::jsonb -> 'revoked' IS NOT NULL, narrowest, lowest, '{}', told,
            true, true, true, true, true);
    PERFORM wm_sharing_settle(ARRAY[key], CASE WHEN about = '' THEN '{}' ELSE ARRAY[key] END,
        CASE WHEN about = '' THEN '{}' ELSE ARRAY[about] END);
END $$;
"""

# Whoever sends may have something held; what becomes of it, the steward says.
DESK = f"""
CREATE POLICY sharing_review_send ON sharing_review FOR INSERT TO wm_app
    WITH CHECK ({SENT} AND decision = '');

CREATE FUNCTION wm_sharing_due(moment timestamptz) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wm_sharing_alone();
    RETURN (SELECT coalesce(array_agg(v.id ORDER BY v.embargo_until, v.id), '{{}}')
        FROM sharing_review AS v WHERE v.decision = '' AND v.embargo_until <= moment);
END $$;

-- Takes in what was held, as if it came now, and gives it. The caller holds the lock of the hub.
CREATE FUNCTION wm_sharing_let_in(which uuid, key uuid, moment timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it sharing_review; added timestamptz; refs text[];
BEGIN
    IF wm_person() IS NOT NULL AND NOT wm_steward() THEN
        RAISE EXCEPTION 'only the steward lets in what is held' USING ERRCODE = '42501';
    END IF;
    UPDATE sharing_review SET decision = 'released', decided_at = moment
        WHERE id = which AND is_held AND decision = '' RETURNING * INTO STRICT it;
    UPDATE sharing_head SET added_at = greatest(clock_timestamp(),
            added_at + interval '1 microsecond')
        WHERE collection_id = it.collection_id RETURNING added_at INTO added;
    INSERT INTO sharing_object (collection_id, organisation_id, date_added, id, stix_id, type,
            spec_version, version_at, version, created, created_by_ref, is_revoked, tlp, floor,
            recipients, body, is_first, is_last, could_be_first, could_be_last)
        SELECT it.collection_id, it.organisation_id, added, key, it.stix_id, it.type,
            p.spec_version, p.version_at, it.version, p.created, p.created_by_ref, p.is_revoked,
            p.tlp, p.floor, p.recipients, it.body, true, true, true, true
        FROM jsonb_to_record(it.prepared) AS p (spec_version text, version_at timestamptz,
            created text, created_by_ref text, is_revoked boolean, tlp smallint, floor smallint,
            recipients uuid[])
        ON CONFLICT DO NOTHING;
    SELECT coalesce(array_agg(value), '{{}}') INTO refs
        FROM jsonb_array_elements_text(it.prepared -> 'refs') AS value;
    PERFORM wm_sharing_settle(ARRAY[key], array_fill(key, ARRAY[cardinality(refs)]), refs);
    RETURN it.body;
END $$;
"""

# What ends with what it is about.
END = """
CREATE FUNCTION wm_sharing_over(most integer, moment timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wm_sharing_alone();
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('place', w.place, 'target', w.target,
            'issued', (SELECT coalesce(jsonb_agg(jsonb_build_object('told', o.body,
                    'tlp', o.tlp, 'floor', o.floor)), '[]')
                FROM sharing_release AS b JOIN sharing_object AS o ON o.stix_id = b.ref
                    AND o.collection_id = b.collection_id AND o.is_hubs AND o.is_last
                WHERE b.collection_id = w.place AND b.target = w.target))), '[]')
        FROM (SELECT DISTINCT k.place, k.target FROM (
                SELECT collection_id AS place, target FROM sharing_report
                UNION SELECT collection_id, target FROM sharing_dispute
                UNION SELECT collection_id, target FROM sharing_release) AS k
            WHERE wm_sharing_is_over(k.target, moment) LIMIT most) AS w);
END $$;

CREATE FUNCTION wm_sharing_end(places uuid[], targets text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wm_sharing_alone();
    DELETE FROM sharing_report AS s USING unnest(places, targets) AS w (place, target)
        WHERE s.collection_id = w.place AND s.target = w.target;
    DELETE FROM sharing_dispute AS s USING unnest(places, targets) AS w (place, target)
        WHERE s.collection_id = w.place AND s.target = w.target;
    DELETE FROM sharing_release AS s USING unnest(places, targets) AS w (place, target)
        WHERE s.collection_id = w.place AND s.target = w.target;
END $$;
"""

NEVER = "false"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0020_keep_sightings_and_reviews")]
    operations = [
        row_security.protect("sharing_report", read=READS, write=READS),
        row_security.protect("sharing_release", read=NEVER, write=NEVER),
        row_security.protect("sharing_review", read=f"{STEWARD} OR {READS}", write=STEWARD),
        row_security.protect(
            "sharing_dispute", read=f"{STEWARD} OR {READS}", write=f"{STEWARD} OR {READS}"
        ),
        row_security.protect(
            "sharing_grading", read=ABOUT.format(table="sharing_grading"), write=STEWARD
        ),
        migrations.RunSQL(
            "ALTER POLICY sharing_object_read ON sharing_object USING ("
            + SEEN_BUT_HUBS
            + ");"
            + RECEIPTS.format(read=READS)
            + JOB
            + DESK
            + END,
            reverse_sql="""
            DROP FUNCTION wm_sharing_end(uuid[], text[]);
            DROP FUNCTION wm_sharing_over(integer, timestamptz);
            DROP FUNCTION wm_sharing_let_in(uuid, uuid, timestamptz);
            DROP FUNCTION wm_sharing_due(timestamptz);
            DROP POLICY sharing_review_send ON sharing_review;
            DROP FUNCTION wm_sharing_issue(uuid, uuid, uuid, text, text, timestamptz, text, text,
                integer, integer, text);
            DROP FUNCTION wm_sharing_keep_release(uuid, text, text, text, timestamptz,
                jsonb, jsonb);
            DROP FUNCTION wm_sharing_looked_at(uuid[], text[]);
            DROP FUNCTION wm_sharing_reported(integer, timestamptz);
            DROP FUNCTION wm_sharing_is_over(text, timestamptz);
            DROP FUNCTION wm_sharing_councils(uuid);
            DROP FUNCTION wm_sharing_alone();
            ALTER POLICY sharing_object_read ON sharing_object USING ("""
            + SEEN
            + ");"
            + RECEIPTS.format(read=f"{STEWARD} OR {READS}"),
        ),
    ]
