"""Requests to put right what stands in a closed period: asked, decided by the deputy, applied with both names (A 13)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from journal import locks
from journal.models import CorrectionRequest, PeriodLock
from journal.places import Place, column_of, entry_at, place_of, waiting_about
from school import words
from school.models import SchoolYear, SectionEnrollment

from .closing import locks_of
from .places import hold, meant, write
from .refusals import NO_HOMEWORK, NO_MARKS, Refused, not_on_list, why_lesson_is_not_open

State, What, Ground = CorrectionRequest.State, CorrectionRequest.What, CorrectionRequest.Ground
BY_PROTOCOL = (Ground.MADE_UP, Ground.DEFERRED)
IS_DECIDED = "По заявке № {number} уже решено: {state}. Решение не меняют; если нужно иначе, подают новую заявку."


@dataclass(frozen=True)
class Motive:
    """Why an entry is to be put right; grounds BY_PROTOCOL name their document."""

    reason: str
    ground: str = Ground.MISTAKE
    document: str = ""


@transaction.atomic
def ask_correction(
    *,
    place: Place,
    new: str,
    reason: str,
    by: User,
    now: datetime,
    ground: str = Ground.MISTAKE,
    document: str = "",
) -> CorrectionRequest:
    """Ask for another value in a closed period. The same request sent again is the same request.

    Raises Refused where the period is open (then the teacher writes himself), the value is already so, the
    ground needs a document, or another request about the place waits.
    """
    # The number comes from the year's row, so two requests are never the same one.
    year = SchoolYear.objects.select_for_update(no_key=True).get(pk=place.section.year_id)
    motive = Motive(reason.strip(), ground, document.strip())
    why = _why_not_asked(place, motive, now)
    if why:
        raise Refused(why)
    value = meant(place, new)
    waiting = waiting_about(place).first()
    if waiting is None:
        return _make(place, year, value, motive, by, now)
    if (waiting.asked_by_id, waiting.wanted) == (by.pk, value):
        return waiting
    raise Refused(
        f"Об этой записи уже ждёт решения заявка № {waiting.number}. Дождитесь его или отзовите её."
    )


def _make(
    place: Place, year: SchoolYear, value: str, motive: Motive, by: User, now: datetime
) -> CorrectionRequest:
    """The next number of the year. Its column is named where there is one, though the sender has not named it."""
    entry = entry_at(place)
    if entry.value == value:
        raise Refused("В журнале уже стоит это значение: исправлять нечего.")
    last = CorrectionRequest.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    request = CorrectionRequest(
        year=year,
        number=(last or 0) + 1,
        section=place.section,
        what=place.what,
        lesson=place.lesson,
        item=column_of(place) if place.what == What.MARK else None,
        student=place.student,
        period=place.period,
        was=entry.value,
        base=entry.version,
        wanted=value,
        **asdict(motive),
        asked_by=by,
        asked_at=now,
    )
    request.save(by=by, reason=motive.reason, now=now)
    return request


@transaction.atomic
def approve_correction(*, request: CorrectionRequest, by: User, now: datetime) -> CorrectionRequest:
    """Approve and write the new value in one transaction; a request whose entry has changed since is returned instead.

    Who may decide is asked by access. Raises Refused on one's own request and on one decided already.
    """
    request = _to_decide(request, by)
    place = place_of(request)
    hold(place)
    entry = entry_at(place)
    if (entry.value, entry.version) != (request.was, request.base):
        request.found = entry.value
        return _decide(request, State.RETURNED, "запись изменилась после подачи заявки", by, now)
    reason = both_signatures(request, by)
    write(place, request.wanted, asked_by=request.asked_by, by=by, reason=reason, now=now)
    return _decide(request, State.APPROVED, "", by, now)


@transaction.atomic
def refuse_correction(
    *, request: CorrectionRequest, reason: str, by: User, now: datetime
) -> CorrectionRequest:
    request = _to_decide(request, by)
    if not reason.strip():
        raise Refused("Напишите учителю, почему отказано.")
    return _decide(request, State.REFUSED, reason.strip(), by, now)


@transaction.atomic
def withdraw_correction(
    *, request: CorrectionRequest, by: User, now: datetime
) -> CorrectionRequest:
    """Taken back by the one who asked, while nobody has decided."""
    request = _locked(request)
    if request.asked_by_id != by.pk:
        raise Refused("Заявку отзывает тот, кто её подал.")
    request.state = State.WITHDRAWN
    request.save(by=by, reason="отозвана автором", now=now)
    return request


def both_signatures(request: CorrectionRequest, by: User) -> str:
    """What the history of the changed entry says: the request, who asked, who decided, why, by which document."""
    asked_on = words.date_dots(timezone.localdate(request.asked_at))
    parts = [
        f"Заявка № {request.number} от {asked_on}: просит {request.asked_by.short_name}, разрешает {by.short_name}",
        request.get_ground_display(),
        request.reason,
        request.document,
    ]
    return "; ".join(part for part in parts if part)


def lock_over(place: Place, now: datetime) -> PeriodLock | None:
    """The lock that keeps the place closed at that moment."""
    found = locks_of(place.section.pk)
    if place.lesson:
        return locks.closing_day(found, place.lesson.date, now)
    return locks.closing_mark(found, place.what, place.period.pk if place.period else None, now)


def _why_not_asked(place: Place, motive: Motive, now: datetime) -> str:
    if not motive.reason:
        return "Напишите, почему запись нужно исправить."
    if motive.ground in BY_PROTOCOL and not motive.document:
        return "Укажите документ: номер и дату протокола или приказа."
    if place.section.is_extracurricular and place.what not in (What.TOPIC, What.ATTENDANCE):
        return NO_HOMEWORK if place.what == What.HOMEWORK else NO_MARKS
    if place.lesson:
        why = why_lesson_is_not_open(place.lesson, now)
        if why:
            return why
    if place.student and not _is_listed(place):
        return not_on_list(_day_of(place))
    if lock_over(place, now) is None:
        return "Этот период открыт: исправьте запись в журнале сами, прежнее значение останется в истории."
    return ""


def _is_listed(place: Place) -> bool:
    terms = SectionEnrollment.objects.filter(section=place.section, student=place.student)
    if place.lesson:
        return any(term.holds_on(place.lesson.date) for term in terms)
    if place.period:
        terms = terms.filter(starts_on__lte=place.period.ends_on)
        terms = terms.exclude(ends_on__lt=place.period.starts_on)
    return terms.exists()


def _day_of(place: Place) -> date:
    if place.lesson:
        return place.lesson.date
    return place.period.ends_on if place.period else place.section.year.ends_on


def _locked(request: CorrectionRequest) -> CorrectionRequest:
    found: CorrectionRequest = (
        CorrectionRequest.objects.select_for_update(of=("self",)).with_places().get(pk=request.pk)
    )
    if not found.is_waiting:
        raise Refused(IS_DECIDED.format(number=found.number, state=found.get_state_display()))
    return found


def _to_decide(request: CorrectionRequest, by: User) -> CorrectionRequest:
    request = _locked(request)
    if request.asked_by_id == by.pk:
        raise Refused("О своей заявке решает другой: заместитель директора или директор.")
    return request


def _decide(
    request: CorrectionRequest, state: str, reason: str, by: User, now: datetime
) -> CorrectionRequest:
    request.state, request.decision_reason = state, reason
    request.decided_by, request.decided_at = by, now
    request.save(by=by, reason=reason, now=now)
    return request
