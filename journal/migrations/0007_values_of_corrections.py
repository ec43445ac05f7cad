"""Columns named `old` and `new` are taken for the row itself inside a trigger: they are named otherwise."""

from django.db import migrations

DECIDED_ONCE = """
CREATE OR REPLACE FUNCTION refuse_second_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'asked' OR ROW(OLD.year_id, OLD.number, OLD.section_id, OLD.what, OLD.lesson_id, OLD.student_id,
            OLD.period_id, OLD.was, OLD.base, OLD.wanted, OLD.ground, OLD.reason, OLD.document, OLD.asked_by_id, OLD.asked_at)
        IS DISTINCT FROM ROW(NEW.year_id, NEW.number, NEW.section_id, NEW.what, NEW.lesson_id, NEW.student_id,
            NEW.period_id, NEW.was, NEW.base, NEW.wanted, NEW.ground, NEW.reason, NEW.document, NEW.asked_by_id, NEW.asked_at)
    THEN
        RAISE EXCEPTION 'a request for a correction is decided once and never rewritten: %', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION refuse_second_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'asked' OR ROW(OLD.year_id, OLD.number, OLD.section_id, OLD.what, OLD.lesson_id, OLD.student_id,
            OLD.period_id, OLD.old, OLD.base, OLD.new, OLD.ground, OLD.reason, OLD.document, OLD.asked_by_id, OLD.asked_at)
        IS DISTINCT FROM ROW(NEW.year_id, NEW.number, NEW.section_id, NEW.what, NEW.lesson_id, NEW.student_id,
            NEW.period_id, NEW.old, NEW.base, NEW.new, NEW.ground, NEW.reason, NEW.document, NEW.asked_by_id, NEW.asked_at)
    THEN
        RAISE EXCEPTION 'a request for a correction is decided once and never rewritten: %', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0006_close_periods")]
    operations = [
        migrations.RenameField("correctionrequest", "old", "was"),
        migrations.RenameField("correctionrequest", "new", "wanted"),
        migrations.RenameField("historicalcorrectionrequest", "old", "was"),
        migrations.RenameField("historicalcorrectionrequest", "new", "wanted"),
        migrations.RunSQL(DECIDED_ONCE, BEFORE),
    ]
