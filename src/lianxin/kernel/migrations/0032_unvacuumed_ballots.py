"""Nothing but the worker's wiping clears the tables of votes. Autovacuum would only mark the room of an old version as
free: its bytes stay in the page, and wiping, which looks for rows not cleared yet, would find none."""

from django.db import migrations

TABLES = ("kernel_ballot", "kernel_voted")


class Migration(migrations.Migration):
    dependencies = [("kernel", "0031_struck_works")]
    operations = [
        migrations.RunSQL(
            [f"ALTER TABLE {name} SET (autovacuum_enabled = off)" for name in TABLES],
            [f"ALTER TABLE {name} RESET (autovacuum_enabled)" for name in TABLES],
        )
    ]
