"""Curricula for tests: of a class, and of a pupil who learns by an order."""

from school.actions import curriculum as actions
from school.actions.curriculum_classes import give_to_classes
from school.federal_plan import BASIC, FIRST
from school.models import Curriculum, IndividualPlan
from tests.factories import LESSON_DAY, NOW, YEAR_START, clerk


def made_curriculum(year, **changed):
    """The federal plan of grades 5 to 9, five days; nobody learns by it yet."""
    given = {
        "title": "Учебный план 5–9 классов", "kind": Curriculum.Kind.SCHOOL, "level": BASIC,
        "grades": (5, 9), "variant": FIRST, "days_a_week": 5,
    }  # fmt: skip
    return actions.make_curriculum(year=year, by=clerk(), now=NOW, **given | changed)


def kept_curriculum(school_class):
    """The plan of grades 5 to 9; the class learns by it from the first day."""
    found = Curriculum.objects.filter(kind="school").first()
    if found is None:
        found = made_curriculum(school_class.year)
        give_to_classes(
            curriculum=found, classes=[school_class], starts_on=YEAR_START, by=clerk(), now=NOW
        )
    return found


def kept_plan(student):
    """The pupil learns at home by an order; his class has a curriculum to begin with."""
    kept_curriculum(student.class_enrollments.get().school_class)
    found = IndividualPlan.objects.filter(student=student).first()
    if found is None:
        found = IndividualPlan(
            student=student, kind=IndividualPlan.Kind.AT_HOME, order_number="14-у",
            order_date=LESSON_DAY, starts_on=LESSON_DAY,
        )  # fmt: skip
        found.save(by=clerk(), now=NOW)
    return found
