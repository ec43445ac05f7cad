"""The lessons of one journal that lack something, or the pupils who have fewer marks than usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.names import alphabetical
from journal.models import Lesson, Mark
from reports.completeness import due_by_now
from reports.lacking import has_no_homework, has_no_marks, held_by
from reports.terms import Terms
from school.models import CourseSection, SectionEnrollment, Student

from .missing import brought_along, least_marks

LACKING = {
    "topic": Q(topic=""),
    "attendance": Q(attendance_taken_at__isnull=True),
    "homework": has_no_homework(),
    "marks": has_no_marks(),
}
TITLES = {
    "topic": "Уроки без темы",
    "attendance": "Уроки без отметки о присутствии",
    "homework": "Уроки без домашнего задания",
    "marks": "Уроки без отметок",
    "few": "Ученики, у которых мало отметок",
}
FEW = "few"


@dataclass(frozen=True)
class FewMarks:
    name: str
    marks: int


@dataclass(frozen=True)
class LessonsScreen:
    title: str
    section: CourseSection
    teachers: str
    terms: str
    # Each with `is_closed`, and `may_fill`: the reader may write there or, where it is closed, ask for it.
    lessons: tuple[Lesson, ...]
    pupils: tuple[FewMarks, ...]
    minimum: int


def lessons_screen(
    section: CourseSection,
    kind: str,
    terms: Terms,
    *,
    among: QuerySet[Student] | None,
    fillable: QuerySet[Lesson],
    now: datetime,
    on: date,
) -> LessonsScreen:
    """Two queries, or three for pupils. `kind` is a key of TITLES; `among` as of students_visible_in.

    `fillable` are the reader's own lessons.
    """
    loads = section.loads.on(on).select_related("teacher__user").order_by("-is_primary", "pk")
    lessons: Sequence[Lesson] = ()
    pupils: Sequence[FewMarks] = ()
    minimum = 0
    if kind == FEW:
        minimum, pupils = _few(section, terms, among, now, on)
    else:
        lacking = _lessons(section, terms).filter(held_by(now), LACKING[kind])
        own = Exists(fillable.filter(pk=OuterRef("pk")))
        lessons = list(lacking.with_closing(now).annotate(may_fill=own).order_by("starts_at"))  # type: ignore[attr-defined]
    return LessonsScreen(
        title=TITLES[kind],
        section=section,
        teachers=", ".join(load.teacher.user.short_name for load in loads),
        terms=terms.title,
        lessons=tuple(lessons),
        pupils=tuple(pupils),
        minimum=minimum,
    )


def _lessons(section: CourseSection, terms: Terms) -> QuerySet[Lesson]:
    return Lesson.objects.filter(terms.lessons([section])).exclude(status=Lesson.Status.CANCELLED)


def _few(
    section: CourseSection,
    terms: Terms,
    among: QuerySet[Student] | None,
    now: datetime,
    on: date,
) -> tuple[int, list[FewMarks]]:
    counts = _lessons(section, terms).aggregate(
        planned=Count("pk"), held=Count("pk", filter=held_by(now))
    )
    least = least_marks(section, terms, on=on)
    minimum = due_by_now(least, counts["held"], counts["planned"])
    marks = Mark.objects.filter(terms.lessons([section], "item__lesson__"))
    numbers = dict(
        marks.exclude(code="").values_list("student_id").annotate(Count("pk")).order_by()
    )
    listed = (
        SectionEnrollment.objects.on(on).filter(section=section).select_related("student__user")
    )
    if among is not None:
        listed = listed.filter(student__in=among.values("pk"))
    rows = list(listed.order_by(*alphabetical("student__user__")))
    since = {(section.pk, row.student_id): row.starts_on for row in rows}
    brought = brought_along([section], terms, since)[section.pk]
    counted = [
        FewMarks(
            row.student.user.list_name,
            numbers.get(row.student_id, 0) + brought.get(row.student_id, 0),
        )
        for row in rows
    ]
    return minimum, [one for one in counted if one.marks < minimum]
