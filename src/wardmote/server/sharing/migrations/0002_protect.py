"""Protects what is shared: collection, marking and circle are asked below every read."""

from django.db import migrations

from wardmote.server.shell import row_security
from wardmote.server.shell.row_security import READS, STEWARD

# Standings are the numbers of rules.sharing.markings.Standing. One row for each pair of an
# organisation of whoever asks and a collection that has not ended.
STANDINGS = """
CREATE FUNCTION wm_sharing_standings()
RETURNS TABLE (collection uuid, organisation uuid, standing integer, writes boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT c.id, mine.id,
        CASE WHEN m.id IS NOT NULL OR (a.can_read AND a.is_member) THEN 3
             WHEN a.can_read THEN 2 WHEN c.is_open THEN 1 ELSE -1 END,
        m.id IS NOT NULL OR coalesce(a.can_write, false)
    FROM unnest(wm_reads()) AS mine (id)
    CROSS JOIN sharing_collection AS c
    LEFT JOIN sharing_access AS a ON a.collection_id = c.id AND a.organisation_id = mine.id
    LEFT JOIN sharing_circle AS k ON k.id = c.circle_id AND k.ended_at IS NULL
    LEFT JOIN sharing_circlemembership AS m ON m.circle_id = k.id AND m.organisation_id = mine.id
    WHERE c.ended_at IS NULL;
END $$;

CREATE FUNCTION wm_sharing_at(level integer) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT collection), '{}')
        FROM wm_sharing_standings() WHERE standing >= level);
END $$;

CREATE FUNCTION wm_sharing_writes() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT collection), '{}')
        FROM wm_sharing_standings() WHERE writes);
END $$;

CREATE FUNCTION wm_sharing_roots() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT c.root_id), '{}') FROM sharing_collection AS c
        JOIN wm_sharing_standings() AS s ON s.collection = c.id
        WHERE s.standing >= 0 OR s.writes);
END $$;

CREATE FUNCTION wm_sharing_circles() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT circle_id), '{}')
        FROM sharing_circlemembership WHERE organisation_id = ANY (wm_reads()));
END $$;

-- Is the row of an organisation of mine that still reads its collection?
CREATE FUNCTION wm_sharing_own(which uuid, submitter uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM wm_sharing_standings() AS s
        WHERE s.collection = which AND s.organisation = submitter AND s.standing >= 0);
END $$;

-- Is an organisation of mine named, with the standing that the rest of the object asks for?
CREATE FUNCTION wm_sharing_named(which uuid, lowest integer, named uuid[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM wm_sharing_standings() AS s
        WHERE s.collection = which AND s.organisation = ANY (named) AND s.standing >= lowest);
END $$;
"""

# A relation across collections is for those who may read of all that it tells of.
CROSSING = """
CREATE FUNCTION wm_sharing_reach(which uuid) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE reach (ref) AS (
        SELECT target::text FROM sharing_reference WHERE source_id = which
        UNION
        SELECT r.target::text FROM reach JOIN sharing_object AS o ON o.stix_id = reach.ref
        JOIN sharing_reference AS r ON r.source_id = o.id)
    SELECT ref FROM reach
$$;

-- Is anything that an object refers to kept, but in none of these collections? An observable of
-- somebody else counts for nothing: its id follows from its value, which the sender knows.
CREATE FUNCTION wm_sharing_misses(which uuid, sender uuid, places uuid[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM wm_sharing_reach(which) AS t (ref)
        WHERE EXISTS (SELECT FROM sharing_object AS o WHERE o.stix_id = t.ref
            AND (o.version <> '' OR o.organisation_id = sender))
        AND NOT EXISTS (SELECT FROM sharing_object AS o WHERE o.stix_id = t.ref
            AND o.collection_id = ANY (places)));
END $$;
"""

# rules.sharing.markings.may_read, once more. The likely case stands first; the functions for own
# and named objects are asked for such rows alone.
SEEN = """(
    ((NOT is_crossing OR NOT wm_sharing_misses(id, organisation_id, (SELECT wm_sharing_at(0))))
        AND ((tlp < 4 AND (
            collection_id = ANY ((SELECT wm_sharing_at(3))::uuid[])
            OR (floor <= 2 AND collection_id = ANY ((SELECT wm_sharing_at(2))::uuid[]))
            OR (floor <= 1 AND collection_id = ANY ((SELECT wm_sharing_at(1))::uuid[]))))
        OR (tlp = 4 AND recipients && (SELECT wm_reads())::uuid[]
            AND wm_sharing_named(collection_id, floor, recipients))))
    OR (organisation_id = ANY ((SELECT wm_reads())::uuid[])
        AND wm_sharing_own(collection_id, organisation_id)))"""
SENT = f"{READS} AND collection_id = ANY ((SELECT wm_sharing_writes())::uuid[])"
WITHIN = "EXISTS (SELECT FROM sharing_object AS source WHERE source.id = source_id)"

# Brings in step what depends on other rows, after rows were added. The caller holds the lock
# of the hub, so nobody else does the same and nobody adds what is not seen here.
SETTLE = """
CREATE FUNCTION wm_sharing_common(uuid[], uuid[]) RETURNS uuid[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN $1 IS NULL THEN $2 WHEN $2 IS NULL THEN $1
        ELSE array(SELECT unnest($1) INTERSECT SELECT unnest($2) ORDER BY 1) END
$$;
CREATE AGGREGATE wm_sharing_common(uuid[]) (SFUNC = wm_sharing_common, STYPE = uuid[]);

-- Narrows each object by what it refers to, and so on, until nothing becomes narrower. A marking
-- never becomes wider, so this ends. An observable bears the same id whoever sends it, so its
-- marking binds within its collection and its submitter's objects, not those of strangers.
CREATE FUNCTION wm_sharing_narrow(added uuid[]) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    current uuid[]; narrowed uuid[] := '{}';
BEGIN
    SELECT array_agg(DISTINCT id) INTO current FROM (
        SELECT source_id AS id FROM sharing_reference WHERE source_id = ANY (added)
        UNION ALL
        SELECT r.source_id FROM sharing_object AS o
        JOIN sharing_reference AS r ON r.target = o.stix_id WHERE o.id = ANY (added)) AS first;
    WHILE current IS NOT NULL LOOP
        WITH combined AS (
            SELECT s.id, max(t.tlp) AS tlp, max(t.floor) AS floor,
                wm_sharing_common(t.recipients) FILTER (WHERE t.tlp = 4) AS recipients
            FROM sharing_object AS s
            JOIN sharing_reference AS r ON r.source_id = s.id
            JOIN sharing_object AS t ON t.stix_id = r.target
            WHERE s.id = ANY (current) AND (t.version <> ''
                OR t.collection_id = s.collection_id OR t.organisation_id = s.organisation_id)
            GROUP BY s.id
        ), changed AS (
            UPDATE sharing_object AS o SET tlp = greatest(o.tlp, c.tlp),
                floor = greatest(o.floor, c.floor),
                recipients = coalesce(wm_sharing_common(
                    CASE WHEN o.tlp = 4 THEN o.recipients END, c.recipients), '{}')
            FROM combined AS c
            WHERE c.id = o.id AND (c.tlp > o.tlp OR c.floor > o.floor
                OR (o.tlp = 4 AND NOT o.recipients <@ c.recipients))
            RETURNING o.id
        )
        SELECT array_agg(id) INTO current FROM changed;
        narrowed := narrowed || coalesce(current, '{}');
        SELECT array_agg(DISTINCT r.source_id) INTO current FROM sharing_object AS o
            JOIN sharing_reference AS r ON r.target = o.stix_id WHERE o.id = ANY (current);
    END LOOP;
    RETURN narrowed;
END $$;

-- Says anew of what refers to added rows, directly or not, whether it refers across collections.
CREATE FUNCTION wm_sharing_cross(added uuid[]) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    crossed uuid[];
BEGIN
    WITH RECURSIVE up (id) AS (
        SELECT first.id FROM (
            SELECT source_id AS id FROM sharing_reference WHERE source_id = ANY (added)
            UNION ALL
            SELECT r.source_id FROM sharing_object AS o
            JOIN sharing_reference AS r ON r.target = o.stix_id WHERE o.id = ANY (added)) AS first
        UNION
        SELECT r.source_id FROM up JOIN sharing_object AS o ON o.id = up.id
        JOIN sharing_reference AS r ON r.target = o.stix_id
    ), found AS (
        SELECT o.id, wm_sharing_misses(o.id, o.organisation_id, ARRAY[o.collection_id]) AS crosses
        FROM up JOIN sharing_object AS o USING (id)
    ), changed AS (
        UPDATE sharing_object AS o SET is_crossing = f.crosses FROM found AS f
        WHERE f.id = o.id AND o.is_crossing <> f.crosses RETURNING o.id
    )
    SELECT coalesce(array_agg(id), '{}') INTO crossed FROM changed;
    RETURN crossed;
END $$;

-- Says anew which versions are or could be first and last, of the objects that some rows are of.
CREATE FUNCTION wm_sharing_flag(changed uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    WITH several AS MATERIALIZED (
        SELECT o.id, o.collection_id, o.stix_id, o.organisation_id, o.tlp, o.floor,
            o.is_crossing, o.version_at, o.date_added
        FROM (SELECT DISTINCT stix_id, collection_id FROM sharing_object
            WHERE id = ANY (changed)) AS touched
        JOIN sharing_object AS o USING (stix_id, collection_id)
        WHERE EXISTS (SELECT FROM sharing_object AS other WHERE other.stix_id = o.stix_id
            AND other.collection_id = o.collection_id AND other.id <> o.id)
    ), found AS (
        SELECT o.id, bool_and(NOT later) AS is_last, bool_and(NOT earlier) AS is_first,
            bool_and(NOT (later AND covers)) AS could_be_last,
            bool_and(NOT (earlier AND covers)) AS could_be_first
        FROM several AS o
        JOIN LATERAL (
            SELECT (p.version_at, p.date_added) > (o.version_at, o.date_added) AS later,
                (p.version_at, p.date_added) < (o.version_at, o.date_added) AS earlier,
                -- whoever may read o may read p
                p.tlp < 4 AND NOT p.is_crossing AND p.floor <= o.floor
                AND (p.organisation_id = o.organisation_id OR p.floor <= 1) AS covers
            FROM several AS p
            WHERE p.stix_id = o.stix_id AND p.collection_id = o.collection_id AND p.id <> o.id
        ) AS pair ON true
        GROUP BY o.id
    )
    UPDATE sharing_object AS o SET is_last = f.is_last, is_first = f.is_first,
        could_be_last = f.could_be_last, could_be_first = f.could_be_first
    FROM found AS f
    WHERE f.id = o.id AND (o.is_last, o.is_first, o.could_be_last, o.could_be_first)
        <> (f.is_last, f.is_first, f.could_be_last, f.could_be_first);
END $$;

-- Takes note of what the added rows refer to: the object at each place of `sources` to the id at
-- the same place of `targets`.
CREATE FUNCTION wm_sharing_settle(added uuid[], sources uuid[], targets text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    narrowed uuid[];
BEGIN
    INSERT INTO sharing_reference (id, source_id, target)
        SELECT gen_random_uuid(), r.source, r.target
        FROM unnest(sources, targets) AS r (source, target)
        WHERE EXISTS (SELECT FROM sharing_object AS o WHERE o.id = r.source);
    narrowed := wm_sharing_narrow(added);
    PERFORM wm_sharing_flag(added || narrowed || wm_sharing_cross(added));
    RETURN cardinality(narrowed);
END $$;

-- Takes away one's own versions of an object, and says anew which of the rest are first and last.
CREATE FUNCTION wm_sharing_delete(gone uuid[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    rest uuid[];
    referring uuid[];
    taken integer;
BEGIN
    PERFORM 1 FROM sharing_object WHERE id = ANY (gone)
        AND NOT (organisation_id = ANY (wm_reads())
            AND collection_id = ANY (wm_sharing_at(0))
            AND collection_id = ANY (wm_sharing_writes()));
    IF FOUND THEN
        RAISE EXCEPTION 'an object of another organisation' USING ERRCODE = '42501';
    END IF;
    SELECT array_agg(o.id) INTO rest FROM sharing_object AS o
        JOIN (SELECT DISTINCT stix_id, collection_id FROM sharing_object WHERE id = ANY (gone))
        AS touched USING (stix_id, collection_id) WHERE o.id <> ALL (gone);
    SELECT array_agg(r.source_id) INTO referring FROM sharing_object AS o
        JOIN sharing_reference AS r ON r.target = o.stix_id
        WHERE o.id = ANY (gone) AND r.source_id <> ALL (gone);
    DELETE FROM sharing_reference WHERE source_id = ANY (gone);
    DELETE FROM sharing_object WHERE id = ANY (gone);
    GET DIAGNOSTICS taken = ROW_COUNT;
    UPDATE sharing_object SET is_last = true, is_first = true, could_be_last = true,
        could_be_first = true WHERE id = ANY (rest);
    PERFORM wm_sharing_flag(rest || wm_sharing_cross(referring));
    RETURN taken;
END $$;
"""

# Ends the statuses that are a day old; the receipts stay.
FORGET = """
CREATE FUNCTION wm_sharing_forget(before timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    done integer;
BEGIN
    UPDATE sharing_submission SET status = '' WHERE status <> '' AND at < before;
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END $$;
"""

# A member chooses whether to be shown, and leaves; only the steward lets somebody in.
CHOOSE = f"""
REVOKE UPDATE ON sharing_circlemembership FROM wm_app;
GRANT UPDATE (is_shown) ON sharing_circlemembership TO wm_app;
CREATE POLICY sharing_circlemembership_choose ON sharing_circlemembership FOR UPDATE TO wm_app
    USING ({READS}) WITH CHECK ({READS});
CREATE POLICY sharing_circlemembership_leave ON sharing_circlemembership FOR DELETE TO wm_app
    USING ({READS});
"""

SEES = "= ANY ((SELECT wm_sharing_at(0))::uuid[])"
WRITES = "= ANY ((SELECT wm_sharing_writes())::uuid[])"


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0001_initial"),
        ("people", "0004_protect"),
        ("shell", "0001_row_security_context"),
    ]
    operations = [
        migrations.RunSQL(
            STANDINGS + CROSSING,
            reverse_sql="""
            DROP FUNCTION wm_sharing_misses(uuid, uuid, uuid[]);
            DROP FUNCTION wm_sharing_reach(uuid);
            DROP FUNCTION wm_sharing_named(uuid, integer, uuid[]);
            DROP FUNCTION wm_sharing_own(uuid, uuid); DROP FUNCTION wm_sharing_circles();
            DROP FUNCTION wm_sharing_roots(); DROP FUNCTION wm_sharing_writes();
            DROP FUNCTION wm_sharing_at(integer); DROP FUNCTION wm_sharing_standings();
            """,
        ),
        row_security.protect(
            "sharing_apiroot",
            read=f"{STEWARD} OR id = ANY ((SELECT wm_sharing_roots())::uuid[])",
            write=STEWARD,
        ),
        row_security.protect(
            "sharing_circle",
            read=f"{STEWARD} OR id = ANY ((SELECT wm_sharing_circles())::uuid[])",
            write=STEWARD,
        ),
        row_security.protect(
            "sharing_circlemembership",
            read=f"{STEWARD} OR {READS} OR (is_shown AND "
            "circle_id = ANY ((SELECT wm_sharing_circles())::uuid[]))",
            write=STEWARD,
        ),
        migrations.RunSQL(
            CHOOSE,
            reverse_sql="""
            DROP POLICY sharing_circlemembership_choose ON sharing_circlemembership;
            DROP POLICY sharing_circlemembership_leave ON sharing_circlemembership;
            GRANT UPDATE ON sharing_circlemembership TO wm_app;
            """,
        ),
        row_security.protect(
            "sharing_collection", read=f"{STEWARD} OR id {SEES} OR id {WRITES}", write=STEWARD
        ),
        row_security.protect("sharing_access", read=f"{STEWARD} OR {READS}", write=STEWARD),
        row_security.protect(
            "sharing_head",
            read=f"{STEWARD} OR collection_id {WRITES}",
            write=f"{STEWARD} OR collection_id {WRITES}",
        ),
        row_security.protect(
            "sharing_identity", read=f"{STEWARD} OR {READS}", write=f"{STEWARD} OR {READS}"
        ),
        row_security.protect("sharing_object", read=SEEN, write=SENT),
        row_security.append_only("sharing_object"),
        row_security.protect("sharing_reference", read=WITHIN, write="false"),
        row_security.append_only("sharing_reference"),
        row_security.protect("sharing_submission", read=f"{STEWARD} OR {READS}", write=SENT),
        row_security.append_only("sharing_submission"),
        migrations.RunSQL(
            SETTLE + FORGET,
            reverse_sql="""
            DROP FUNCTION wm_sharing_forget(timestamptz); DROP FUNCTION wm_sharing_delete(uuid[]);
            DROP FUNCTION wm_sharing_settle(uuid[], uuid[], text[]);
            DROP FUNCTION wm_sharing_flag(uuid[]);
            DROP FUNCTION wm_sharing_cross(uuid[]);
            DROP FUNCTION wm_sharing_narrow(uuid[]); DROP AGGREGATE wm_sharing_common(uuid[]);
            DROP FUNCTION wm_sharing_common(uuid[], uuid[]);
            """,
        ),
    ]
