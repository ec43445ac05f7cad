"""A plan of one pupil ends early while he is on a list of the subject already (SCH-4)."""

from datetime import date

import pytest

from school.actions.individual import PlanFacts, end_plan, make_plan
from school.actions.lists import put_on_list
from tests.factories import (
    LESSON_DAY,
    YEAR_END,
    YEAR_START,
    SectionFactory,
    class_of,
)
from tests.school.test_movement import signed
from tests.school.test_movement_undone import TEN

pytestmark = pytest.mark.requirement("SCH-4")


@pytest.mark.parametrize("last", [date(2025, 11, 30), YEAR_END])
def test_a_plan_that_ends_early_adds_no_list_to_one_he_was_put_back_onto(section, student, last):
    circle = SectionFactory(name="кружок", kind="circle", school_class=class_of(section))
    put_on_list(section=circle, students=[student], starts_on=YEAR_START, **signed())
    facts = PlanFacts("at_home", TEN, LESSON_DAY, last, {section: 1})
    plan = make_plan(student=student, plan=facts, **signed())
    put_on_list(
        section=section, students=[student], starts_on=date(2025, 10, 10), ends_on=last, **signed()
    )
    before = list(section.enrollments.values_list("pk", "starts_on", "ends_on"))

    end_plan(plan=plan, last_day=date(2025, 10, 20), **signed())

    assert list(section.enrollments.values_list("pk", "starts_on", "ends_on")) == before


def test_a_circle_of_the_subject_does_not_keep_him_off_the_class_list(section, student):
    circle = SectionFactory(name="кружок", kind="circle", school_class=class_of(section))
    put_on_list(section=circle, students=[student], starts_on=YEAR_START, **signed())
    facts = PlanFacts("at_home", TEN, LESSON_DAY, date(2025, 11, 30), {section: 1})
    plan = make_plan(student=student, plan=facts, **signed())
    end_plan(plan=plan, last_day=date(2025, 10, 20), **signed())
    row = section.enrollments.get(student=student, starts_on__gt=LESSON_DAY)
    assert (row.starts_on, row.ends_on) == (date(2025, 10, 21), None)
