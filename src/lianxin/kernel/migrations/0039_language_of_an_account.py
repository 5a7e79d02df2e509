"""In which language the holder of an account chose to read: what he is told is written in it (ADR 0122)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0036_told_apart")]
    operations = [
        migrations.AddField(
            model_name="account",
            name="language",
            field=models.CharField(blank=True, default="", max_length=2),
        ),
    ]
