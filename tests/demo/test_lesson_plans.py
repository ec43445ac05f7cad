"""Calendar-thematic plans of the demo school: approved, and what its lessons are really about (SCH-9)."""

import pytest

from journal.lesson_plans import binding_of
from school.models import CourseSection, LessonPlan

pytestmark = pytest.mark.requirement("SCH-9")


def test_lessons_go_by_the_plans_of_their_journals(small_school):
    plans = LessonPlan.objects.filter(state="approved").prefetch_related("plan_sections__section")
    assert plans.count() > 5
    for plan in plans:
        section = plan.plan_sections.get().section
        binding = binding_of(plan, section)
        written = [place for place in binding.places if place.lesson.topic]
        assert (binding.extra, len(binding.rest)) == (0, 0)
        assert [place.hour.topic for place in written if place.hour] == [
            place.lesson.topic for place in written
        ]


def test_the_classes_of_the_demo_school_have_approved_plans(small_school):
    served = CourseSection.objects.filter(
        classes_text="7А", kind="class", plan_sections__plan__state="approved"
    )
    assert served.count() == CourseSection.objects.filter(classes_text="7А", kind="class").count()
