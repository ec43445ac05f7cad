"""The homeroom teacher's daily register of absentees: reasons go into the lessons, and those told later start with them."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Role
from journal import actions
from journal.actions import CellChange, Refused
from journal.models import AttendanceRecord, DailyAbsence, PeriodLock
from tests.factories import (
    MOSCOW,
    NOW,
    HomeroomFactory,
    LessonFactory,
    SectionFactory,
    appointed,
    class_of,
    clerk,
    put_on_list,
    subject,
)

ILLNESS, EXCUSED = DailyAbsence.Reason.ILLNESS, DailyAbsence.Reason.EXCUSED


@pytest.fixture(autouse=True)
def _school_day(at):
    at(2025, 9, 15, 14, 0)


@pytest.fixture
def homeroom(section):
    return HomeroomFactory(school_class=class_of(section)).teacher.user


@pytest.fixture
def deputy():
    return appointed(Role.DEPUTY, grade_from=5, grade_to=9)


def mark(lesson, student, by, code="н", base=0):
    change = CellChange("k", student.pk, lesson.pk, "attendance", code, base)
    [result] = actions.set_cells(section=lesson.section, changes=[change], by=by, now=NOW)
    return result


def give(student, by, first=15, last=15, reason=ILLNESS, absence=None, document="справка № 14"):
    return actions.give_reason(
        student=student,
        starts_on=date(2025, 9, first),
        ends_on=date(2025, 9, last),
        reason=reason,
        document=document,
        by=by,
        now=NOW,
        absence=absence,
    )


def reasons():
    """By day of the lesson."""
    rows = AttendanceRecord.objects.order_by("lesson__date", "lesson__number")
    return [(row.lesson.date.day, row.reason) for row in rows.select_related("lesson")]


@pytest.mark.requirement("JRN-11")
def test_a_reason_goes_into_the_lessons_of_its_days_as_a_change_of_the_homeroom_teacher(
    section, lesson, student, teacher, homeroom
):
    others = [LessonFactory(section=section, date=date(2025, 9, day)) for day in (11, 12)]
    for one in (lesson, *others):
        mark(one, student, teacher)

    given = give(student, homeroom, first=12)

    assert (given.lessons, given.closed) == (2, [])
    assert reasons() == [(11, ""), (12, "illness"), (15, "illness")]
    told = AttendanceRecord.history.filter(lesson=lesson).order_by("history_id")
    assert list(told.values_list("reason", "history_user", "history_change_reason", "version")) == [
        ("", teacher.pk, "", 1),
        ("illness", homeroom.pk, "реестр отсутствующих", 2),
    ]


@pytest.mark.requirement("JRN-11")
def test_a_lesson_told_later_starts_with_the_known_reason_and_the_teacher_may_say_otherwise(
    lesson, student, teacher, homeroom
):
    give(student, homeroom, reason=EXCUSED)

    first, again = mark(lesson, student, teacher), mark(lesson, student, teacher)
    assert (first.outcome, first.value, first.version) == ("saved", "ну", 1)
    assert again == first

    knowing = mark(lesson, student, teacher, base=1)
    assert (knowing.outcome, knowing.value, knowing.version) == ("saved", "н", 2)


def test_a_line_that_is_changed_takes_its_lessons_along(
    section, lesson, student, teacher, homeroom
):
    friday = LessonFactory(section=section, date=date(2025, 9, 12))
    for one in (friday, lesson):
        mark(one, student, teacher)
    give(student, homeroom, first=12)
    line = DailyAbsence.objects.get()

    give(student, homeroom, first=15, reason=EXCUSED, absence=line)
    assert reasons() == [(12, ""), (15, "excused")]

    given = actions.take_reason_back(absence=line, by=homeroom, now=NOW)
    assert (given.lessons, reasons()) == (1, [(12, ""), (15, "")])
    assert list(DailyAbsence.history.order_by("history_id").values_list("history_type", flat=True)) == ["+", "~", "-"]  # fmt: skip


def test_a_line_that_is_taken_back_leaves_what_the_teacher_had_said_himself(
    section, lesson, student, teacher, homeroom
):
    friday = LessonFactory(section=section, date=date(2025, 9, 12))
    mark(friday, student, teacher, "б")
    mark(lesson, student, teacher)
    actions.give_reason(
        student=student, starts_on=date(2025, 9, 12), ends_on=date(2025, 9, 15), reason=ILLNESS,
        document="", by=homeroom, now=NOW + timedelta(minutes=5),
    )  # fmt: skip
    assert reasons() == [(12, "illness"), (15, "illness")]

    actions.take_reason_back(absence=DailyAbsence.objects.get(), by=homeroom, now=NOW)

    assert reasons() == [(12, "illness"), (15, "")]


@pytest.mark.requirement("JRN-11")
def test_a_closed_period_keeps_what_it_has_and_says_so(section, lesson, student, teacher, homeroom):
    mark(lesson, student, teacher)
    PeriodLock(
        section=section, kind="year", clause="п. 2.14", locked_by=clerk(), set_at=NOW.replace(hour=12),
        starts_on=date(2025, 9, 1), ends_on=date(2025, 9, 30),
        locks_at=datetime(2025, 9, 15, 13, 0, tzinfo=MOSCOW),
    ).save(by=clerk(), now=NOW)  # fmt: skip

    given = give(student, homeroom)

    [(closed, why)] = given.closed
    assert (given.lessons, closed, reasons()) == (0, lesson, [(15, "")])
    assert "Исправить запись можно по заявке" in why
    assert DailyAbsence.objects.count() == 1


def test_days_of_two_lines_never_overlap(student, homeroom):
    give(student, homeroom, first=10, last=15)

    with pytest.raises(Refused, match="На эти дни причина уже указана: болезнь"):
        give(student, homeroom, first=15, last=20, reason=EXCUSED)
    with pytest.raises(Refused, match="не раньше первого"):
        give(student, homeroom, first=20, last=19)
    with pytest.raises(IntegrityError), transaction.atomic():
        DailyAbsence(
            student=student, starts_on=date(2025, 9, 15), ends_on=date(2025, 9, 15), reason=ILLNESS
        ).save(by=homeroom, now=NOW)


@pytest.mark.requirement("JRN-11")
def test_the_day_of_a_class_tells_who_is_away_from_which_lesson_and_who_has_not_told(
    as_user, section, lesson, student, teacher, homeroom
):
    physics = SectionFactory(school_class=class_of(section), subject=subject("Физика"))
    put_on_list(physics, student)
    LessonFactory(section=section, number=2)
    LessonFactory(section=physics, number=3)
    late = LessonFactory(section=section, number=9)
    mark(lesson, student, teacher)

    screen = as_user(homeroom).get(day_url(section)).context["screen"]

    [row] = [row for row in screen.rows if row.pk == student.pk]
    assert (list(screen.numbers), list(row.cells)) == ([1, 2, 3, 9], ["н", "·", "·", ""])
    assert [one.lesson.number for one in screen.waiting] == [2, 3]
    assert (screen.absent, screen.unexplained, screen.may_write) == (1, 1, True)
    assert late.pk not in [one.lesson.pk for one in screen.waiting]


def day_url(section, **query):
    url = reverse("journal:absences", args=[class_of(section).pk])
    return f"{url}?{'&'.join(f'{key}={value}' for key, value in query.items())}"


@pytest.mark.requirement("JRN-11")
def test_the_form_writes_a_line_changes_it_and_takes_it_back(
    as_user, section, lesson, student, teacher, homeroom
):
    mark(lesson, student, teacher)
    client = as_user(homeroom)
    url = reverse("journal:give_reason", args=[class_of(section).pk])
    typed = {
        "student": student.pk, "starts_on": "2025-09-15", "ends_on": "2025-09-16", "reason": "illness",
        "document": "звонок мамы",
    }  # fmt: skip

    html = client.post(f"{url}?date=2025-09-15", typed, follow=True).content.decode()
    line = DailyAbsence.objects.get()
    assert "Причина изменена в журналах: 1\N{NO-BREAK SPACE}урок." in html
    assert "звонок мамы" in html
    assert (line.ends_on, reasons()) == (date(2025, 9, 16), [(15, "illness")])

    wrong = client.post(f"{url}?line={line.pk}", typed | {"ends_on": "2025-09-14"})
    assert (wrong.status_code, "Последний день раньше первого." in wrong.content.decode()) == (
        422,
        True,
    )

    client.post(f"{url}?line={line.pk}", {"withdraw": "1"})
    assert (DailyAbsence.objects.count(), reasons()) == (0, [(15, "")])


def test_a_pupil_of_another_class_is_not_written_down(as_user, section, homeroom):
    stranger = SectionFactory(students=1).enrollments.get().student
    typed = {
        "student": stranger.pk, "starts_on": "2025-09-15", "ends_on": "2025-09-15", "reason": "illness",
    }  # fmt: skip

    response = as_user(homeroom).post(
        reverse("journal:give_reason", args=[class_of(section).pk]), typed
    )

    assert (response.status_code, DailyAbsence.objects.count()) == (422, 0)


@pytest.mark.requirement("JRN-11")
def test_who_reads_the_class_sees_reasons_and_no_form(as_user, section, student, deputy, homeroom):
    give(student, homeroom)

    html = as_user(deputy).get(day_url(section)).content.decode()

    assert "справка № 14" in html
    assert "Указать причину отсутствия" not in html


@pytest.mark.parametrize("count", [1, 30])
def test_the_day_takes_the_same_queries_whatever_the_class(
    as_user, django_assert_max_num_queries, count
):
    section = SectionFactory(students=count)
    lesson = LessonFactory(section=section)
    for row in section.enrollments.select_related("student"):
        mark(lesson, row.student, section.loads.get().teacher.user)
    client = as_user(HomeroomFactory(school_class=class_of(section)).teacher.user)

    with django_assert_max_num_queries(20):
        client.get(day_url(section))


def test_todays_page_of_a_homeroom_teacher_counts_the_absentees(
    as_user, section, lesson, student, teacher, homeroom
):
    mark(lesson, student, teacher)

    [own] = as_user(homeroom).get(reverse("journal:today")).context["screen"].homeroom

    assert (own.absent, own.unexplained) == (1, 1)
