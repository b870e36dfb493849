"""The migrations are all there, and each goes back as well as forward."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

APPS = ["matching", "partnerships", "accounts", "outbox"]


@pytest.mark.django_db
def test_no_model_is_ahead_of_its_migrations():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_back_to_nothing_and_forward_again():
    def tables() -> set[str]:
        return {name for name in connection.introspection.table_names() if name.split("_")[0] in APPS}

    before = tables()
    MigrationExecutor(connection).migrate([("matching", None), ("partnerships", None)])
    assert {name.split("_")[0] for name in tables()} == {"accounts", "outbox"}
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert tables() == before
