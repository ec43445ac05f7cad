"""One-time slips: given, used once, voided. Codes are known to nobody after the printing (ACC-3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.timezone import localdate, localtime

from accounts.actions.sessions import end_all_sessions
from accounts.actions.usernames import choose_names
from accounts.models import SignInSlip, SlipCode, User
from accounts.slips import MOST_AT_ONCE, SlipRefused, is_nameless, new_code


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
    _must_be_few(people)
    keys = {person.pk for person in people}
    users = User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").in_bulk()
    older = list(SignInSlip.objects.unused().filter(user__in=keys))
    _must_be_seen(older, seen_at)
    _void(older, reason="выдан новый листок", by=by, now=now)
    give_names(people=users.values())
    issued = [
        IssuedSlip(u, u.username, new_code(), valid_until)
        for u in map(users.get, keys_in(people))
        if u
    ]
    _keep(issued, by=by, now=now)
    return issued


def must_be_given(*, people: Sequence[User], seen_at: datetime | None) -> None:
    """Raises SlipRefused where `issue_slips` would, before it is asked to: later it still may."""
    _must_be_few(people)
    _must_be_seen(SignInSlip.objects.unused().filter(user__in=keys_in(people)), seen_at)


def _must_be_few(people: Sequence[User]) -> None:
    if not people:
        raise SlipRefused("Никто не выбран. Отметьте, кому нужен листок.")
    if len(people) > MOST_AT_ONCE:
        raise SlipRefused(f"Выбрано больше {MOST_AT_ONCE} человек. Напечатайте листки по частям.")


def _must_be_seen(older: Iterable[SignInSlip], seen_at: datetime | None) -> None:
    for slip in older:
        if seen_at and slip.issued_at > seen_at:
            raise SlipRefused(
                f"{slip.user.full_name}: листок уже выдан в {localtime(slip.issued_at):%H:%M}. "
                "Напечатанные листки действуют. Если нужны новые, обновите страницу."
            )


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


def give_names(*, people: Iterable[User]) -> None:
    """A name for those who have none: lists without names leave the key of the other system there."""
    nameless = [user for user in people if is_nameless(user)]
    if not nameless:
        return
    with transaction.atomic():
        for user, name in zip(nameless, choose_names(nameless), strict=True):
            user.username = name
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


@transaction.atomic
def enter_by_slip(*, slip: SignInSlip, password: str, by: User, now: datetime) -> User:
    """The slip is used: the person has a password that nobody else has seen, and is signed out wherever he was.

    `password` is its hash, or an unusable one where he adds a passkey at once. Raises SlipRefused.
    """
    user = spend(slip=slip, by=by, now=now)
    user.password = password
    user.save(update_fields=["password"])
    end_all_sessions(of=user, by=by, now=now)
    return user


@transaction.atomic
def spend(*, slip: SignInSlip, by: User, now: datetime) -> User:
    """Mark the slip used by its person; of two who come with it at once one is let in. Raises SlipRefused."""
    user = User.objects.select_for_update(no_key=True).get(pk=slip.user_id)
    slip = SignInSlip.objects.get(pk=slip.pk)
    over = slip.used_at or slip.voided_at or slip.valid_until < localdate(now)
    if over or not user.is_active or by.pk != user.pk:
        raise SlipRefused(
            "Этот листок больше не действует: им уже вошли или выдан новый. Попросите новый листок."
        )
    slip.used_at = now
    slip.save(by=by, reason="вход по листку", now=now)
    SlipCode.objects.filter(slip=slip).delete()
    return user
