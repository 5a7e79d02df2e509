"""Two indexes of entries in half and in a quarter of their room (kernel.models.entry)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0011_measures")]

    operations = [
        migrations.RemoveIndex(model_name="entry", name="entry_person"),
        migrations.RemoveIndex(model_name="entry", name="entry_tx"),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(condition=models.Q(("person__isnull", False)), fields=["person"], name="entry_person"),
        ),
        migrations.AddIndex(model_name="entry", index=models.Index(fields=["tx"], name="entry_tx")),
    ]
