"""Plan = load = timetable = lessons, and why not (REP-9)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Role
from journal.actions import make_lessons
from journal.models import Lesson
from reports.hours import Hours, differences, reasons
from reports.screens.hours import hours_screen
from school.models import CalendarDay, Curriculum, CurriculumLine, Timetable, TimetableEntry
from tests.factories import (
    LESSON_DAY,
    NOW,
    YEAR_END,
    YEAR_START,
    LessonFactory,
    SectionFactory,
    appointed,
    class_of,
    clerk,
    school_year,
)
from tests.school.curricula import kept_curriculum

pytestmark = pytest.mark.requirement("REP-9")
EQUAL = {"load": Decimal(2), "timetable": Decimal(2), "due": 68, "made": 68, "weeks": 34}


def told(**changed):
    return list(differences(Hours(**EQUAL | changed)))


def test_what_differs_is_said_in_words():
    assert told() == []
    assert told(plan=Decimal(3), learnt=Decimal(2)) == ["по учебному плану 3 ч, класс учит 2 ч"]
    assert told(is_vacant=True) == ["нет учителя"]
    assert told(load=None) == ["не указаны часы нагрузки"]
    assert told(timetable=Decimal(0)) == ["нет в расписании"]
    assert told(timetable=Decimal("1.5")) == ["в расписании на 0,5 ч меньше нагрузки"]
    assert told(made=66) == ["не хватает в журнале: 2\N{NO-BREAK SPACE}урока"]
    assert told(made=69) == ["в журнале сверх расписания: 1\N{NO-BREAK SPACE}урок"]


def test_days_lost_to_holidays_are_a_reason_and_no_mistake():
    hours = Hours(**EQUAL | {"due": 66, "made": 66, "weekdays": {1: 32, 3: 34}})
    assert list(differences(hours)) == []
    assert list(reasons(hours)) == ["по календарю на 2 меньше, чем за 34\N{NO-BREAK SPACE}недели, учебных понедельников 32"]  # fmt: skip
    cancelled = Hours(**EQUAL | {"cancelled": 1})
    assert list(reasons(cancelled)) == ["отменено: 1\N{NO-BREAK SPACE}урок"]


@pytest.fixture
def timetable():
    made = Timetable(
        year=school_year(),
        title="Основное",
        starts_on=YEAR_START,
        ends_on=YEAR_END,
        status="published",
    )
    made.save(by=clerk(), now=NOW)
    return made


def put(timetable, section, weekday, number=1, weeks="every"):
    TimetableEntry(
        timetable=timetable, section=section, weekday=weekday, number=number, weeks=weeks
    ).save(by=clerk(), now=NOW)


def row_of():
    [row] = hours_screen(school_year(), on=LESSON_DAY).rows
    return row


def test_half_an_hour_is_a_lesson_of_odd_or_even_weeks(timetable):
    section = SectionFactory(weekly_hours=Decimal("0.5"))
    put(timetable, section, 1, weeks="odd")
    row = row_of()
    assert (row.hours.load, row.hours.timetable) == (Decimal("0.5"), Decimal("0.5"))
    assert 15 <= row.hours.due <= 20


def test_lessons_made_of_the_timetable_are_as_many_as_it_gives(timetable):
    section = SectionFactory(weekly_hours=Decimal(2), students=1)
    put(timetable, section, 1)
    put(timetable, section, 3)
    assert row_of().differences[0].startswith("не хватает в журнале")
    make_lessons(timetable=timetable, by=clerk(), now=NOW)
    row = row_of()
    assert (row.differences, row.hours.due) == ((), row.hours.made)
    LessonFactory(section=section, date=LESSON_DAY + timedelta(days=1), number=5)
    assert row_of().differences == ("в журнале сверх расписания: 1\N{NO-BREAK SPACE}урок",)


@pytest.mark.requirement("REP-9")
def test_a_saturday_lesson_of_a_five_day_class_is_counted_as_it_is_held(timetable):
    section = SectionFactory(weekly_hours=Decimal(2), students=1)
    put(timetable, section, 1)
    put(timetable, section, 6)
    # That Saturday five days a week are taught Monday's lessons.
    CalendarDay(
        year=school_year(), date=date(2025, 10, 4), kind="working", follows_weekday=1, days_a_week=5
    ).save(by=clerk(), now=NOW)
    make_lessons(timetable=timetable, by=clerk(), now=NOW)
    row = row_of()
    assert (row.differences, row.hours.due) == ((), row.hours.made)
    assert Lesson.objects.filter(date=date(2025, 10, 4)).count() == 1
    assert Lesson.objects.filter(date__week_day=7).count() > 30


def test_the_page_shows_only_what_differs_when_asked(client, at, timetable):
    at(2025, 9, 15, 9, 0)
    section = SectionFactory(weekly_hours=Decimal(1))
    put(timetable, section, 1)
    make_lessons(timetable=timetable, by=clerk(), now=NOW)
    missing = SectionFactory(weekly_hours=Decimal(1))
    client.force_login(appointed(Role.DEPUTY))
    rows = client.get(reverse("hours:hours"), {"show": "wrong"}).context["rows"]
    assert [(row.section, row.differences) for row in rows] == [(missing, ("нет в расписании",))]


def test_hours_of_the_curriculum_stand_beside_those_the_class_learns():
    section = SectionFactory(weekly_hours=Decimal(2))
    assert row_of().hours.plan is None
    kept_curriculum(class_of(section))
    CurriculumLine.objects.erase(
        list(CurriculumLine.objects.filter(subject=section.subject, grade=7)),
        by=clerk(),
        now=NOW,
        reason="-",
    )
    line = CurriculumLine(
        curriculum=Curriculum.objects.get(),
        subject=section.subject,
        grade=7,
        part="federal",
        hours=Decimal(3),
    )
    line.save(by=clerk(), now=NOW)
    row = row_of()
    assert (row.hours.plan, row.hours.learnt) == (Decimal(3), Decimal(2))
    assert row.differences[0] == "по учебному плану 3 ч, класс учит 2 ч"
