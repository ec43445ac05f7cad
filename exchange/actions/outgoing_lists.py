"""Blanks of the lists to fill in, and the lists as the journal has them: loaded back, they change nothing."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.names import alphabetical
from exchange.lists import ListForm, list_csv, list_workbook
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
from school.models import (
    ClassEnrollment,
    CourseSection,
    GuardianLink,
    SchoolClass,
    SchoolYear,
    StaffMember,
    Subject,
    TeachingLoad,
)

Told = dict[str, Any]
SEXES = {"male": "м", "female": "ж"}
RELATIONS = ("мать", "отец", "опекун", "попечитель", "приёмный родитель", "представитель")


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
    """A journal with its teacher; one of several teachers once for each, a vacant one once."""
    loads: dict[int, list[TeachingLoad]] = defaultdict(list)
    lasting = TeachingLoad.objects.filter(section__year=year).exclude(ends_on__lt=on)
    for load in lasting.select_related("teacher__user").order_by("-is_primary", "pk"):
        loads[load.section_id].append(load)
    sections = CourseSection.objects.filter(year=year, plan=None).exclude(ends_on__lt=on)
    rows = []
    for section in sections.select_related("subject").in_order():
        about = {CLASS: section.classes_text, SUBJECT: section.subject.name, GROUP: section.name}
        hours: Decimal | None = section.weekly_hours
        for load in loads[section.pk]:
            own = load.hours if load.hours is not None else hours
            rows.append(
                {**about, TEACHER: load.teacher.user.username, HOURS: own, FROM: load.starts_on}
            )
        if not loads[section.pk]:
            rows.append({**about, HOURS: hours})
    return rows


_FILLED: dict[str, Callable[[SchoolYear, date], list[Told]]] = {
    "staff": _staff, "pupils": _pupils, "parents": _parents, "load": _load,
}  # fmt: skip
