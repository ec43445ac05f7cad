"""History of an official record is only ever added to: PostgreSQL itself refuses anything else."""

from django.db import migrations

from accounts.guards import append_only

FORBID = """
CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'history of % is append-only', TG_TABLE_NAME; END $$;
"""
ALLOW = "DROP FUNCTION refuse_change_of_history();"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(FORBID, ALLOW),
        append_only("accounts_historicalappointment"),
    ]
