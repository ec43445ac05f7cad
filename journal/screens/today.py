"""A teacher's day: the lessons of today, and what is still owed to the journal (`inbox`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.names import alphabetical
from journal.access import fillable_by
from journal.models import AbsenceNote, AttendanceRecord, DailyAbsence, Lesson, Mark
from journal.registers import taken_words
from school.access import sections_taught_by
from school.events import of_teacher
from school.models import (
    ClassEnrollment,
    CourseSection,
    GradingPeriod,
    Homeroom,
    SchoolClass,
    SchoolYear,
    SectionEnrollment,
)
from school.rulebook import regulation_on
from school.screens.events import EventShown, events_by_day

from .exams import ExamOwed, exams_owed
from .inbox import Inbox, inbox
from .sections import JournalLink, journal_links
from .waiting import waited_in_vain
from .written import OneOf, journals_written_by


@dataclass(frozen=True, slots=True)
class DayLesson:
    """A lesson of the day with its four states."""

    lesson: Lesson
    has_begun: bool
    is_over: bool
    is_current: bool
    marks: int
    absent: int
    has_homework: bool

    @property
    def is_called(self) -> bool:
        return self.lesson.attendance_taken_at is not None

    @property
    def taken(self) -> str:
        """«через 4 минуты после звонка»; empty while nobody was called."""
        at = self.lesson.attendance_taken_at
        return taken_words(self.lesson.starts_at, at) if at else ""


@dataclass(frozen=True, slots=True)
class FewMarks:
    """Pupils of a section who have fewer marks than a period mark can stand on."""

    section: CourseSection
    period: GradingPeriod
    pupils: int


@dataclass(frozen=True, slots=True)
class HomeroomJournals:
    school_class: SchoolClass
    journals: Sequence[JournalLink]
    # Pupils who missed a lesson today, and of them those nobody has said the reason of.
    absent: int = 0
    unexplained: int = 0
    # Notes of parents that wait for an answer.
    notes: int = 0


@dataclass(frozen=True, slots=True)
class TodayScreen:
    day: date
    lessons: Sequence[DayLesson]
    events: Sequence[EventShown]
    next_day: date | None
    inbox: Inbox
    few_marks: Sequence[FewMarks]
    homeroom: Sequence[HomeroomJournals]
    # Points whose day is over (journal.screens.waiting).
    waited: Sequence[Mark] = ()
    # Who is away from the current lesson by the homeroom teachers' registers, where nobody was called yet.
    known: Sequence[str] = ()
    exams: Sequence[ExamOwed] = ()

    @property
    def current(self) -> DayLesson | None:
        return next((lesson for lesson in self.lessons if lesson.is_current), None)


def today_screen(user: User, *, year: SchoolYear, now: datetime, on: date) -> TodayScreen:
    """At most seventeen queries, whatever the number of lessons."""
    own = OneOf("section", journals_written_by(user))
    lessons = list(
        fillable_by(user, on=on)
        .filter(own, date=on)
        .exclude(status=Lesson.Status.CANCELLED)
        .select_related("section__subject", "room", "homework")
        .annotate(
            absentees=Count("attendance", filter=Q(attendance__status="absent"), distinct=True)
        )
        .annotate(given=Count("items__marks", filter=~Q(items__marks__code=""), distinct=True))
        .order_by("starts_at", "pk")
    )
    following = (
        None
        if lessons
        else fillable_by(user, on=on).filter(own, date__gt=on).order_by("date").first()
    )
    periods = list(GradingPeriod.objects.filter(year=year, starts_on__lte=on).order_by("starts_on"))
    day = _day(lessons, now)
    return TodayScreen(
        day=on,
        lessons=day,
        known=_known(next((row for row in day if row.is_current), None)),
        events=events_by_day(of_teacher(user, on=on), on, on).get(on, ()),
        next_day=following.date if following else None,
        inbox=inbox(user, year=year, periods=periods, now=now, on=on),
        exams=exams_owed(user, year=year, now=now, on=on),
        few_marks=_few_marks(user, year, periods, on),
        homeroom=_homeroom(user, year, on),
        waited=waited_in_vain(user, year=year, on=on),
    )


def _day(lessons: Sequence[Lesson], now: datetime) -> list[DayLesson]:
    """The current lesson is the one going on, or the next one; after the last there is none."""
    current = next((lesson for lesson in lessons if lesson.ends_at > now), None)
    return [
        DayLesson(
            lesson=lesson,
            has_begun=lesson.starts_at <= now,
            is_over=lesson.ends_at <= now,
            is_current=lesson is current,
            marks=lesson.given,  # type: ignore[attr-defined]
            absent=lesson.absentees,  # type: ignore[attr-defined]
            has_homework=hasattr(lesson, "homework"),
        )
        for lesson in lessons
    ]


def _known(current: DayLesson | None) -> list[str]:
    if current is None or not current.has_begun or current.is_called:
        return []
    listed = SectionEnrollment.objects.on(current.lesson.date).filter(
        section=current.lesson.section_id, student=OuterRef("student")
    )
    away: Any = DailyAbsence.objects.on(current.lesson.date).filter(Exists(listed))
    return [
        row.student.user.list_name
        for row in away.select_related("student__user").order_by(*alphabetical("student__user__"))
    ]


def _few_marks(
    user: User, year: SchoolYear, periods: Sequence[GradingPeriod], on: date
) -> list[FewMarks]:
    """Asked only in the last weeks of a period; one query for each kind of period that is ending.

    Local acts ask for so many marks a period at the least (regulation § 8.9); it is told while there is time.
    """
    decided = regulation_on(on)
    told_before = timedelta(days=decided.few_marks_told_before)
    ending = [period for period in periods if on <= period.ends_on <= on + told_before]
    found = []
    for period in ending:
        sections = (
            sections_taught_by(user, on=on)
            .filter(year=year, scale__in=[CourseSection.Scale.FIVE_POINT, CourseSection.Scale.OWN])
            .filter(grade__range=(period.grade_from, period.grade_to))
            .select_related("subject")
        ).in_order()  # type: ignore[attr-defined]
        pupils = _pupils_with_few_marks(list(sections), period, decided.fewest_marks, on)
        found += [
            FewMarks(section, period, pupils[section.pk])
            for section in sections
            if pupils.get(section.pk)
        ]
    return found


def _pupils_with_few_marks(
    sections: Sequence[CourseSection], period: GradingPeriod, fewest: int, on: date
) -> dict[int, int]:
    """How many pupils of each section, of those on its list now, have too few marks in the period."""
    given = {
        (section, student): count
        for section, student, count in Mark.objects.filter(
            item__lesson__section__in=sections,
            item__lesson__date__range=(period.starts_on, period.ends_on),
        )
        .exclude(code="")
        .values_list("item__lesson__section", "student")
        .annotate(count=Count("pk"))
    }
    few: dict[int, int] = {}
    for pair in (
        SectionEnrollment.objects.on(on)
        .filter(section__in=sections)
        .values_list("section", "student")
    ):
        if given.get(pair, 0) < fewest:
            few[pair[0]] = few.get(pair[0], 0) + 1
    return few


def _homeroom(user: User, year: SchoolYear, on: date) -> list[HomeroomJournals]:
    """Journals of the classes the person is homeroom teacher of: three queries for each, as a rule one class."""
    homerooms = Homeroom.objects.on(on).filter(teacher__user=user, school_class=OuterRef("pk"))
    found = []
    own = SchoolClass.objects.filter(Exists(homerooms), year=year)
    waiting = Coalesce(Subquery(_waiting_notes(on)), 0)
    for school_class in own.annotate(waiting_notes=waiting).in_order():
        sections = CourseSection.objects.filter(section_classes__school_class=school_class)
        links = journal_links(sections.select_related("subject").in_order(), user, on)
        absent, unexplained = _absent(school_class, on)
        found.append(
            HomeroomJournals(school_class, links, absent, unexplained, school_class.waiting_notes)
        )
    return found


def _waiting_notes(on: date) -> Any:
    """How many notes of the class's pupils wait for an answer; no row where none does."""
    listed = ClassEnrollment.objects.on(on).filter(
        school_class=OuterRef("pk"), student__absence_notes__state=AbsenceNote.State.WAITING
    )
    return (
        listed.order_by()
        .values("school_class")
        .annotate(notes=Count("student__absence_notes"))
        .values("notes")
    )


def _absent(school_class: SchoolClass, on: date) -> tuple[int, int]:
    """Pupils of the class who missed a lesson that day; those of them whose reason is not known. One query."""
    listed = ClassEnrollment.objects.on(on).filter(school_class=school_class)
    absences = AttendanceRecord.objects.filter(
        student__in=listed.values("student"), lesson__date=on, status="absent"
    )
    found = absences.aggregate(
        absent=Count("student", distinct=True),
        unexplained=Count("student", filter=Q(reason=""), distinct=True),
    )
    return found["absent"], found["unexplained"]
