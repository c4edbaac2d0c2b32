"""Where tries at signing in are counted, for all processes together.

Unlogged: a crash of the database may forget the counts, and nothing else is kept here.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shell", "0001_row_security_context")]
    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE django_limits (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX django_limits_expires ON django_limits (expires);
            """,
            "DROP TABLE django_limits",
        )
    ]
