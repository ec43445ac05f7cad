"""A journal that has ended stands in no timetable after its last day: pages, drafts, audit, clashes, file for FET."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Role
from exchange.actions import file_of
from school.actions.sections import end_section
from school.actions.versions import new_draft
from school.models import Timetable, TimetableEntry
from school.screens.editor import editor_screen
from school.screens.timetable_audit import audit_screen
from school.screens.versions import version_rows
from school.screens.week import timetable_screen
from school.screens.whole_week import whole_week
from school.timetable import week_of
from tests.factories import (
    NOW,
    SectionFactory,
    appointed,
    class_of,
    clerk,
    school_year,
    subject,
)
from tests.journal.test_lessons import timetable

pytestmark = pytest.mark.requirement("SCH-10")

LAST_DAY = date(2025, 10, 6)
NEXT = LAST_DAY + timedelta(days=1)


@pytest.fixture
def version(section):
    """Algebra on Mondays, to 6 October; physics at the next hour goes on."""
    made = timetable(section, [(1, 2)], by=clerk())
    physics = SectionFactory(
        subject=subject("Физика"), school_class=class_of(section),
        teacher=section.loads.get().teacher,
    )  # fmt: skip
    TimetableEntry(timetable=made, section=physics, weekday=1, number=3).save(by=clerk(), now=NOW)
    end_section(section=section, last_day=LAST_DAY, by=clerk(), now=NOW)
    return made


def shown(version, section, day):
    """How many lessons each reader of the version counts on the day."""
    year, school_class = school_year(), class_of(section)
    week = timetable_screen(school_class, [school_class], year=year, on=day)
    whole = whole_week(year=year, on=day)
    audit = audit_screen(version, [school_class], school_class, on=day)
    editor = editor_screen(version, school_class, [school_class], weekday=1, number=2, on=day)
    (row,) = version_rows(Timetable.objects.filter(pk=version.pk), on=day)
    return {
        "week": week.hours,
        "whole": sum(bool(text) for line in whole.rows for text in line.cells),
        "audit": audit.rows[0].hours,
        "editor": sum(len(hour.lessons) for line in editor.rows for hour in line.hours),
        "list": row.lessons,
        "clashes": len(week_of(version.pk, on=day).slots),
        "fet": len(file_of(version, on=day).activities),
    }


def test_an_ended_journal_is_counted_to_its_last_day_by_every_reader(version, section):
    assert set(shown(version, section, LAST_DAY).values()) == {2}
    assert set(shown(version, section, NEXT).values()) == {1}


def test_a_draft_takes_no_lessons_of_a_journal_that_has_ended(version):
    draft = new_draft(
        year=school_year(), title="Р", starts_on=NEXT, copy_of=version, by=clerk(), now=NOW
    )
    assert [row.section.subject.name for row in draft.entries.all()] == ["Физика"]


def test_the_audit_page_counts_as_of_today(version, section, as_user, at):
    at(2025, 10, 7, 10, 0)
    client = as_user(appointed(Role.DIRECTOR))
    page = client.get(reverse("school:audit_version", args=[version.pk]))
    assert [row.hours for row in page.context["screen"].rows] == [1]
