"""A journal with the school's own way of marking, out and back through OneRoster."""

import pytest

from school.models import (
    CourseSection,
    GradingSystem,
)
from tests.exchange.bundles import SCHOOL
from tests.exchange.test_export_oneroster import exported, imported
from tests.exchange.test_undo import one_roster
from tests.factories import (
    NOW,
    clerk,
)

pytestmark = pytest.mark.requirement("SCH-17")


def signed():
    return {"by": clerk(), "now": NOW}


def test_a_journal_with_the_schools_own_scale_goes_out_and_comes_back(tmp_path):
    clerk()
    one_roster(SCHOOL, tmp_path)
    section = CourseSection.objects.first()
    own = GradingSystem(name="Десять баллов", kind="own")
    own.save(**signed())
    section.scale, section.grading = "own", own
    section.save(**signed())
    imported(exported(), tmp_path)

    section.refresh_from_db()
    assert (section.scale, section.grading) == ("own", own)
