from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0017_no_last_login")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("act", "medal.hand_over")), fields=["town", "id"], name="entry_medal"
            ),
        ),
    ]
