"""One statement looks for near-identical open matters at the same place and writes what is new (acts.insert).

The index ties each band of a text to the place, so that it finds those few that share a band *there*, and holds open
matters only. `lianxin_alike` asks under a lock: two near-identical tellings at once never both find nothing.
Each query in a VOLATILE function sees what was committed while it waited for the lock.
"""

from django.db import migrations

MARKS = """ARRAY[bands[1] # coalesce(place_id, 0)::int, bands[2] # coalesce(place_id, 0)::int,
    bands[3] # coalesce(place_id, 0)::int, bands[4] # coalesce(place_id, 0)::int]"""
# Spelt out and not a function: PostgreSQL reads and plans a function's body anew for every row that is written.

FORWARD = f"""
CREATE INDEX matter_known ON kernel_matter USING gin (({MARKS})) WITH (fastupdate = off)
    WHERE is_open AND cardinality(bands) = 4;
CREATE FUNCTION lianxin_alike(
    _town bigint, _kind text, _place bigint, _beside text, _since timestamptz, _bands int[], _simhash bigint,
    _seen bigint[]
) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock((coalesce(_place, 0) % 2147483648)::int, _bands[1]);
    RETURN (
        SELECT jsonb_agg(jsonb_build_array(near.id, near.text)) FROM (
            SELECT candidate.id, candidate.text FROM (
                SELECT id, text, bit_count((simhash # _simhash)::bit(64)) AS away FROM kernel_matter
                WHERE is_open AND cardinality(bands) = 4
                  AND {MARKS}
                    && ARRAY[_bands[1] # coalesce(_place, 0)::int, _bands[2] # coalesce(_place, 0)::int,
                             _bands[3] # coalesce(_place, 0)::int, _bands[4] # coalesce(_place, 0)::int]
                  AND NOT secret AND town_id = _town AND kind = _kind AND place_id IS NOT DISTINCT FROM _place
                  AND (_place IS NOT NULL OR (lat IS NULL AND place_text = _beside)) AND received_at >= _since
                LIMIT 400
            ) AS candidate WHERE away <= 24 ORDER BY away, id LIMIT 6
        ) AS near WHERE near.id <> ALL (_seen)
    );
END $$;
"""

BACKWARD = """
DROP FUNCTION lianxin_alike(bigint, text, bigint, text, timestamptz, int[], bigint, bigint[]);
DROP INDEX matter_known;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_issues")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RemoveIndex(model_name="matter", name="matter_bands"),
    ]
