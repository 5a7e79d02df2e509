from django.db import migrations, models


class Migration(migrations.Migration):
    # By day instead of by number: beside this index PostgreSQL read the one over all matters of twelve weeks.

    dependencies = [("kernel", "0024_attachments")]

    operations = [
        migrations.RemoveIndex(model_name="matter", name="matter_sample"),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("reading__has_key", "sample")), fields=["town", "entered_at"], name="matter_sample"
            ),
        ),
    ]
