"""The register of the staff, a card, and what a dismissal will end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from accounts.models import Appointment
from accounts.names import alphabetical, name_holds
from school.cards import LABELS
from school.days import today_of
from school.models import (
    Homeroom,
    PersonCard,
    StaffMember,
    TeachingLoad,
)
from school.work import at_work

from .changes import CardChange, Described, changes_of

ROWS_A_PAGE = 100
WORKING, DISMISSED, ALL = "working", "dismissed", "all"


@dataclass(frozen=True)
class StaffScreen:
    page: Page[StaffMember]
    total: int


def staff_screen(
    staff: QuerySet[StaffMember], *, q: str, show: str, position: str, number: str, on: date
) -> StaffScreen:
    """Members of the staff by alphabet. Two queries."""
    if show == WORKING:
        staff = staff.filter(at_work(on=on))
    elif show == DISMISSED:
        staff = staff.exclude(at_work(on=on))
    if position:
        staff = staff.filter(position=position)
    found = name_holds(staff, q, "user__")
    ordered = found.select_related("user").order_by(*alphabetical("user__"))
    paginator = Paginator(ordered, ROWS_A_PAGE)
    return StaffScreen(paginator.get_page(number), paginator.count)


def positions_of(staff: QuerySet[StaffMember]) -> list[str]:
    """Positions there are, by alphabet. One query."""
    named = staff.exclude(position="").values_list("position", flat=True)
    return list(named.order_by("position").distinct())


@dataclass(frozen=True)
class Duty:
    """A journal, a class or an order of a person, with its term."""

    title: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class StaffCard:
    member: StaffMember
    is_dismissed: bool
    will_leave: bool
    is_parent: bool
    loads: tuple[Duty, ...]
    homerooms: tuple[Duty, ...]
    appointments: tuple[Duty, ...]
    changes: list[CardChange]


def staff_card(member: StaffMember, *, on: date) -> StaffCard:
    """The card of a member of the staff. Seven queries beside the member's own."""
    loads = TeachingLoad.objects.filter(teacher=member).select_related("section__subject")
    homerooms = Homeroom.objects.filter(teacher=member).select_related("school_class")
    appointments = Appointment.objects.filter(user=member.user)
    is_dismissed = not member.is_at_work(today_of(on))
    return StaffCard(
        member=member,
        is_dismissed=is_dismissed,
        will_leave=member.dismissed_on is not None and not is_dismissed,
        is_parent=member.user.guardian_links.on(today_of(on)).exists(),
        loads=_duties(
            (row.section.title, row)
            for row in loads.order_by("ends_on", "section__grade", "section__classes_text", "pk")
        ),
        homerooms=_duties(
            (row.school_class.name, row) for row in homerooms.order_by("-starts_on", "pk")
        ),
        appointments=_duties(
            (row.get_role_display(), row) for row in appointments.order_by("-starts_on", "pk")
        ),
        changes=changes_of([_of_person(member.user_id), _of_work(member)]),
    )


def _duties(rows: Iterable[tuple[str, Any]]) -> tuple[Duty, ...]:
    return tuple(Duty(title, row.starts_on, row.ends_on) for title, row in rows)


def _nameless(row: Any) -> str:
    return ""


def _of_person(user: int) -> Described:
    fields = ["last_name", "first_name", "middle_name", "phone", "email"]
    labels = {name: LABELS[name] for name in fields} | {"verified_on": "сведения сверены"}
    return Described(
        PersonCard.history.filter(user_id=user), _nameless, labels, "карточка заведена"
    )


def _of_work(member: StaffMember) -> Described:
    fields = ["position", "hired_on", "hire_order_number", "hire_order_date"]
    labels = {name: LABELS[name] for name in fields} | {
        "dismissed_on": "последний рабочий день",
        "dismissal_order_number": "номер приказа об увольнении",
        "dismissal_order_date": "дата приказа об увольнении",
        "access_closed_at": "доступ закрыт",
    }
    return Described(member.history.all(), _nameless, labels, "принят на работу")


def candidates(*, on: date, but: StaffMember) -> list[StaffMember]:
    """Who can take journals over: everybody at work. One query."""
    staff = StaffMember.objects.filter(at_work(on=on)).exclude(pk=but.pk)
    return list(staff.select_related("user").order_by(*alphabetical("user__")))
