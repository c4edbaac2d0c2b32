"""Lets a program enter by its person's key in one question to the database."""

from django.db import migrations

ENTER_KEY = """
CREATE FUNCTION wm_enter_key(which text, proof text, moment timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found record;
BEGIN
    SELECT id, person, scopes, used_at INTO found FROM wm_key(which, proof, moment);
    RETURN jsonb_build_object('key', found.id, 'person', found.person, 'scopes', found.scopes,
        'used_at', found.used_at, 'entered', wm_enter(found.person));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_protect")]
    operations = [
        migrations.RunSQL(
            ENTER_KEY, reverse_sql="DROP FUNCTION wm_enter_key(text, text, timestamptz);"
        ),
    ]
