"""The functions that policies ask who is asking."""

from django.db import migrations


def _array(function: str, variable: str) -> str:
    return f"""
    CREATE FUNCTION {function}() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT coalesce(nullif(current_setting('{variable}', true), ''), '{{}}')::uuid[]
    $$;
    """


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            _array("wm_reads", "wm.reads")
            + _array("wm_writes", "wm.writes")
            + _array("wm_subjects", "wm.subjects")
            + """
            CREATE FUNCTION wm_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
                SELECT nullif(current_setting('wm.person', true), '')::uuid
            $$;
            CREATE FUNCTION wm_steward() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
                SELECT coalesce(current_setting('wm.steward', true), '') = 'on'
            $$;
            """,
            reverse_sql="""
            DROP FUNCTION wm_reads(); DROP FUNCTION wm_writes(); DROP FUNCTION wm_subjects();
            DROP FUNCTION wm_person(); DROP FUNCTION wm_steward();
            """,
        )
    ]
