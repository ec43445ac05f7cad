"""Further assignments of a lesson as read back: whom they are for, and a seal by which a change is noticed."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from journal.models import Assignment, AssignmentPupil, Lesson
from school.models import CourseSection, SectionEnrollment


@dataclass(frozen=True)
class Said:
    """What an assignment says, whoever wrote it down: two that say the same are the same."""

    text: str
    kind: str = ""
    minutes: int | None = None
    due_on: date | None = None
    audience: str = Assignment.Audience.ALL
    group: int | None = None
    pupils: frozenset[int] = frozenset()

    @property
    def seal(self) -> str:
        """Sixteen signs that a form carries to tell what it has shown."""
        pupils = sorted(self.pupils)
        told = repr((self.text, self.kind, self.minutes, self.due_on, self.audience, self.group, pupils))  # fmt: skip
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def said_of(row: Assignment, pupils: Collection[int]) -> Said:
    """What the stored row says; `pupils` are its addressees by name."""
    return Said(
        row.text, row.kind, row.minutes, row.due_on, row.audience, row.group_id, frozenset(pupils)
    )


def names_of(rows: Collection[Assignment]) -> dict[int, set[int]]:
    """Pupils an assignment is for by name, by assignment. One query, none where there is no such assignment."""
    keys = [row.pk for row in rows if row.audience == Assignment.Audience.PUPILS]
    found: dict[int, set[int]] = {key: set() for key in keys}
    if keys:
        pairs = AssignmentPupil.objects.filter(assignment__in=keys)
        for key, student in pairs.values_list("assignment_id", "student_id"):
            found[key].add(student)
    return found


def listed_on(lesson: Lesson) -> QuerySet[SectionEnrollment]:
    """Places on the list of the lesson's journal that day."""
    found: QuerySet[SectionEnrollment] = SectionEnrollment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=lesson.date),
        section=lesson.section_id,
        starts_on__lte=lesson.date,
    )
    return found


def groups_of(lesson: Lesson) -> QuerySet[CourseSection]:
    """Journals of groups in which pupils of this lesson are that day: its subgroups."""
    places = SectionEnrollment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=lesson.date),
        student__in=listed_on(lesson).values("student"),
        starts_on__lte=lesson.date,
    )
    kinds = CourseSection.Kind
    found: QuerySet[CourseSection] = (
        CourseSection.objects.filter(
            pk__in=places.values("section"),
            year=lesson.section.year_id,
            kind__in=[kinds.LANGUAGE, kinds.PROFILE, kinds.GROUP, kinds.ELECTIVE],
        )
        .exclude(pk=lesson.section_id)
        .select_related("subject")
        .order_by("subject__position", "subject__name", "name", "pk")
    )
    return found
