"""What the journal has that no link tells of: marks of a pupil on a list, lessons a teacher held, lessons of a year."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef

from journal.models import AttendanceRecord, Lesson, Mark, PeriodMark
from school.models import SchoolYear

Node = tuple[str, int]
YEARLY = ("school.SchoolYear", "school.GradingPeriod", "school.HolidayBreak")
MARKED = "в журнале есть отметки"
HELD = "этот учитель уже провёл уроки"
TAUGHT = "в этом учебном году уже есть уроки"


def used_in_journal(created: dict[Node, Any]) -> dict[Node, str]:
    """Rows that an import made and the journal already stands on, with the words for it. Five statements at most."""
    found: dict[Node, str] = {}
    places = _rows(created, "school.SectionEnrollment")
    marked = _marked(places)
    found.update({("school.SectionEnrollment", row.pk): MARKED for row in marked})
    pupils = {row.student_id for row in marked}
    for row in _rows(created, "school.ClassEnrollment"):
        if row.student_id in pupils:
            found["school.ClassEnrollment", row.pk] = MARKED
    loads = _rows(created, "school.TeachingLoad")
    found.update({("school.TeachingLoad", row.pk): HELD for row in _held(loads)})
    yearly = {node: row for node, row in created.items() if node[0] in YEARLY[1:]}
    taught = taught_years(row.year_id for row in yearly.values())
    found.update({node: TAUGHT for node, row in yearly.items() if row.year_id in taught})
    return found


def taught_years(keys: Iterable[int]) -> set[int]:
    """Which of the years have lessons."""
    asked = set(keys)
    if not asked:
        return set()
    lessons = Lesson.objects.filter(section__year=OuterRef("pk"))
    years = SchoolYear.objects.filter(Exists(lessons), pk__in=asked)
    return set(years.values_list("pk", flat=True))


def _rows(created: dict[Node, Any], label: str) -> list[Any]:
    return [row for (of, _), row in created.items() if of == label]


def _marked(places: list[Any]) -> list[Any]:
    """Places on lists whose pupil has a mark or an absence there since their first day."""
    if not places:
        return []
    sections = {row.section_id for row in places}
    pupils = {row.student_id for row in places}
    last: dict[tuple[int, int], date] = {}

    def note(rows: Iterable[tuple[int, int, date | None]]) -> None:
        for section, student, day in rows:
            day = day or date.max
            last[section, student] = max(last.get((section, student), day), day)

    marks = Mark.objects.filter(item__lesson__section__in=sections, student__in=pupils)
    of_marks = marks.values_list("item__lesson__section", "student")
    note(of_marks.annotate(last=Max("item__lesson__date")))
    seen = AttendanceRecord.objects.filter(lesson__section__in=sections, student__in=pupils)
    note(seen.values_list("lesson__section", "student").annotate(last=Max("lesson__date")))
    totals = PeriodMark.objects.filter(section__in=sections, student__in=pupils)
    note(totals.values_list("section", "student", "period__ends_on").distinct())
    return [
        row
        for row in places
        if last.get((row.section_id, row.student_id), date.min) >= row.starts_on
    ]


def _held(loads: list[Any]) -> list[Any]:
    """Loads whose teacher took the register of a lesson since their first day."""
    if not loads:
        return []
    taken = Lesson.objects.filter(
        section__in={row.section_id for row in loads},
        attendance_taken_by__in={row.teacher.user_id for row in loads},
    )
    by_teacher = taken.values_list("section", "attendance_taken_by").annotate(last=Max("date"))
    last = {(section, user): day for section, user, day in by_teacher}
    return [
        row
        for row in loads
        if last.get((row.section_id, row.teacher.user_id), date.min) >= row.starts_on
    ]
