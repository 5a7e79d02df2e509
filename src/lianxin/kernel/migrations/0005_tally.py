"""Counts of marks for the public board, filled from what is there; and indexes for what the public is shown."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
INSERT INTO kernel_cursor (name, tx)
SELECT 'tally', pg_snapshot_xmin(pg_current_snapshot())::text::bigint
       + coalesce((SELECT tx FROM kernel_cursor WHERE name = 'entry.epoch'), 0)
ON CONFLICT (name) DO UPDATE SET tx = EXCLUDED.tx;
WITH part AS MATERIALIZED (
    SELECT town_id, (received_at AT TIME ZONE 'Asia/Shanghai')::date AS day, unnest(marks) AS mark FROM kernel_matter
)
INSERT INTO kernel_tally (town_id, day, mark, n)
SELECT town_id, day, mark, count(*) FROM (
    SELECT * FROM part UNION ALL SELECT town_id, DATE '0001-01-01', mark FROM part
) AS parts GROUP BY town_id, day, mark;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_filing")]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "town", "day", "mark", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("mark", models.CharField(max_length=40)),
                ("n", models.IntegerField()),
                (
                    "town",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="kernel.unit",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RemoveIndex("matter", "matter_public"),
        migrations.AddIndex(
            "matter",
            models.Index(
                condition=models.Q(("shown", True)), fields=["town", "-received_at", "-id"], name="matter_board"
            ),
        ),
        migrations.AddIndex(
            "matter",
            models.Index(
                condition=models.Q(("is_open", True), ("shown", True)), fields=["town", "kind"], name="matter_wall"
            ),
        ),
    ]
