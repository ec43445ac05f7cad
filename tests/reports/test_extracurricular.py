"""Lessons outside the curriculum in the diary, in what is missing and in print: attendance and topics (JRN-18)."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Role
from diary.access import class_to_see
from diary.screens import class_screen
from journal import actions
from reports.completeness import Counts
from reports.printing.reading import read_class_year
from reports.printing.spreads import subject_spreads
from reports.printing.summary import summary_sheets
from tests.factories import (
    MOSCOW,
    NOW,
    HomeroomFactory,
    LessonFactory,
    SectionFactory,
    appointed,
    class_of,
    parent_of,
    teacher_of,
)
from tests.reports.test_missing import screen_of

FRIDAY = datetime(2025, 9, 19, 18, 0, tzinfo=MOSCOW)


@pytest.fixture
def circle(section):
    """Of the class of the journal of algebra, for the same pupils; of the same subject too."""
    return SectionFactory(
        subject=section.subject, name="кружок", kind="circle", scale="ungraded",
        school_class=class_of(section), students=[row.student for row in section.enrollments.all()],
    )  # fmt: skip


@pytest.fixture
def held(circle, student):
    """A lesson with its topic, at which the pupil was not."""
    lesson, teacher = LessonFactory(section=circle, number=7), teacher_of(circle)
    change = actions.CellChange("k", student.pk, lesson.pk, "attendance", "б", 0)
    actions.set_cells(section=circle, changes=[change], by=teacher, now=NOW)
    actions.take_attendance(lesson=lesson, by=teacher, now=NOW)
    return actions.set_topic(lesson=lesson, topic="Софизмы", by=teacher, now=NOW)


@pytest.mark.requirement("JRN-18")
@pytest.mark.requirement("DIA-1")
def test_the_family_sees_its_topic_and_the_absence_and_no_place_for_marks(
    as_user, at, held, lesson, student
):
    at(2025, 9, 15, 18, 0)
    client = as_user(parent_of(student))
    week = client.get(reverse("diary:week", args=[student.pk, date(2025, 9, 15)]))
    [day] = [one for one in week.context["screen"].days if one.date == held.date]
    [_, shown] = day.lessons
    summary = client.get(reverse("diary:summary", args=[student.pk])).context["screen"]

    assert (shown.topic, shown.marks, shown.given) == ("Софизмы", (), None)
    assert "болезн" in shown.absence
    assert [row.subject for row in summary.rows] == ["Алгебра"]
    [row] = summary.circles
    assert (row.subject, row.missed.total, row.missed.held) == ("Алгебра (кружок)", 1, 1)


@pytest.mark.requirement("JRN-18")
def test_the_class_at_a_glance_has_no_column_of_a_circle_and_no_debts_by_it(held, section, circle):
    for number in range(1, 7):
        LessonFactory(section=circle, date=date(2025, 9, 1), number=number)
    homeroom = HomeroomFactory(school_class=class_of(section)).teacher.user
    term = class_to_see(homeroom, class_of(section).pk, on=date(2025, 9, 19))

    screen = class_screen(term, now=FRIDAY, on=date(2025, 9, 19))

    assert [one.name for one in screen.subjects] == ["Алгебра"]
    assert [debt for row in screen.rows for debt in row.debts] == []


@pytest.mark.requirement("JRN-18")
@pytest.mark.requirement("REP-8")
def test_neither_homework_nor_marks_are_missing_in_it(held, circle):
    LessonFactory(section=circle, number=6)

    [row] = screen_of(appointed(Role.DIRECTOR)).rows

    assert row.counts == Counts(planned=2, held=2, without_topic=1, without_attendance=1, outside=2)
    assert (row.minimum, row.below, row.counts.filled) == (0, 0, Decimal(1) / 2)


@pytest.mark.requirement("JRN-18")
@pytest.mark.requirement("JRN-10")
def test_in_print_it_has_lessons_and_no_marks_of_periods(held, section, circle):
    year = read_class_year(class_of(section), now=datetime(2026, 5, 30, tzinfo=MOSCOW))

    [printed] = [one for one in year.sections if one.is_extracurricular]
    heads = [head.text for spread in subject_spreads(year, printed) for head in spread.heads]
    assert heads == ["15"]
    assert [sheet.subjects for sheet in summary_sheets(year)] == [("Алгебра",)]
