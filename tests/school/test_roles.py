from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Role
from school.access import roles_of
from tests.factories import (
    LESSON_DAY,
    HomeroomFactory,
    LoadFactory,
    StaffFactory,
    UserFactory,
    appointed,
    parent_of,
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

    with django_assert_num_queries(1):
        assert roles_of(staff.user, on=LESSON_DAY) == {"deputy", "teacher", "homeroom"}


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
