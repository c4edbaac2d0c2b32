"""Shows events to those whose thing they were done to, and to those who did them."""

from django.db import migrations

from wardmote.server.shell import row_security


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("shell", "0001_row_security_context")]
    operations = [
        row_security.protect(
            "audit_event",
            read=f"{row_security.READS} OR person_id = (SELECT wm_person())",
            write="person_id IS NOT DISTINCT FROM (SELECT wm_person())",
        ),
        row_security.append_only("audit_event"),
    ]
