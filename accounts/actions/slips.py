"""One-time slips: given, used once, voided. Codes are known to nobody after the printing (ACC-3)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.timezone import localdate, localtime

from accounts.actions.sessions import end_all_sessions
from accounts.models import SignInSlip, SlipCode, User
from accounts.slips import MOST_AT_ONCE, SlipRefused, is_nameless, new_code
from accounts.usernames import free_name, usual_name


@dataclass(frozen=True)
class IssuedSlip:
    """What is printed: the only moment at which a code and its person are known together."""

    user: User
    username: str
    code: str
    valid_until: date


@transaction.atomic
def issue_slips(
    *, people: Sequence[User], valid_until: date, by: User, now: datetime, seen_at: datetime | None
) -> list[IssuedSlip]:
    """A new slip for each person, in the order given; older ones let in no more.

    `seen_at` is when the page was shown: a slip given since (another press of the button, another person) is not
    voided unseen. Raises SlipRefused, also for too many at once.
    """
    if not people:
        raise SlipRefused("Никто не выбран. Отметьте, кому нужен листок.")
    if len(people) > MOST_AT_ONCE:
        raise SlipRefused(f"Выбрано больше {MOST_AT_ONCE} человек. Напечатайте листки по частям.")
    keys = {person.pk for person in people}
    users = User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").in_bulk()
    older = list(SignInSlip.objects.unused().filter(user__in=keys))
    since = [slip for slip in older if seen_at and slip.issued_at > seen_at]
    if since:
        raise SlipRefused(
            f"{users[since[0].user_id].full_name}: листок уже выдан в {localtime(since[0].issued_at):%H:%M}. "
            "Напечатанные листки действуют. Если нужны новые, обновите страницу."
        )
    _void(older, reason="выдан новый листок", by=by, now=now)
    _name(users.values())
    issued = [
        IssuedSlip(u, u.username, new_code(), valid_until)
        for u in map(users.get, keys_in(people))
        if u
    ]
    _keep(issued, by=by, now=now)
    return issued


def keys_in(people: Iterable[User]) -> list[int]:
    """Keys of the people in their order, each once: a mother of two has one account."""
    return list(dict.fromkeys(person.pk for person in people))


def _keep(issued: Sequence[IssuedSlip], *, by: User, now: datetime) -> None:
    slips = SignInSlip.objects.write(
        [
            SignInSlip(
                user=slip.user, username=slip.username, issued_by=by, issued_at=now, valid_until=slip.valid_until
            )
            for slip in issued
        ],
        by=by,
        now=now,
    )  # fmt: skip
    SlipCode.objects.bulk_create(
        SlipCode(slip=slip, hash=make_password(told.code))
        for slip, told in zip(slips, issued, strict=True)
    )


def _name(users: Collection[User]) -> None:
    """A name for those who have none: lists without names leave the key of the other system there."""
    nameless = [user for user in users if is_nameless(user)]
    if not nameless:
        return
    taken = {name.lower() for name in User.objects.values_list("username", flat=True)}
    taken |= {name.lower() for name in SignInSlip.objects.values_list("username", flat=True)}
    for user in nameless:
        user.username = free_name(
            usual_name(user.last_name, user.first_name, user.middle_name), taken
        )
        taken.add(user.username)
    User.objects.bulk_update(nameless, ["username"])


@transaction.atomic
def void_slips(*, of: User, reason: str, by: User, now: datetime) -> int:
    """Slips that are out let in no more; how many there were."""
    User.objects.select_for_update(no_key=True).get(pk=of.pk)
    slips = list(SignInSlip.objects.unused().filter(user=of))
    _void(slips, reason=reason, by=by, now=now)
    return len(slips)


def _void(slips: list[SignInSlip], *, reason: str, by: User, now: datetime) -> None:
    SlipCode.objects.filter(slip__in=slips).delete()
    for slip in slips:
        slip.voided_at, slip.void_reason = now, reason
    SignInSlip.objects.write(slips, by=by, reason=reason, now=now)


def choose_password(*, slip: SignInSlip, password: str, now: datetime) -> User:
    """The slip is used: the person has a password that nobody else has seen, and is signed out wherever he was."""
    return _enter(slip, make_password(password), now)


def choose_passkey(*, slip: SignInSlip, now: datetime) -> User:
    """The slip is used: the person comes in without a password, to add a passkey at once."""
    return _enter(slip, make_password(None), now)


@transaction.atomic
def _enter(slip: SignInSlip, password: str, now: datetime) -> User:
    user = spend(slip=slip, now=now)
    user.password = password
    user.save(update_fields=["password"])
    end_all_sessions(of=user, by=user, now=now)
    return user


@transaction.atomic
def spend(*, slip: SignInSlip, now: datetime) -> User:
    """Mark the slip used by its person; of two who come with it at once one is let in. Raises SlipRefused."""
    user = User.objects.select_for_update(no_key=True).get(pk=slip.user_id)
    slip = SignInSlip.objects.get(pk=slip.pk)
    if slip.used_at or slip.voided_at or slip.valid_until < localdate(now) or not user.is_active:
        raise SlipRefused(
            "Этот листок больше не действует: им уже вошли или выдан новый. Попросите новый листок."
        )
    slip.used_at = now
    slip.save(by=user, reason="вход по листку", now=now)
    SlipCode.objects.filter(slip=slip).delete()
    return user
