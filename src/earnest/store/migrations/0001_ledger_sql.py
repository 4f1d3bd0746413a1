"""The trade tables, written by hand for each database (see ``store.schema``)."""

from typing import Any

from django.db import migrations

from earnest.store import schema


def create(_apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in schema.statements(schema_editor.connection.vendor):
            cursor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
