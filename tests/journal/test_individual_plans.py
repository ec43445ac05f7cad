"""A pupil who learns by an order has journals of his own in the same grid: one row, his bells, his diary (SCH-4, SCH-10)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal import actions, duties
from journal.models import Lesson
from school.actions import Order, give_load
from school.actions.bells import BellsWish, save_bells
from school.actions.individual import PlanFacts, make_plan
from school.models import WorkingRegime
from tests.factories import (
    LESSON_DAY,
    MOSCOW,
    NOW,
    YEAR_END,
    HomeroomFactory,
    LessonFactory,
    SectionFactory,
    StaffFactory,
    class_of,
    clerk,
    parent_of,
    school_year,
    subject,
    teacher_of,
)
from tests.journal.test_lessons import timetable

TUESDAY = date(2025, 9, 16)


@pytest.fixture(autouse=True)
def _school_day(at):
    at(2025, 9, 16, 16, 0)


def plan_of(student, section):
    """The pupil's own journal of the subject, with a teacher of its own."""
    signed = {"by": clerk(), "now": NOW}
    facts = PlanFacts("at_home", Order("5", LESSON_DAY), LESSON_DAY, YEAR_END, {section: 1})
    own = make_plan(student=student, plan=facts, **signed).sections.get()
    give_load(section=own, teacher=StaffFactory(), starts_on=LESSON_DAY, hours=1, **signed)
    return own


@pytest.fixture
def own(section, student):
    return plan_of(student, section)


def grid_of(client, section):
    return client.get(reverse("journal:grid", args=[section.pk]))


@pytest.mark.requirement("JRN-2")
@pytest.mark.requirement("SCH-4")
def test_his_grid_has_one_row_and_that_of_the_class_has_the_others(
    as_user, section, teacher, own, student
):
    lessons = [LessonFactory(section=one, date=TUESDAY) for one in (own, section)]
    page = grid_of(as_user(teacher_of(own)), own)
    shared = grid_of(as_user(teacher), section).context["screen"]

    assert [row.pupil.pk for row in page.context["screen"].rows] == [student.pk]
    assert "Журнал ученика, который учится по индивидуальному плану." in page.content.decode()
    assert 'id="grid-find" hidden' in page.content.decode()
    change = actions.CellChange("k", student.pk, lessons[0].pk, "mark", "5", 0)
    [result] = actions.set_cells(
        section=own, changes=[change], by=teacher_of(own), now=lessons[0].ends_at
    )
    assert result.outcome == "saved"
    [row] = [row for row in shared.rows if row.pupil.pk == student.pk]
    assert (row.cells[0].is_out, len(shared.rows)) == (True, 3)


@pytest.mark.requirement("SCH-4")
def test_who_sees_it_and_who_writes_in_it(client, section, teacher, own, student):
    lesson = LessonFactory(section=own, date=TUESDAY)
    homeroom = HomeroomFactory(school_class=class_of(section)).teacher.user
    people = {"own": teacher_of(own), "homeroom": homeroom, "class": teacher, "pupil": student.user}
    found = {}
    for name, person in people.items():
        client.force_login(person)
        urls = (
            reverse("journal:grid", args=[own.pk]),
            reverse("journal:take_attendance", args=[lesson.pk]),
        )
        found[name] = tuple(client.get(url).status_code for url in urls)

    assert found == {
        "own": (200, 200), "homeroom": (200, 403), "class": (404, 404), "pupil": (404, 404),
    }  # fmt: skip


@pytest.mark.requirement("SCH-4")
def test_lists_of_journals_tell_whose_plan_it_is(as_user, section, own, student):
    client = as_user(HomeroomFactory(school_class=class_of(section)).teacher.user)
    told = f"индивидуальный план: {student.user.list_name}"
    pages = [client.get(reverse(name)) for name in ("journal:sections", "journal:today")]
    found = client.get(reverse("journal:sections"), {"q": "индивидуальный план"})

    assert [told in page.content.decode() for page in pages] == [True, True]
    assert [link.section for group in found.context["screen"].groups for link in group.journals] == [own]  # fmt: skip


@pytest.mark.requirement("SCH-7")
@pytest.mark.requirement("SCH-10")
def test_his_lessons_ring_by_the_bells_of_his_plan_and_stand_in_his_diary(
    as_user, section, own, student
):
    afternoon = save_bells(
        schedule=None, wish=BellsWish("Обучение на дому", 2, "", [(2, time(15), time(15, 40))]),
        seen="", by=clerk(), now=NOW,
    )  # fmt: skip
    WorkingRegime(
        year=school_year(), section=own, bells=afternoon, starts_on=LESSON_DAY, ends_on=YEAR_END
    ).save(by=clerk(), now=NOW)
    actions.make_lessons(timetable=timetable(own, [(2, 2)], by=clerk()), by=clerk(), now=NOW)

    lesson = Lesson.objects.get(section=own, date=TUESDAY)
    assert lesson.starts_at == datetime(2025, 9, 16, 15, 0, tzinfo=MOSCOW)
    actions.set_topic(lesson=lesson, topic="Степень", by=teacher_of(own), now=lesson.ends_at)
    client = as_user(parent_of(student))
    week = client.get(reverse("diary:week", args=[student.pk, LESSON_DAY])).context["screen"]
    shown = [row for day in week.days for row in day.lessons]
    assert [(row.topic, row.starts_at) for row in shown] == [("Степень", lesson.starts_at)]


@pytest.mark.requirement("JRN-5")
@pytest.mark.requirement("JRN-18")
def test_neither_his_lesson_nor_a_circle_puts_off_the_homework_of_the_class(section, own, lesson):
    school_class = class_of(section)
    alone = LessonFactory(section=own, number=7)
    circle = SectionFactory(
        subject=subject("Шахматы"), school_class=school_class, kind="circle", scale="ungraded"
    )
    LessonFactory(section=circle, number=6)
    physics = LessonFactory(
        section=SectionFactory(subject=subject("Физика"), school_class=school_class), number=2
    )
    rows = list(duties.with_suspended_days(Lesson.objects.filter(pk__in=[lesson.pk, alone.pk])))

    ends = {pk: one.class_ends_at for pk, one in duties.times_of(rows).items()}

    assert ends == {lesson.pk: physics.ends_at, alone.pk: alone.starts_at + timedelta(minutes=45)}


def test_the_list_of_journals_asks_no_more_for_plans(as_user, section):
    client = as_user(HomeroomFactory(school_class=class_of(section)).teacher.user)
    counts = []
    for row in section.enrollments.select_related("student").order_by("pk"):
        plan_of(row.student, section)
        client.get(reverse("journal:sections"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("journal:sections"))
        counts.append(len(asked))

    assert counts == [counts[0]] * 3
