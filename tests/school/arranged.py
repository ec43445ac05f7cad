"""What of a year is arranged, for the table of access and tests of set-up."""

from school.models import CombinedClass, IndividualPlan
from tests.factories import LESSON_DAY, NOW, YEAR_END, clerk


def combined(school_class):
    """A set of classes of the class's year; made once."""
    found = CombinedClass.objects.filter(name="комплект").first()
    if found is None:
        found = CombinedClass(year=school_class.year, name="комплект")
        found.save(by=clerk(), now=NOW)
    return found


def at_home(student):
    """The pupil learns at home by an order, without lessons of his own yet; made once."""
    found = IndividualPlan.objects.filter(student=student).first()
    if found is None:
        found = IndividualPlan(
            student=student, kind="at_home", order_number="17-у", order_date=LESSON_DAY,
            starts_on=LESSON_DAY, ends_on=YEAR_END,
        )  # fmt: skip
        found.save(by=clerk(), now=NOW)
    return found
