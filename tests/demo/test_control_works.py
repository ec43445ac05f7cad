"""The demo school has a schedule of control works: written, agreed, asked for, federal; published (SCH-11)."""

from collections import Counter

import pytest

from ejournal.demo.control_works import plan_control_works
from school.models import ControlWork, ControlWorkSchedule
from tests.factories import NOW


@pytest.mark.requirement("SCH-11")
def test_two_classes_have_works_of_every_state(small_school):
    works = ControlWork.objects.all()
    states = Counter(works.values_list("level", "status"))
    assert states["federal", "agreed"] == 2
    assert states["school", "asked"] == 2
    assert states["school", "agreed"] > 6
    assert ControlWorkSchedule.objects.filter(withdrawn_at=None).count() == 1

    plan_control_works(now=NOW)

    assert works.count() == sum(states.values())
