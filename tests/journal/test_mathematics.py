"""The year and the final mark of mathematics, which is taught as algebra, geometry and probability (JRN-6)."""

from datetime import datetime
from decimal import Decimal

import pytest

from accounts.models import Role
from journal.access import journal_to_see
from journal.models import PeriodMark
from journal.screens.finals import finals_screen, tabs_of
from school.models import CourseSection, GradingPeriod
from tests.factories import MOSCOW, SectionFactory, appointed, class_of, clerk, subject

pytestmark = pytest.mark.requirement("JRN-6")
MAY = datetime(2026, 5, 22, 12, 0, tzinfo=MOSCOW)
COURSES = ("Алгебра", "Геометрия", "Вероятность и статистика")


def put(section: CourseSection, kind: str, code: str) -> None:
    [row] = section.enrollments.all()
    mark = PeriodMark(section=section, student=row.student, kind=kind, code=code, version=1)
    mark.save(by=clerk(), now=MAY)


def mathematics_of(codes) -> CourseSection:
    """The journal where only the year, the exam and the end stand; its courses have these marks of the year."""
    whole = SectionFactory(students=1, subject=subject("Математика"))
    [row] = whole.enrollments.select_related("student")
    for name, code in zip(COURSES, codes, strict=True):
        course = subject(name)
        course.parent = whole.subject
        course.save(by=clerk(), now=MAY)
        section = SectionFactory(
            school_class=class_of(whole), students=[row.student], subject=course
        )
        if code:
            put(section, "year", code)
    return whole


def proposed(section: CourseSection, key: str):
    journal = journal_to_see(appointed(Role.DIRECTOR), section.pk, on=MAY.date())
    periods = list(GradingPeriod.objects.filter(year=section.year).order_by("starts_on"))
    [tab] = [one for one in tabs_of(periods) if one.key == key]
    screen = finals_screen(journal, tab=tab, periods=periods, among=None, now=MAY, on=MAY.date())
    [row] = screen.rows
    return row.basis.proposed, row.basis.mean


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("4", "4", "5"), ("4", Decimal("4.33"))),
        (("4", "5", "5"), ("5", Decimal("4.67"))),
        (("4", "5", ""), ("5", Decimal("4.50"))),
        (("", "", ""), ("", None)),
    ],
)
def test_the_year_of_mathematics_is_proposed_by_the_mean_of_its_courses(codes, expected):
    assert proposed(mathematics_of(codes), "year") == expected


def test_with_the_exam_the_end_is_the_mean_of_that_year_and_the_exam():
    section = mathematics_of(("4", "4", "5"))
    put(section, "year", "4")
    put(section, "exam", "5")

    assert proposed(section, "final") == ("5", Decimal("4.50"))


def test_a_course_asks_nothing_of_its_sisters():
    section = mathematics_of(("4", "4", "5"))
    algebra = CourseSection.objects.get(subject__name="Алгебра")

    assert (proposed(algebra, "year"), algebra.year) == (("", None), section.year)
