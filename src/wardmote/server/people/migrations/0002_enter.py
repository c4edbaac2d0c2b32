"""Protects memberships, and gives the one function by which a person enters."""

from django.db import migrations

from wardmote.server.shell import row_security

ENTER = """
CREATE FUNCTION wm_enter(who uuid) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    someone people_person;
    reads uuid[]; writes uuid[]; inherited uuid[]; assigned uuid[]; roles jsonb; steward boolean;
BEGIN
    SELECT * INTO someone FROM people_person WHERE id = who AND is_active;
    IF NOT FOUND THEN
        PERFORM set_config('wm.person', '', true), set_config('wm.reads', '', true),
            set_config('wm.writes', '', true), set_config('wm.subjects', '', true),
            set_config('wm.steward', '', true);
        RETURN NULL;
    END IF;
    SELECT coalesce(jsonb_object_agg(organisation_id, held), '{}') INTO roles FROM (
        SELECT organisation_id, jsonb_agg(role) AS held FROM people_membership
        WHERE person_id = who GROUP BY organisation_id) AS each;
    SELECT coalesce(array_agg(DISTINCT organisation_id), '{}') INTO writes
        FROM people_membership
        WHERE person_id = who
        AND role IN ('caf_lead', 'collaborator', 'approver', 'quality_assurer');
    SELECT coalesce(array_agg(DISTINCT membership.organisation_id), '{}') INTO reads
        FROM people_membership AS membership
        JOIN register_organisation AS organisation ON organisation.id = membership.organisation_id
        WHERE person_id = who
        AND (role <> 'independent_assurer' OR organisation.kind = 'assurer');
    WITH RECURSIVE before AS (
        SELECT predecessor_id FROM register_succession WHERE successor_id = ANY (writes)
        UNION
        SELECT link.predecessor_id FROM register_succession AS link
        JOIN before ON link.successor_id = before.predecessor_id)
    SELECT coalesce(array_agg(predecessor_id), '{}') INTO inherited FROM before;
    SELECT coalesce(array_agg(subject), '{}') INTO assigned
        FROM people_assignment WHERE person_id = who;
    SELECT EXISTS (SELECT 1 FROM people_membership
        WHERE person_id = who AND role IN ('steward', 'analyst')) INTO steward;
    PERFORM set_config('wm.person', who::text, true),
        set_config('wm.reads', (reads || inherited)::text, true),
        set_config('wm.writes', writes::text, true),
        set_config('wm.subjects', assigned::text, true),
        set_config('wm.steward', CASE WHEN steward THEN 'on' ELSE '' END, true);
    RETURN jsonb_build_object('name', someone.name, 'email', someone.email, 'roles', roles,
        'inherited', to_jsonb(inherited), 'assigned', to_jsonb(assigned));
END $$;
"""

MINE = "person_id = (SELECT wm_person())"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("register", "0001_initial"),
        ("shell", "0001_row_security_context"),
    ]
    operations = [
        migrations.RunSQL(ENTER, reverse_sql="DROP FUNCTION wm_enter(uuid);"),
        row_security.protect(
            "people_membership",
            read=f"{row_security.READS} OR {MINE} OR {row_security.STEWARD}",
            write=f"{row_security.WRITES} OR {row_security.STEWARD}",
        ),
        row_security.protect("people_assignment", read=f"{row_security.READS} OR {MINE}"),
    ]
