import django.contrib.postgres.indexes
from django.db import migrations, models

# Exact, unlike to_tsvector, which reads numbers and addresses into a text. The marks before kind,
# region and end are none that a word of a search can have.
FUNCTION = """
CREATE FUNCTION register_words(found_by text, kind text, region text, ends_on date)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(
        array_remove(string_to_array(found_by, ' '), '')
        || ARRAY['=' || kind, '@' || region]
        || CASE WHEN ends_on IS NULL THEN '{}'::text[] ELSE ARRAY['!'] END
    )
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0003_list_the_ended"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION register_words(text, text, text, date)"),
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    models.F("found_by"),
                    models.F("kind"),
                    models.F("region"),
                    models.F("ends_on"),
                    function="register_words",
                ),
                name="register_words",
            ),
        ),
        migrations.RemoveIndex(model_name="organisation", name="register_found"),
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["short_name"], name="register_short", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
