"""The demo school keeps away from a real one, and the same seed makes the same school."""

import hashlib

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from ejournal import demo
from journal.models import AttendanceRecord, Homework, Lesson, Mark, PeriodMark
from school.models import GuardianLink, School, SectionEnrollment
from tests.demo.conftest import MADE_AT, some_classes
from tests.factories import UserFactory, school_year

TINY = some_classes(**{"4А": 3, "7А": 4})


def digest():
    """Who is in the school and what is written in its journals, whatever the keys of the rows."""
    name = "student__user__last_name", "student__user__first_name", "student__user__middle_name"
    lesson = "lesson__section__subject__name", "lesson__date", "lesson__number"
    tables = [
        GuardianLink.objects.values_list(
            *name, "guardian__last_name", "guardian__first_name", "relation"
        ),
        SectionEnrollment.objects.values_list(
            *name, "section__subject__name", "section__name", "starts_on"
        ),
        Lesson.objects.values_list(
            "section__subject__name", "date", "number", "room__name", "topic"
        ),
        Homework.objects.values_list(*lesson, "text", "minutes"),
        Mark.objects.values_list(*name, *(f"item__{part}" for part in lesson), "code"),
        AttendanceRecord.objects.values_list(*name, *lesson, "status", "reason"),
        PeriodMark.objects.values_list(*name, "section__subject__name", "kind", "code"),
    ]
    found = hashlib.sha256()
    for rows in tables:
        found.update("\n".join(sorted(map(str, rows))).encode())
    return found.hexdigest()


def digest_of_school(seed):
    with transaction.atomic():
        demo.build(stage="september", seed=seed, now=MADE_AT, classes=TINY)
        found = digest()
        transaction.set_rollback(True)
    return found


def test_same_seed_makes_the_same_school_and_another_seed_another():
    first = digest_of_school(seed=1)
    assert digest_of_school(seed=1) == first
    assert digest_of_school(seed=2) != first


def test_making_cut_short_is_finished_by_the_next_run(monkeypatch):
    whole = digest_of_school(seed=1)

    def cut_short(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(demo, "fill_journals", cut_short)
        with pytest.raises(KeyboardInterrupt):
            demo.build(stage="september", seed=1, now=MADE_AT, classes=TINY)
    assert not demo.is_finished(School.objects.get())
    school = demo.build(stage="september", seed=1, now=MADE_AT, classes=TINY)
    assert (demo.is_finished(school), digest()) == (True, whole)


def test_demo_refuses_a_real_school_and_leaves_it_alone():
    year = school_year()
    with pytest.raises(CommandError) as refusal:
        call_command("demo", stage="quarter", seed=1)
    assert str(refusal.value) == (
        f"В этой базе уже есть школа: {year.school.name}. Демонстрационная школа не создаётся рядом с настоящей. "
        "Задайте другую папку (VAR_DIR) или другую базу (DATABASE_URL)."
    )
    assert not School.objects.filter(is_demo=True).exists()


def test_demo_refuses_a_database_with_people():
    UserFactory()
    with pytest.raises(CommandError, match="уже есть люди, хотя школы ещё нет"):
        call_command("demo", stage="quarter", seed=1)
    assert not School.objects.exists()
