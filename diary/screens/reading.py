"""What the diary reads of the school and the journal: one query each, all of one pupil and one term of days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from journal.models import (
    AttendanceRecord,
    Homework,
    Lesson,
    LessonMove,
    LessonQuerySet,
    LineItem,
    Mark,
)
from school.models import (
    CalendarDay,
    ClassEnrollment,
    ControlWork,
    CourseSection,
    HolidayBreak,
    SectionEnrollment,
    Student,
    Substitution,
    TeachingLoad,
)


def enrollments(student: Student, first: date, last: date) -> list[ClassEnrollment]:
    """Classes of the pupil in those days, by date; with the class and its year."""
    found = student.class_enrollments.filter(starts_on__lte=last).exclude(ends_on__lt=first)
    return list(found.select_related("school_class__year").order_by("starts_on"))


def breaks(first: date, last: date, grade: int) -> QuerySet[HolidayBreak]:
    return HolidayBreak.objects.filter(
        starts_on__lte=last, ends_on__gte=first, grade_from__lte=grade, grade_to__gte=grade
    )


def calendar_days(first: date, last: date, grade: int, days_a_week: int) -> QuerySet[CalendarDay]:
    """Days that are not as their weekday for that grade and that length of the week."""
    return CalendarDay.objects.filter(
        Q(days_a_week=None) | Q(days_a_week=days_a_week),
        date__range=(first, last), grade_from__lte=grade, grade_to__gte=grade,
    )  # fmt: skip


def of_the_pupil(student: Student, section: str, day: str) -> Q:
    """Rows of sections on whose list the pupil was that day: a transferred child keeps what was before."""
    list_ = f"{section}__enrollments__"
    return Q(
        Q(**{f"{list_}ends_on__isnull": True}) | Q(**{f"{list_}ends_on__gte": F(day)}),
        **{f"{list_}student": student, f"{list_}starts_on__lte": F(day)},
    )


def lessons(student: Student, first: date, last: date) -> LessonQuerySet:
    found = Lesson.objects.filter(
        of_the_pupil(student, "section", "date"), date__range=(first, last)
    )
    return found.select_related("section__subject", "room", "move")


def moved_away(student: Student, first: date, last: date) -> list[LessonMove]:
    """Lessons of those days that are held on another day or at another hour."""
    found = LessonMove.objects.filter(
        of_the_pupil(student, "lesson__section", "from_date"),
        kind=LessonMove.Kind.MOVED,
        from_date__range=(first, last),
    )
    return list(
        found.select_related("lesson__section__subject").order_by("from_date", "from_number", "pk")
    )


@dataclass(frozen=True)
class Given:
    """Homework and the day it is for: the day the teacher set, else the section's next lesson."""

    homework: Homework
    due_on: date | None


def homework(student: Student, first: date, last: date) -> list[Given]:
    """Homework given in those days, by date."""
    later = Lesson.objects.filter(
        section=OuterRef("lesson__section"), date__gt=OuterRef("lesson__date")
    ).exclude(status=Lesson.Status.CANCELLED)
    found: Any = Homework.objects.filter(
        of_the_pupil(student, "lesson__section", "lesson__date"), lesson__date__range=(first, last)
    ).annotate(due=Coalesce("due_on", Subquery(later.order_by("date").values("date")[:1])))
    rows = found.select_related("lesson__section__subject").order_by(
        "lesson__starts_at", "lesson_id"
    )
    return [Given(row, row.due) for row in rows]


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


def control_works(student: Student, first: date, last: date) -> list[ControlWork]:
    """Agreed works of published schedules on those days, and those moved away from one of them; by date.

    Of journals on whose list the pupil is that day, and of the class he is in where he learns the subject (DIA-2).
    """
    lists = SectionEnrollment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("date")),
        student=student, starts_on__lte=OuterRef("date"),
    )  # fmt: skip
    of_list = lists.filter(section=OuterRef("section"))
    learns = lists.filter(section__year=OuterRef("year"), section__subject=OuterRef("subject"))
    of_class = ClassEnrollment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("date")),
        student=student, school_class=OuterRef("school_class"), starts_on__lte=OuterRef("date"),
    )  # fmt: skip
    found: Any = ControlWork.objects.agreed().published().filter(
        Q(date__range=(first, last)) | Q(moved_from__range=(first, last)),
        Exists(of_list) | Exists(of_class) & Exists(learns),
    )  # fmt: skip
    return list(found.select_related("subject", "section").order_by("date", "number", "pk"))


@dataclass(frozen=True)
class Teachers:
    """Who teaches which section, with the terms of the load; and who holds single lessons instead."""

    loads: list[TeachingLoad]
    instead: dict[tuple[int, date, int], str]

    def of(self, lesson: Lesson) -> str:
        """«Петрова А. И.», or several with a comma, or the substitute; empty when nobody taught the section that day."""
        substitute = self.instead.get((lesson.section_id, lesson.date, lesson.number))
        if substitute:
            return f"{substitute}, замена"
        names = [
            load.teacher.user.short_name
            for load in self.loads
            if load.section_id == lesson.section_id and load.holds_on(lesson.date)
        ]
        return ", ".join(names)


def teachers(sections: Iterable[int], first: date, last: date) -> Teachers:
    """Two queries."""
    sections = list(sections)
    loads = TeachingLoad.objects.filter(section__in=sections, starts_on__lte=last)
    loads = loads.exclude(ends_on__lt=first).select_related("teacher__user")
    rows = Substitution.objects.filter(section__in=sections, date__range=(first, last))
    instead = {
        (row.section_id, row.date, row.number): row.teacher.user.short_name
        for row in rows.select_related("teacher__user")
    }
    return Teachers(list(loads.order_by("-is_primary", "pk")), instead)
