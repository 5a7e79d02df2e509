from django.db import migrations, models


class Migration(migrations.Migration):
    # What the sender says of a list without a column for the class of its people. Ties that are there keep their role:
    # a membership with none is a full one, as before.

    dependencies = [("kernel", "0028_cited_outside")]

    operations = [
        migrations.AddField(model_name="roll", name="all_are", field=models.CharField(default="", max_length=40)),
    ]
