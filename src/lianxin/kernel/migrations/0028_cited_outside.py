"""The reason for citing a record that is not of the round's period or not of what is appraised, printed beside it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0027_undoing_a_list")]

    operations = [
        migrations.AddField("proof", "outside", models.CharField(max_length=200, blank=True, default="")),
    ]
