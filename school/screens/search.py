"""Search of people and of what access is given to, by words, on the server."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.names import alphabetical
from school.models import CourseSection, GuardianLink, SchoolClass, SchoolYear, Student

from .people import who_is

SHOWN = 20
WORDS_TAKEN = 5


@dataclass(frozen=True)
class Found:
    """A line to choose from: `key` is «section-12», `title` what a person calls it."""

    key: str
    title: str
    note: str = ""


def _words(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text)[:WORDS_TAKEN]


def _pattern(word: str) -> str:
    """Beginning of a word; Ё and Е are one letter."""
    return r"(^|[ -])" + re.sub("[ЕеЁё]", "[ЕеЁё]", re.escape(word))


def called(text: str, prefix: str = "") -> Q:
    """Condition: every word begins a name of the person, or is his user name. Nothing asked, nobody found."""
    words = _words(text)
    if not words:
        return Q(pk__in=[])
    condition = Q()
    for word in words:
        one = Q(**{f"{prefix}username__iexact": word})
        for name in ("last_name", "first_name", "middle_name"):
            one |= Q(**{f"{prefix}{name}__iregex": _pattern(word)})
        condition &= one
    return condition


def people_by_words(text: str) -> QuerySet[User]:
    return User.objects.filter(called(text)).order_by(*alphabetical())


def find_people(text: str, *, pupils: bool = True) -> list[Found]:
    """Up to twenty people by their names, the staff first. One query."""
    people: Any = User.objects.filter(called(text))
    if not pupils:
        people = people.filter(student=None)
    links = GuardianLink.objects.filter(guardian=OuterRef("pk"))
    rows = people.annotate(
        is_parent=Exists(links), is_outside=Q(staff_member__isnull=True)
    ).select_related("staff_member", "student")
    rows = rows.order_by("is_outside", *alphabetical())[:SHOWN]
    return [Found(f"{user.pk}", user.full_name, who_is(user)) for user in rows]


def sections_called(text: str, *, year: SchoolYear | None) -> QuerySet[CourseSection]:
    """Journals of the year by words of class, subject and group: «7а алг»."""
    sections = CourseSection.objects.filter(year=year).select_related("subject")
    for word in _words(text):
        pattern = _pattern(word)
        sections = sections.filter(
            Q(classes_text__iregex=pattern)
            | Q(subject__name__iregex=pattern)
            | Q(name__iregex=pattern)
        )
    return sections.in_order()


def find_sections(text: str, *, year: SchoolYear | None) -> list[Found]:
    if not _words(text):
        return []
    rows = sections_called(text, year=year)[:SHOWN]
    return [Found(f"section-{row.pk}", row.title, "журнал") for row in rows]


def find_classes(text: str, *, year: SchoolYear | None) -> list[Found]:
    words = _words(text)
    if len(words) != 1:
        return []
    rows: Any = SchoolClass.objects.filter(year=year, name__istartswith=words[0])
    return [Found(f"class-{row.pk}", row.name, "класс") for row in rows.in_order()[:SHOWN]]


def find_pupils(text: str, *, on: date) -> list[Found]:
    """Up to twenty pupils with their classes of that day. Two queries."""
    if not _words(text):
        return []
    rows = Student.objects.filter(called(text, "user__")).select_related("user")
    pupils = list(rows.order_by(*alphabetical("user__"))[:SHOWN])
    classes = dict(
        SchoolClass.objects.filter(enrollments__student__in=pupils, enrollments__starts_on__lte=on)
        .exclude(enrollments__ends_on__lt=on)
        .order_by("pk")
        .values_list("enrollments__student", "name")
    )
    return [
        Found(
            f"student-{row.pk}",
            row.user.full_name,
            f"дневник ученика{f', {classes[row.pk]}' if row.pk in classes else ''}",
        )
        for row in pupils
    ]


def find_targets(text: str, *, year: SchoolYear | None, on: date) -> list[Found]:
    """Journals, classes and pupils by words. Four queries."""
    return [
        *find_classes(text, year=year),
        *find_sections(text, year=year),
        *find_pupils(text, on=on),
    ]
