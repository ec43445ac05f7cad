"""Blanks of the lists to fill in, and the lists as the journal has them: loaded back, they change nothing."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.names import alphabetical
from exchange.lists import OF_YEAR, ListForm, list_csv, list_workbook
from exchange.lists.columns import (
    ADDRESS,
    BASIS,
    BORN,
    CHILD,
    CHILD_NAME,
    CLASS,
    CODE,
    EMAIL,
    FILE,
    FIRST,
    FROM,
    GROUP,
    HIRE_DATE,
    HIRE_ORDER,
    HIRED,
    HOURS,
    LAST,
    LOGIN,
    MIDDLE,
    ORDER,
    PARENT_SINCE,
    PHONE,
    POSITION,
    RELATION,
    SEX,
    SINCE,
    SUBJECT,
    TEACHER,
)
from school.arranging import year_to_prepare
from school.models import (
    ClassEnrollment,
    CourseSection,
    GuardianLink,
    SchoolClass,
    SchoolYear,
    SectionClass,
    StaffMember,
    Subject,
    TeachingLoad,
)

Told = dict[str, Any]
SEXES = {"male": "м", "female": "ж"}
RELATIONS = ("мать", "отец", "опекун", "попечитель", "приёмный родитель", "представитель")


def year_of_blank(
    kind: str, current: SchoolYear | None, day: date, today: date
) -> tuple[SchoolYear | None, date]:
    """The year a list filled in today would go into, and the day within it that shows how it is now."""
    year = year_to_prepare(current, today) if kind in OF_YEAR else current
    return year, day if year is None or year == current else year.clamp(today)


def blank_of(form: ListForm, *, year: SchoolYear | None, suffix: str) -> bytes:
    """An empty list, `.xlsx` or `.csv`; the workbook tells which classes and subjects there are. Two queries."""
    return list_csv(form) if suffix == ".csv" else list_workbook(form, values=_values(form, year))


def filled_list(form: ListForm, *, year: SchoolYear, on: date) -> tuple[list[list[Any]], int]:
    """Rows by the form's columns, and of how many people they tell. At most three queries."""
    rows = _FILLED[form.kind](year, on)
    people = {row.get(LOGIN) or row.get(TEACHER) for row in rows} - {None, ""}
    return [[row.get(one.title) for one in form.columns] for row in rows], len(people)


def _values(form: ListForm, year: SchoolYear | None) -> dict[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {}
    titles = {one.title for one in form.columns}
    if CLASS in titles and year is not None:
        classes = SchoolClass.objects.filter(year=year).in_order()
        found[CLASS] = list(classes.values_list("name", flat=True))
    if SUBJECT in titles:
        subjects = Subject.objects.order_by("position", "name")
        found[SUBJECT] = list(subjects.values_list("name", flat=True))
    if RELATION in titles:
        found[RELATION] = RELATIONS
    return {title: values for title, values in found.items() if values}


def _person(user: User) -> Told:
    return {
        CODE: user.sourced_id, LOGIN: user.username, LAST: user.last_name, FIRST: user.first_name,
        MIDDLE: user.middle_name, PHONE: user.phone, EMAIL: user.email,
    }  # fmt: skip


def _staff(year: SchoolYear, on: date) -> list[Told]:
    rows = StaffMember.objects.filter(access_closed_at=None).exclude(dismissed_on__lt=on)
    return [
        {
            **_person(row.user), POSITION: row.position, HIRED: row.hired_on, HIRE_ORDER: row.hire_order_number,
            HIRE_DATE: row.hire_order_date,
        }
        for row in rows.select_related("user").order_by(*alphabetical("user__"))
    ]  # fmt: skip


def _pupils(year: SchoolYear, on: date) -> list[Told]:
    """The latest place of each pupil in the year, of those who have not left."""
    places = ClassEnrollment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), school_class__year=year
    )
    named = places.select_related("school_class", "student__user")
    latest: dict[int, ClassEnrollment] = {}
    order = (
        "school_class__grade",
        "school_class__letter",
        *alphabetical("student__user__"),
        "starts_on",
    )
    for place in named.order_by(*order):
        latest[place.student_id] = place
    return [
        {
            **_person(place.student.user), CLASS: place.school_class.name, BORN: place.student.birth_date,
            SEX: SEXES.get(place.student.sex, ""), FILE: place.student.file_number, ADDRESS: place.student.address,
            SINCE: place.starts_on, ORDER: place.entered_by_order,
        }
        for place in latest.values()
    ]  # fmt: skip


def _parents(year: SchoolYear, on: date) -> list[Told]:
    here = ClassEnrollment.objects.filter(school_class__year=year).values("student")
    links = GuardianLink.objects.on(on).filter(student__in=here)
    return [
        {
            **_person(link.guardian), RELATION: link.relation, CHILD: link.student.user.username,
            CHILD_NAME: f"{link.student.user.last_name} {link.student.user.first_name}",
            PARENT_SINCE: link.starts_on, BASIS: link.basis,
        }
        for link in links.select_related("guardian", "student__user").order_by(
            *alphabetical("student__user__"), "pk"
        )
    ]  # fmt: skip


def _load(year: SchoolYear, on: date) -> list[Told]:
    """A journal with its teacher; one of several teachers once for each, a vacant one once; those of no class not.

    Of two terms of one teacher the first that lasts is told: a line is known by its journal and its teacher.
    """
    loads: dict[int, dict[int, TeachingLoad]] = defaultdict(dict)
    lasting = TeachingLoad.objects.filter(section__year=year).exclude(ends_on__lt=on)
    for load in lasting.select_related("teacher__user").order_by("-is_primary", "starts_on", "pk"):
        loads[load.section_id].setdefault(load.teacher_id, load)
    classes: dict[int, list[str]] = defaultdict(list)
    links = SectionClass.objects.filter(section__year=year).order_by(
        "school_class__grade", "school_class__letter", "pk"
    )
    for section_id, name in links.values_list("section", "school_class__name"):
        classes[section_id].append(name)
    sections = CourseSection.objects.filter(year=year, plan=None).exclude(ends_on__lt=on)
    rows = []
    for section in sections.select_related("subject").in_order():
        if not classes[section.pk]:
            continue
        about = {
            CLASS: ", ".join(classes[section.pk]),
            SUBJECT: section.subject.name,
            GROUP: section.name,
        }
        hours: Decimal | None = section.weekly_hours
        for load in loads[section.pk].values():
            own = load.hours if load.hours is not None else hours
            since = max(load.starts_on, year.starts_on)
            rows.append(
                {**about, TEACHER: load.teacher.user.username, HOURS: own or None, FROM: since}
            )
        if not loads[section.pk]:
            rows.append({**about, HOURS: hours or None})
    return rows


_FILLED: dict[str, Callable[[SchoolYear, date], list[Told]]] = {
    "staff": _staff, "pupils": _pupils, "parents": _parents, "load": _load,
}  # fmt: skip
