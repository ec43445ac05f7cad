"""A breach of an account's confidentiality: reported, told of, given its moment, its act, unlocked (B 4.3)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import breaches
from accounts.models import BreachIncident, OutsideIdentity, User
from accounts.models.breaches import SMALLEST_COMMISSION
from accounts.rights import Role
from accounts.slips import USUAL_TERM

from .outside import unbind
from .sessions import end_all_sessions
from .slips import IssuedSlip, issue_slips, void_slips

STOPPED = "сообщено о нарушении конфиденциальности"
# Who is the director and who the support that B 4.3 wants told.
DIRECTORS = frozenset({Role.DIRECTOR})
SUPPORT = frozenset({Role.SYSADMIN, Role.ASSISTANT, Role.TECHNICIAN})


class Refused(Exception):
    """The step cannot be made; the text says why and what to do."""


@transaction.atomic
def report_breach(
    *,
    account: User,
    by: User,
    now: datetime,
    roles: frozenset[str] = frozenset(),
    discovered_at: datetime | None = None,
    circumstances: str = "",
) -> BreachIncident:
    """Stop the account and its sessions at once. A second report of a stopped account is the first one.

    `roles` are those of the reporter: what the director or the support reports they have been told.
    """
    account = User.objects.select_for_update(no_key=True).get(pk=account.pk)
    told = BreachIncident.objects.stopping(account).first()
    if told is None:
        told = BreachIncident(
            account=account,
            reported_by=by,
            reported_at=now,
            discovered_at=min(discovered_at or now, now),
            circumstances=circumstances.strip(),
        )
        if roles & DIRECTORS:
            told.director_notified_at, told.director_notified = now, by.full_name
        if roles & SUPPORT:
            told.support_notified_at, told.support_notified = now, by.full_name
        told.moment = _literal(told)
        told.save(by=by, reason=STOPPED, now=now)
    stop_account(account, by=by, now=now)
    return told


def stop_account(account: User, *, by: User, now: datetime) -> None:
    """Nobody comes in by this account, and whoever was in is out at the next request. What the person is stays."""
    User.objects.filter(pk=account.pk).update(is_active=False)
    end_all_sessions(of=account, by=by, now=now)
    void_slips(of=account, reason=STOPPED, by=by, now=now)


def locked(incident: BreachIncident) -> BreachIncident:
    """The incident as it is now; of two who handle it at once one waits."""
    rows = BreachIncident.objects.select_for_update(of=("self",)).select_related("account")
    return rows.get(pk=incident.pk)


def must_be_another(incident: BreachIncident, by: User) -> None:
    if by.pk == incident.account_id:
        raise Refused(
            "Нарушение по своей учётной записи разбирает другой человек: администратор или директор."
        )


@transaction.atomic
def note_notices(
    *,
    incident: BreachIncident,
    director_at: datetime | None,
    director: str,
    support_at: datetime | None,
    support: str,
    by: User,
    now: datetime,
) -> BreachIncident:
    """When the director and the support were told, and how. T follows them while nobody has set another."""
    incident = _open(incident, by)
    for at in (director_at, support_at):
        wrong = breaches.why_notice_is_wrong(at, now=now)
        if wrong:
            raise Refused(wrong)
    was_literal = incident.moment == _literal(incident)
    incident.director_notified_at, incident.director_notified = director_at, director.strip()
    incident.support_notified_at, incident.support_notified = support_at, support.strip()
    if was_literal:
        incident.moment = _literal(incident)
    incident.save(by=by, reason="извещения", now=now)
    return incident


def _literal(incident: BreachIncident) -> datetime | None:
    return breaches.literal_moment(incident.director_notified_at, incident.support_notified_at)


@transaction.atomic
def set_moment(
    *,
    incident: BreachIncident,
    moment: datetime,
    reason: str,
    doubtful_since: datetime | None,
    by: User,
    now: datetime,
) -> BreachIncident:
    """T, and since when operations before it are looked through. A moment other than that of B 4.3 has a reason."""
    incident = _open(incident, by)
    wrong = breaches.why_moment_is_wrong(
        moment,
        director=incident.director_notified_at,
        support=incident.support_notified_at,
        reason=reason,
        now=now,
    )
    if wrong:
        raise Refused(wrong)
    incident.moment, incident.moment_reason = moment, reason.strip()
    incident.doubtful_since = doubtful_since or moment - breaches.DOUBTFUL_DAYS
    incident.save(by=by, reason=incident.moment_reason or "момент по п. 4.3", now=now)
    return incident


@transaction.atomic
def set_commission(
    *,
    incident: BreachIncident,
    act_number: str,
    place: str,
    commission: Sequence[tuple[str, str]],
    measures: str,
    by: User,
    now: datetime,
) -> BreachIncident:
    """Number of the act, its place, the commission as (position, full name), and what was done."""
    incident = locked(incident)
    must_be_another(incident, by)
    members = [[position.strip(), name.strip()] for position, name in commission if name.strip()]
    if len(members) < SMALLEST_COMMISSION:
        raise Refused("В комиссии не меньше трёх человек: впишите должность и фамилию каждого.")
    number = act_number.strip()
    if not number:
        raise Refused("Укажите номер акта: он будет стоять в истории у каждой возвращённой записи.")
    if incident.state != BreachIncident.State.REPORTED and number != incident.act_number:
        raise Refused("Номер акта уже стоит в истории возвращённых записей: изменить его нельзя.")
    others = BreachIncident.objects.filter(act_number=number).exclude(pk=incident.pk)
    if others.exists():
        raise Refused(f"Акт № {number} уже есть. Укажите другой номер.")
    incident.act_number, incident.place, incident.commission = number, place.strip(), members
    incident.measures = measures.strip()
    incident.save(by=by, reason="комиссия", now=now)
    return incident


@transaction.atomic
def note_regulator(
    *,
    incident: BreachIncident,
    first_on: date | None,
    first_number: str,
    inquiry_on: date | None,
    inquiry_number: str,
    not_needed: str,
    by: User,
    now: datetime,
) -> BreachIncident:
    """Notices to Roskomnadzor, or why none is due (152-ФЗ, art. 21 p. 3.1)."""
    incident = locked(incident)
    must_be_another(incident, by)
    incident.first_notice_on, incident.first_notice_number = first_on, first_number.strip()
    incident.inquiry_on, incident.inquiry_number = inquiry_on, inquiry_number.strip()
    incident.no_notice_because = not_needed.strip()
    incident.save(by=by, reason="уведомления Роскомнадзора", now=now)
    return incident


@transaction.atomic
def unlock_account(*, incident: BreachIncident, by: User, now: datetime) -> IssuedSlip:
    """The account opens again, by a one-time slip only: the old password, second factors and outside numbers let nobody in."""
    incident = locked(incident)
    must_be_another(incident, by)
    if not incident.is_stopped:
        raise Refused("Эта учётная запись уже открыта снова. Обновите страницу.")
    account = incident.account
    Authenticator.objects.filter(user=account).delete()
    account.is_active, account.password = True, make_password(None)
    account.save(update_fields=["is_active", "password"])
    end_all_sessions(of=account, by=by, now=now)
    # The thief may have bound a number of his own.
    if OutsideIdentity.objects.filter(user=account, ended_at=None).exists():
        unbind(person=account, reason="нарушение конфиденциальности", by=by, now=now)
    incident.unlocked_at, incident.unlocked_by = now, by
    incident.save(by=by, reason="учётная запись открыта снова", now=now)
    last_day = (now + timedelta(days=USUAL_TERM)).date()
    [slip] = issue_slips(people=[account], valid_until=last_day, by=by, now=now, seen_at=None)
    return slip


def _open(incident: BreachIncident, by: User) -> BreachIncident:
    incident = locked(incident)
    must_be_another(incident, by)
    if incident.state != BreachIncident.State.REPORTED:
        raise Refused("Операции уже признаны недействительными: момент и извещения не меняются.")
    return incident
