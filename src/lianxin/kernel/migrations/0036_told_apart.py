"""The few entries by which a person said of two matters that they are not the same are found by an index that holds no
others (reads.distinct). Issues in which two such hang together are looked at anew by the worker."""

from django.db import migrations, models

# Alternatives and no list: PostgreSQL says a list of words otherwise once an index was made from its own words.
APART = models.Q(act="matter.split") | models.Q(act="matter.part") | models.Q(act="matter.let_go")
ANEW = """
UPDATE kernel_sketch SET waits = true WHERE at > now() - interval '35 days' AND issue_id IN (
    SELECT s.issue_id FROM kernel_sketch AS s JOIN kernel_entry AS e ON e.matter_id = s.matter_id
    WHERE e.act IN ('matter.split', 'matter.part', 'matter.let_go'))
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0035_who_says_it_differs")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["matter"], name="entry_distinct", condition=APART),
        ),
        migrations.RunSQL(ANEW, migrations.RunSQL.noop),
    ]
