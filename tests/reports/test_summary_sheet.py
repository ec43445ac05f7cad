"""The summary sheet of a class shows every kind of mark, from the moment it is set (JRN-10)."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal.models import PeriodMark
from reports.printing.reading import read_class_year
from reports.printing.summary import summary_sheets
from school.models import GradingPeriod, SchoolClass
from tests.factories import MOSCOW, NOW, LessonFactory, SectionFactory, class_of, clerk, subject

MAY = datetime(2026, 5, 22, 12, 0, tzinfo=MOSCOW)


def class_with(pupils: int, subjects: int) -> SchoolClass:
    """Every pupil has every mark of every subject: «4» in quarters, «5» in the year, «3» at the exam, «4» in the end."""
    first = SectionFactory(students=pupils, subject=subject("Предмет 0"))
    school_class = class_of(first)
    students = [row.student for row in first.enrollments.select_related("student")]
    sections = [first] + [
        SectionFactory(
            school_class=school_class, students=students, subject=subject(f"Предмет {n}")
        )
        for n in range(1, subjects)
    ]
    for section in sections:
        LessonFactory(section=section)
    of_year = [("year", None, "5"), ("exam", None, "3"), ("final", None, "4")]
    kinds = [("period", period, "4") for period in GradingPeriod.objects.filter(year=first.year)]
    PeriodMark.objects.write(
        [
            PeriodMark(section=section, student=student, kind=kind, period=period, code=code)
            for section in sections
            for student in students
            for kind, period, code in kinds + of_year
        ],
        by=clerk(),
        now=NOW,
    )
    return school_class


@pytest.mark.requirement("JRN-10")
@pytest.mark.parametrize(("pupils", "subjects"), [(1, 1), (3, 2), (30, 16)])
def test_summary_sheet_shows_every_kind_of_mark_in_as_many_queries(pupils, subjects):
    school_class = class_with(pupils, subjects)

    with CaptureQueriesContext(connection) as queries:
        sheets = summary_sheets(read_class_year(school_class, now=MAY))

    shown = [
        [(row.kind, row.codes[0], len(set(row.codes))) for row in block.rows]
        for sheet in sheets
        for block in sheet.blocks
    ]
    one = [("", "4", 1)] * 4 + [("year", "5", 1), ("exam", "3", 1), ("final", "4", 1)]
    assert shown == [one] * pupils * len(sheets)
    assert sum(len(sheet.subjects) for sheet in sheets) == subjects
    assert len(queries) <= 24


@pytest.mark.requirement("JRN-10")
def test_a_mark_is_on_the_sheet_the_moment_it_is_set():
    school_class = class_with(1, 1)
    mark = PeriodMark.objects.get(kind="final")
    mark.code, mark.version = "5", 2
    mark.save(by=clerk(), now=NOW)

    [sheet] = summary_sheets(read_class_year(school_class, now=MAY))

    assert [row.codes for row in sheet.blocks[0].rows][-1] == ("5",)
