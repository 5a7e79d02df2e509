from django.db import migrations, models


class Migration(migrations.Migration):
    # Whether a list changes the class of those who are on it already: lists until now kept what stood.

    dependencies = [("kernel", "0029_class_of_a_list")]

    operations = [
        migrations.AddField(model_name="roll", name="changes", field=models.BooleanField(default=False)),
    ]
