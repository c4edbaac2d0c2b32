"""Protects invitations, keys and held text, and opens the three narrow doors they need."""

from django.db import migrations

from wardmote.server.shell import row_security

MINE = "person_id = (SELECT wm_person())"
SHOWN = "token_hash = (SELECT wm_invitation())"

INVITATION = """
CREATE FUNCTION wm_invitation() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('wm.invitation', true), '')
$$;
"""
# Whoever shows an open invitation may join as it says, and no further.
JOIN = """
CREATE POLICY people_membership_join ON people_membership FOR INSERT TO wm_app
WITH CHECK (person_id = (SELECT wm_person()) AND EXISTS (
    SELECT 1 FROM people_invitation AS shown
    WHERE shown.token_hash = (SELECT wm_invitation())
    AND shown.organisation_id = people_membership.organisation_id
    AND people_membership.role = ANY (shown.roles)
    AND shown.withdrawn_at IS NULL AND shown.accepted_at IS NULL));
"""
# A key is found before its person has entered, by all of it and never by a part.
KEY = """
CREATE FUNCTION wm_key(which text, proof text, moment timestamptz)
RETURNS TABLE (id uuid, person uuid, scopes text[], used_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id, person_id, scopes::text[], used_at FROM people_apikey
    WHERE prefix = which AND hash = proof AND revoked_at IS NULL AND expires_at > moment
$$;
"""
# A lead assigns an assessment to an assurer of another organisation, known by address.
ASSURER = """
CREATE FUNCTION wm_assurer(address text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT person.id FROM people_person AS person WHERE lower(person.email) = lower(address)
    AND person.is_active AND EXISTS (SELECT 1 FROM people_membership AS membership
        JOIN register_organisation AS organisation ON organisation.id = membership.organisation_id
        WHERE membership.person_id = person.id AND membership.role = 'independent_assurer'
        AND organisation.kind = 'assurer')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_invitations_keys_and_held_text"),
        ("shell", "0001_row_security_context"),
    ]
    operations = [
        migrations.RunSQL(INVITATION, reverse_sql="DROP FUNCTION wm_invitation();"),
        row_security.protect(
            "people_invitation",
            read=f"{row_security.READS} OR {row_security.STEWARD} OR {SHOWN}",
            write=f"{row_security.WRITES} OR {row_security.STEWARD} OR {SHOWN}",
        ),
        row_security.protect("people_apikey", read=MINE, write=MINE),
        row_security.protect("people_heldtext", read=MINE, write=MINE),
        migrations.RunSQL(
            JOIN, reverse_sql="DROP POLICY people_membership_join ON people_membership;"
        ),
        migrations.RunSQL(
            KEY + ASSURER,
            reverse_sql="""
            DROP FUNCTION wm_key(text, text, timestamptz); DROP FUNCTION wm_assurer(text);
            """,
        ),
    ]
