"""Tells the rule of release when each report was made, so that the newest word counts."""

import importlib

from django.db import migrations

BEFORE = importlib.import_module("wardmote.server.sharing.migrations.0051_keep_teams").COUNTED
REPORT = "'count', t.count, 'first', t.first_seen,"
DISPUTE = "'count', 1, 'first', d.at,"
assert [BEFORE.count(each) for each in (REPORT, DISPUTE)] == [1, 1]
AFTER = BEFORE.replace(REPORT, f"'said', t.version_at, {REPORT}").replace(
    DISPUTE, f"'said', d.at, {DISPUTE}"
)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0053_note_changes_by_reader")]
    operations = [
        migrations.RunSQL(
            f"CREATE OR REPLACE {AFTER}$$;", reverse_sql=f"CREATE OR REPLACE {BEFORE}$$;"
        )
    ]
