"""The teacher's day and the list of journals: what is there, and what is not anyone else's."""

from datetime import date, datetime, time

import pytest
from django.urls import reverse

from accounts.models import Role
from journal import actions
from journal.actions import CellChange
from school.models import CourseSection
from tests.factories import (
    MOSCOW,
    NOW,
    HomeroomFactory,
    LessonFactory,
    SchoolClassFactory,
    SectionFactory,
    StaffFactory,
    appointed,
    class_of,
    subject,
    teacher_of,
)


@pytest.fixture(autouse=True)
def _second_lesson(at):
    at(2025, 9, 15, 9, 20)


def today(client):
    return client.get(reverse("journal:today")).context["screen"]


def complete(lesson, by):
    actions.take_attendance(lesson=lesson, by=by, now=lesson.ends_at)
    actions.set_topic(lesson=lesson, topic="Дроби", by=by, now=lesson.ends_at)
    actions.set_homework(lesson=lesson, text="№ 5", by=by, now=lesson.ends_at)


def test_the_day_opens_at_the_lesson_that_is_on_with_its_four_states(
    as_user, section, student, teacher
):
    first, second, third = (LessonFactory(section=section, number=n) for n in (1, 2, 3))
    complete(first, teacher)
    actions.set_cells(
        section=section,
        changes=[
            CellChange("a", student.pk, first.pk, "mark", "5", 0),
            CellChange("b", student.pk, first.pk, "attendance", "н", 0),
        ],
        by=teacher,
        now=NOW,
    )

    lessons = today(as_user(teacher)).lessons

    assert [
        (
            x.lesson.pk,
            x.is_current,
            x.is_called,
            x.absent,
            bool(x.lesson.topic),
            x.marks,
            x.has_homework,
        )
        for x in lessons
    ] == [
        (first.pk, False, True, 1, True, 1, True),
        (second.pk, True, False, 0, False, 0, False),
        (third.pk, False, False, 0, False, 0, False),
    ]


@pytest.mark.requirement("REP-8")
def test_what_is_not_filled_in_is_told_newest_first_and_only_of_own_held_lessons(
    as_user, section, teacher
):
    done = LessonFactory(section=section, date=date(2025, 9, 10))
    complete(done, teacher)
    old = LessonFactory(section=section, date=date(2025, 9, 8))
    actions.set_topic(lesson=old, topic="Дроби", by=teacher, now=NOW)
    fresh = LessonFactory(section=section, date=date(2025, 9, 15), number=1)
    LessonFactory(section=section, date=date(2025, 9, 15), number=6)
    LessonFactory(section=section, date=date(2025, 9, 9), status="cancelled")
    LessonFactory(section=SectionFactory(), date=date(2025, 9, 8))

    screen = today(as_user(teacher))

    lacking = [(row.lesson.pk, [one.duty for one in row.owed]) for row in screen.inbox.lessons]
    assert lacking == [
        (fresh.pk, ["attendance", "topic", "homework"]),
        (old.pk, ["attendance", "homework"]),
    ]
    assert screen.inbox.in_all == 2


@pytest.mark.requirement("REP-8")
def test_each_debt_leads_to_its_very_place(as_user, section, teacher):
    lesson = LessonFactory(section=section, date=date(2025, 9, 12))

    html = as_user(teacher).get(reverse("journal:today")).content.decode()

    place = reverse("journal:lesson", args=[lesson.pk])
    assert [f'href="{place}#{name}"' in html for name in ("pupils", "topic", "homework")] == [
        True
    ] * 3


@pytest.mark.requirement("REP-8")
def test_few_marks_are_told_in_the_last_weeks_of_the_period(as_user, at, section, student, teacher):
    for n in range(3):
        lesson = LessonFactory(section=section, date=date(2025, 9, 15 + n))
        change = CellChange("k", student.pk, lesson.pk, "mark", "5", 0)
        actions.set_cells(section=section, changes=[change], by=teacher, now=lesson.ends_at)

    early = today(as_user(teacher)).few_marks
    at(2025, 10, 13, 9, 0)
    late = today(as_user(teacher)).few_marks

    assert early == []
    assert [(few.section, few.period.number, few.pupils) for few in late] == [(section, 1, 2)]


def test_a_homeroom_teacher_has_all_journals_of_the_class(as_user, section):
    school_class = class_of(section)
    physics = SectionFactory(school_class=school_class, subject=subject("Физика"))
    SectionFactory(subject=subject("Химия"))
    person = HomeroomFactory(school_class=school_class).teacher.user

    [own] = today(as_user(person)).homeroom

    assert own.school_class == school_class
    assert [link.section for link in own.journals] == [section, physics]


def test_a_day_without_lessons_names_the_next_day_with_them(as_user, section, teacher):
    LessonFactory(section=section, date=date(2025, 9, 17))

    html = as_user(teacher).get(reverse("journal:today")).content.decode()

    assert "Сегодня у вас уроков нет." in html
    assert "Ближайшие уроки — ср, 17\N{NO-BREAK SPACE}сентября." in html


@pytest.mark.parametrize("count", [1, 3, 30])
def test_today_takes_the_same_number_of_queries_for_any_day(
    as_user, django_assert_num_queries, count
):
    section = SectionFactory(students=2)
    for n in range(count):
        start = datetime.combine(date(2025, 9, 15), time(8, n), MOSCOW)
        LessonFactory(section=section, number=n + 1, starts_at=start)
        LessonFactory(
            section=section, date=date(2025, 9, 12), number=n + 1, starts_at=start.replace(day=12)
        )
    client = as_user(teacher_of(section))

    with django_assert_num_queries(13):
        client.get(reverse("journal:today"))


@pytest.fixture
def journals():
    """Three journals of two classes, in the order a list shows them."""
    small, big = SchoolClassFactory(name="5А", grade=5), SchoolClassFactory(name="7Ё", grade=7)
    return [
        SectionFactory(subject=subject("Математика"), school_class=small, grade=5),
        SectionFactory(subject=subject("Алгебра"), school_class=big),
        SectionFactory(
            subject=subject("Английский язык"),
            school_class=big,
            name="1 группа",
            teacher=StaffFactory(user__last_name="Шмелёва"),
        ),
    ]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("", [0, 1, 2]),
        ("алгебра", [1]),
        ("7е", [1, 2]),
        ("7 Ё англ", [2]),
        ("ШМЕЛЕВА", [2]),
        ("физика", []),
    ],
)
def test_journals_are_grouped_by_class_and_found_by_a_few_letters(as_user, journals, q, found):
    client = as_user(appointed(Role.DIRECTOR))

    screen = client.get(reverse("journal:sections"), {"q": q}).context["screen"]

    assert [link.section for group in screen.groups for link in group.journals] == [
        journals[n] for n in found
    ]
    assert (screen.shown, screen.total) == (len(found), 3)


def test_a_teacher_sees_in_the_list_only_own_journals(as_user, journals):
    screen = as_user(teacher_of(journals[1])).get(reverse("journal:sections")).context["screen"]

    assert [(g.classes, [(x.section, x.is_mine) for x in g.journals]) for g in screen.groups] == [
        ("7Ё", [(journals[1], True)])
    ]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_list_of_journals_takes_six_queries(as_user, django_assert_num_queries, count):
    school_class = SchoolClassFactory()
    for n in range(count):
        SectionFactory(subject=subject(f"Предмет № {n}"), school_class=school_class)
    client = as_user(appointed(Role.DIRECTOR))

    with django_assert_num_queries(6):
        client.get(reverse("journal:sections"))

    assert CourseSection.objects.count() == count


def test_leafing_goes_through_own_journals_and_for_a_reader_through_those_of_the_class(
    as_user, section, teacher
):
    school_class = class_of(section)
    physics = SectionFactory(school_class=school_class, subject=subject("Физика"))
    later = SchoolClassFactory(name="9Я", grade=9)
    other = SectionFactory(
        school_class=later, subject=subject("Геометрия"), teacher=teacher.staff_member
    )
    reader = HomeroomFactory(school_class=school_class).teacher.user

    def neighbours(user):
        screen = as_user(user).get(reverse("journal:grid", args=[section.pk])).context["screen"]
        return screen.previous, screen.following

    assert neighbours(teacher) == (None, other)
    assert neighbours(reader) == (None, physics)
