"""Access given by order to one journal, class or pupil for a term, and withdrawn before it (ACC-2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from accounts.models import Right, User
from accounts.rights import why_not_granted
from school.models import (
    FILL_JOURNAL,
    READ_CLASS,
    READ_JOURNAL,
    READ_PUPIL,
    READ_REPORTS,
    ClassGrant,
    CourseSection,
    SchoolClass,
    SchoolYear,
    SectionGrant,
    Student,
    StudentGrant,
)
from school.words import date_dots

from .refusals import Refused
from .roles import own_standing, receiver_of

# What can be given, and on what.
KINDS: dict[str, tuple[Any, Any]] = {
    READ_JOURNAL: (SectionGrant, CourseSection),
    FILL_JOURNAL: (SectionGrant, CourseSection),
    READ_CLASS: (ClassGrant, SchoolClass),
    READ_REPORTS: (ClassGrant, SchoolClass),
    READ_PUPIL: (StudentGrant, Student),
}
Target = CourseSection | SchoolClass | Student


@dataclass(frozen=True)
class Term:
    """From which day till which, both included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Order:
    number: str
    date: date
    reason: str = ""

    @property
    def words(self) -> str:
        """As lists keep it: «№ 81-у от 29.08.2025»."""
        return f"№ {self.number} от {self.date:%d.%m.%Y}"


@transaction.atomic
def grant_access(
    *, user: User, act: str, target: Target, term: Term, order: Order, by: User, now: datetime
) -> Any:
    """A new grant. Raises Refused where the rules of accounts.rights do not allow it.

    `act` is one of KINDS; it ends by itself after the last day of its term.
    """
    model, of = KINDS[act]
    if not isinstance(target, of):
        raise Refused("Это право даётся не на то, что выбрано.")
    today = timezone.localdate(now)
    own = own_standing(by, now)
    why = why_not_granted(
        receiver_of(user, by=by, today=today),
        own_rights=own.rights,
        own_roles=own.roles,
        writes=act == FILL_JOURNAL,
        order_number=order.number,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        today=today,
    )
    if why or (why := _why_not_this_year(act, target, today)):
        raise Refused(why)
    User.objects.select_for_update().get(pk=user.pk)
    permission = permission_of(act)
    _must_not_be_given_yet(model, user, permission, target, term)
    row = model(
        user=user,
        permission=permission,
        content_object=target,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        order_number=order.number.strip(),
        order_date=order.date,
        reason=order.reason.strip(),
    )
    row.save(by=by, reason=order.reason.strip(), now=now)
    return row


@transaction.atomic
def withdraw_grant(*, grant: Any, reason: str, by: User, now: datetime) -> None:
    """From this moment the grant gives nothing, also on its last day. Raises Refused where it has ended."""
    if Right.ACCESS not in own_standing(by, now).rights:
        raise Refused("Доступ по приказу отзывает администратор системы или директор.")
    row = type(grant).objects.select_for_update().get(pk=grant.pk)
    if not reason.strip():
        raise Refused("Укажите, по какому приказу или почему доступ отзывается.")
    if row.withdrawn_at is not None:
        raise Refused("Этот доступ уже отозван.")
    if row.ends_on < timezone.localdate(now):
        raise Refused(f"Этот доступ закончился сам {date_dots(row.ends_on)}.")
    row.withdrawn_at = now
    row.save(by=by, reason=reason.strip(), now=now)


def permission_of(act: str) -> Permission:
    return Permission.objects.get(codename=act, content_type__app_label="school")


def _why_not_this_year(act: str, target: Target, today: date) -> str:
    """A finished year is only read; the diary of a pupil knows no year."""
    if act != FILL_JOURNAL or not isinstance(target, CourseSection):
        return ""
    current = SchoolYear.objects.current(today)
    if current is not None and current.pk == target.year_id:
        return ""
    return "Журнал другого учебного года только читают."


def _must_not_be_given_yet(
    model: Any, user: User, permission: Permission, target: Target, term: Term
) -> None:
    same = model.objects.filter(
        user=user,
        permission=permission,
        content_object=target,
        withdrawn_at=None,
        starts_on__lte=term.ends_on,
        ends_on__gte=term.starts_on,
    ).first()
    if same:
        raise Refused(
            f"Этот доступ уже дан: приказ № {same.order_number}, "
            f"с {date_dots(same.starts_on)} по {date_dots(same.ends_on)}."
        )
