"""The homeroom teacher's daily register of absentees: why a pupil is away, for days; lessons take it up (B 2.5.1).

The reason in a lesson is the homeroom teacher's own fact beside the teacher's: changing it is an ordinary change in
the homeroom teacher's name, no correction. A closed period keeps what it has.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, Min, OuterRef, Q

from accounts.models import User
from accounts.records import CREATED
from journal.locks import closing_day
from journal.models import AttendanceRecord, DailyAbsence, Lesson, PeriodLock
from school.models import SectionEnrollment, Student
from school.words import date_dots

from .refusals import Refused

FROM_REGISTER = "реестр отсутствующих"
# Longer than a school is away at once; a slip of the year is noticed.
LONGEST = 62
# As journal.actions.closing.keep_locks_as_they_are, of several journals.
HOLD = "SELECT 1 FROM school_coursesection WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"


@dataclass(frozen=True)
class Given:
    """What became of a reason: how many lessons took it up, and which of closed periods did not, with the lock's words."""

    lessons: int
    closed: Sequence[tuple[Lesson, str]] = ()


@transaction.atomic
def give_reason(
    *,
    student: Student,
    starts_on: date,
    ends_on: date,
    reason: str,
    document: str,
    by: User,
    now: datetime,
    absence: DailyAbsence | None = None,
) -> Given:
    """Write the line, new or changed (`absence`), and put its reason where the pupil is marked absent on those days.

    Lessons of the line's former days lose the reason again. Raises Refused where another line holds one of the days.
    """
    if not 0 <= (ends_on - starts_on).days <= LONGEST:
        raise Refused(
            f"Последний день — не раньше первого и не дальше {LONGEST} дней от него. Проверьте даты."
        )
    Student.objects.select_for_update(of=("self",), no_key=True).get(pk=student.pk)
    line = _line(student, absence)
    _must_be_alone(line, starts_on, ends_on)
    before = _said(line) if line.pk else None
    first, last = (before.first, before.last) if before else (starts_on, ends_on)
    lessons = _locked_lessons(student, min(first, starts_on), max(last, ends_on))
    line.starts_on, line.ends_on = starts_on, ends_on
    line.reason, line.document = reason, document
    line.save(by=by, now=now)
    return _put_into_lessons(student, lessons, line, before, by, now)


@transaction.atomic
def take_reason_back(*, absence: DailyAbsence, by: User, now: datetime) -> Given:
    """The line was a mistake: lessons that had its reason have none again, or what their teachers had said themselves."""
    student = absence.student
    Student.objects.select_for_update(of=("self",), no_key=True).get(pk=student.pk)
    line = _line(student, absence)
    before = _said(line)
    lessons = _locked_lessons(student, before.first, before.last)
    line.delete(by=by, reason="внесено по ошибке", now=now)
    return _put_into_lessons(student, lessons, None, before, by, now)


class _Said(NamedTuple):
    """What a line said before it was changed; `key` is the line's."""

    key: int
    first: date
    last: date
    reason: str


def _said(line: DailyAbsence) -> _Said:
    return _Said(line.pk, line.starts_on, line.ends_on or line.starts_on, line.reason)


def _line(student: Student, absence: DailyAbsence | None) -> DailyAbsence:
    if absence is None:
        return DailyAbsence(student=student)
    found = DailyAbsence.objects.filter(pk=absence.pk, student=student).first()
    if found is None:
        raise Refused("Этой записи в реестре больше нет. Обновите страницу.")
    return found


def _must_be_alone(line: DailyAbsence, starts_on: date, ends_on: date) -> None:
    others = DailyAbsence.objects.filter(
        student=line.student_id, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    other = others.exclude(pk=line.pk).first()
    if other:
        raise Refused(
            f"На эти дни причина уже указана: {other.get_reason_display()}, "
            f"{date_dots(other.starts_on)} – {date_dots(_said(other).last)}. Измените ту запись."
        )


def _locked_lessons(student: Student, first: date, last: date) -> list[Lesson]:
    """Lessons of the pupil on those days, written in or not: whoever takes their register meanwhile waits, or is waited for.

    In the order every writer of cells locks them; their journals are held from being closed.
    """
    listed = SectionEnrollment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("date")),
        section=OuterRef("section"),
        student=student,
        starts_on__lte=OuterRef("date"),
    )
    seen = AttendanceRecord.objects.filter(lesson=OuterRef("pk"), student=student)
    lessons = Lesson.objects.filter(
        Exists(listed) | Exists(seen), date__range=(first, last)
    ).order_by("pk")
    found = list(lessons.select_for_update(of=("self",)).select_related("section__subject"))
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [list({lesson.section_id for lesson in found})])
    return found


def _put_into_lessons(
    student: Student,
    lessons: Sequence[Lesson],
    line: DailyAbsence | None,
    before: _Said | None,
    by: User,
    now: datetime,
) -> Given:
    locks: dict[int, list[PeriodLock]] = {}
    for lock in PeriodLock.objects.with_terms().filter(
        section__in={lesson.section_id for lesson in lessons}
    ):
        locks.setdefault(lock.section_id, []).append(lock)
    rows = {
        row.lesson_id: row
        for row in AttendanceRecord.objects.filter(
            lesson__in=lessons, student=student, status=AttendanceRecord.Status.ABSENT
        )
    }
    own = _told_before(before, rows.values()) if before else {}
    changed: list[AttendanceRecord] = []
    closed: list[tuple[Lesson, str]] = []
    for lesson in lessons:
        row: Any = rows.get(lesson.pk)
        wanted = (
            _wanted(lesson.date, row.reason, line, before, own.get(row.pk, "")) if row else None
        )
        if wanted is None or wanted == row.reason:
            continue
        lock = closing_day(locks.get(lesson.section_id, []), lesson.date, now)
        if lock:
            closed.append((lesson, lock.why))
            continue
        row.reason, row.version = wanted, row.version + 1
        changed.append(row)
    AttendanceRecord.objects.write(changed, by=by, reason=FROM_REGISTER, now=now)
    return Given(len(changed), closed)


def _told_before(before: _Said, rows: Iterable[AttendanceRecord]) -> dict[int, str]:
    """Reasons that teachers had given by themselves before the line was there, by key of the row. Two queries."""
    lines = DailyAbsence.history.filter(id=before.key, history_type=CREATED)
    begun = lines.aggregate(at=Min("history_date"))["at"]
    told = AttendanceRecord.history.filter(id__in=[row.pk for row in rows], history_date__lt=begun)
    return dict(told.order_by("history_date", "history_id").values_list("id", "reason"))


def _wanted(
    day: date, reason: str, line: DailyAbsence | None, before: _Said | None, own: str
) -> str | None:
    """The reason a lesson of that day is to have; None where the register has nothing to say of it.

    `own` is what its teacher had said before the line: without the line it is so again.
    """
    if line and line.holds_on(day):
        return line.reason
    if before and before.first <= day <= before.last and reason == before.reason:
        return own
    return None
