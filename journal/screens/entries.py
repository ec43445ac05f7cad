"""Everything written in a section's journal in one period, read in one query."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import CharField, F, Value

from journal import scales
from journal.models import AttendanceRecord, Mark, PeriodMark
from school.models import CourseSection, GradingPeriod

NO_CELL = ("", 0)


class PeriodCell(NamedTuple):
    code: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Entries:
    """Everything written in the period: values and versions by column or lesson and pupil."""

    marks: dict[tuple[int, int], tuple[str, int]]
    attendance: dict[tuple[int, int], tuple[str, int]]
    periods: dict[tuple[int, int], PeriodCell]
    year: dict[int, PeriodCell]

    def all(self) -> Iterator[tuple[str, int | None, int, str, int]]:
        """Kind, column or lesson or period, pupil, value, version of every entry."""
        kinds = (("mark", self.marks), ("attendance", self.attendance), ("period", self.periods))
        for kind, cells in kinds:
            for (place, student), (value, version) in cells.items():
                yield kind, place, student, value, version
        for student, (value, version) in self.year.items():
            yield "year", None, student, value, version


def read_entries(section: CourseSection, period: GradingPeriod) -> Entries:
    """Marks, attendance and period marks of the section in one query."""
    days = (period.starts_on, period.ends_on)
    nothing = Value("", CharField())
    marks = Mark.objects.filter(item__lesson__section=section, item__lesson__date__range=days)
    attendance = AttendanceRecord.objects.filter(lesson__section=section, lesson__date__range=days)
    finals = PeriodMark.objects.filter(
        section=section, kind__in=[PeriodMark.Kind.PERIOD, PeriodMark.Kind.YEAR]
    )
    rows = marks.values_list(
        Value("mark", CharField()), "item_id", "student_id", "code", nothing, "version"
    ).union(
        attendance.values_list(
            Value("attendance", CharField()),
            "lesson_id",
            "student_id",
            "status",
            "reason",
            "version",
        ),
        finals.values_list(F("kind"), "period_id", "student_id", "code", nothing, "version"),
        all=True,
    )
    entries = Entries({}, {}, {}, {})
    for kind, place, student, code, reason, version in rows:
        if kind == "mark":
            entries.marks[place, student] = (code, version)
        elif kind == "attendance":
            entries.attendance[place, student] = (scales.attendance_code(code, reason), version)
        elif kind == PeriodMark.Kind.PERIOD:
            entries.periods[place, student] = PeriodCell(code, version)
        else:
            entries.year[student] = PeriodCell(code, version)
    return entries
