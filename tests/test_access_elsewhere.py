"""The same table of access, asked about other objects: another class, another year, another lesson of the journal.

What a person may open there follows from what he is to *that* object: the teacher of algebra in 7А is to a class
of the third grade what any other teacher is. So the expectations are those of `ACCESS`, with persons renamed.
"""

from collections import Counter
from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from journal.models import Lesson
from school.models import GradingPeriod, SchoolYear, SectionClass, Substitution
from tests.crowd import TOMORROW, YESTERDAY
from tests.factories import (
    NOW,
    HomeroomFactory,
    LessonFactory,
    LoadFactory,
    SchoolClassFactory,
    SectionFactory,
    class_of,
    clerk,
    parent_of,
    pupil_of,
    put_on_list,
    school_year,
    teacher_of,
)
from tests.reports.printed import kept_document
from tests.standing import *  # noqa: F403  fixtures
from tests.test_access import ACCESS, METHODS, PEOPLE, wrong_answers

# What `Page.args` may ask of the world for the page to be tried on other objects as well.
OBJECTS = {"section", "lesson", "student", "school_class", "period", "day", "document", "teacher"}


def things_of(page):
    """Names that the lambda of a page's arguments speaks of: attributes of the world, and functions, if any."""
    return set(page.args.__code__.co_names) - {"pk"}


MOVABLE = [name for name, page in ACCESS.items() if things_of(page) and things_of(page) <= OBJECTS]

# To the objects of a class of the third grade, of last year: who is there like whom in the table.
STRANGERS = {
    "teacher": "another teacher",
    "homeroom teacher": "another homeroom teacher",
    "the student": "a classmate",
    "the parent": "another parent",
    "reader by order": "another reader by order",
    "writer by order": "another reader by order",
    "reader of the class by order": "another reader by order",
    "reader of the diary by order": "a reader of another diary by order",
    "substitute of today": "substitute of yesterday",
}
OF_ANOTHER_CLASS = STRANGERS | {
    "deputy": "deputy of other grades",
    "deputy of other grades": "deputy",
    "another teacher": "teacher",
    "another homeroom teacher": "homeroom teacher",
}
# Yesterday's lesson of the same journal is open to yesterday's substitute; tomorrow's he may only look at.
OF_YESTERDAY = {
    "substitute of today": "substitute of yesterday",
    "substitute of yesterday": "substitute of today",
    "former teacher": "former teacher",
}


@pytest.fixture
def another_class(everybody, world):
    """Physics of a third grade, taught by «another teacher»."""
    school_class = SchoolClassFactory(grade=3, name="3Я")
    section = SectionFactory(
        school_class=school_class,
        grade=3,
        students=2,
        teacher=everybody["another teacher"].staff_member,
    )
    HomeroomFactory(
        school_class=school_class, teacher=everybody["another homeroom teacher"].staff_member
    )
    return objects_of(section, world)


@pytest.fixture
def last_year(everybody, world):
    """Algebra of the sixth grade a year ago: the same teacher and homeroom teacher, whose terms have ended."""
    year = SchoolYear(
        school=school_year().school,
        title="2024/25",
        starts_on=date(2024, 9, 1),
        ends_on=date(2025, 5, 26),
    )
    year.save(by=clerk(), now=NOW)
    GradingPeriod(
        year=year, kind="quarter", number=1, title="I четверть",
        starts_on=year.starts_on, ends_on=date(2024, 10, 25), grade_from=1, grade_to=9,
    ).save(by=clerk(), now=NOW)  # fmt: skip
    school_class = SchoolClassFactory(year=year, grade=6, name="6А")
    section = SectionFactory(year=year, school_class=school_class, grade=6)
    put_on_list(section, pupil_of(school_class), starts_on=year.starts_on, ends_on=year.ends_on)
    term = {"starts_on": year.starts_on, "ends_on": year.ends_on}
    staff = everybody["teacher"].staff_member
    for load in section.loads.all():
        load.ends_on = year.ends_on
        load.starts_on = year.starts_on
        load.save(by=clerk(), now=NOW)
    LoadFactory(section=section, teacher=staff, **term)
    HomeroomFactory(
        school_class=school_class, teacher=everybody["homeroom teacher"].staff_member, **term
    )
    return objects_of(section, world, day=date(2024, 9, 16))


def objects_of(section, there, day=None):
    student = section.enrollments.first().student
    parent_of(student)
    lesson = LessonFactory(section=section, **({"date": day} if day else {}))
    changed = {
        "section": section,
        "lesson": lesson,
        "student": student,
        "school_class": class_of(section),
        "period": GradingPeriod.objects.filter(year=section.year).first(),
        "day": lesson.date.isoformat(),
        "document": kept_document(class_of(section)),
        "teacher": teacher_of(section),
    }
    return SimpleNamespace(**vars(there) | changed)


@pytest.mark.requirement("ACC-7")
@pytest.mark.requirement("ACC-9")
@pytest.mark.requirement("ACC-10")
@pytest.mark.parametrize("name", MOVABLE)
def test_page_of_another_class_opens_only_to_the_people_of_that_class(
    browser, at, everybody, another_class, name
):
    at(2025, 9, 15, 14, 0)
    assert wrong_answers(browser, everybody, name, another_class, OF_ANOTHER_CLASS) == []


# Nobody signs in anew to a class that is no more, and its lessons stay where they were held.
OF_THIS_YEAR_ONLY = {"reports:class_slips", "journal:move_lesson", "journal:restore_lesson"}
EVERYBODY_IS_A_STRANGER = dict.fromkeys(
    (person for person in PEOPLE if person != "nobody"), "a person without duties"
)


@pytest.mark.requirement("ACC-7")
@pytest.mark.parametrize("name", MOVABLE)
def test_page_of_last_year_opens_only_to_who_still_answers_for_that_class(
    browser, at, everybody, last_year, name
):
    at(2025, 9, 15, 14, 0)
    renamed = EVERYBODY_IS_A_STRANGER if name in OF_THIS_YEAR_ONLY else STRANGERS
    assert wrong_answers(browser, everybody, name, last_year, renamed) == []


OF_A_LESSON = [name for name in MOVABLE if things_of(ACCESS[name]) == {"lesson"}]


@pytest.mark.requirement("ACC-7")
@pytest.mark.parametrize("name", OF_A_LESSON)
def test_lesson_of_yesterday_opens_to_its_own_substitute(browser, at, everybody, world, name):
    at(2025, 9, 15, 14, 0)
    there = SimpleNamespace(**vars(world) | {"lesson": Lesson.objects.get(date=YESTERDAY)})
    assert wrong_answers(browser, everybody, name, there, OF_YESTERDAY) == []


@pytest.mark.requirement("ACC-7")
def test_substitute_of_tomorrow_reads_the_lesson_and_writes_from_its_day(
    client,
    at,
    everybody,
    world,
):
    lesson = Lesson.objects.get(date=TOMORROW)
    client.force_login(everybody["substitute of tomorrow"])
    page = reverse("journal:lesson", args=[lesson.pk])
    save = reverse("journal:take_attendance", args=[lesson.pk])

    told = Counter()
    for day in (15, 16, 17, 23, 24):
        at(2025, 9, day, 14, 0)
        client.force_login(everybody["substitute of tomorrow"])
        told[day] = (client.get(page).status_code, client.post(save).status_code)

    assert told == {15: (200, 403), 16: (200, 302), 17: (200, 302), 23: (200, 302), 24: (404, 404)}


@pytest.mark.requirement("ACC-2")
def test_the_table_is_asked_more_than_twenty_thousand_times():
    asked = len(ACCESS) + 2 * len(MOVABLE) + len(OF_A_LESSON)
    assert asked * len(PEOPLE) * len(METHODS) >= 20_000


@pytest.mark.requirement("ACC-10")
def test_one_substitution_shows_pupils_of_other_classes_at_that_lesson_only(
    client,
    at,
    everybody,
    section,
    lesson,
):
    at(2025, 9, 15, 14, 0)
    other = SchoolClassFactory()
    stranger = pupil_of(other, last_name="Чужой")
    put_on_list(section, stranger)
    SectionClass(section=section, school_class=other).save(by=clerk(), now=NOW)
    homeroom = everybody["homeroom teacher"]
    Substitution(section=section, date=lesson.date, number=9, teacher=homeroom.staff_member).save(
        by=clerk(), now=NOW
    )
    held = LessonFactory(section=section, number=9)
    client.force_login(homeroom)

    def shown(name, *args):
        return "Чужой" in client.get(reverse(name, args=args)).content.decode()

    assert shown("journal:lesson", held.pk)
    assert not shown("journal:lesson", lesson.pk)
    assert not shown("journal:grid", section.pk)
