"""Indexes for the text search, on PostgreSQL: one for word stems, one for parts of words.

The second needs the extension pg_trgm. It is trusted since PostgreSQL 13, so the owner of the database may create it. Where that is
not allowed or it is not installed, the search works without: it reads through all texts.
"""

import sys

from django.db import DatabaseError, migrations, transaction

COLUMN = (
    "ALTER TABLE accounts_searchtext ADD COLUMN stems tsvector "
    "GENERATED ALWAYS AS (to_tsvector('english'::regconfig, text)) STORED"
)
STEMS = "CREATE INDEX accounts_searchtext_stems ON accounts_searchtext USING gin (stems)"
PARTS = "CREATE INDEX accounts_searchtext_parts ON accounts_searchtext USING gin (text gin_trgm_ops)"
WITHOUT = """
  The extension pg_trgm could not be created (%s), so the text search does without an index for parts of words.
  To have it, let an administrator of PostgreSQL run  CREATE EXTENSION pg_trgm;  in this database, then run
  "migrate accounts 0004" and "migrate".
"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor != 'postgresql':
        return
    schema_editor.execute(COLUMN)
    schema_editor.execute(STEMS)
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm')
            schema_editor.execute(PARTS)
    except DatabaseError as error:
        sys.stderr.write(WITHOUT % str(error).splitlines()[0])


def drop(apps, schema_editor):
    """The extension stays: something else may use it by now."""
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute('DROP INDEX IF EXISTS accounts_searchtext_parts')
        schema_editor.execute('ALTER TABLE accounts_searchtext DROP COLUMN stems')


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_search_texts'),
    ]

    operations = [
        migrations.RunPython(create, drop),
    ]
