"""The teacher's inbox: what is to be written down, next first, and what is late; each leads to its very place."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.utils import timezone

from accounts.models import User
from journal import deadline_words as words
from journal import duties
from journal.access import fillable_by
from journal.deadlines import (
    Duty,
    Outage,
    Term,
    attendance_told_from,
    due_with,
    period_term,
    work_term,
)
from journal.deferrals import with_people, without_marks
from journal.duties import RulesOn
from journal.models import Lesson, LineItem, Mark, MarkDeferral
from journal.study_days import StudyDays
from school.access import sections_taught_by
from school.days import today_of
from school.models import (
    CourseSection,
    GradingPeriod,
    SchoolYear,
    Subject,
    Substitution,
    extracurricular,
)
from school.rulebook import book_of
from school.substituting import substitute_terms

from .written import OneOf, journals_written_by

AT_MOST = 30
TITLES = {
    Duty.ATTENDANCE: "присутствие",
    Duty.TOPIC: "тема",
    Duty.HOMEWORK: "Д/З",
    Duty.WORK: "отметки",
}
PLACES = {Duty.ATTENDANCE: "pupils", Duty.TOPIC: "topic", Duty.HOMEWORK: "homework"}


@dataclass(frozen=True, slots=True)
class Owed:
    """One entry that is not there; `told` is the time left or the delay."""

    duty: Duty
    title: str
    due_at: datetime
    told: str
    is_late: bool
    # Told with a stress before it is late: the register some minutes after the bell.
    is_near: bool = False

    @property
    def place(self) -> str:
        """Where on the page of the lesson; empty for marks, which stand in the journal."""
        return PLACES.get(self.duty, "")


@dataclass(frozen=True, slots=True)
class LessonOwed:
    """A lesson with what it lacks; `is_closed`: it may only be asked for, by a request."""

    lesson: Lesson
    is_closed: bool
    owed: tuple[Owed, ...]

    @property
    def next_due(self) -> datetime | None:
        """The nearest term that is not over."""
        return min((one.due_at for one in self.owed if not one.is_late), default=None)

    def lacks(self, duty: str) -> bool:
        return any(one.duty == duty for one in self.owed)


@dataclass(frozen=True, slots=True)
class PeriodOwed:
    section: CourseSection
    period: GradingPeriod
    owed: Owed


@dataclass(frozen=True, slots=True)
class Inbox:
    """`lessons`: first those with a term that is not over, the nearest first; then the late ones, the newest first."""

    lessons: Sequence[LessonOwed]
    in_all: int
    periods: Sequence[PeriodOwed]


@dataclass(frozen=True, slots=True)
class _Reckoning:
    rules_on: RulesOn
    outages: Sequence[Outage]
    zone: tzinfo
    now: datetime

    def owed(self, term: Term, title: str = "") -> Owed:
        due = due_with(term.begins_at, term.due_at, self.outages, self.now)
        is_late = self.now > due
        told = words.overdue(due, self.now) if is_late else words.till(due, self.now, self.zone)
        return Owed(term.duty, title or TITLES[term.duty], due, told, is_late)


def inbox(
    user: User, *, year: SchoolYear, periods: Sequence[GradingPeriod], now: datetime, on: date
) -> Inbox:
    """`periods` are those of the year. One query, three more where a lesson lacks something; two of periods that end."""
    lessons = list(_lacking(user, year, now, on).order_by("-starts_at", "pk")[:AT_MOST])
    rules_on, zone = RulesOn(book_of(on)), timezone.get_default_timezone()
    ending = [
        one
        for one in periods
        if period_term(one.ends_on, rules_on(one.ends_on), zone).begins_at <= now
    ]
    noted = duties.outages() if lessons or ending else []
    reckoning = _Reckoning(rules_on, noted, zone, now)
    return Inbox(
        lessons=_in_order(_of_lessons(lessons, year, reckoning)),
        in_all=lessons[0].in_all if lessons else 0,
        periods=[
            *_of_periods(user, year, ending, reckoning, on),
            *_put_off(user, year, ending, reckoning, on),
        ]
        if ending
        else [],
    )


def _lacking(user: User, year: SchoolYear, now: datetime, on: date) -> Any:
    """Own lessons of the year that have begun and lack something; `in_all` is how many they are.

    What a substitute holds is the substitute's, as long as he may write it down. On a suspended day homework is due in
    the morning, before the lesson.
    """
    journals = journals_written_by(user)
    unmarked = _unmarked().filter(OneOf("lesson__section", journals)).values("lesson")
    unset = Q(homework=None) & ~extracurricular("section__")
    unfilled = Q(topic="") | Q(attendance_taken_at=None) | unset | Q(has_works=True)
    given = substitute_terms(on).open_on(today_of(on))
    others = Substitution.objects.filter(
        section=OuterRef("section"),
        date=OuterRef("date"),
        number=OuterRef("number"),
        date__gte=given.first,
    ).exclude(Q(teacher__user=user) | Q(date__in=given.over))
    lessons = duties.with_suspended_days(fillable_by(user, on=on))  # type: ignore[arg-type]
    begun = Q(starts_at__lte=now) | Q(is_suspended=True, date=timezone.localdate(now))
    return (
        lessons.filter(OneOf("section", journals), section__year=year)
        .filter(begun, ~Exists(others))
        .exclude(status=Lesson.Status.CANCELLED)
        .annotate(has_works=OneOf("pk", unmarked))
        .filter(unfilled)
        .with_closing(now)
        .annotate(in_all=Window(Count("pk")))
        .select_related("section__subject", "homework")
    )


def _unmarked() -> Any:
    """Columns of works with a term of their own, in which there is no mark."""
    given = Mark.objects.filter(item=OuterRef("pk")).exclude(code="")
    return LineItem.objects.filter(~Exists(given), work_type__term_days__isnull=False)


def _of_lessons(
    lessons: Sequence[Any], year: SchoolYear, reckoning: _Reckoning
) -> list[LessonOwed]:
    times = duties.times_of(lessons)
    terms = duties.terms_by_lesson(times, reckoning.rules_on, reckoning.zone)
    works = _works([one for one in lessons if one.has_works], times, year, reckoning)
    found = []
    for lesson in lessons:
        lacking = {
            Duty.ATTENDANCE: lesson.attendance_taken_at is None,
            Duty.TOPIC: not lesson.topic,
            Duty.HOMEWORK: not hasattr(lesson, "homework"),
        }
        near = attendance_told_from(times[lesson.pk], reckoning.rules_on(lesson.date))
        owed = [
            replace(reckoning.owed(term), is_near=duty is Duty.ATTENDANCE and near <= reckoning.now)
            for duty, term in terms[lesson.pk].items()
            if lacking[duty] and term.begins_at <= reckoning.now
        ] + works[lesson.pk]
        if owed:
            found.append(LessonOwed(lesson, lesson.is_closed, tuple(owed)))
    return found


def _works(
    lessons: Sequence[Any], times: dict[int, Any], year: SchoolYear, reckoning: _Reckoning
) -> dict[int, list[Owed]]:
    """One query, none where no work waits for marks; three more where terms are counted in study days."""
    found: dict[int, list[Owed]] = defaultdict(list)
    if not lessons:
        return found
    study_days, of = StudyDays(year), {one.pk: one.section for one in lessons}
    for item in _unmarked().filter(lesson__in=list(of)).select_related("work_type"):
        own, days = times[item.lesson_id], item.work_type.term_days
        rules = reckoning.rules_on(own.day)
        study = study_days.of(of[item.lesson_id]) if rules.terms_in == "study" else ()
        term = work_term(own, days, rules, reckoning.zone, study)
        title = f"отметки: {item.work_type.name.lower()}"
        found[item.lesson_id].append(reckoning.owed(term, title))
    return found


def _in_order(rows: list[LessonOwed]) -> list[LessonOwed]:
    far = rows[0].lesson.starts_at + timedelta(days=1000) if rows else None
    return sorted(rows, key=lambda row: (row.next_due is None, row.next_due or far))


def _of_periods(
    user: User,
    year: SchoolYear,
    ending: Sequence[GradingPeriod],
    reckoning: _Reckoning,
    on: date,
) -> list[PeriodOwed]:
    """Journals of the teacher whose marks of a period are not all set in its last days, or after it. One query."""
    own = sections_taught_by(user, on=on).filter(year=year)
    pairs: Any = duties.journals_by_period(year).filter(
        OneOf("of", own.values("pk")), set_at=None, pk__in=[one.pk for one in ending]
    )
    told = pairs.annotate(
        classes=F("year__sections__classes_text"),
        group=F("year__sections__name"),
        subject=F("year__sections__subject__name"),
    ).order_by("-ends_on", "classes", "subject", "group", "of")
    found = []
    for row in told:
        term = period_term(row.ends_on, reckoning.rules_on(row.ends_on), reckoning.zone)
        section = CourseSection(
            pk=row.of, classes_text=row.classes, name=row.group, subject=Subject(name=row.subject)
        )
        found.append(PeriodOwed(section, row, reckoning.owed(term, f"отметки за {row.title}")))
    return found


def _put_off(
    user: User,
    year: SchoolYear,
    ending: Sequence[GradingPeriod],
    reckoning: _Reckoning,
    on: date,
) -> list[PeriodOwed]:
    """Marks put off by an order, in the last days of its term or after it, that are not set yet. One query."""
    own = sections_taught_by(user, on=on).filter(year=year)
    deferrals = MarkDeferral.objects.filter(OneOf("section", own.values("pk")))
    found = []
    for row in with_people(without_marks(deferrals)):
        until = row.deferred_until
        term = period_term(until, reckoning.rules_on(until), reckoning.zone)
        if term.begins_at <= reckoning.now:
            title = f"отложенная отметка за {row.title}, {row.student.user.list_name}"
            of = row.period or _last_of(row.section, ending)
            found.append(PeriodOwed(row.section, of, reckoning.owed(term, title)))
    return found


def _last_of(section: CourseSection, ending: Sequence[GradingPeriod]) -> GradingPeriod:
    """The last period of the journal's grade: beside its marks stand those of the year."""
    own = [one for one in ending if one.grade_from <= section.grade <= one.grade_to]
    return max(own or ending, key=lambda one: one.starts_on)
