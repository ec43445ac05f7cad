"""Decisions of families about electronic delivery, as the school writes them down from signed papers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.consents import TEXT_VERSION, Medium, Status
from accounts.models import Consent, User
from accounts.scans import Scan, keep


class ConsentRefused(Exception):
    """It cannot be written down so; the text says why, to a person."""


@dataclass(frozen=True)
class Paper:
    """What stands on the paper besides the decision itself."""

    signed_on: date
    medium: str = Medium.PAPER
    valid_until: date | None = None
    text_version: str = TEXT_VERSION


@dataclass(frozen=True)
class Ballot:
    """«Согласен» or «Не согласен» of one representative about one pupil, one purpose and one channel."""

    subject: User
    representative: User
    purpose: str
    channel: str
    agrees: bool

    @property
    def key(self) -> tuple[int, int, str, str]:
        return (self.subject.pk, self.representative.pk, self.purpose, self.channel)


@transaction.atomic
def record_decisions(
    ballots: Sequence[Ballot], *, paper: Paper, by: User, now: datetime, scan: Scan | None = None
) -> list[Consent]:
    """Write down papers of one meeting; the records that changed. One or thirty: the same number of queries.

    A «не согласен» over a consent withdraws it. What is already so stays untouched.
    Raises ConsentRefused for days that cannot be.
    """
    _check_days(paper, now)
    found = _present(ballots)
    kept = {"scan": keep(scan), "scan_sha256": scan.sha256} if scan else {}
    changed = []
    for ballot in {ballot.key: ballot for ballot in ballots}.values():
        consent = found.get(ballot.key)
        before = vars(consent).copy() if consent else None
        if consent and paper.signed_on < (consent.withdrawn_on or consent.given_on):
            raise ConsentRefused(
                f"{consent.representative.full_name}: есть более позднее решение. Проверьте дату на бумаге."
            )
        consent = _decided(consent, ballot, paper)
        for name, value in kept.items():
            setattr(consent, name, value)
        if before is None or any(before[name] != value for name, value in vars(consent).items()):
            changed.append(consent)
    return Consent.objects.write(changed, by=by, now=now) if changed else []


def give(
    *, ballot: Ballot, paper: Paper, by: User, now: datetime, scan: Scan | None = None
) -> None:
    record_decisions([replace(ballot, agrees=True)], paper=paper, by=by, now=now, scan=scan)


def refuse(
    *, ballot: Ballot, paper: Paper, by: User, now: datetime, scan: Scan | None = None
) -> None:
    record_decisions([replace(ballot, agrees=False)], paper=paper, by=by, now=now, scan=scan)


@transaction.atomic
def withdraw(*, consent: Consent, withdrawn_on: date, basis: str, by: User, now: datetime) -> None:
    """End a consent by the family's word (152-ФЗ art. 9 p. 2): delivery stops at once."""
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.status != Status.GIVEN:
        raise ConsentRefused("Отозвать можно только данное согласие.")
    if not consent.given_on <= withdrawn_on <= timezone.localdate(now):
        raise ConsentRefused("День отзыва — от дня согласия до сегодняшнего.")
    if not basis:
        raise ConsentRefused("Напишите основание: заявление, его номер или дата.")
    consent.status, consent.withdrawn_on = Status.WITHDRAWN, withdrawn_on
    consent.withdrawal_basis = basis
    consent.save(by=by, now=now)


@transaction.atomic
def attach_scan(*, consent: Consent, scan: Scan, by: User, now: datetime) -> None:
    """Put the scan of the paper to the record; an earlier one stays in history."""
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.scan_sha256 != scan.sha256:
        consent.scan, consent.scan_sha256 = keep(scan), scan.sha256
        consent.save(by=by, now=now)


def _check_days(paper: Paper, now: datetime) -> None:
    if paper.signed_on > timezone.localdate(now):
        raise ConsentRefused("Дата на бумаге ещё не наступила.")
    if paper.valid_until and paper.valid_until < paper.signed_on:
        raise ConsentRefused("Срок кончается раньше, чем подписана бумага.")


def _present(ballots: Iterable[Ballot]) -> dict[tuple[int, int, str, str], Consent]:
    """The records there are, locked; the representatives too, so that nobody writes the first record twice."""
    ballots = list(ballots)
    people = {ballot.representative.pk for ballot in ballots}
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    rows = Consent.objects.select_for_update(of=("self",)).filter(
        Q(representative__in=people), subject__in={ballot.subject.pk for ballot in ballots}
    )
    return {
        (row.subject_id, row.representative_id, row.purpose, row.channel): row
        for row in rows.select_related("representative")
    }


def _decided(consent: Consent | None, ballot: Ballot, paper: Paper) -> Consent:
    if consent and consent.status == Status.GIVEN and not ballot.agrees:
        consent.status, consent.withdrawn_on = Status.WITHDRAWN, paper.signed_on
        consent.withdrawal_basis = "подписано «Не согласен»"
        return consent
    if consent and consent.status != Status.GIVEN and not ballot.agrees:
        return consent
    consent = consent or Consent(
        subject=ballot.subject,
        representative=ballot.representative,
        purpose=ballot.purpose,
        channel=ballot.channel,
    )
    consent.status = Status.GIVEN if ballot.agrees else Status.REFUSED
    consent.text_version, consent.medium = paper.text_version, paper.medium
    consent.given_on = paper.signed_on
    consent.valid_until = paper.valid_until if ballot.agrees else None
    consent.withdrawn_on, consent.withdrawal_basis = None, ""
    return consent
