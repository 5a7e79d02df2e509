"""Entries, seals and the deletion register are append-only: the database itself refuses to change them."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION lianxin_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: write a correction as a new row', TG_TABLE_NAME USING ERRCODE = 'LX001';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON kernel_entry
    FOR EACH ROW EXECUTE FUNCTION lianxin_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON kernel_entry
    FOR EACH STATEMENT EXECUTE FUNCTION lianxin_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON kernel_seal
    FOR EACH ROW EXECUTE FUNCTION lianxin_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON kernel_seal
    FOR EACH STATEMENT EXECUTE FUNCTION lianxin_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON kernel_erasure
    FOR EACH ROW EXECUTE FUNCTION lianxin_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON kernel_erasure
    FOR EACH STATEMENT EXECUTE FUNCTION lianxin_append_only();
"""

BACKWARD = """
DROP TRIGGER append_only ON kernel_entry;
DROP TRIGGER append_only_truncate ON kernel_entry;
DROP TRIGGER append_only ON kernel_seal;
DROP TRIGGER append_only_truncate ON kernel_seal;
DROP TRIGGER append_only ON kernel_erasure;
DROP TRIGGER append_only_truncate ON kernel_erasure;
DROP FUNCTION lianxin_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
