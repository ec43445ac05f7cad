"""Exams whose results are not all in the journal yet, with the term of telling them (B ЭД 6)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q
from django.utils import timezone

from accounts.models import User
from journal import deadline_words as words
from journal import duties
from journal.deadlines import due_with, exam_term
from journal.models import Exam
from school.access import sections_taught_by
from school.models import CourseSection, SchoolYear
from school.rulebook import book_of


@dataclass(frozen=True, slots=True)
class ExamOwed:
    """`lacking` is how many results are not there, `told` the time left or the delay."""

    section: CourseSection
    lacking: int
    due_at: datetime
    told: str
    is_late: bool


def exams_owed(user: User, *, year: SchoolYear, now: datetime, on: date) -> list[ExamOwed]:
    """Of the teacher's own journals, the nearest term first. One query, one more where there is any."""
    own = sections_taught_by(user, on=on).filter(year=year)
    stands = Q(section__period_marks__kind="exam") & ~Q(section__period_marks__code="")
    held = (
        Exam.objects.filter(section__in=own.values("pk"), held_at__lte=now)
        .annotate(given=Count("section__period_marks", filter=stands))
        .filter(given__lt=F("takers"))
        .select_related("section__subject")
        .order_by("held_at", "pk")
    )
    exams = list(held)
    outages = duties.outages() if exams else []
    book, zone = book_of(on), timezone.get_default_timezone()
    found = []
    for exam in exams:
        term = exam_term(exam.held_at, book.on(timezone.localdate(exam.held_at)))
        due = due_with(term.begins_at, term.due_at, outages, now)
        is_late = now > due
        told = words.overdue(due, now) if is_late else words.till(due, now, zone)
        found.append(ExamOwed(exam.section, exam.takers - exam.given, due, told, is_late))
    return found
