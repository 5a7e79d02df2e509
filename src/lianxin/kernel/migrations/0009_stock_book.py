from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0008_activities")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(condition=models.Q(("act", "stock.move")), fields=["town", "id"], name="entry_stock"),
        ),
    ]
