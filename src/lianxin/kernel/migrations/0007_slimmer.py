"""Indexes that cost more than they answer: see kernel.models.entry and kernel.models.tie."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_entered")]
    operations = [
        migrations.RemoveIndex(model_name="entry", name="entry_matter"),
        migrations.RemoveIndex(model_name="entry", name="entry_town"),
        migrations.AlterField(model_name="tie", name="ref", field=models.CharField(max_length=120, null=True)),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(condition=models.Q(("matter__isnull", False)), fields=["matter"], name="entry_story"),
        ),
        migrations.AddConstraint(model_name="tie", constraint=models.UniqueConstraint(fields=("ref",), name="tie_ref")),
    ]
