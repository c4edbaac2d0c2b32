"""Migrations are in step with the models, and in one line."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = [app.label for app in apps.get_app_configs() if app.name.startswith("wardmote.")]


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("makemigrations", *OURS, check=True, dry_run=True)
    assert capsys.readouterr().out.startswith("No changes detected")


@pytest.mark.django_db
def test_the_migrations_of_a_room_are_one_line() -> None:
    graph = MigrationLoader(connection).graph
    assert [label for label in OURS if len(graph.leaf_nodes(label)) > 1] == []
