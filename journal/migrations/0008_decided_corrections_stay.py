"""A request for a correction that is decided, or taken back, is not taken away either."""

from django.db import migrations

STAYS = """
CREATE FUNCTION refuse_to_lose_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decided request for a correction is never taken away: %', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER decided_stays BEFORE DELETE ON journal_correctionrequest
    FOR EACH ROW WHEN (OLD.state <> 'asked') EXECUTE FUNCTION refuse_to_lose_decision();
"""
MAY_GO = """
DROP TRIGGER decided_stays ON journal_correctionrequest;
DROP FUNCTION refuse_to_lose_decision();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0007_values_of_corrections")]
    operations = [migrations.RunSQL(STAYS, MAY_GO)]
