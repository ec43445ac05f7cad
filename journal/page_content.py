"""What stands on a journal's page of a period, read to be signed: twelve queries, whatever the pupils and lessons."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.names import alphabetical, full_name
from journal import scales
from journal.models import (
    Assignment,
    AttendanceRecord,
    Homework,
    HomeworkFile,
    HomeworkKind,
    Lesson,
    LineItem,
    Mark,
    MarkDeferral,
    PeriodMark,
)
from journal.page_text import (
    ATTENDANCE,
    FILE,
    HOMEWORK,
    LESSON,
    MARK,
    OF_PERIOD,
    OF_YEAR,
    PUPIL,
    PUT_OFF,
    WORK,
    digest_of,
    page_text,
)
from journal.signing import Counted, Gap, HeldLesson, gaps_of
from school.models import CourseSection, GradingPeriod, SectionEnrollment

NAMES = ("student__user__last_name", "student__user__first_name", "student_id")
Fact = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PageContent:
    """The text to be signed, its digest, and what is told of it."""

    text: str
    digest: str
    counted: Counted
    gaps: tuple[Gap, ...]
    # Whether marks of the period are awaited at all; whether each of them, and of the year on its last page, is set or put off.
    has_marks: bool
    all_set: bool

    @property
    def missing(self) -> int:
        return sum(gap.count for gap in self.gaps)


def read_page(
    section: CourseSection, period: GradingPeriod, *, is_last: bool, now: datetime
) -> PageContent:
    """As it stands in the database now. `is_last`: it is the year's last page, the marks of the year are on it."""
    page = _Page(section, period, is_last, now)
    facts = page.facts
    text = page_text(section.title, period.title, period.starts_on, period.ends_on, facts)
    held = page.held()
    unmarked = page.unmarked()
    waiting = [f"{fact[1]}, {fact[3]:%d.%m}" for fact in facts if fact[0] == MARK and _waits(fact)]
    absences = [fact for fact in facts if fact[0] == ATTENDANCE and fact[5] in scales.ABSENT_CODES]
    marks = [fact for fact in facts if fact[0] == MARK and fact[6] and not _waits(fact)]
    pupils = {fact[2] for fact in facts if fact[0] == PUPIL}
    gaps = gaps_of(held, unmarked, waiting, has_homework=not section.is_extracurricular)
    return PageContent(
        text=text,
        digest=digest_of(text),
        counted=Counted(len(pupils), len(held), len(marks), len(absences)),
        gaps=tuple(gaps),
        has_marks=page.has_marks,
        all_set=page.has_marks and bool(page.listed) and not any(names for _, names in unmarked),
    )


WAITED_UNTIL = "ждём ответа до "


def _waits(fact: Fact) -> bool:
    return str(fact[6]).startswith(WAITED_UNTIL)


class _Page:
    """Everything of one page, read at once."""

    def __init__(
        self, section: CourseSection, period: GradingPeriod, is_last: bool, now: datetime
    ) -> None:
        self._section, self._period, self._now = section, period, now
        self._kinds = {OF_PERIOD: "за период", **({OF_YEAR: "за год"} if is_last else {})}
        self._days = (period.starts_on, period.ends_on)
        self._lessons = list(
            Lesson.objects.filter(section=section, date__range=self._days).order_by(
                "date", "number"
            )
        )
        # Names by key of the pupils who are on the list on the last day, by alphabet.
        self.listed: dict[int, str] = {}
        self._given: dict[str, set[int]] = defaultdict(set)
        self._with_homework: set[int] = set()
        self.facts: list[Fact] = [
            *self._pupils(),
            *self._of_lessons(),
            *self._cells(),
            *self._finals(),
        ]

    def _pupils(self) -> Iterator[Fact]:
        first, last = self._days
        rows = SectionEnrollment.objects.filter(section=self._section, starts_on__lte=last)
        terms: dict[tuple[str, int], list[Any]] = defaultdict(list)
        ordered = rows.exclude(ends_on__lt=first).order_by(*alphabetical("student__user__"))
        for surname, given, pk, starts, ends in ordered.values_list(*NAMES, "starts_on", "ends_on"):
            terms[full_name(surname, given), pk].append((starts, ends))
            if starts <= last and (ends is None or ends >= last):
                self.listed[pk] = full_name(surname, given)
        for (name, pk), spans in terms.items():
            # A term without an end may get one later: that says nothing of this period.
            told = [
                (start, end if end and end < last else None)
                for start, end in sorted(spans, key=_first)
            ]
            yield (PUPIL, name, pk, *(day for span in told for day in span))

    def _of_lessons(self) -> Iterator[Fact]:
        for lesson in self._lessons:
            is_called = lesson.attendance_taken_at is not None
            yield (
                LESSON, lesson.date, lesson.number, lesson.get_status_display(),
                "присутствие отмечено" if is_called else "присутствие не отмечено", lesson.topic,
            )  # fmt: skip
        keys = [lesson.pk for lesson in self._lessons]
        items = LineItem.objects.filter(lesson__in=keys).values_list(
            "lesson__date", "lesson__number", "position", "work_type__name", "weight", "title"
        )
        for item in items:
            yield (WORK, *item)
        yield from self._homework(keys)
        files = HomeworkFile.objects.filter(lesson__in=keys)
        for file in files.values_list("lesson__date", "lesson__number", "name", "sha256"):
            yield (FILE, *file)

    def _homework(self, keys: list[int]) -> Iterator[Fact]:
        fields = ("kind", "minutes", "due_on", "text")
        own = Homework.objects.filter(lesson__in=keys)
        for pk, day, number, is_none, kind, *terms in own.values_list(
            "lesson_id", "lesson__date", "lesson__number", "is_none", *fields
        ):
            self._with_homework.add(pk)
            whom = "не задано" if is_none else "всем"
            yield (HOMEWORK, day, number, whom, _kind_words(kind), *terms)
        more = Assignment.objects.filter(lesson__in=keys).select_related("lesson", "group__subject")
        for one in more.prefetch_related("pupils__student__user"):
            terms = (one.minutes, one.due_on, one.text)
            lesson = one.lesson
            yield (HOMEWORK, lesson.date, lesson.number, _whom(one), _kind_words(one.kind), *terms)

    def _cells(self) -> Iterator[Fact]:
        of = {"section": self._section, "date__range": self._days}
        marks = Mark.objects.filter(
            **{f"item__lesson__{name}": value for name, value in of.items()}
        )
        place = ("item__lesson__date", "item__lesson__number", "item__position")
        for surname, given, pk, day, number, position, code, until, comment in marks.values_list(
            *NAMES, *place, "code", "waits_until", "comment"
        ):
            told = f"{WAITED_UNTIL}{until:%d.%m.%Y}" if until else code
            if told or comment:
                yield (MARK, full_name(surname, given), pk, day, number, position, told, comment)
        seen = AttendanceRecord.objects.filter(**{f"lesson__{name}": v for name, v in of.items()})
        for surname, given, pk, day, number, *fact in seen.values_list(
            *NAMES, "lesson__date", "lesson__number", "status", "reason", "minutes"
        ):
            code = scales.attendance_code(*fact)
            if code:
                yield (ATTENDANCE, full_name(surname, given), pk, day, number, code)

    def _finals(self) -> Iterator[Fact]:
        marks = PeriodMark.objects.filter(section=self._section).values_list(
            *NAMES, "kind", "period_id", "code", "comment"
        )
        for surname, given, pk, kind, period, code, comment in marks:
            of = self._kind_of(kind, period)
            if of and (code or comment):
                if code:
                    self._given[of].add(pk)
                yield (of, full_name(surname, given), pk, code, comment)
        put_off = MarkDeferral.objects.filter(section=self._section)
        today = timezone.localdate(self._now)
        for surname, given, pk, period, until in put_off.values_list(
            *NAMES, "period_id", "deferred_until"
        ):
            of = self._kind_of("period" if period else "year", period)
            if of:
                if until >= today:
                    self._given[of].add(pk)
                yield (PUT_OFF, full_name(surname, given), pk, self._kinds[of], until)

    def _kind_of(self, kind: str, period: int | None) -> str:
        """Where it stands on this page; empty where it does not."""
        if kind == PeriodMark.Kind.PERIOD:
            return OF_PERIOD if period == self._period.pk else ""
        return OF_YEAR if kind == PeriodMark.Kind.YEAR and OF_YEAR in self._kinds else ""

    @property
    def has_marks(self) -> bool:
        """Of circles and of subjects without marks none is awaited."""
        return self._section.scale != CourseSection.Scale.UNGRADED

    def held(self) -> list[HeldLesson]:
        return [
            HeldLesson(
                lesson.pk,
                lesson.date,
                lesson.number,
                has_topic=bool(lesson.topic),
                has_homework=lesson.pk in self._with_homework,
                is_called=lesson.attendance_taken_at is not None,
            )
            for lesson in self._lessons
            if lesson.ends_at <= self._now and lesson.status != Lesson.Status.CANCELLED
        ]

    def unmarked(self) -> list[tuple[str, list[str]]]:
        """Of each kind of mark of the page, who of the list on the last day has none."""
        if not self.has_marks:
            return []
        return [
            (title, [name for pk, name in self.listed.items() if pk not in self._given[of]])
            for of, title in self._kinds.items()
        ]


def _first(span: tuple[Any, Any]) -> Any:
    return span[0]


def _kind_words(kind: str) -> str:
    return HomeworkKind(kind).label if kind else ""


def _whom(one: Assignment) -> str:
    """«ещё всем», «подгруппе: …», «ученикам: …»."""
    if one.audience == Assignment.Audience.GROUP and one.group:
        return f"подгруппе: {one.group.title}"
    if one.audience == Assignment.Audience.PUPILS:
        names = sorted(f"{row.student.user.list_name} {row.student_id}" for row in one.pupils.all())
        return f"ученикам: {', '.join(names)}"
    return "ещё всем"
