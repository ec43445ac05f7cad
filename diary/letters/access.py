"""Who writes to which families, who sees what was written, whom it is told (JRN-12, DIA-10).

A subject teacher writes to pupils of own journals and of a lesson held instead of a colleague, a homeroom teacher to
own class, who has the right to classes of the grades of the order. Answers of families are the author's alone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.keys import key_or_404
from accounts.models import Right, User
from accounts.names import alphabetical
from diary.access import family_of
from journal.access import lesson_to_fill
from journal.models import Lesson
from school.access import (
    HOMEROOM,
    TEACHER,
    class_to_see,
    classes_by_right,
    classes_with_homeroom,
    section_to_see,
    sections_taught_by,
)
from school.models import (
    ClassEnrollment,
    CourseSection,
    GuardianLink,
    SchoolClass,
    SchoolYear,
    SectionEnrollment,
    Student,
)

from .models import Letter, LetterPupil

READERS_ONLY = (
    "Семьям пишут учителя своих журналов, классный руководитель и администрация классов приказа."
)


@dataclass(frozen=True)
class Whom:
    """A journal or a class whose families are written to; `lesson`: on this one, held by the author."""

    section: CourseSection | None = None
    school_class: SchoolClass | None = None
    lesson: Lesson | None = None

    @property
    def title(self) -> str:
        return self.section.title if self.section else f"{self.school_class} класс"

    @property
    def key(self) -> str:
        """As an address says it: «lesson=5»."""
        named = ("lesson", self.lesson), ("section", self.section), ("class", self.school_class)
        return next(f"{name}={row.pk}" for name, row in named if row is not None)


def must_write(roles: frozenset[str], rights: frozenset[str]) -> None:
    """Pages of words to families: teachers, homeroom teachers, whoever has the right. To others they are not there."""
    if not (roles & {TEACHER, HOMEROOM} or Right.FAMILIES in rights):
        raise Http404


def classes_to_write_to(user: User, *, on: date) -> QuerySet[SchoolClass]:
    """Own class, and classes of the grades of an order."""
    by_right = classes_by_right(user, Right.FAMILIES, on=on).values("pk")
    own = classes_with_homeroom(user, on=on).values("pk")
    return SchoolClass.objects.filter(Q(pk__in=own) | Q(pk__in=by_right))


def whom_offered(user: User, *, year: SchoolYear | None, on: date) -> list[Whom]:
    """Classes, then journals the person may write to. Two queries."""
    classes: Any = classes_to_write_to(user, on=on).filter(year=year)
    sections: Any = sections_taught_by(user, on=on).filter(year=year).select_related("subject")
    return [
        *(Whom(school_class=one) for one in classes.going_on(on).in_order()),
        *(Whom(section=one) for one in sections.held_on(on).in_order()),
    ]


def whom_to_write_to(user: User, *, name: str, pk: int, on: date) -> Whom:
    """By what the address names: «lesson», «section» or «class». 404 to a stranger, 403 to a reader."""
    if name == "lesson":
        lesson = lesson_to_fill(user, pk, on=on)
        return Whom(section=lesson.section, lesson=lesson)
    if name == "section":
        sections = sections_taught_by(user, on=on).select_related("subject", "year")
        section = sections.filter(pk=pk).first()
        if section is None:
            section_to_see(user, pk, on=on)
            raise PermissionDenied(READERS_ONLY)
        return Whom(section=section)
    found = classes_to_write_to(user, on=on).select_related("year").filter(pk=pk).first()
    if found is None:
        class_to_see(user, pk, on=on)
        raise PermissionDenied(READERS_ONLY)
    return Whom(school_class=found)


def pupils_of(whom: Whom, day: date) -> list[Student]:
    """Pupils on the list that day, by alphabet. One query."""
    there: Any
    if whom.section:
        there = SectionEnrollment.objects.on(day).filter(section=whom.section)
    else:
        there = ClassEnrollment.objects.on(day).filter(school_class=whom.school_class)
    pupils = Student.objects.filter(pk__in=there.values("student")).select_related("user")
    return list(pupils.order_by(*alphabetical("user__")))


def children_around(whom: Whom, pupils: list[Student], day: date) -> list[Student]:
    """Whose names must not slip out: the lists of that day and the classes of these pupils. Two queries."""
    classes = ClassEnrollment.objects.on(day).filter(student__in=[one.pk for one in pupils])
    beside = ClassEnrollment.objects.on(day).filter(school_class__in=classes.values("school_class"))
    found = Student.objects.filter(pk__in=beside.values("student")).select_related("user")
    return list({one.pk: one for one in [*pupils_of(whom, day), *found]}.values())


def may_be_urgent(rights: frozenset[str]) -> bool:
    return Right.FAMILIES in rights


def letters_visible_to(user: User, *, on: date) -> QuerySet[Letter]:
    """Own letters, and those about pupils of classes the person writes to: own class, grades of the order."""
    pupils = ClassEnrollment.objects.on(on).filter(
        school_class__in=classes_to_write_to(user, on=on).values("pk")
    )
    about = LetterPupil.objects.filter(letter=OuterRef("pk"), student__in=pupils.values("student"))
    return Letter.objects.filter(Q(author=user) | Exists(about))


def letter_to_see(user: User, pk: int, *, on: date) -> Letter:
    """404 to whom it does not concern. A parent who teaches elsewhere sees it in the diary, not here."""
    found = letters_visible_to(user, on=on).select_related(
        "author", "section__subject", "school_class", "lesson"
    )
    return get_object_or_404(found, pk=pk)


def letter_to_change(user: User, pk: int, *, on: date) -> Letter:
    """What is noted of it and its withdrawal are the author's; for who only sees it there is no such act: 404."""
    letter = letter_to_see(user, pk, on=on)
    if letter.author_id != user.pk:
        raise Http404
    return letter


def pupils_shown_of(letter: Letter, user: User, *, on: date) -> QuerySet[LetterPupil]:
    """To the author all pupils of the letter, to others those of the classes they answer for."""
    if letter.author_id == user.pk:
        return letter.pupils.all()
    classes = classes_to_write_to(user, on=on).values("pk")
    own = ClassEnrollment.objects.on(on).filter(school_class__in=classes)
    return letter.pupils.filter(student__in=own.values("student"))


def told_to(user: User, now: datetime) -> Q:
    """Condition on a LetterPupil: it has come, and it is to this member of the family."""
    is_pupil = Q(student__user=user)
    to = is_pupil & Q(letter__to_pupils=True) | ~is_pupil & Q(letter__to_parents=True)
    return to & Q(letter__visible_from__lte=now, letter__withdrawn_at=None)


def letter_in_diary(user: User, pk: int, *, on: date, today: date, now: datetime) -> LetterPupil:
    """A letter to this person about an own child or the person himself; a reader by order is nobody's family."""
    links = GuardianLink.objects.on(today).filter(guardian=user, student=OuterRef("student"))
    own = Q(student__user=user) | Q(Exists(links))
    found = LetterPupil.objects.filter(told_to(user, now), own)
    letter = get_object_or_404(found.select_related("letter", "student"), pk=pk)
    # Whoever refused the electronic form for this pupil is told on paper.
    family_of(user, on=on, today=today, pk=letter.student_id)
    return letter


def reader_on_paper(
    letter: Letter, of: str, reader: str, *, today: date
) -> tuple[LetterPupil, User]:
    """A pupil of the letter and the parent of that day, by keys as they were sent. 404 of any others."""
    if not letter.to_parents:
        raise Http404
    row = get_object_or_404(letter.pupils.all(), pk=key_or_404(of))
    links = GuardianLink.objects.on(today).filter(student=row.student_id)
    link = get_object_or_404(links.select_related("guardian"), guardian=key_or_404(reader))
    return row, link.guardian
