"""Personal cards: people are entered once, and every edit is signed and never goes over somebody else's."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.actions.usernames import choose_names
from accounts.models import User
from school.cards import LABELS, Person, PupilFacts, seal_of, values_of
from school.models import PersonCard, Student
from school.words import clock, date_dots

from .refusals import Refused

BEFORE_FIRST_EDIT = "сведения до первой правки"


class Stale(Refused):
    """Somebody has changed the card since the page was opened."""


def one_at_a_time(form: UUID) -> None:
    """The same form sent twice waits for itself; until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form)])


def person_entered_by(form: UUID) -> User | None:
    card = PersonCard.objects.filter(form=form).select_related("user").first()
    return card.user if card else None


def enter_person(
    *, person: Person, form: UUID | None, by: User, now: datetime, reason: str
) -> User:
    """A new person with a card and a name for signing in; a password is given by a slip.

    The caller has asked whether the person is there already, and holds `one_at_a_time`.
    """
    (username,) = choose_names([person])
    user = User(username=username, date_joined=now, **_names(person))
    user.set_unusable_password()
    user.save()
    PersonCard(user=user, form=form, **_names(person)).save(by=by, now=now, reason=reason)
    return user


def person_of(user: User) -> Person:
    """What the account says of the person; the card, where there is one, says the same."""
    return Person(user.last_name, user.first_name, user.middle_name, user.phone, user.email)


def write_card(*, user: User, person: Person, by: User, now: datetime, reason: str) -> PersonCard:
    """Put the person's names and contacts into the card and on the account. The caller holds the account's row."""
    card = _card_of(user, by, now)
    if person_of(user) != person or _of_card(card) != person:
        for name, value in _names(person).items():
            setattr(card, name, value)
            setattr(user, name, value)
        card.save(by=by, now=now, reason=reason)
        user.save(update_fields=list(_names(person)))
    return card


@transaction.atomic
def edit_pupil(
    *,
    student: Student,
    person: Person,
    facts: PupilFacts,
    shown: str,
    reason: str,
    by: User,
    now: datetime,
) -> None:
    """Change a pupil's card (B 2.5.4). `shown` is the seal of what the page showed; raises Stale."""
    user = lock_person(student.user)
    student = Student.objects.select_for_update().get(pk=student.pk)
    must_be_as_shown(values_of(person_of(user), PupilFacts.of(student)), shown, student, user)
    write_card(user=user, person=person, by=by, now=now, reason=reason)
    if PupilFacts.of(student) != facts:
        for name, value in vars(facts).items():
            setattr(student, name, value)
        student.save(by=by, now=now, reason=reason)


@transaction.atomic
def verify_card(*, user: User, on: date, by: User, now: datetime) -> PersonCard:
    """«Сведения сверены» with documents on that day (B 17); said twice on a day, it is one fact."""
    user = lock_person(user)
    card = _card_of(user, by, now)
    if card.verified_on != on:
        card.verified_on = on
        card.save(by=by, now=now, reason="сведения сверены с документами")
    return card


def lock_person(user: User) -> User:
    """The account's row is the lock of everything written on the person's cards."""
    return User.objects.select_for_update().get(pk=user.pk)


def must_be_as_shown(values: Mapping[str, str], shown: str, *rows: Any) -> None:
    """Raises Stale, naming who has changed the card, when, and what it holds now."""
    if seal_of(values) == shown:
        return
    last = max(
        (change for row in rows if (change := _last_change(row))),
        key=lambda change: change.history_date,
        default=None,
    )
    who = ""
    if last:
        at = timezone.localtime(last.history_date)
        who = f" ({last.history_author}, {date_dots(at.date())}, {clock(at.time())})"
    now = "; ".join(f"{LABELS[name]}: {value}" for name, value in values.items() if value)
    raise Stale(
        f"Пока вы правили карточку, её изменили{who}. Сейчас в ней — {now}. "
        "Сверьте и сохраните ещё раз, чтобы осталось ваше."
    )


def _last_change(row: Any) -> Any:
    if isinstance(row, User):
        return PersonCard.history.filter(user_id=row.pk).order_by("-history_id").first()
    return row.history.order_by("-history_id").first()


def _card_of(user: User, by: User, now: datetime) -> PersonCard:
    """The card, begun with what the account says, so that history shows what it was."""
    card = PersonCard.objects.select_for_update().filter(user=user).first()
    if card is None:
        card = PersonCard(user=user, **_names(person_of(user)))
        card.save(by=by, now=now, reason=BEFORE_FIRST_EDIT)
    return card


def _of_card(card: PersonCard) -> Person:
    return Person(card.last_name, card.first_name, card.middle_name, card.phone, card.email)


def _names(person: Person) -> dict[str, str]:
    return dict(vars(person))
