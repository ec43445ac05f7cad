"""Access by order in the demo school: in force, ended by itself, withdrawn, and one that begins later."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from accounts.models import User
from school import actions
from school.actions import Order, Term
from school.actions.grants import Target
from school.models import (
    READ_CLASS,
    READ_JOURNAL,
    READ_PUPIL,
    ClassGrant,
    Homeroom,
    SectionClass,
    StaffMember,
    Student,
)

from .almanac import MOSCOW


@dataclass(frozen=True)
class Given:
    """To which of the school's teachers, what, by which order, when given, for which days, when withdrawn."""

    teacher: int
    act: str
    order: str
    why: str
    day: date
    term: Term
    withdrawn: date | None = None


ORDERS = [
    Given(
        0, READ_CLASS, "41-у", "взаимопосещение уроков", date(2025, 9, 5),
        Term(date(2025, 9, 8), date(2025, 9, 19)),
    ),
    Given(
        1, READ_JOURNAL, "44-у", "проверка объёма домашних заданий", date(2025, 9, 12),
        Term(date(2025, 9, 15), date(2025, 10, 15)), withdrawn=date(2025, 9, 24),
    ),
    Given(
        2, READ_PUPIL, "47-у", "психологическое сопровождение", date(2025, 9, 30),
        Term(date(2025, 10, 1), date(2025, 12, 30)),
    ),
    Given(
        3, READ_CLASS, "52-у", "неделя русского языка", date(2025, 10, 20),
        Term(date(2025, 11, 10), date(2025, 11, 21)),
    ),
]  # fmt: skip


@transaction.atomic
def open_by_order(*, now: datetime) -> None:
    """What the director had opened by that moment; nothing where it is there already."""
    homeroom = Homeroom.objects.select_related("school_class").filter(
        teacher__user__username="homeroom"
    )
    shown = homeroom.first()
    if shown is None or ClassGrant.objects.exists():
        return
    staff = StaffMember.objects.filter(user__appointments=None).exclude(pk=shown.teacher_id)
    teachers = [row.user for row in staff.select_related("user").order_by("pk")[:5]]
    targets = _targets(shown)
    administrator = User.objects.get(username="admin")
    for given in ORDERS:
        if given.day > now.date() or given.teacher >= len(teachers):
            continue
        row = actions.grant_access(
            user=teachers[given.teacher],
            act=given.act,
            target=targets[given.act],
            term=given.term,
            order=Order(given.order, given.day, given.why),
            by=administrator,
            now=_noon(given.day),
        )
        if given.withdrawn and given.withdrawn <= now.date():
            actions.withdraw_grant(
                grant=row, reason="приказ № 46-у: проверка окончена", by=administrator,
                now=_noon(given.withdrawn),
            )  # fmt: skip


def _targets(shown: Homeroom) -> dict[str, Target]:
    sections = SectionClass.objects.filter(school_class=shown.school_class)
    section = sections.select_related("section").order_by("pk")[0].section
    return {
        READ_CLASS: shown.school_class,
        READ_JOURNAL: section,
        READ_PUPIL: Student.objects.get(user__username="pupil"),
    }


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), MOSCOW)
