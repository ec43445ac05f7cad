"""Facts about terms: written once, by the rules of the day of the lesson, whatever the school decides later."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal import actions
from journal.actions import CellChange
from journal.models import DeadlineFact, WorkType
from journal.tasks import note_deadlines
from school.models import GradingPeriod, Substitution
from tests.factories import (
    MOSCOW,
    LessonFactory,
    LineItemFactory,
    SectionFactory,
    StaffFactory,
    clerk,
    school_year,
)
from tests.school.test_regulation import decide

EVENING = datetime(2025, 9, 15, 20, 0, tzinfo=MOSCOW)
NEXT_DAY = EVENING + timedelta(days=1)


def note(now):
    return actions.note_deadlines(year=school_year(), now=now)


def facts(**about):
    """What was noted: kind, verdict, minutes from the term to the entry."""
    rows = DeadlineFact.objects.filter(**about).order_by("kind", "noted_at", "pk")
    return [
        (row.kind, row.verdict, row.done_at and int((row.done_at - row.due_at).total_seconds() // 60))
        for row in rows
    ]  # fmt: skip


def put_mark(lesson, student, teacher, now, item=None):
    change = CellChange("k", student.pk, lesson.pk, "mark", "5", 0, item=item)
    [result] = actions.set_cells(section=lesson.section, changes=[change], by=teacher, now=now)
    assert result.outcome == "saved"


@pytest.mark.requirement("REP-8")
@pytest.mark.requirement("JRN-1")
@pytest.mark.requirement("JRN-5")
def test_what_is_kept_late_and_missing_is_noted_once(lesson, teacher):
    bell = lesson.starts_at
    actions.take_attendance(lesson=lesson, by=teacher, now=bell + timedelta(minutes=5))
    actions.set_homework(lesson=lesson, text="№ 5", by=teacher, now=bell + timedelta(hours=4))

    noted = [note(NEXT_DAY), note(NEXT_DAY)]
    actions.set_topic(lesson=lesson, topic="Дроби", by=teacher, now=NEXT_DAY)
    noted += [note(NEXT_DAY), note(NEXT_DAY)]

    # The class has one lesson, 8:00–8:45: homework is due at 10:15, and was written at 12:00.
    assert noted == [3, 0, 1, 0]
    assert facts(lesson=lesson) == [
        ("attendance", "on_time", -15),
        ("homework", "late", 105),
        ("topic", "missing", None),
        ("topic", "late", 20 * 60),
    ]
    assert set(DeadlineFact.objects.values_list("teacher__user", flat=True)) == {teacher.pk}


@pytest.mark.requirement("REP-8")
def test_a_later_change_of_the_settings_rewrites_no_fact(lesson, teacher):
    actions.take_attendance(lesson=lesson, by=teacher, now=lesson.starts_at + timedelta(minutes=15))
    note(EVENING)
    before = list(DeadlineFact.objects.order_by("pk").values())

    decide("attendance_late", "5", date(2025, 9, 16))
    note(EVENING)

    assert list(DeadlineFact.objects.order_by("pk").values()) == before
    later = LessonFactory(section=lesson.section, date=date(2025, 9, 17))
    actions.take_attendance(lesson=later, by=teacher, now=later.starts_at + timedelta(minutes=15))
    note(later.ends_at)
    assert [facts(lesson=one)[0] for one in (lesson, later)] == [
        ("attendance", "on_time", -5),
        ("attendance", "late", 10),
    ]


@pytest.mark.requirement("REP-8")
def test_a_cancelled_lesson_is_nobodys_debt_and_a_substituted_one_the_substitutes(section):
    LessonFactory(section=section, status="cancelled")
    held = LessonFactory(section=section, number=2)
    substitute = StaffFactory()
    Substitution(section=section, date=held.date, number=2, teacher=substitute).save(
        by=clerk(), now=EVENING
    )

    note(NEXT_DAY)

    assert set(DeadlineFact.objects.values_list("lesson", "teacher")) == {(held.pk, substitute.pk)}
    assert len(facts()) == 3


@pytest.mark.requirement("JRN-3")
def test_a_control_work_is_awaited_three_days_and_other_marks_are_only_judged(
    lesson, student, teacher
):
    control = WorkType.objects.get(name="Контрольная работа", ends_on=None)
    other = LineItemFactory(lesson=lesson)
    work = LineItemFactory(lesson=lesson, work_type=control, position=1)
    about = {"lesson": lesson, "kind__in": ["marks", "work"]}

    noted = [note(EVENING), note(EVENING + timedelta(days=3))]
    before = facts(**about)
    put_mark(lesson, student, teacher, EVENING + timedelta(days=3))
    note(EVENING + timedelta(days=3))
    on_the_third_day = facts(**about)
    note(EVENING + timedelta(days=4))
    put_mark(lesson, student, teacher, EVENING + timedelta(days=4), work.pk)
    note(EVENING + timedelta(days=4))

    assert (noted[0], before) == (2, [])
    assert [row[:2] for row in on_the_third_day] == [("marks", "late")]
    assert [row[:2] for row in facts(**about)] == [
        ("marks", "late"),
        ("work", "missing"),
        ("work", "late"),
    ]
    assert (other.marks.count(), work.marks.count()) == (1, 1)


@pytest.mark.requirement("JRN-6")
def test_marks_of_a_quarter_that_are_not_set_by_its_end_are_missing(lesson, teacher):
    quarter = GradingPeriod.objects.get(number=1)

    during = note(datetime(2025, 10, 24, 20, 0, tzinfo=MOSCOW))
    after = note(datetime(2025, 10, 25, 0, 1, tzinfo=MOSCOW))

    assert (during, after) == (3, 1)
    [fact] = DeadlineFact.objects.filter(kind="period")
    assert (fact.verdict, fact.section, fact.period, fact.teacher.user, fact.clause) == (
        "missing", lesson.section, quarter, teacher, "положение, п. 2.9"
    )  # fmt: skip


def test_an_outage_moves_the_term_of_the_register(lesson, teacher):
    bell = lesson.starts_at
    actions.note_outage(
        starts_at=bell, ends_at=bell + timedelta(hours=1), what="нет связи", by=clerk(), now=EVENING
    )
    actions.take_attendance(lesson=lesson, by=teacher, now=bell + timedelta(minutes=70))

    note(EVENING)

    assert facts(kind="attendance") == [("attendance", "on_time", 50)]


@pytest.mark.usefixtures("lesson")
def test_the_command_and_the_task_note_the_same(at, capsys):
    at(2025, 9, 15, 20, 0)
    call_command("note_deadlines")
    note_deadlines()

    assert capsys.readouterr().out.splitlines() == ["Записано: 2."]
    assert len(facts()) == 2


@pytest.mark.parametrize("number", [1, 3, 30])
def test_facts_of_a_day_cost_the_same_statements(number):
    section = SectionFactory(students=1)
    for n in range(number):
        day = date(2025, 9, 1) + timedelta(days=n)
        lesson = LessonFactory(section=section, date=day)
        actions.set_topic(lesson=lesson, topic="Дроби", by=clerk(), now=lesson.ends_at)
    # What a transaction asks first is asked here.
    note(datetime(2025, 8, 20, 8, 0, tzinfo=MOSCOW))

    with CaptureQueriesContext(connection) as queries:
        noted = note(datetime(2025, 10, 10, 8, 0, tzinfo=MOSCOW))

    assert noted == 3 * number
    # One of them asks for the year, one for exams.
    assert len(queries) == 16
