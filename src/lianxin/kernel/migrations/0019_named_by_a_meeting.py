import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0018_medals")]

    operations = [
        migrations.AddField(
            model_name="honour",
            name="line",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="honour",
            name="meeting",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="kernel.activity",
            ),
        ),
        migrations.AddIndex(
            model_name="honour",
            index=models.Index(
                condition=models.Q(("meeting__isnull", False)), fields=["meeting"], name="honour_meeting"
            ),
        ),
    ]
