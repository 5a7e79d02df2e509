"""When somebody logged in last is no longer kept."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0016_roll")]
    operations = [migrations.RemoveField(model_name="account", name="last_login")]
