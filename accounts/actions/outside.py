"""Who of the school is who at an outside provider: bound by a slip or from the card, and unbound."""

from datetime import datetime

from django.db import connection, transaction

from accounts.models import OutsideIdentity, SignInSlip, User
from accounts.slips import SlipRefused

from .slips import spend


@transaction.atomic
def bind_by_slip(
    *, slip: SignInSlip, issuer: str, identifier: str, by: User, now: datetime
) -> User:
    """The person of the slip is the one whom the provider confirmed; the slip is used. Raises SlipRefused."""
    _be_alone_with(issuer, identifier)
    user = spend(slip=slip, by=by, now=now)
    _bind(user, issuer, identifier, OutsideIdentity.How.SLIP, by=by, now=now)
    return user


@transaction.atomic
def bind_from_card(
    *, person: User, issuer: str, identifier: str, by: User, now: datetime
) -> OutsideIdentity:
    """The school writes the number down itself. Raises SlipRefused."""
    if not identifier:
        raise SlipRefused("Напишите номер: без него человека не узнать.")
    _be_alone_with(issuer, identifier)
    return _bind(person, issuer, identifier, OutsideIdentity.How.CARD, by=by, now=now)


@transaction.atomic
def unbind(*, person: User, reason: str, by: User, now: datetime) -> None:
    """The number opens this account no more, and may be bound to another. Raises SlipRefused without a reason."""
    if not reason.strip():
        raise SlipRefused("Напишите, почему номер отвязывается.")
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    rows = list(OutsideIdentity.objects.filter(user=person, ended_at=None))
    if not rows:
        raise SlipRefused("Номер не привязан.")
    for row in rows:
        row.ended_at = now
    OutsideIdentity.objects.write(rows, by=by, reason=reason, now=now)


def _be_alone_with(issuer: str, identifier: str) -> None:
    """Two people never come to the same number at once. Before any person's row, so that nobody waits in a ring."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{issuer} {identifier}"])


def _bind(
    user: User, issuer: str, identifier: str, how: str, *, by: User, now: datetime
) -> OutsideIdentity:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    must_be_free(user, issuer, identifier)
    identity = OutsideIdentity(
        user=user, issuer=issuer, identifier=identifier, bound_how=how, bound_at=now
    )
    identity.save(by=by, now=now)
    return identity


def must_be_free(user: User, issuer: str, identifier: str) -> None:
    """Raises SlipRefused where the number is another person's, or the person has another number."""
    holders = OutsideIdentity.objects.filter(issuer=issuer, ended_at=None)
    if holders.filter(identifier=identifier).exclude(user=user).exists():
        raise SlipRefused(
            "Этот номер уже привязан к другому человеку в журнале. Обратитесь к администратору школы."
        )
    if holders.filter(user=user).exists():
        raise SlipRefused(
            "К этому человеку уже привязан другой номер. Обратитесь к администратору школы."
        )
