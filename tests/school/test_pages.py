from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from school.access import class_to_see
from school.models import Room, Timetable, TimetableEntry
from school.screens import class_screen, classes_screen, timetable_choices, timetable_screen
from school.screens.week import LessonOfWeek
from tests.factories import (
    NOW,
    YEAR_END,
    YEAR_START,
    HomeroomFactory,
    SchoolClassFactory,
    SectionFactory,
    appointed,
    class_of,
    clerk,
    parent_of,
    pupil_of,
    school_year,
    subject,
    teacher_of,
)

DAY = date(2025, 9, 15)


def version(title="Основное", starts_on=YEAR_START, ends_on=YEAR_END, status="published"):
    timetable = Timetable(
        year=school_year(), title=title, starts_on=starts_on, ends_on=ends_on, status=status
    )
    timetable.save(by=clerk(), now=NOW)
    return timetable


def entry(timetable, section, weekday, number, room=None):
    TimetableEntry(
        timetable=timetable, section=section, weekday=weekday, number=number, room=room
    ).save(by=clerk(), now=NOW)


def week_of(user, **asked):
    choices = timetable_choices(user, year=school_year(), on=DAY)
    whose = choices.chosen(asked.get("school_class"), asked.get("teacher"))
    return timetable_screen(whose, choices.classes, year=school_year(), on=DAY)


def test_classes_are_listed_with_homeroom_teachers_and_pupils_of_the_day():
    seventh = SchoolClassFactory(letter="А", name="7А")
    third = SchoolClassFactory(grade=3, letter="А", name="3А")
    homeroom = HomeroomFactory(school_class=seventh).teacher.user
    gone, _ = pupil_of(seventh), pupil_of(seventh)
    leaves(gone, DAY - timedelta(days=1))
    director = appointed(Role.DIRECTOR)

    rows = classes_screen(director, year=school_year(), on=DAY).rows

    assert [(row.school_class, row.homeroom, row.pupils) for row in rows] == [
        (third, "", 0),
        (seventh, homeroom.short_name, 1),
    ]
    own = classes_screen(homeroom, year=school_year(), on=DAY)
    assert [row.school_class for row in own.rows] == [seventh]


def leaves(student, last_day, order="приказ № 14"):
    place = student.class_enrollments.get()
    place.ends_on, place.left_by_order = last_day, order
    place.save(by=clerk(), now=NOW)


@pytest.mark.requirement("SCH-13")
def test_pupils_stand_by_alphabet_and_leavers_stay_without_a_number():
    school_class = SchoolClassFactory()
    pupil_of(school_class, last_name="Жуков")
    gone = pupil_of(school_class, last_name="Ёлкин")
    came = pupil_of(school_class, last_name="Егоров")
    leaves(gone, DAY - timedelta(days=1))
    place = came.class_enrollments.get()
    place.starts_on, place.entered_by_order = DAY, "приказ № 15"
    place.save(by=clerk(), now=NOW)
    director = appointed(Role.DIRECTOR)

    screen = class_screen(class_to_see(director, school_class.pk, on=DAY), user=director, on=DAY)

    told = [(row.number, row.name.split()[0], row.came_on, row.left_on) for row in screen.pupils]
    assert told == [
        (1, "Егоров", DAY, None),
        (None, "Ёлкин", None, DAY - timedelta(days=1)),
        (2, "Жуков", None, None),
    ]
    assert [(row.came_by, row.left_by) for row in screen.pupils] == [
        ("приказ № 15", ""), ("", "приказ № 14"), ("", "")
    ]  # fmt: skip
    assert screen.number == 2


def test_journals_of_the_class_open_to_those_who_may_see_them(client):
    section = SectionFactory()
    other = SectionFactory(school_class=class_of(section), subject=subject("Физика"))

    def told(user):
        found = class_to_see(user, class_of(section).pk, on=DAY)
        journals = class_screen(found, user=user, on=DAY).journals
        return [(row.section, row.teachers, row.can_open) for row in journals]

    names = [teacher_of(section).short_name, teacher_of(other).short_name]
    assert told(appointed(Role.DIRECTOR)) == [(section, names[0], True), (other, names[1], True)]
    assert told(teacher_of(other)) == [(section, names[0], False), (other, names[1], True)]


def test_neighbouring_classes_are_those_the_person_may_see():
    one, two, three = [SchoolClassFactory(letter=letter, name=f"7{letter}") for letter in "ШЭЮ"]
    director = appointed(Role.DIRECTOR)

    screens = [
        class_screen(class_to_see(director, found.pk, on=DAY), user=director, on=DAY)
        for found in (one, two, three)
    ]

    assert [(s.previous, s.next) for s in screens] == [(None, two), (one, three), (two, None)]


@pytest.mark.requirement("SCH-10")
def test_the_week_of_a_class_tells_groups_teachers_rooms_and_bells():
    section = SectionFactory()
    school_class = class_of(section)
    group = SectionFactory(school_class=school_class, subject=subject("Труд"), name="1 группа")
    timetable = version()
    room = Room(name="12")
    room.save(by=clerk(), now=NOW)
    entry(timetable, section, 1, 2, room)
    entry(timetable, group, 1, 2)
    entry(timetable, section, 3, 3)

    screen = week_of(appointed(Role.DIRECTOR), school_class=school_class.pk)

    algebra, labour = teacher_of(section).short_name, teacher_of(group).short_name
    assert (screen.title, screen.hours, len(screen.days)) == (school_class.name, 3, 5)
    assert [(slot.number, slot.starts_at) for slot in screen.slots] == [(2, time(9)), (3, time(10))]
    assert screen.slots[0].days[0] == (
        LessonOfWeek("Алгебра", "", algebra, "каб.\N{NO-BREAK SPACE}12"),
        LessonOfWeek("Труд", "1 группа", labour, ""),
    )
    assert screen.slots[1].days == ((), (), (LessonOfWeek("Алгебра", "", algebra, ""),), (), ())


def test_a_teacher_sees_the_own_week_first_and_may_ask_for_another():
    mine, other = SectionFactory(), SectionFactory(subject=subject("Физика"))
    timetable = version()
    entry(timetable, mine, 6, 1)
    entry(timetable, other, 1, 1)

    own = week_of(teacher_of(mine))
    asked = week_of(teacher_of(mine), teacher=other.loads.get().teacher_id)

    assert (own.title, own.days[-1]) == (teacher_of(mine).full_name, "суббота")
    assert own.slots[0].days[5] == (LessonOfWeek("Алгебра", "", mine.classes_text, "", time(8)),)
    assert asked.slots[0].days[0] == (LessonOfWeek("Физика", "", other.classes_text, "", time(8)),)


def test_the_latest_published_version_in_force_is_shown():
    section = SectionFactory()
    pk = class_of(section).pk
    director = appointed(Role.DIRECTOR)
    assert week_of(director, school_class=pk).timetable is None
    version("Осень")
    newer = version("Новое", starts_on=DAY)
    version("Зима", starts_on=DAY + timedelta(days=1))
    version("Черновик", starts_on=DAY, status="draft")

    assert week_of(director, school_class=pk).timetable == newer


def test_an_unknown_class_or_teacher_is_told(client, section):
    client.force_login(appointed(Role.DIRECTOR))

    answer = client.get(
        reverse("school:timetable"), {"class": "999", "teacher": "x"}
    ).content.decode()

    assert "Класс: такого в списке нет." in answer
    assert "Учитель: такого в списке нет." in answer


@pytest.mark.parametrize("page", ["school:classes", "school:timetable"])
def test_school_pages_do_not_exist_for_families(client, student, page):
    for user in (student.user, parent_of(student)):
        client.force_login(user)
        assert client.get(reverse(page)).status_code == 404


@pytest.mark.parametrize("number", [1, 3, 30])
@pytest.mark.parametrize(
    ("page", "queries"), [("classes", 2), ("school_class", 8), ("timetable", 6)]
)
def test_school_pages_cost_the_same_queries(client, page, queries, number):
    timetable, school_class = version(), SchoolClassFactory()
    for n in range(number):
        section = SectionFactory(
            school_class=school_class, students=1, subject=subject(f"Предмет {n}")
        )
        entry(timetable, section, n % 5 + 1, n // 5 + 1)
        HomeroomFactory(school_class=SchoolClassFactory())
    client.force_login(appointed(Role.DIRECTOR))
    address = reverse(f"school:{page}", args=[school_class.pk] if page == "school_class" else [])

    with CaptureQueriesContext(connection) as counted:
        answer = client.get(address, {"class": school_class.pk} if page == "timetable" else {})

    assert answer.status_code == 200
    assert len(counted) == 4 + queries
