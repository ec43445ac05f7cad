"""A class at a glance, and a pupil: for the homeroom teacher and who answers for the class."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diary.access import class_to_see
from diary.actions import leave_notices, note_visit
from diary.models import DiaryVisit
from diary.screens import class_screen
from diary.screens.summary import Missed
from journal.models import AttendanceRecord, Mark, PeriodMark
from school.models import GradingPeriod
from tests.factories import (
    MOSCOW,
    NOW,
    HomeroomFactory,
    LessonFactory,
    LineItemFactory,
    SectionFactory,
    class_of,
    parent_of,
    pupil_of,
    subject,
)

MONDAY = date(2025, 9, 15)
LATER = datetime(2025, 9, 20, 12, 0, tzinfo=MOSCOW)


@pytest.fixture
def homeroom(section):
    return HomeroomFactory(school_class=class_of(section)).teacher.user


def screen_of(section, user, day=MONDAY, now=LATER):
    term = class_to_see(user, class_of(section).pk, on=day)
    return class_screen(term, now=now, on=day)


def lessons(section, number):
    return [
        LessonFactory(section=section, date=date(2025, 9, 1) + timedelta(days=n))
        for n in range(number)
    ]


def put(lesson, student, code, by):
    item = lesson.items.first() or LineItemFactory(lesson=lesson)
    Mark(item=item, student=student, code=code).save(by=by, now=NOW)


@pytest.mark.requirement("JRN-11")
def test_pupils_who_need_attention_stand_first_and_it_is_said_why(section, homeroom, clerk):
    quiet, bad, away = (row.student for row in section.enrollments.order_by("pk"))
    days = lessons(section, 8)
    for lesson, good, falling in zip(days, "44444444", "55544222", strict=True):
        put(lesson, quiet, good, clerk)
        put(lesson, bad, falling, clerk)
    AttendanceRecord(lesson=days[0], student=away, status="absent").save(by=clerk, now=NOW)
    AttendanceRecord(lesson=days[7], student=bad, status="absent", reason="illness").save(
        by=clerk, now=NOW
    )

    screen = screen_of(section, homeroom, day=date(2025, 9, 12))

    assert [(row.pk, row.attention.words) for row in screen.rows] == [
        (away.pk, ("1\xa0долг",)),
        (bad.pk, ("отметки снижаются: Алгебра",)),
        (quiet.pk, ()),
    ]
    assert [str(debt) for debt in screen.rows[0].debts] == ["Алгебра: нет отметок за 8\xa0уроков"]
    [cell] = screen.rows[1].cells
    assert (cell.mean, cell.trend, screen.rows[1].mean) == (
        Decimal("3.63"),
        "down",
        Decimal("3.63"),
    )
    assert (screen.rows[1].week, screen.rows[1].missed) == (
        Missed(0, 1, 0, 0, 0),
        Missed(0, 1, 0, 0, 8),
    )
    assert (screen.rows[0].week.total, screen.needy) == (0, 2)


@pytest.mark.requirement("DIA-6")
def test_a_family_that_has_not_opened_the_diary_for_a_week_is_named(
    section, homeroom, student, clerk
):
    others = [row.student for row in section.enrollments.exclude(student=student)]
    mother, father = parent_of(student), parent_of(student)
    for other in others:
        note_visit(student=other, by=parent_of(other), on=MONDAY)
    note_visit(student=student, by=mother, on=MONDAY - timedelta(days=8))
    leave_notices({student.pk: ["Контрольная перенесена."]}, by=clerk, now=NOW)

    [one] = screen_of(section, homeroom, day=MONDAY).silent
    assert (one.pk, [(p.name, p.seen_on, p.unread) for p in one.parents]) == (
        student.pk,
        [
            (mother.short_name, MONDAY - timedelta(days=8), 1),
            (father.short_name, None, 1),
        ],
    )
    note_visit(student=student, by=mother, on=MONDAY)
    assert [p.unread for p in screen_of(section, homeroom).silent[0].parents] == [1, 1]


@pytest.mark.requirement("DIA-6")
def test_opening_the_diary_is_noted_once_a_day_and_never_changed(client, at, student, homeroom):
    at(2025, 9, 15, 14, 0)
    mother = parent_of(student)
    client.force_login(mother)
    week = reverse("diary:week", args=[student.pk, "2025-09-15"])
    for _ in range(2):
        assert client.get(week).status_code == 200
    client.force_login(homeroom)
    assert client.get(reverse("diary:summary", args=[student.pk])).status_code == 200

    assert list(DiaryVisit.objects.values_list("student", "reader", "day")) == [
        (student.pk, mother.pk, MONDAY)
    ]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM diary_diaryvisit")


@pytest.mark.requirement("DIA-9")
def test_a_pupil_sees_his_debts_and_the_school_sees_no_more_of_the_diary(
    client, at, section, student, homeroom, clerk
):
    at(2025, 9, 20, 12, 0)
    for lesson in lessons(section, 3):
        put(lesson, student, "2", clerk)
    address = reverse("diary:summary", args=[student.pk])

    client.force_login(student.user)
    assert "Алгебра: средний балл 2,00" in client.get(address).content.decode()

    client.force_login(homeroom)
    page = client.get(address).content.decode()
    assert "Алгебра: средний балл 2,00" in page
    assert reverse("diary:school_class", args=[class_of(section).pk]) in page
    week = reverse("diary:week", args=[student.pk, "2025-09-15"])
    assert week not in page
    assert client.get(week).status_code == 404


@pytest.mark.parametrize("number", [1, 3, 30])
@pytest.mark.requirement("JRN-11")
def test_a_class_costs_the_same_queries_whatever_its_size(client, at, clerk, number):
    at(2025, 9, 20, 12, 0)
    school_class = class_of(SectionFactory())
    pupils = [pupil_of(school_class) for _ in range(number)]
    quarter = GradingPeriod.objects.get(number=1)
    for name in ("Алгебра", "Физика"):
        section = SectionFactory(school_class=school_class, students=pupils, subject=subject(name))
        lesson = LessonFactory(section=section, date=MONDAY)
        for pupil in pupils:
            put(lesson, pupil, "2", clerk)
            AttendanceRecord(lesson=lesson, student=pupil, status="absent").save(by=clerk, now=NOW)
            PeriodMark(section=section, student=pupil, period=quarter, code="2").save(
                by=clerk, now=NOW
            )
    for pupil in pupils:
        note_visit(student=pupil, by=parent_of(pupil), on=date(2025, 9, 2))
    leave_notices({pupil.pk: ["Прочтите."] for pupil in pupils}, by=clerk, now=NOW)
    client.force_login(HomeroomFactory(school_class=school_class).teacher.user)

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("diary:school_class", args=[school_class.pk]))

    assert answer.content.decode().count("Физика: I четверть: 2") == number
    assert len(queries) == 4 + 13
