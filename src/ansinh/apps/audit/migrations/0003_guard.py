"""The database refuses to change or delete entries. This must come after every migration that alters the table."""

from django.db import migrations

from ansinh.apps.audit import guard


def install(apps, schema_editor):
    guard.install(schema_editor.connection)


def remove(apps, schema_editor):
    guard.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_search_and_day")]

    operations = [migrations.RunPython(install, remove)]
