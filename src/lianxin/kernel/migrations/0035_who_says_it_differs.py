"""The few reporters who say that what they told is another matter than the one it joined are found by an index that
holds nobody else (reads.joined)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0034_pieces_at_half")]
    operations = [
        migrations.AddIndex(
            model_name="tie",
            index=models.Index(fields=["matter"], name="tie_differs", condition=models.Q(data__has_key="differs")),
        ),
    ]
