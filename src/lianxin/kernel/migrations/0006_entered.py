"""The last weeks are found by when matters came in."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_tally")]

    operations = [
        migrations.AddIndex("matter", BrinIndex(fields=["entered_at"], name="matter_entered", autosummarize=True)),
    ]
