"""Classes and load brought over from last year: everybody who teaches, once, in a known number of queries (SCH-8)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from school.actions.class_sets import copy_classes
from school.actions.load import copy_load
from school.actions.sections import name_by_classes
from school.models import (
    CourseSection,
    Homeroom,
    SchoolClass,
    SchoolYear,
    SectionEnrollment,
    TeachingLoad,
)
from school.screens.class_setup import classes_to_copy
from school.screens.load import load_to_copy
from tests.factories import (
    NOW,
    HomeroomFactory,
    LoadFactory,
    SchoolClassFactory,
    SectionFactory,
    StaffFactory,
    SubjectFactory,
    clerk,
    pupil_of,
    school_year,
    subject,
)
from tests.school.test_grading import choice, own_system

FIRST = date(2026, 9, 1)


def signed():
    return {"by": clerk(), "now": NOW}


@pytest.fixture
def year(db):
    made = SchoolYear(
        school=school_year().school, title="2026/2027", starts_on=FIRST, ends_on=date(2027, 5, 26)
    )
    made.save(**signed())
    return made


def copied(year):
    """Classes of last year and their load, brought over."""
    copy_classes(
        classes=classes_to_copy(school_year(), year), year=year, homerooms=True, **signed()
    )
    return copy_load(loads=load_to_copy(school_year(), year), year=year, **signed())


def loads_of(section):
    return list(
        TeachingLoad.objects.filter(section=section)
        .order_by("pk")
        .values_list("teacher", "hours", "is_primary", "starts_on", "ends_on")
    )


@pytest.mark.requirement("SCH-8")
def test_both_teachers_of_a_journal_go_on_with_their_shares(year):
    first, beside = StaffFactory(), StaffFactory()
    section = SectionFactory(teacher=first, weekly_hours=Decimal(3))
    LoadFactory(section=section, teacher=beside, hours=Decimal(1), is_primary=False)

    (made,) = copied(year)

    assert loads_of(made) == [
        (first.pk, None, True, FIRST, None),
        (beside.pk, Decimal(1), False, FIRST, None),
    ]


def test_where_the_first_teacher_has_left_the_second_is_the_first(year):
    gone, beside = StaffFactory(dismissed_on=date(2026, 6, 30)), StaffFactory()
    section = SectionFactory(teacher=gone)
    LoadFactory(section=section, teacher=beside, hours=Decimal(1), is_primary=False)

    (made,) = copied(year)

    assert loads_of(made) == [(beside.pk, Decimal(1), True, FIRST, None)]


def test_a_journal_named_twice_in_one_asking_is_copied_once(year):
    teacher = StaffFactory()
    SectionFactory(teacher=teacher)
    copy_classes(
        classes=classes_to_copy(school_year(), year), year=year, homerooms=False, **signed()
    )
    (one,) = load_to_copy(school_year(), year)

    (made,) = copy_load(loads=[one, one], year=year, **signed())

    assert list(CourseSection.objects.filter(year=year)) == [made]
    assert loads_of(made) == [(teacher.pk, None, True, FIRST, None)]


def test_new_journals_are_marked_as_the_school_has_chosen_and_those_set_by_hand_as_before(year):
    ten = own_system()
    choice("own", 8, 11, grading=ten)
    marked = {"Алгебра": "five_point", "Музыка": "pass_fail"}
    for name, scale in marked.items():
        section = SectionFactory(subject=subject(name))
        section.scale = scale
        section.save(**signed())
    first = SchoolClassFactory(grade=1, letter="А", name="1А")
    SectionFactory(school_class=first, subject=subject("Чтение"), grade=1, scale="ungraded")
    choice("pass_fail", 2, 2, of=subject("Чтение"))

    made = copied(year)

    assert {one.subject.name: (one.scale, one.grading_id) for one in made} == {
        "Алгебра": ("own", ten.pk), "Музыка": ("pass_fail", None), "Чтение": ("pass_fail", None),
    }  # fmt: skip


def asked(action):
    with CaptureQueriesContext(connection) as queries:
        action()
    return [query["sql"] for query in queries]


def test_load_is_copied_in_as_many_queries_for_thirty_journals_as_for_one(year):
    numbers = []
    for more in (1, 2, 27):
        for _ in range(more):
            SectionFactory(school_class=SchoolClassFactory(), subject=SubjectFactory())
        copy_classes(
            classes=classes_to_copy(school_year(), year), year=year, homerooms=False, **signed()
        )
        for one in SchoolClass.objects.filter(year=year):
            pupil_of(one)
        offered = load_to_copy(school_year(), year)
        numbers.append(len(asked(lambda: copy_load(loads=offered, year=year, **signed()))))  # noqa: B023
        assert len(offered) == more
    assert numbers[0] == numbers[1] == numbers[2]
    assert SectionEnrollment.objects.filter(section__year=year).exists()


def test_who_leads_the_classes_is_asked_and_written_at_once(year):
    leaders = [
        HomeroomFactory(school_class=SchoolClassFactory(letter=one, name=f"7{one}")).teacher_id
        for one in "АБВ"
    ]

    queries = asked(
        lambda: copy_classes(
            classes=classes_to_copy(school_year(), year), year=year, homerooms=True, **signed()
        )
    )

    of_homerooms = [sql.split()[0] for sql in queries if '"school_homeroom"' in sql]
    assert of_homerooms == ["SELECT", "INSERT"]
    led = Homeroom.objects.filter(school_class__year=year).order_by("school_class__name")
    assert list(led.values_list("teacher", "starts_on")) == [(key, FIRST) for key in leaders]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_journals_are_named_by_their_classes_in_one_query(number):
    one = SchoolClassFactory(name="7Щ")
    sections = [
        SectionFactory(school_class=one, subject=SubjectFactory(), classes_text="6Щ")
        for _ in range(number)
    ]

    by = signed()

    queries = asked(lambda: name_by_classes(sections=sections, **by))

    assert [sql.split()[0] for sql in queries if sql.startswith("SELECT")] == ["SELECT"]
    assert set(CourseSection.objects.values_list("classes_text", flat=True)) == {"7Щ"}
