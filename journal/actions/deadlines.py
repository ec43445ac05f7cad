"""What became of terms is noted as facts: kept, late, missing. Whoever asks twice notes nothing new.

A fact is written once, by the rules in force on the day of the lesson, and never changed: what the school decides
later does not rewrite it (regulation § 3).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from journal import duties
from journal.deadlines import (
    Duty,
    Outage,
    Term,
    Verdict,
    exam_term,
    judge,
    marks_term,
    period_term,
    work_term,
)
from journal.duties import RulesOn
from journal.models import DeadlineFact, Exam, Lesson, LineItem, Mark
from journal.study_days import StudyDays
from school.models import SchoolYear, Substitution, TeachingLoad, extracurricular
from school.rulebook import read_book

BATCH = 2000
FINAL = [Verdict.ON_TIME.value, Verdict.LATE.value]
OF_LESSON = [Duty.ATTENDANCE.value, Duty.TOPIC.value, Duty.HOMEWORK.value]


def note_deadlines(*, year: SchoolYear, now: datetime) -> int:
    """Note what has become final or was missed since the last time; returns how many facts.

    Some 20 statements whatever the number of lessons, and a few for each two thousand of them.
    """
    noting = Noting(year, now)
    noted = 0
    for facts in (_of_lessons(noting), _of_columns(noting), _of_periods(noting), _of_exams(noting)):
        for made in _batches(facts):
            DeadlineFact.objects.bulk_create(made, ignore_conflicts=True)
            noted += len(made)
    return noted


@dataclass
class Noting:
    """What all facts of one time are made with."""

    year: SchoolYear
    now: datetime
    rules_on: RulesOn = field(init=False)
    outages: list[Outage] = field(init=False)
    zone: tzinfo = field(init=False)
    # (lesson, column, section and period where it is of one, kind, day): what was noted of it.
    known: dict[tuple[Any, ...], set[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.rules_on = RulesOn(read_book())
        self.outages = duties.outages()
        self.zone = timezone.get_default_timezone()
        self.known = defaultdict(set)

    def read_known(self, condition: Q) -> None:
        rows = DeadlineFact.objects.filter(condition)
        names = ("lesson_id", "item_id", "section_id", "period_id", "kind", "day", "verdict")
        for *key, verdict in rows.values_list(*names):
            self.known[tuple(key)].add(verdict)

    def fact(
        self,
        term: Term,
        done: datetime | None,
        *,
        section: int,
        teacher: int | None,
        day: date,
        **about: int,
    ) -> DeadlineFact | None:
        """None where there is nothing to say yet, or all is said."""
        verdict = judge(term, done, self.now, self.outages)
        key = (about.get("lesson_id"), about.get("item_id"), section, about.get("period_id"))
        said = self.known.get((*key, term.duty.value, day), set())
        if verdict is Verdict.NOT_DUE or verdict.value in said or said & set(FINAL):
            return None
        return DeadlineFact(
            kind=term.duty.value, verdict=verdict.value, section_id=section, teacher_id=teacher, day=day,
            begins_at=term.begins_at, due_at=term.due_at, done_at=done, clause=term.clause, told=term.told,
            noted_at=self.now, **about,
        )  # fmt: skip


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rows = iter(rows)
    while some := list(islice(rows, BATCH)):
        yield some


def _settled(kinds: Sequence[str], **about: OuterRef) -> Exists:
    return Exists(DeadlineFact.objects.filter(verdict__in=FINAL, kind__in=kinds, **about))


def _begun(noting: Noting) -> Any:
    lessons = Lesson.objects.filter(section__year=noting.year, starts_at__lte=noting.now)
    return lessons.exclude(status=Lesson.Status.CANCELLED)


def _of_lessons(noting: Noting) -> Iterator[DeadlineFact]:
    """Registers, topics and homework of lessons that have begun and are not settled whole."""
    of_lesson = {"lesson": OuterRef("pk"), "day": OuterRef("date")}
    has_no_homework = extracurricular("section__")
    whole = Q(
        _settled([Duty.ATTENDANCE.value], **of_lesson),
        _settled([Duty.TOPIC.value], **of_lesson),
        has_no_homework | Q(_settled([Duty.HOMEWORK.value], **of_lesson)),
    )
    keys = list(_begun(noting).filter(~whole).order_by("pk").values_list("pk", flat=True))
    for some in _batches(keys):
        lessons = list(duties.with_suspended_days(Lesson.objects.filter(pk__in=some)))
        noting.read_known(Q(lesson__in=some, kind__in=OF_LESSON))
        terms = duties.terms_by_lesson(duties.times_of(lessons), noting.rules_on, noting.zone)
        topics, homework = duties.moments_of_topics(lessons), duties.moments_of_homework(some)
        teachers = _teachers(lessons)
        for lesson in lessons:
            done = {
                Duty.ATTENDANCE: lesson.attendance_taken_at,
                Duty.TOPIC: topics.get(lesson.pk),
                Duty.HOMEWORK: homework.get(lesson.pk),
            }
            for duty, term in terms[lesson.pk].items():
                made = noting.fact(
                    term, done[duty], section=lesson.section_id, teacher=teachers[lesson.pk],
                    day=lesson.date, lesson_id=lesson.pk,
                )  # fmt: skip
                if made:
                    yield made


def _of_columns(noting: Noting) -> Iterator[DeadlineFact]:
    """Marks of columns: of a work with a term of its own they are awaited, of any other one only judged."""
    given = Mark.objects.filter(item=OuterRef("pk")).exclude(code="")
    settled = _settled(["marks", "work"], item=OuterRef("pk"), day=OuterRef("lesson__date"))
    columns = LineItem.objects.filter(
        ~settled,
        Q(work_type__term_days__isnull=False) | Exists(given),
        lesson__in=_begun(noting).values("pk"),
    )
    study_days = StudyDays(noting.year)
    keys = list(columns.order_by("pk").values_list("pk", flat=True))
    for some in _batches(keys):
        items = list(
            LineItem.objects.filter(pk__in=some).select_related("lesson__section", "work_type")
        )
        noting.read_known(Q(item__in=some))
        lessons = duties.with_suspended_days(
            Lesson.objects.filter(pk__in={item.lesson_id for item in items})
        )
        times, done = duties.times_of(list(lessons)), duties.moments_of_marks(some)
        teachers = _teachers([item.lesson for item in items])
        for item in items:
            lesson, days = item.lesson, item.work_type.term_days
            own, rules = times[lesson.pk], noting.rules_on(lesson.date)
            if days is None:
                term = marks_term(own, rules, noting.zone)
            else:
                study = study_days.of(lesson.section) if rules.terms_in == "study" else ()
                term = work_term(own, days, rules, noting.zone, study)
            made = noting.fact(
                term, done.get(item.pk), section=lesson.section_id, teacher=teachers[lesson.pk],
                day=lesson.date, lesson_id=lesson.pk, item_id=item.pk,
            )  # fmt: skip
            if made:
                yield made


def _of_periods(noting: Noting) -> Iterator[DeadlineFact]:
    """Marks of periods: set when they stand for everybody, which the lock of the period says."""
    noting.read_known(Q(kind=Duty.PERIOD.value, section__year=noting.year))
    loads = TeachingLoad.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("ends_on")),
        section=OuterRef("of"),
        starts_on__lte=OuterRef("ends_on"),
    ).order_by("-is_primary", "pk")
    pairs = duties.journals_by_period(noting.year)
    for period in pairs.annotate(teacher=Subquery(loads.values("teacher_id")[:1])):
        term = period_term(period.ends_on, noting.rules_on(period.ends_on), noting.zone)
        if term.begins_at > noting.now:
            continue
        made = noting.fact(
            term, period.set_at, section=period.of, teacher=period.teacher, day=period.ends_on,
            period_id=period.pk,
        )  # fmt: skip
        if made:
            yield made


def _of_exams(noting: Noting) -> Iterator[DeadlineFact]:
    """Results of exams: told when everybody who sits has a mark, as the diary shows each at once (B ЭД 6)."""
    held = Exam.objects.filter(section__year=noting.year, held_at__lte=noting.now)
    loads = TeachingLoad.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("held_at__date")),
        section=OuterRef("section"),
        starts_on__lte=OuterRef("held_at__date"),
    ).order_by("-is_primary", "pk")
    exams: Any = held.annotate(teacher=Subquery(loads.values("teacher_id")[:1]))
    if not exams:
        return
    noting.read_known(Q(kind=Duty.EXAM.value, section__year=noting.year))
    told = duties.moments_of_results(exams)
    for exam in exams:
        day = timezone.localdate(exam.held_at)
        term = exam_term(exam.held_at, noting.rules_on(day))
        made = noting.fact(
            term, told.get(exam.pk), section=exam.section_id, teacher=exam.teacher, day=day
        )
        if made:
            yield made


def _teachers(lessons: Iterable[Lesson]) -> dict[int, int | None]:
    """Whose duty each lesson was: the substitute's, else that of the section's first teacher on that day. Two queries."""
    lessons = list(lessons)
    sections = {lesson.section_id for lesson in lessons}
    loads: dict[int, list[TeachingLoad]] = defaultdict(list)
    for load in TeachingLoad.objects.filter(section__in=sections).order_by("-is_primary", "pk"):
        loads[load.section_id].append(load)
    instead = {
        (section, day, number): teacher
        for section, day, number, teacher in Substitution.objects.filter(
            section__in=sections, date__in={lesson.date for lesson in lessons}
        ).values_list("section_id", "date", "number", "teacher_id")
    }
    return {
        lesson.pk: instead.get((lesson.section_id, lesson.date, lesson.number))
        or next(
            (load.teacher_id for load in loads[lesson.section_id] if load.holds_on(lesson.date)), None
        )
        for lesson in lessons
    }  # fmt: skip
