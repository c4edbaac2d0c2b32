"""Says of each specification of STIX by itself which versions of an object are first and last."""

import importlib

from django.db import migrations

SETTLE = importlib.import_module("wardmote.server.sharing.migrations.0002_protect").SETTLE
FLAG = "FUNCTION wm_sharing_flag" + SETTLE.split("FUNCTION wm_sharing_flag")[1].split("$$;")[0]
OTHER = "other.collection_id = o.collection_id AND"
PAIR = "p.collection_id = o.collection_id AND"
COLUMNS = "o.is_crossing, o.version_at,"
assert (FLAG.count(OTHER), FLAG.count(PAIR), FLAG.count(COLUMNS)) == (1, 1, 1)
APART = (
    FLAG.replace(OTHER, f"{OTHER} other.spec_version = o.spec_version AND")
    .replace(PAIR, f"{PAIR} p.spec_version = o.spec_version AND")
    .replace(COLUMNS, f"{COLUMNS} o.spec_version,")
)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0040_page_by_scope")]
    operations = [
        migrations.RunSQL(
            f"CREATE OR REPLACE {APART}$$;", reverse_sql=f"CREATE OR REPLACE {FLAG}$$;"
        ),
    ]
