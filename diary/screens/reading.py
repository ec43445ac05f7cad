"""What the diary reads of the school and the journal: one query each, all of one pupil and one term of days."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from accounts.prepared import Prepared
from journal.models import (
    AttendanceRecord,
    Lesson,
    LessonQuerySet,
    LineItem,
    Mark,
)
from school.models import ControlWork, CourseSection, Student

from .lessons import LISTS, on_list


def of_the_pupil(student: Student, section: str, day: str) -> Q:
    """Rows of sections on whose list the pupil was that day: a transferred child keeps what was before."""
    list_ = f"{section}__enrollments__"
    return Q(
        Q(**{f"{list_}ends_on__isnull": True}) | Q(**{f"{list_}ends_on__gte": F(day)}),
        **{f"{list_}student": student, f"{list_}starts_on__lte": F(day)},
    )


def lessons(student: Student, first: date, last: date) -> LessonQuerySet:
    found: LessonQuerySet = Lesson.objects.filter(
        of_the_pupil(student, "section", "date"), date__range=(first, last)
    )
    return found


def marks(student: Student, first: date, last: date) -> list[Mark]:
    """The pupil's own marks of lessons in those days, by date; a mark taken back or not published is not shown."""
    shown = student.marks.filter(item__is_hidden=False).exclude(code="")
    found = shown.filter(item__lesson__date__range=(first, last))
    return list(
        found.select_related(
            "item__work_type", "item__lesson__section__subject", "item__lesson__room"
        ).order_by("item__lesson__starts_at", "item__position", "pk")
    )


def absences(student: Student, first: date, last: date) -> list[AttendanceRecord]:
    """Absences and late comings of the pupil in those days, by date."""
    found = student.attendance.filter(lesson__date__range=(first, last)).exclude(
        status=AttendanceRecord.Status.PRESENT
    )
    return list(
        found.select_related("lesson__section__subject", "lesson__room").order_by(
            "lesson__starts_at"
        )
    )


def works_held(student: Student, first: date, last: date) -> list[LineItem]:
    """Columns of control works of those days that somebody already has a mark in, by date."""
    marked = Mark.objects.filter(item=OuterRef("pk")).exclude(code="")
    found = LineItem.objects.filter(
        of_the_pupil(student, "lesson__section", "lesson__date"),
        Exists(marked),
        lesson__date__range=(first, last),
        work_type__is_control=True,
        is_hidden=False,
    )
    return list(found.select_related("work_type", "lesson").order_by("lesson__starts_at", "pk"))


def marked_sections(sections: Iterable[int], first: date, last: date) -> list[int]:
    """Those of the journals where anybody has a mark of those days."""
    marks = Mark.objects.filter(
        item__lesson__section=OuterRef("pk"), item__lesson__date__range=(first, last)
    ).exclude(code="")
    found = CourseSection.objects.filter(Exists(marks), pk__in=sections)
    return list(found.values_list("pk", flat=True))


# As diary.screens.lessons. Of journals on whose list the pupil is that day, and of the class he is in where he learns
# the subject; of a published schedule, or moved out of one.
_CONTROL_WORKS = f"""\
WITH {LISTS}
SELECT w.id, w.date, w.number, w.topic, w.level, w.work_form, w.moved_from, u.name AS subject_name, c.name AS group_name
FROM school_controlwork w JOIN school_subject u ON u.id = w.subject_id
    LEFT JOIN school_coursesection c ON c.id = w.section_id
WHERE w.status = 'agreed'
    AND (w.date BETWEEN %(first)s AND %(last)s OR w.moved_from BETWEEN %(first)s AND %(last)s)
    AND EXISTS (SELECT 1 FROM school_controlworkschedule p WHERE p.year_id = w.year_id AND p.withdrawn_at IS NULL
        AND (w.date BETWEEN p.starts_on AND p.ends_on OR w.moved_from BETWEEN p.starts_on AND p.ends_on))
    AND ({on_list("w.section_id", "w.date")} OR EXISTS (
            SELECT 1 FROM school_classenrollment e WHERE e.student_id = %(student)s
                AND e.school_class_id = w.school_class_id
                AND e.starts_on <= w.date AND (e.ends_on IS NULL OR e.ends_on >= w.date))
        AND EXISTS (
            SELECT 1 FROM school_coursesection o WHERE o.year_id = w.year_id AND o.subject_id = w.subject_id
                AND {on_list("o.id", "w.date")}))
ORDER BY w.date, w.number, w.id
"""  # noqa: S608 - put together of constants
CONTROL_WORKS = Prepared(
    "works_of_pupil", _CONTROL_WORKS, student="bigint", first="date", last="date"
)


def control_works(student: Student, first: date, last: date) -> list[Any]:
    """Agreed works of published schedules on those days, and those moved away from one of them; by date (DIA-2).

    ControlWork with `subject_name`, and `group_name` of a work of a journal.
    """
    return CONTROL_WORKS.objects(ControlWork, student=student.pk, first=first, last=last)
