"""What is done to another's way of signing in: freed after wrong passwords, second factor taken off, bound outside."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from axes.utils import reset
from django.db import transaction

from accounts.actions.sessions import end_all_sessions
from accounts.models import SignInAct, User
from accounts.slips import SlipRefused


@transaction.atomic
def free(*, person: User, by: User, now: datetime) -> None:
    """Wrong passwords and codes of this name are forgotten: the person may try again at once."""
    reset(username=person.username)
    SignInAct(user=person, kind=SignInAct.Kind.FREED, made_by=by, made_at=now).save(by=by, now=now)


@transaction.atomic
def reset_second_factor(*, person: User, reason: str, by: User, now: datetime) -> None:
    """Application, passkeys and recovery codes are taken off, the person is signed out everywhere.

    He comes in by his password and sets up a new factor. Raises SlipRefused without a reason or a factor.
    """
    if not reason:
        raise SlipRefused("Напишите, почему: например, «утерян телефон, заявление от 12.09».")
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    gone, _ = Authenticator.objects.filter(user=person).delete()
    if not gone:
        raise SlipRefused("Второй фактор не подключён: сбрасывать нечего.")
    end_all_sessions(of=person, by=by, now=now)
    SignInAct(
        user=person, kind=SignInAct.Kind.FACTOR_RESET, made_by=by, made_at=now, reason=reason
    ).save(by=by, reason=reason, now=now)
