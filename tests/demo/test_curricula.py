"""Curricula of the demo school: real federal hours, learnt as they are planned (SCH-6, REP-9)."""

from collections import defaultdict
from decimal import Decimal

import pytest

from ejournal.demo.curricula import write_curricula
from ejournal.demo.plan import weekly_hours
from school.conformity import findings, is_fit
from school.hours import sums_of
from school.models import ClassCurriculum, CourseSection, Curriculum, SchoolClass, SchoolYear
from school.screens.curriculum import about_of, lines_of
from school.screens.planned import planned_hours
from tests.demo.conftest import MADE_AT, SMALL

pytestmark = pytest.mark.requirement("SCH-6")
Kind = CourseSection.Kind


def lines_by_curriculum():
    for one in Curriculum.objects.select_related("year"):
        yield one, lines_of(one.lines.select_related("subject"))


def test_every_class_learns_by_a_curriculum_that_conforms(small_school):
    for one, lines in lines_by_curriculum():
        found = findings(about_of(one), lines)
        assert is_fit(found), [finding.text for finding in found]
    placed = ClassCurriculum.objects.values_list("school_class__name", "curriculum__kind")
    assert sorted(placed) == [
        ("10А", "profile"), ("10А", "profile"), ("1А", "school"), ("4А", "school"),
        ("7А", "school"), ("7Б", "school"),
    ]  # fmt: skip


def test_sums_of_a_week_are_those_the_school_teaches(small_school):
    for one, lines in lines_by_curriculum():
        if one.is_individual:
            assert one.grades == range(7, 8)
        sums = [each.pupil for each in sums_of(lines, one.grades)]
        assert sums == [weekly_hours(grade) for grade in one.grades]


@pytest.mark.requirement("REP-9")
def test_hours_of_the_curriculum_are_those_of_the_journals(small_school):
    """Whole classes and the longest of groups: what a pupil of the class learns."""
    year = SchoolYear.objects.get()
    whole, beside = defaultdict(Decimal), defaultdict(Decimal)
    taught = CourseSection.objects.exclude(kind=Kind.CIRCLE)
    for section in taught.prefetch_related("section_classes"):
        for link in section.section_classes.all():
            key = (link.school_class_id, section.subject_id)
            if section.kind in (Kind.PROFILE, Kind.ELECTIVE, Kind.STREAM):
                beside[key] += section.weekly_hours
            else:
                whole[key] = max(whole[key], section.weekly_hours)
    learnt = {key: whole[key] + beside[key] for key in {*whole, *beside}}

    planned = planned_hours(year, year.starts_on)

    assert {key: one.pupil for key, one in planned.items()} == learnt


def test_made_again_nothing_changes(small_school):
    before = list(Curriculum.objects.values_list("pk", "version"))
    write_curricula(SMALL, now=MADE_AT)
    assert list(Curriculum.objects.values_list("pk", "version")) == before
    assert SchoolClass.objects.count() == 5
