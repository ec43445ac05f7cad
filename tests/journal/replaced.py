"""A teacher who is away."""

from school.actions import record_absence
from tests.factories import LESSON_DAY, NOW, clerk


def kept_absence(section):
    return record_absence(
        teacher=section.loads.order_by("pk").first().teacher,
        starts_on=LESSON_DAY,
        ends_on=LESSON_DAY,
        reason="illness",
        by=clerk(),
        now=NOW,
    )
