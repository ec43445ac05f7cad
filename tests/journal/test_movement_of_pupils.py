"""What an order about one pupil does to journals: his own lessons go, coming locks wait for his mark (SCH-13)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Role
from journal import actions
from journal.actions import Ground, Refused
from journal.models import Lesson
from school.actions.grants import Order
from school.actions.individual import PlanFacts, make_plan
from school.actions.sections import close_section
from school.models import IndividualPlan
from tests.factories import (
    LESSON_DAY,
    NOW,
    YEAR_END,
    LessonFactory,
    SchoolClassFactory,
    SectionFactory,
    appointed,
    class_of,
    clerk,
    subject,
)
from tests.journal.test_lessons import timetable

pytestmark = pytest.mark.requirement("SCH-13")

DAY = timedelta(days=1)
OCTOBER = date(2025, 10, 6)


def signed(now=NOW):
    return {"by": clerk(), "now": now}


def transfer(client, student, to, day):
    sent = {
        "class": to.pk, "starts_on": day.isoformat(), "order_number": "12-у", "order_date": "2025-09-12",
    }  # fmt: skip
    return client.post(reverse("ending:transfer", args=[student.pk]) + f"?class={to.pk}", sent)


def leave(client, student, day):
    sent = {
        "last_day": day.isoformat(), "order_number": "7", "order_date": "2025-09-15", "reason": "request",
    }  # fmt: skip
    return client.post(reverse("ending:leave", args=[student.pk]), sent)


def ended_with_a_lesson_left():
    """A journal of another class that has ended; an order moved an empty lesson beyond its last day."""
    other = SectionFactory(subject=subject("Физика"))
    lesson = LessonFactory(section=other, date=LESSON_DAY)
    close_section(section=other, last_day=LESSON_DAY, **signed())
    lesson.date = OCTOBER
    lesson.save(**signed())
    return lesson


def test_lessons_of_other_journals_stay_when_a_pupil_moves_or_leaves(student, as_user, at):
    at(2025, 9, 15, 14, 0)
    lesson = ended_with_a_lesson_left()
    client = as_user(appointed(Role.CLERK))
    assert transfer(client, student, SchoolClassFactory(), LESSON_DAY + DAY).status_code == 302
    assert leave(client, student, date(2025, 9, 20)).status_code == 302
    assert Lesson.objects.filter(pk=lesson.pk).exists()


@pytest.mark.requirement("SCH-4")
@pytest.mark.parametrize("is_moved", [True, False])
def test_a_plan_to_come_that_stands_in_the_timetable_keeps_nobody(
    section, student, as_user, at, is_moved
):
    at(2025, 9, 15, 14, 0)
    facts = PlanFacts("at_home", Order("5", LESSON_DAY), OCTOBER, YEAR_END, {section: 1})
    own = make_plan(student=student, plan=facts, **signed()).sections.get()
    actions.make_lessons(timetable=timetable(own, [(1, 2)], by=clerk()), **signed())
    client = as_user(appointed(Role.CLERK))
    if is_moved:
        answer = transfer(client, student, SchoolClassFactory(), LESSON_DAY + DAY)
    else:
        answer = leave(client, student, LESSON_DAY)
    assert answer.status_code == 302
    assert not Lesson.objects.filter(section=own).exists()
    assert not own.enrollments.exists()
    plan = IndividualPlan.objects.get()
    assert (plan.starts_on, plan.ends_on) == (LESSON_DAY, LESSON_DAY)


@pytest.mark.requirement("SCH-3")
def test_the_page_of_a_journal_that_ends_shows_lessons_of_it_alone(section, as_user, at):
    at(2025, 9, 15, 14, 0)
    other = ended_with_a_lesson_left()
    LessonFactory(section=section, date=OCTOBER)
    page = reverse("ending:close_section", args=[class_of(section).pk, section.pk])
    shown = as_user(appointed(Role.DIRECTOR)).post(page, {"last_day": "2025-09-20"})
    assert shown.context["effect"].gone == [(OCTOBER, 1)]
    assert Lesson.objects.filter(pk=other.pk).exists()


@pytest.mark.requirement("SCH-12")
def test_a_lesson_is_not_moved_to_a_day_its_journal_is_not_held(section):
    lesson = LessonFactory(section=section, date=LESSON_DAY)
    close_section(section=section, last_day=OCTOBER, **signed())
    with pytest.raises(Refused, match=r"07\.10\.2025 журнал «.*Алгебра» не ведётся"):
        actions.move_lesson(
            lesson=lesson, day=OCTOBER + DAY, number=3, ground=Ground("Концерт"), **signed()
        )
    actions.move_lesson(lesson=lesson, day=OCTOBER, number=3, ground=Ground("Концерт"), **signed())
