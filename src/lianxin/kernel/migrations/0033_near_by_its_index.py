"""What is near is looked for by `matter_known`, however small the town was when the connection planned.

A plan is made once a connection. On a table that was empty then, or never analysed, the town's own indexes look cheaper
than the one made for this question, and each filing read all of the town's matters: 2 ms at ten thousand instead of
0.04. Town and time are therefore compared in a way that no index of theirs answers.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("lianxin.kernel.migrations.0026_nearer").NEARER
BY_ITS_INDEX = BEFORE.replace("town_id = _town", "town_id + 0 = _town").replace(
    "received_at >= _since", "received_at + interval '0' >= _since"
)
assert BY_ITS_INDEX.count(" + ") == BEFORE.count(" + ") + 2


class Migration(migrations.Migration):
    dependencies = [("kernel", "0032_unvacuumed_ballots")]
    operations = [migrations.RunSQL(BY_ITS_INDEX, BEFORE)]
