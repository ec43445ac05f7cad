from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diary.access import family_of, term_to_see
from diary.pictures import averages
from diary.screens import summary_screen
from diary.screens.summary import MarkOfPeriod, Missed
from journal.models import AttendanceRecord, Mark, PeriodMark, WorkType
from school.models import GradingPeriod
from tests.asking import first_word
from tests.factories import (
    MOSCOW,
    NOW,
    LessonFactory,
    LineItemFactory,
    SectionFactory,
    class_of,
    parent_of,
    pupil_of,
    put_on_list,
    school_year,
    subject,
)

MONDAY = date(2025, 9, 15)
LATER = datetime(2025, 9, 20, 12, 0, tzinfo=MOSCOW)


def put(lesson, student, code, by, work="Работа на уроке", weight=2):
    kind = WorkType.objects.get(name=work)
    item = LineItemFactory(
        lesson=lesson, work_type=kind, weight=weight, position=lesson.items.count()
    )
    Mark(item=item, student=student, code=code).save(by=by, now=NOW)


def screen_of(student, day=MONDAY, now=LATER):
    family = family_of(student.user, on=day, today=day, pk=student.pk)
    term = term_to_see(student, year=school_year(), on=day)
    return summary_screen(family, term, now=now, on=day)


def test_the_summary_of_a_subject_tells_marks_averages_and_missed_lessons(lesson, student, clerk):
    put(lesson, student, "5", clerk)
    put(lesson, student, "3", clerk, "Контрольная работа", 5)
    for n, (status, reason) in enumerate(
        [
            ("absent", ""),
            ("absent", "illness"),
            ("absent", "excused"),
            ("late", ""),
            ("present", ""),
        ]
    ):
        other = LessonFactory(section=lesson.section, date=MONDAY + timedelta(days=n), number=2)
        AttendanceRecord(lesson=other, student=student, status=status, reason=reason).save(
            by=clerk, now=NOW
        )
    LessonFactory(section=lesson.section, date=MONDAY + timedelta(days=14))

    [row] = screen_of(student).rows

    assert row.subject == "Алгебра"
    assert row.marks == (
        MarkOfPeriod(MONDAY, "5", "У", "работа на уроке", 2, "", ""),
        MarkOfPeriod(MONDAY, "3", "К", "контрольная работа", 5, "", ""),
    )
    assert (row.average, row.weighted) == (Decimal("4.00"), Decimal("3.57"))
    assert row.missed == Missed(unknown=1, illness=1, excused=1, late=1, held=6)


def test_marks_of_periods_and_of_the_year_stand_in_the_order_of_periods(section, student, clerk):
    second = GradingPeriod.objects.get(number=2)
    codes = [
        ("period", second, "4"),
        ("year", None, "5"),
        ("exam", None, "3"),
        ("final", None, "4"),
    ]
    for kind, period, code in codes:
        PeriodMark(section=section, student=student, kind=kind, period=period, code=code).save(
            by=clerk, now=NOW
        )

    screen = screen_of(student)
    [row] = screen.rows

    assert (row.period_marks, row.year, row.exam, row.final) == (("", "4", "", ""), "5", "3", "4")
    assert (screen.has_exams, screen.has_finals) == (True, True)


@pytest.mark.requirement("SCH-13")
def test_a_child_who_changed_class_goes_on_in_the_same_subject(lesson, student, clerk):
    put(lesson, student, "5", clerk)
    [place] = student.section_enrollments.all()
    place.ends_on = MONDAY
    place.save(by=clerk, now=NOW)
    new = SectionFactory()
    put_on_list(new, student, starts_on=MONDAY + timedelta(days=1))
    put(LessonFactory(section=new, date=MONDAY + timedelta(days=2)), student, "3", clerk)

    assert [(row.subject, [m.code for m in row.marks]) for row in screen_of(student).rows] == [
        ("Алгебра", ["5", "3"])
    ]


@pytest.mark.requirement("SCH-13")
def test_an_elective_he_left_is_not_the_subject_of_the_new_class(section, student, clerk):
    old = SectionFactory(kind="elective", name="курс")
    put_on_list(old, student, ends_on=MONDAY - timedelta(days=7))
    put(LessonFactory(section=old, date=MONDAY - timedelta(days=7)), student, "5", clerk)
    [place] = student.section_enrollments.filter(section=section)
    place.starts_on = MONDAY
    place.save(by=clerk, now=NOW)
    put(LessonFactory(section=section, date=MONDAY), student, "3", clerk)

    rows = screen_of(student).rows
    assert [[m.code for m in row.marks] for row in rows] == [["5"], ["3"]]


def test_two_groups_of_a_subject_at_one_time_are_two_rows(section, student, clerk):
    put_on_list(SectionFactory(name="решение задач"), student)

    assert [row.subject for row in screen_of(student).rows] == [
        "Алгебра",
        "Алгебра (решение задач)",
    ]


def test_a_mark_of_a_list_that_never_had_the_pupil_is_not_lost(student, clerk):
    put(LessonFactory(section=SectionFactory(subject=subject("Физика"))), student, "4", clerk)

    assert [(row.subject, len(row.marks)) for row in screen_of(student).rows] == [
        ("Алгебра", 0),
        ("Физика", 1),
    ]


def test_the_period_is_that_of_the_day_or_the_last_begun(student):
    titles = [
        screen_of(student, day).period.title
        for day in (date(2025, 9, 1), date(2025, 10, 30), date(2025, 11, 5), date(2026, 5, 26))
    ]

    assert titles == ["I четверть", "I четверть", "II четверть", "IV четверть"]


def test_a_pupil_without_a_class_has_an_empty_summary(client, student, clerk):
    student.class_enrollments.get().delete(by=clerk)
    client.force_login(student.user)

    answer = client.get(reverse("diary:summary", args=[student.pk]))

    assert "не записан ни в один класс" in answer.content.decode()


def test_a_period_of_other_grades_is_no_page(client, student, clerk):
    half = GradingPeriod(
        year=school_year(), kind="half_year", number=1, title="I полугодие",
        starts_on=date(2025, 9, 1), ends_on=date(2025, 12, 30), grade_from=10, grade_to=11,
    )  # fmt: skip
    half.save(by=clerk, now=NOW)
    client.force_login(student.user)

    assert client.get(reverse("diary:summary", args=[student.pk, half.pk])).status_code == 404


def test_the_picture_has_a_bar_for_each_known_average():
    drawn = averages([("Алгебра", Decimal("5")), ("Физика", None), ("Химия", Decimal("2.50"))])

    assert [(bar.name, bar.length) for bar in drawn.bars] == [("Алгебра", 150), ("Химия", 75)]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_summary_costs_the_same_queries_and_only_reads(client, clerk, number):
    school_class = class_of(SectionFactory())
    student = pupil_of(school_class)
    for n in range(number):
        section = SectionFactory(
            school_class=school_class, students=[student], subject=subject(f"Предмет {n}")
        )
        lesson = LessonFactory(section=section, date=MONDAY)
        put(lesson, student, "4", clerk)
        AttendanceRecord(lesson=lesson, student=student, status="late").save(by=clerk, now=NOW)
        PeriodMark(
            section=section, student=student, period=GradingPeriod.objects.get(number=1), code="4"
        ).save(by=clerk, now=NOW)
    client.force_login(parent_of(student))
    period = GradingPeriod.objects.get(number=1)

    # That the family was here is noted by the first opening of a day; all the others only read.
    client.get(reverse("diary:summary", args=[student.pk]))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("diary:summary", args=[student.pk, period.pk]))

    assert answer.content.decode().count('<span class="marks">') == number
    assert len(queries) == 4 + 10
    assert {first_word(q["sql"]) for q in queries} == {"SELECT", "WITH"}
    assert "no-store" in answer["Cache-Control"]
