"""Secret matters apart, for what a board takes off the folded counts (kernel.reads.board)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0012_narrow")]

    operations = [
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("secret", True)), fields=["town", "received_at"], name="matter_secret"
            ),
        ),
    ]
