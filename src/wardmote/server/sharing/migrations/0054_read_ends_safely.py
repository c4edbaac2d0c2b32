"""Reads when an object ends as it says itself, whatever else it holds."""

import importlib

from django.db import migrations

JOB = importlib.import_module(
    "wardmote.server.sharing.migrations.0021_protect_sightings_and_reviews"
).JOB
IS_OVER = (
    "FUNCTION wm_sharing_is_over"
    + (JOB.split("CREATE FUNCTION wm_sharing_is_over")[1].split("$$;")[0])
)
BEFORE = IS_OVER[IS_OVER.index("substring(") : IS_OVER.index("<= moment")]
assert JOB.count(BEFORE) == 1
UNTIL = """
-- A text that is no jsonb, or says no time, has no end.
CREATE FUNCTION wm_sharing_until(told text) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (told::jsonb ->> 'valid_until')::timestamptz;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;
"""
AFTER = IS_OVER.replace(BEFORE, "wm_sharing_until(o.body) ")


class Migration(migrations.Migration):
    dependencies = [("sharing", "0053_note_changes_by_reader")]
    operations = [
        migrations.RunSQL(
            f"{UNTIL} CREATE OR REPLACE {AFTER}$$;",
            reverse_sql=f"CREATE OR REPLACE {IS_OVER}$$; DROP FUNCTION wm_sharing_until(text);",
        ),
    ]
