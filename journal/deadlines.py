"""When each entry of the journal is due, and whether it came in time (JRN-1, 2, 3, 5, 6). Pure: no database, no clock.

A term is reckoned from the real bells of the lesson, in the zone of the school, by the regulation in force on the day
of the lesson (`school.regulation`). It never blocks anything: the lock of a period is another thing (`journal.locks`).
Every moment that comes in or goes out is aware.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from school.regulation import Regulation
from school.regulation_settings import SETTINGS
from school.words import count_of

ONE_DAY = timedelta(days=1)
# A term in days lasts to the last instant of its last day.
LAST_INSTANT = time.max


class Duty(StrEnum):
    """What is to be written down."""

    ATTENDANCE = "attendance"
    TOPIC = "topic"
    HOMEWORK = "homework"
    MARKS = "marks"
    WORK = "work"
    PERIOD = "period"
    EXAM = "exam"


class Verdict(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class Outage:
    """The journal could not be reached; `ends_at` None: it cannot be reached yet."""

    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """`due_at` is the last moment in time; `clause` says by what, `told` how long the term is."""

    duty: Duty
    begins_at: datetime
    due_at: datetime
    clause: str
    told: str


@dataclass(frozen=True, slots=True)
class LessonTimes:
    """A lesson as terms see it: its own bells and the end of the last lesson that its class has that day.

    `is_suspended`: the day is suspended (актированный) for the class, though the lesson was not cancelled.
    `is_extracurricular`: attendance and topic are all that is written (JRN-18).
    """

    day: date
    starts_at: datetime
    ends_at: datetime
    class_ends_at: datetime
    is_cancelled: bool = False
    is_suspended: bool = False
    is_extracurricular: bool = False


def terms_of_lesson(lesson: LessonTimes, rules: Regulation, zone: tzinfo) -> dict[Duty, Term]:
    """What every lesson owes: the register, the topic, the homework. Nothing where it was cancelled.

    Outside the curriculum nothing is set to do at home.
    """
    if lesson.is_cancelled:
        return {}
    found = [attendance_term(lesson, rules), topic_term(lesson, zone)]
    if not lesson.is_extracurricular:
        found.append(homework_term(lesson, rules, zone))
    return {term.duty: term for term in found}


def attendance_term(lesson: LessonTimes, rules: Regulation) -> Term:
    """So many minutes after the bell (regulation, cl. 2.10)."""
    return _by(
        Duty.ATTENDANCE, lesson.starts_at, _after(lesson.starts_at, rules.attendance_late),
        "attendance_late", rules,
    )  # fmt: skip


def attendance_told_from(lesson: LessonTimes, rules: Regulation) -> datetime:
    """From when it is told, before it is late (duties of a teacher)."""
    return _after(lesson.starts_at, rules.attendance_soon)


def topic_term(lesson: LessonTimes, zone: tzinfo) -> Term:
    """The day of the lesson (regulation, cl. 2.6)."""
    due = _end_of(lesson.day, zone)
    return Term(Duty.TOPIC, lesson.starts_at, due, "положение, п. 2.6", "день урока")


def homework_term(lesson: LessonTimes, rules: Regulation, zone: tzinfo) -> Term:
    """The hour of that day or a time after the last lesson of the class, as decided (cl. 2.8; duties, cl. 4).

    Of a suspended day its own hour (cl. 2.8). An hour that strikes before the lesson is over binds nobody: a class of
    the second shift has the time after its lessons.
    """
    if lesson.is_suspended:
        hour = _at(lesson.day, rules.homework_suspended, zone)
        begins = min(lesson.starts_at, _at(lesson.day, time(), zone))
        return _by(Duty.HOMEWORK, begins, hour, "homework_suspended", rules)
    after = _after(lesson.class_ends_at, rules.homework_after_lessons)
    hour = _at(lesson.day, rules.homework_until, zone)
    goes_by_hour = rules.homework_mode == "clock" or (
        rules.homework_mode == "earlier" and hour <= after
    )
    if goes_by_hour and hour >= lesson.ends_at:
        return _by(Duty.HOMEWORK, lesson.starts_at, hour, "homework_until", rules)
    return _by(Duty.HOMEWORK, lesson.starts_at, after, "homework_after_lessons", rules)


def marks_term(lesson: LessonTimes, rules: Regulation, zone: tzinfo) -> Term:
    """Marks without a term of their own: the same day, or so many days later (cl. 2.6)."""
    due = _end_of(lesson.day + rules.marks_days * ONE_DAY, zone)
    return _by(Duty.MARKS, lesson.starts_at, due, "marks_days", rules)


def work_term(
    lesson: LessonTimes,
    days: int,
    rules: Regulation,
    zone: tzinfo,
    study_days: Sequence[date] = (),
) -> Term:
    """Marks of a work whose kind has a term of so many days: control works 3, compositions 7 (cl. 2.13).

    Calendar or study days, as decided; `study_days` of the class, in order. Days that the year has no more of are
    counted by the calendar.
    """
    last = lesson.day + days * ONE_DAY
    if rules.terms_in == "study":
        last = _study_day_after(lesson.day, days, study_days)
    told = count_of(days, "день", "дня", "дней") if days else "день урока"
    return Term(Duty.WORK, lesson.starts_at, _end_of(last, zone), "положение, п. 2.13", told)


def period_term(last_day: date, rules: Regulation, zone: tzinfo) -> Term:
    """The last days of the period, its last one included: before the holidays (cl. 2.9)."""
    first = last_day - (rules.period_marks_days - 1) * ONE_DAY
    due = _end_of(last_day, zone)
    return _by(Duty.PERIOD, _at(first, time(), zone), due, "period_marks_days", rules)


def exam_term(held_at: datetime, rules: Regulation) -> Term:
    """Results are told so many hours after the exam (duties of a teacher)."""
    due = held_at + timedelta(hours=rules.exam_hours)
    return _by(Duty.EXAM, held_at, due, "exam_hours", rules)


def due_with(begins: datetime, due: datetime, outages: Iterable[Outage], now: datetime) -> datetime:
    """The term with the time added in which the journal could not be reached; one that lasts counts till `now`."""
    counted = begins
    for starts_at, ends_at in sorted((one.starts_at, one.ends_at or now) for one in outages):
        first = max(starts_at, counted)
        if first < due and ends_at > first:
            due += ends_at - first
            counted = ends_at
    return due


def judge(
    term: Term | None, done: datetime | None, now: datetime, outages: Iterable[Outage] = ()
) -> Verdict:
    """No term, or one that is not over, alarms nobody; done in the last moment is done in time."""
    if term is None:
        return Verdict.NOT_DUE
    due = due_with(term.begins_at, term.due_at, outages, now)
    if done is not None:
        return Verdict.ON_TIME if done <= due else Verdict.LATE
    return Verdict.MISSING if now > due else Verdict.NOT_DUE


def _by(duty: Duty, begins: datetime, due: datetime, name: str, rules: Regulation) -> Term:
    setting = SETTINGS[name]
    return Term(duty, begins, due, setting.clause, setting.told(getattr(rules, name)))


def _after(moment: datetime, minutes: int) -> datetime:
    return moment + timedelta(minutes=minutes)


def _at(day: date, hour: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, hour, zone)


def _end_of(day: date, zone: tzinfo) -> datetime:
    return _at(day, LAST_INSTANT, zone)


def _study_day_after(day: date, days: int, study_days: Sequence[date]) -> date:
    """The day itself for 0."""
    if not days:
        return day
    ahead = study_days[bisect_right(study_days, day) :][:days]
    last = ahead[-1] if ahead else day
    return last + (days - len(ahead)) * ONE_DAY
