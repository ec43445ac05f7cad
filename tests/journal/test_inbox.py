"""The teacher's inbox: what is due, next first, each leading to its place; nobody is alarmed in vain."""

from datetime import date, datetime, timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from journal import actions, deadline_words
from journal.models import WorkType
from school.models import CalendarDay, Substitution
from tests.factories import (
    MOSCOW,
    LessonFactory,
    LineItemFactory,
    StaffFactory,
    clerk,
    school_year,
    teacher_of,
)
from tests.school.test_regulation import decide

NB = "\N{NO-BREAK SPACE}"


def inbox(client):
    return client.get(reverse("journal:today")).context["screen"].inbox


def told(client):
    """By lesson: what is owed and how long it may wait."""
    return [
        (row.lesson.pk, [f"{one.title} {one.told}" for one in row.owed])
        for row in inbox(client).lessons
    ]


@pytest.mark.requirement("JRN-1")
@pytest.mark.requirement("JRN-2")
@pytest.mark.requirement("JRN-5")
@pytest.mark.requirement("REP-8")
def test_the_next_term_is_first_then_what_is_late_the_newest_first(as_user, at, section, teacher):
    client = as_user(teacher)
    older = LessonFactory(section=section, date=date(2025, 9, 10))
    old = LessonFactory(section=section, date=date(2025, 9, 12))
    first = LessonFactory(section=section, number=1)
    second = LessonFactory(section=section, number=2)
    actions.set_topic(lesson=old, topic="Дроби", by=teacher, now=old.ends_at)
    at(2025, 9, 15, 9, 10)

    assert told(client) == [
        # The last lesson of the class ends at 9:45.
        (second.pk, ["присутствие до 9:20", "тема до конца дня", "Д/З до 11:15"]),
        (first.pk, [f"присутствие опоздание 50{NB}минут", "тема до конца дня", "Д/З до 11:15"]),
        (old.pk, [f"присутствие опоздание 3{NB}дня", f"Д/З опоздание 2{NB}дня"]),
        (
            older.pk,
            [
                f"присутствие опоздание 5{NB}дней", f"тема опоздание 4{NB}дня",
                f"Д/З опоздание 4{NB}дня",
            ],
        ),
    ]  # fmt: skip
    [near, far] = [row.owed[0] for row in inbox(client).lessons[:2]]
    assert [(one.is_near, one.is_late) for one in (near, far)] == [(True, False), (True, True)]


@pytest.mark.requirement("JRN-3")
def test_a_control_work_without_marks_waits_in_the_journal_of_its_lesson(
    as_user, at, section, teacher
):
    lesson = LessonFactory(section=section)
    actions.take_attendance(lesson=lesson, by=teacher, now=lesson.ends_at)
    actions.set_topic(lesson=lesson, topic="Дроби", by=teacher, now=lesson.ends_at)
    actions.set_homework(lesson=lesson, text="", is_none=True, by=teacher, now=lesson.ends_at)
    control = WorkType.objects.get(name="Контрольная работа", ends_on=None)
    LineItemFactory(lesson=lesson, work_type=control)
    client = as_user(teacher)
    at(2025, 9, 15, 12, 0)

    html = client.get(reverse("journal:today")).content.decode()
    by_calendar = told(client)
    decide("terms_in", "study", date(2025, 9, 1), now=datetime(2025, 8, 20, 12, tzinfo=MOSCOW))
    at(2025, 9, 19, 12, 0)

    assert by_calendar == [(lesson.pk, [f"отметки: контрольная работа до 18{NB}сентября"])]
    assert f"{reverse('journal:grid', args=[section.pk])}#lesson-{lesson.pk}" in html
    assert told(client) == [(lesson.pk, [f"отметки: контрольная работа опоздание 12{NB}часов"])]


def test_of_a_substituted_lesson_the_substitute_is_told_and_the_teacher_is_not(
    as_user, at, section, teacher
):
    lesson = LessonFactory(section=section)
    LessonFactory(section=section, number=3, status="cancelled")
    substitute = StaffFactory()
    Substitution(section=section, date=lesson.date, number=1, teacher=substitute).save(
        by=clerk(), now=lesson.starts_at
    )
    at(2025, 9, 15, 12, 0)

    assert [len(told(as_user(person))) for person in (teacher, substitute.user)] == [0, 1]


@pytest.mark.requirement("JRN-5")
def test_on_a_suspended_day_homework_is_asked_for_in_the_morning_before_the_lesson(
    as_user, at, section, teacher
):
    lesson = LessonFactory(section=section, number=4)
    CalendarDay(year=school_year(), date=lesson.date, kind="suspended").save(
        by=clerk(), now=lesson.starts_at
    )
    client = as_user(teacher)

    at(2025, 9, 15, 8, 0)
    early = told(client)
    at(2025, 9, 15, 10, 30)

    assert early == [(lesson.pk, ["Д/З до 10:00"])]
    assert told(client) == [(lesson.pk, [f"Д/З опоздание 30{NB}минут"])]


def test_an_outage_puts_the_term_off(as_user, at, section, teacher):
    lesson = LessonFactory(section=section)
    at(2025, 9, 15, 9, 30)
    actions.note_outage(
        starts_at=lesson.starts_at,
        ends_at=lesson.starts_at + timedelta(hours=1, minutes=20),
        what="нет связи",
        by=clerk(),
        now=timezone.now(),
    )

    [(_, owed)] = told(as_user(teacher))

    assert owed[0] == "присутствие до 9:40"


@pytest.mark.requirement("JRN-6")
def test_marks_of_a_period_are_asked_for_in_its_last_week_and_after_it(
    as_user, at, section, teacher
):
    lesson = LessonFactory(section=section)
    actions.take_attendance(lesson=lesson, by=teacher, now=lesson.ends_at)
    client = as_user(teacher)

    def periods():
        return [(one.section.title, one.owed.title, one.owed.told) for one in inbox(client).periods]

    at(2025, 10, 17, 12, 0)
    before = periods()
    at(2025, 10, 18, 12, 0)
    during = periods()
    at(2025, 10, 27, 12, 0)

    assert before == []
    assert during == [(section.title, "отметки за I четверть", f"до 24{NB}октября")]
    assert periods() == [(section.title, "отметки за I четверть", f"опоздание 2{NB}дня")]


@pytest.mark.parametrize("zone", ["Asia/Kamchatka", "Europe/Kaliningrad"])
def test_terms_are_those_of_the_school_s_own_zone(as_user, at, section, teacher, zone):
    with override_settings(TIME_ZONE=zone):
        start = datetime(2025, 9, 15, 8, 0, tzinfo=timezone.get_default_timezone())
        lesson = LessonFactory(section=section, starts_at=start)
        here = (start + timedelta(minutes=10)).astimezone(MOSCOW)
        at(here.year, here.month, here.day, here.hour, here.minute)

        assert told(as_user(teacher_of(section))) == [
            (lesson.pk, ["присутствие до 8:20", "тема до конца дня", "Д/З до 10:15"])
        ]


def test_time_left_and_delay_are_in_words():
    now = datetime(2025, 9, 15, 12, 0, tzinfo=MOSCOW)
    ends = [timedelta(hours=5), timedelta(hours=11, minutes=59), timedelta(days=3, hours=13)]
    gone = [timedelta(seconds=5), timedelta(minutes=21), timedelta(hours=3), timedelta(days=11)]

    assert [deadline_words.till(now + one, now, MOSCOW) for one in ends] == [
        "до 17:00", "до конца дня", f"до 19{NB}сентября, 1:00"
    ]  # fmt: skip
    assert [deadline_words.overdue(now - one, now) for one in gone] == [
        f"опоздание 1{NB}минута", f"опоздание 21{NB}минута", f"опоздание 3{NB}часа",
        f"опоздание 11{NB}дней",
    ]  # fmt: skip
