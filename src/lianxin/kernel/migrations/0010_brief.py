"""Rows of a matter in half their room: nothing is written twice, instants take a third of ISO's place, and the pieces of
the words are kept by the index alone (kernel.models.matter, kernel.reads.wording).

A town of 200,000 matters takes about a minute. The disk gets its room back with `VACUUM FULL kernel_matter` (which locks
the table for another minute), or little by little with what comes in.
"""

from django.db import migrations, models

PIECES = """
CREATE FUNCTION lianxin_pieces(_text text, _beside text, _mark text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 3000 AS $$
DECLARE
    said text := lower(normalize(left(_text || ' ' || _beside, 400), NFKC));
    runs text := regexp_replace(said, '[^㐀-鿿]+', ' ', 'g');
    more text := '\\1' || _mark || ' ';
BEGIN
    RETURN array_to_tsvector(array_remove(array_remove(string_to_array(
        regexp_replace(runs, '([^ ]{2})|[^ ]', more, 'g') || ' '
        || regexp_replace(regexp_replace(runs, '(^| ).', ' ', 'g'), '([^ ]{2})|[^ ]', more, 'g') || ' '
        || regexp_replace(regexp_replace(runs, '[^ ]{2,}', ' ', 'g'), '([^ ]+)', more, 'g') || ' '
        || regexp_replace(regexp_replace(said, '[^a-z0-9]+', ' ', 'g'), '([^ ]+)', more, 'g'), ' '), ''), _mark));
END $$;
CREATE STATISTICS matter_pieces ON (lianxin_pieces(text, place_text, '')) FROM kernel_matter;
"""
"""The second is how common the commonest pieces are, sampled by ANALYZE (kernel.reads.mates)."""

BRIEF = """
CREATE FUNCTION pg_temp.brief(_at text) RETURNS text LANGUAGE sql AS
    $$ SELECT trim_scale(round(extract(epoch FROM _at::timestamptz), 6))::text $$;
UPDATE kernel_matter AS m SET
    public_text = CASE WHEN public_text = text OR (public_text = '' AND length(text) <= 40) THEN NULL
                       WHEN public_text = '' THEN title ELSE public_text END,
    done_at = (SELECT coalesce(jsonb_object_agg(key, pg_temp.brief(value) || coalesce(' ' || (doers->>key), '')), '{}')
               FROM jsonb_each_text(done_at)),
    clocks = (SELECT coalesce(jsonb_agg(rtrim(concat_ws(' ', c->>'key', coalesce(c->>'state', 'running'), c->>'unit',
                  pg_temp.brief(c->>'started'), pg_temp.brief(c->>'due'), pg_temp.brief(c->>'soon'),
                  coalesce(pg_temp.brief(c->>'ended_at'), '-'), coalesce(pg_temp.brief(c->>'suspended_at'), '-'),
                  coalesce(c->>'extended', '-'), coalesce(c->>'fired', '-')), '- ') ORDER BY at), '[]')
              FROM jsonb_array_elements(clocks) WITH ORDINALITY AS e(c, at));
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0009_stock_book")]

    operations = [
        migrations.RemoveIndex(model_name="matter", name="matter_words"),
        migrations.RunSQL("ALTER TABLE kernel_matter ALTER COLUMN public_text DROP NOT NULL", migrations.RunSQL.noop),
        migrations.RunSQL(BRIEF, migrations.RunSQL.noop),
        migrations.RenameField(model_name="matter", old_name="public_text", new_name="reworded"),
        migrations.AlterField(model_name="matter", name="reworded", field=models.TextField(null=True)),
        migrations.RemoveField(model_name="matter", name="words"),
        migrations.RemoveField(model_name="matter", name="title"),
        migrations.RemoveField(model_name="matter", name="doers"),
        migrations.RunSQL(
            PIECES,
            "DROP STATISTICS matter_pieces; DROP FUNCTION lianxin_pieces(text, text, text);",
        ),
        migrations.RunSQL(
            "CREATE INDEX matter_words ON kernel_matter USING gin "
            "(lianxin_pieces(text, place_text, '.' || to_hex(id >> 15))) WITH (gin_pending_list_limit = 64);"
            "ALTER INDEX matter_words ALTER COLUMN 1 SET STATISTICS 0;",
            "DROP INDEX matter_words;",
        ),
    ]
