"""Control works: asked for by teachers, decided by the deputy (SCH-11)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from school.control_work_rules import Breach
from school.control_works import Schedule, read_schedule
from school.models import (
    ControlWork,
    CourseSection,
    SchoolClass,
    SchoolYear,
    Subject,
)
from school.words import date_dots

from .refusals import Refused, must_be_in_year
from .tables import lock_table

Status = ControlWork.Status
TAKEN_BACK = "заявка снята учителем"


class AgainstRules(Refused):
    """The work breaks rules of the schedule; `found` says which. A deputy may agree for a reason, unless one is firm."""

    def __init__(self, found: Sequence[Breach], whose: str = "") -> None:
        self.found = tuple(found)
        where = f"{whose}: " if whose else ""
        super().__init__(where + " ".join(f"{one.text} ({one.clause})." for one in found))

    @property
    def is_firm(self) -> bool:
        return any(one.is_firm for one in self.found)


@dataclass(frozen=True)
class WorkFacts:
    """What the work is and when; an empty number is found in the timetable."""

    day: date
    number: int | None = None
    lessons: int = 1
    work_form: str = ControlWork.Form.CONTROL
    control: str = ControlWork.Control.TOPIC
    topic: str = ""
    level: str = ControlWork.Level.SCHOOL
    source: str = ""


def new_work(
    year: SchoolYear,
    facts: WorkFacts,
    *,
    subject: Subject,
    section: CourseSection | None = None,
    school_class: SchoolClass | None = None,
) -> ControlWork:
    """An unsaved work."""
    return ControlWork(
        year=year, section=section, school_class=school_class, subject=subject, date=facts.day,
        number=facts.number, lessons=facts.lessons, level=facts.level, work_form=facts.work_form,
        control=facts.control, topic=facts.topic, source=facts.source,
    )  # fmt: skip


@transaction.atomic
def ask_for_work(
    *, section: CourseSection, facts: WorkFacts, by: User, now: datetime
) -> ControlWork:
    """The teacher of the journal asks for a day to come. Raises AgainstRules where it may not be then."""
    must_be_in_year(facts.day, section.year)
    _must_be_to_come(facts.day, section, now)
    schedule = _locked_schedule(section.year, now)
    row = new_work(section.year, facts, subject=section.subject, section=section)
    if section.pk not in schedule.sections:
        raise Refused(
            f"{section.title}: в этом журнале контрольных работ всего класса не проводят."
        )
    _settle(row, schedule, reason="", may_go_beyond=False)
    row.status, row.asked_by, row.asked_at = Status.ASKED, by, now
    row.save(by=by, now=now)
    return row


@transaction.atomic
def add_works(
    *,
    year: SchoolYear,
    classes: Iterable[SchoolClass],
    subject: Subject,
    facts: WorkFacts,
    by: User,
    now: datetime,
    reason: str = "",
) -> list[ControlWork]:
    """A work that the school, the region or the country sets for these classes, agreed at once: all or none.

    Raises AgainstRules, naming the class, where one breaks rules and no reason is given.
    """
    must_be_in_year(facts.day, year)
    schedule = _locked_schedule(year, now)
    rows = []
    for one in classes:
        row = new_work(year, facts, subject=subject, school_class=one)
        _settle(row, schedule, reason=reason, may_go_beyond=True, whose=one.name)
        row.asked_by, row.asked_at = by, now
        _decide(row, Status.AGREED, reason, by, now)
        rows.append(row)
    if not rows:
        raise Refused("Выберите классы: ни один из них этого предмета не учит.")
    written: list[ControlWork] = ControlWork.objects.write(rows, by=by, reason=reason, now=now)
    return written


@transaction.atomic
def agree_work(
    *, work: ControlWork, seen: int, by: User, now: datetime, reason: str = ""
) -> ControlWork:
    """The work stands on the day that was asked for. Raises AgainstRules where it needs a written reason."""
    schedule = _locked_schedule(work.year, now)
    row = _waiting(work, seen, Status.ASKED)
    _must_be_to_come(row.date, row.section, now)
    _settle(row, schedule, reason=reason, may_go_beyond=True)
    return _saved(row, Status.AGREED, reason, by, now)


@transaction.atomic
def agree_in_order(
    *, works: Mapping[int, int], by: User, now: datetime
) -> tuple[list[ControlWork], int]:
    """Agree in one go to requests (their versions by key) against which nothing stands.

    Returns those agreed, and how many were left: against rules beside the others, of a day that is over, or changed
    meanwhile.
    """
    lock_table(ControlWork._meta.label)
    found = ControlWork.objects.select_for_update(of=("self",)).filter(pk__in=works)
    rows = list(found.select_related("subject", "year").order_by("date", "pk"))
    schedule = read_schedule(rows[0].year, timezone.localdate(now)) if rows else None
    agreed = []
    for row in rows:
        as_seen = row.status == Status.ASKED and row.version == works[row.pk]
        if not schedule or schedule.is_late(row):
            continue
        if as_seen and not schedule.breaches_of(row, schedule.others_than(row)):
            _decide(row, Status.AGREED, "", by, now)
            row.version += 1
            agreed.append(row)
    ControlWork.objects.write(agreed, by=by, now=now)
    return agreed, len(works) - len(agreed)


@transaction.atomic
def move_work(
    *,
    work: ControlWork,
    day: date,
    number: int | None,
    seen: int,
    reason: str,
    by: User,
    now: datetime,
) -> ControlWork:
    """The work is agreed on another day or lesson. Raises AgainstRules as `agree_work`; a reason is always written."""
    must_be_in_year(day, work.year)
    if not reason:
        raise Refused("Напишите, почему работа переносится: это увидит учитель.")
    schedule = _locked_schedule(work.year, now)
    row = _waiting(work, seen, Status.ASKED, Status.AGREED)
    _must_be_to_come(day, row.section, now)
    if (row.date, row.number) == (day, number):
        raise Refused("Работа уже стоит на этом дне и уроке. Выберите другой.")
    if row.status == Status.AGREED and day != row.date:
        first = row.moved_from or row.date
        row.moved_from = None if first == day else first
    row.date, row.number = day, number
    _settle(row, schedule, reason=reason, may_go_beyond=True)
    return _saved(row, Status.AGREED, reason, by, now)


@transaction.atomic
def end_work(*, work: ControlWork, seen: int, reason: str, by: User, now: datetime) -> ControlWork:
    """A request is refused, an agreed work is cancelled; always with words."""
    if not reason:
        raise Refused("Напишите причину: это увидит учитель.")
    lock_table(ControlWork._meta.label)
    row = _waiting(work, seen, Status.ASKED, Status.AGREED)
    ended = Status.REFUSED if row.status == Status.ASKED else Status.CANCELLED
    return _saved(row, ended, reason, by, now)


@transaction.atomic
def take_request_back(*, work: ControlWork, seen: int, by: User, now: datetime) -> ControlWork:
    """The teacher needs the day no more; what is agreed already only the deputy cancels."""
    lock_table(ControlWork._meta.label)
    row = _waiting(work, seen, Status.ASKED)
    return _saved(row, Status.CANCELLED, TAKEN_BACK, by, now)


def _must_be_to_come(day: date, section: CourseSection | None, now: datetime) -> None:
    """Not before today, and a day on which the journal is held."""
    if day < timezone.localdate(now):
        raise Refused(f"{date_dots(day)} уже прошло. Выберите день не раньше сегодняшнего.")
    if section is not None and not section.is_held_on(day):
        raise Refused(f"{section.title}: {date_dots(day)} этот журнал не ведётся.")


def _locked_schedule(year: SchoolYear, now: datetime) -> Schedule:
    """Two who want the same class and day wait for each other: the second sees the work of the first."""
    lock_table(ControlWork._meta.label)
    return read_schedule(year, timezone.localdate(now))


def _settle(
    row: ControlWork, schedule: Schedule, *, reason: str, may_go_beyond: bool, whose: str = ""
) -> None:
    """Give the work its lesson of the timetable and see that it may stand there."""
    if row.number is None:
        row.number = schedule.usual_number(row)
    found = schedule.breaches_of(row, schedule.others_than(row))
    against = AgainstRules(found, whose)
    if found and (against.is_firm or not may_go_beyond or not reason):
        raise against


def _waiting(work: ControlWork, seen: int, *statuses: str) -> ControlWork:
    """The row as it is now. Raises Refused where somebody has decided on it meanwhile."""
    rows = ControlWork.objects.select_for_update(of=("self",))
    row = rows.select_related("subject", "section__subject", "school_class", "year").get(pk=work.pk)
    if row.version != seen or row.status not in statuses:
        raise Refused(
            f"Пока вы смотрели, эту работу изменили: {row.get_status_display()}, {date_dots(row.date)}. "
            "Посмотрите на неё ещё раз."
        )
    return row


def _decide(row: ControlWork, status: str, reason: str, by: User, now: datetime) -> None:
    row.status, row.reason = status, reason
    row.decided_by, row.decided_at = by, now


def _saved(row: ControlWork, status: str, reason: str, by: User, now: datetime) -> ControlWork:
    _decide(row, status, reason, by, now)
    row.version += 1
    row.save(by=by, reason=reason, now=now)
    return row
