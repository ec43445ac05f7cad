"""What is known of an account's way through the door."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.db.models import Q
from django.http import Http404

from .models import Appointment, OutsideIdentity, RoleRight, RulesAcceptance, SignInSlip, User
from .rights import rights_of
from .slips import Reach, among


def has_accepted_rules(user: User, version: str) -> bool:
    return RulesAcceptance.objects.filter(user=user, version=version).exists()


def has_second_factor(user: User) -> bool:
    """An application with codes or a passkey; recovery codes alone are none."""
    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=factors).exists()


def must_have(rights: frozenset[str], *wanted: str) -> None:
    """To a person without any of these rights the page does not exist."""
    if not rights & frozenset(wanted):
        raise Http404


def slip_in_hand(pk: object, *, today: date) -> SignInSlip | None:
    """The slip, if it still lets its person in."""
    if not isinstance(pk, int):
        return None
    slips = SignInSlip.objects.open(today=today).filter(user__is_active=True)
    return slips.select_related("user").filter(pk=pk).first()


def reach_of_people(users: Collection[int], *, today: date) -> dict[int, Reach]:
    """What orders allow these people; whoever has none is left out. Two queries."""
    open_ended = Q(ends_on=None) | Q(ends_on__gte=today)
    rows = Appointment.objects.filter(open_ended, user__in=users)
    orders: dict[int, list[Any]] = defaultdict(list)
    for user, *order in rows.values_list("user", "role", "grade_from", "grade_to", "starts_on"):
        orders[user].append(order)
    changes = list(RoleRight.objects.changes()) if orders else []
    found = {}
    for user, theirs in orders.items():
        ever, now = set(), set()
        for role, low, high, starts_on in theirs:
            allowed = {(r, grade) for r in rights_of([role], changes) for grade in among(low, high)}
            ever |= allowed
            now |= allowed if starts_on <= today else set()
        found[user] = Reach(frozenset(now), frozenset(ever))
    return found


def failures_at_the_door(user: User) -> int:
    """Wrong passwords and codes under this name that are not forgotten yet."""
    tried = AccessAttempt.objects.filter(username=user.username)
    # A stranger's wrong password is counted a second time, as a try of that password.
    tried = tried.exclude(user_agent__startswith="password ")
    return sum(tried.values_list("failures_since_start", flat=True))


def person_behind(issuer: str, identifier: str) -> User | None:
    """Whose number this is at the provider; never asked by name."""
    bound = OutsideIdentity.objects.filter(issuer=issuer, identifier=identifier, ended_at=None)
    found = bound.select_related("user").first()
    return found.user if found else None


def is_of_the_staff(user: User, *, today: date) -> bool:
    """Works at the school, or is appointed by an order today."""
    member = getattr(user, "staff_member", None)
    if member is not None and member.is_at_work(today):
        return True
    return Appointment.objects.on(today).filter(user=user).exists()
