"""Protects every table of assessments, and lets the steward open one that was shared."""

from django.db import migrations

from wardmote.server.shell import row_security

OPEN = """
CREATE FUNCTION wm_open(wanted uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT wm_steward() OR NOT EXISTS (
        SELECT 1 FROM assess_assessment WHERE id = wanted AND state = 'shared') THEN
        RETURN false;
    END IF;
    PERFORM set_config('wm.subjects', (wm_subjects() || wanted)::text, true);
    RETURN true;
END $$;
"""

READ = f"{row_security.READS} OR {row_security.subject('assessment_id')}"
TALK = f"{row_security.WRITES} OR {row_security.subject('assessment_id')}"
USED = (
    "(SELECT cardinality(wm_subjects()) > 0) AND id IN (SELECT evidence_id FROM assess_evidenceuse"
    f" WHERE {row_security.subject('assessment_id')})"
)
CHILDREN = (
    "part",
    "answer",
    "answerversion",
    "collaborator",
    "scope",
    "service",
    "system",
    "support",
    "scopesignoff",
    "milestone",
    "responsibility",
    "evidenceuse",
)


class Migration(migrations.Migration):
    dependencies = [
        ("assess", "0001_initial"),
        ("people", "0002_enter"),
        ("shell", "0001_row_security_context"),
    ]
    operations = [
        migrations.RunSQL(OPEN, reverse_sql="DROP FUNCTION wm_open(uuid);"),
        row_security.protect(
            "assess_assessment",
            read=f"{row_security.READS} OR {row_security.subject('id')} OR {row_security.STEWARD}",
        ),
        *(row_security.protect(f"assess_{name}", read=READ) for name in CHILDREN),
        row_security.protect("assess_comment", read=READ, write=TALK),
        row_security.protect("assess_mention", read=READ, write=TALK),
        row_security.protect("assess_evidence", read=f"{row_security.READS} OR {USED}"),
        row_security.append_only("assess_answerversion"),
    ]
