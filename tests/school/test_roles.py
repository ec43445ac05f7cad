from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Role
from school.access import (
    classes_with_homeroom,
    pupils_of_family,
    roles_of,
    sections_taught_by,
    sections_visible_to,
)
from school.days import SchoolDay
from school.rulebook import RuleBook
from tests.factories import (
    LESSON_DAY,
    HomeroomFactory,
    LoadFactory,
    StaffFactory,
    UserFactory,
    appointed,
    class_of,
    parent_of,
    teacher_of,
)

AUTUMN, SPRING = date(2025, 10, 1), date(2026, 3, 1)


@pytest.mark.requirement("ACC-1")
@pytest.mark.requirement("ORG-1")
def test_everybody_is_what_facts_say(people):
    told = {name: roles_of(person, on=LESSON_DAY) for name, person in people.items()}

    assert told == {
        "nobody": frozenset(),
        "administrator": {"sysadmin"},
        "director": {"director"},
        "deputy": {"deputy"},
        "deputy of other grades": {"deputy"},
        "teacher": {"teacher"},
        "homeroom teacher": {"homeroom"},
        "another teacher": {"teacher"},
        "another homeroom teacher": {"homeroom"},
        "the student": {"student"},
        "a classmate": {"student"},
        "the parent": {"parent"},
        "another parent": {"parent"},
        "a person without duties": frozenset(),
    }


def test_one_person_is_many_things_in_one_query(section, student, django_assert_num_queries):
    staff = StaffFactory(user=appointed(Role.DEPUTY))
    LoadFactory(section=section, teacher=staff)
    HomeroomFactory(teacher=staff)

    # As a request asks: its day carries what the school has decided.
    day = SchoolDay.of(LESSON_DAY, calendar=LESSON_DAY, book=RuleBook())
    with django_assert_num_queries(1):
        assert roles_of(staff.user, on=day) == {"deputy", "teacher", "homeroom"}


@pytest.mark.requirement("ACC-7")
def test_role_ends_with_the_term_of_its_fact(section, student):
    staff = StaffFactory()
    LoadFactory(section=section, teacher=staff, ends_on=AUTUMN)
    HomeroomFactory(teacher=staff, starts_on=SPRING)
    former = parent_of(student, ends_on=AUTUMN)

    assert roles_of(staff.user, on=AUTUMN) == {"teacher"}
    assert roles_of(staff.user, on=SPRING) == {"homeroom"}
    assert (roles_of(former, on=AUTUMN), roles_of(former, on=SPRING)) == ({"parent"}, frozenset())


def test_nobody_signed_in_is_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert roles_of(AnonymousUser(), on=LESSON_DAY) == frozenset()
    assert roles_of(UserFactory(), on=LESSON_DAY) == frozenset()


@pytest.mark.requirement("ACC-7")
def test_load_and_class_without_an_end_last_as_long_as_their_year(section):
    teacher = teacher_of(section)
    HomeroomFactory(teacher=teacher.staff_member, school_class=class_of(section))
    next_year = section.year.ends_on + timedelta(days=120)

    assert section in sections_taught_by(teacher, on=SPRING)
    assert list(classes_with_homeroom(teacher, on=SPRING)) == [class_of(section)]
    assert not sections_taught_by(teacher, on=next_year).exists()
    assert not sections_visible_to(teacher, on=next_year).exists()
    assert not classes_with_homeroom(teacher, on=next_year).exists()


def test_parent_entered_in_the_summer_is_one_at_once(student):
    july = date(2026, 7, 10)
    parent = parent_of(student, starts_on=july)
    day = SchoolDay.of(date(2026, 5, 26), calendar=july)

    assert roles_of(parent, on=day) == {"parent"}
    assert list(pupils_of_family(parent, on=day, today=july)) == [student]
