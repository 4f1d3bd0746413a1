"""Each side's list by an index of its own; the text of all tables is run again."""

from typing import Any

from django.db import migrations

from earnest.store import schema


def create(_apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in schema.statements(schema_editor.connection.vendor):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("store", "0002_files")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
