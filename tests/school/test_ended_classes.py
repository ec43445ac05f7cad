"""A class that has ended takes no pupils; any number of an order fits (SCH-3)."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Role
from school.actions import Refused, promote
from school.actions.classes import end_class
from school.actions.promotion import Decision
from school.models import EnrollmentEvent, SchoolClass
from school.registers import classes_to_fill
from tests.factories import (
    LESSON_DAY,
    YEAR_END,
    SchoolClassFactory,
    StudentFactory,
    appointed,
    class_of,
    school_year,
)
from tests.school.test_movement import moved, next_year, signed  # noqa: F401
from tests.school.test_movement_undone import TEN, came

pytestmark = pytest.mark.requirement("SCH-3")
Kind = EnrollmentEvent.Kind


def ended():
    found = SchoolClassFactory(name="5В", grade=5)
    end_class(school_class=found, last_day=date(2025, 12, 31), order="№ 3", **signed())
    return found


def test_a_class_that_has_ended_takes_nobody_and_is_not_offered(section, student, next_year):  # noqa: F811
    over, told = ended(), r"^Класс 5В закончен 31\.12\.2025\. Выберите другой\.$"
    with pytest.raises(Refused, match=told):
        came(StudentFactory(), over, date(2026, 1, 12))
    with pytest.raises(Refused, match=told):
        moved(student, over, day=date(2026, 1, 12))
    eighth = SchoolClassFactory(grade=8, year=next_year)
    end_class(school_class=eighth, last_day=date(2026, 9, 30), order="№ 4", **signed())
    with pytest.raises(Refused, match="закончен"):
        promote(
            school_class=class_of(section), decisions=[Decision(student, Kind.PROMOTION, eighth)],
            order=TEN, **signed(),
        )  # fmt: skip
    offered = classes_to_fill(appointed(Role.CLERK), year=school_year(), on=LESSON_DAY)
    assert list(offered) == [class_of(section)]


def test_a_class_ends_by_an_order_with_the_longest_number(as_user, at):
    at(2025, 9, 15, 14, 0)
    school_class = SchoolClassFactory()
    client = as_user(appointed(Role.DIRECTOR))
    page = reverse("ending:end_class", args=[school_class.pk])
    number = "9" * 40
    sent = {"last_day": YEAR_END.isoformat(), "order_number": number, "order_date": "2025-09-12"}
    assert client.post(page, sent).status_code == 302
    held = SchoolClass.objects.get(pk=school_class.pk)
    assert held.ended_by_order == f"№ {number} от 12.09.2025"
    shown = client.get(reverse("school:edit_class", args=[held.pk])).content.decode()
    assert f"приказ № {number}" in shown
