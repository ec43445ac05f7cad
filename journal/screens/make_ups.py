"""Lessons a pupil missed: the topic, what was worked on, the mark, the protocol by which it was passed (B 2.6)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.names import alphabetical
from journal.access.make_ups import PupilsInJournal
from journal.models import AttendanceRecord, Lesson, LineItem, MakeUp, MakeUpProtocol, Mark
from school.models import CourseSection, StaffMember, Student, extracurricular
from school.work import at_work


@dataclass(frozen=True, slots=True)
class WorkColumn:
    """A column of a missed lesson; `code` is what stands in the pupil's cell."""

    pk: int
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class MissedLesson:
    lesson: Lesson
    reason: str
    columns: tuple[WorkColumn, ...]
    protocol: MakeUpProtocol | None
    is_closed: bool

    @property
    def marks(self) -> str:
        return "/".join(column.code for column in self.columns if column.code)

    @property
    def works(self) -> str:
        return ", ".join(dict.fromkeys(column.name for column in self.columns))

    @property
    def may_be_passed(self) -> bool:
        """In a closed period only what stands there already, by a correction."""
        return self.protocol is None and not (self.is_closed and not self.marks)


@dataclass(frozen=True, slots=True)
class ProtocolRow:
    """`topics` are its lessons by day, each with the mark of the protocol."""

    protocol: MakeUpProtocol
    members: tuple[StaffMember, ...]
    topics: tuple[MakeUp, ...]


@dataclass(frozen=True, slots=True)
class PupilLine:
    student: Student
    missed: int
    passed: int

    @property
    def left(self) -> int:
        return self.missed - self.passed


@dataclass(frozen=True, slots=True)
class MissedScreen:
    """A journal's pupils who missed lessons and, of the chosen one, the lessons and the protocols."""

    section: CourseSection
    lines: Sequence[PupilLine]
    student: Student | None
    lessons: Sequence[MissedLesson]
    protocols: Sequence[ProtocolRow]
    may_record: bool
    staff: Sequence[tuple[int, str]]

    @property
    def waiting(self) -> int:
        return sum(one.may_be_passed for one in self.lessons)


def missed_screen(
    journal: PupilsInJournal, student: Student | None, *, now: datetime, on: date
) -> MissedScreen:
    """Two queries; of a chosen pupil six more, and the list of the staff."""
    section = journal.section
    lines = _lines(journal, on)
    if student is None:
        return MissedScreen(section, lines, None, (), (), journal.may_record, ())
    lessons = missed_lessons(student, [section.pk], now=now, on=on)[section.pk]
    staff: Sequence[tuple[int, str]] = _staff(on) if journal.may_record else ()
    protocols = protocols_of(MakeUpProtocol.objects.filter(section=section, student=student))
    return MissedScreen(section, lines, student, lessons, protocols, journal.may_record, staff)


def _lines(journal: PupilsInJournal, on: date) -> list[PupilLine]:
    """Those who missed something, the ones with more to pass first."""
    passed = MakeUp.objects.filter(lesson=OuterRef("lesson"), student=OuterRef("student"))
    rows = (
        AttendanceRecord.objects.filter(
            lesson__section=journal.section,
            lesson__date__lte=on,
            student__in=[pupil.pk for pupil in journal.pupils],
            status=AttendanceRecord.Status.ABSENT,
        )
        .exclude(lesson__status=Lesson.Status.CANCELLED)
        .annotate(is_passed=Exists(passed))
        .values_list("student")
        .annotate(missed=Count("pk"), passed=Count("pk", filter=Q(is_passed=True)))
    )
    counts = {pk: (missed, done) for pk, missed, done in rows.order_by()}
    lines = [PupilLine(pupil, *counts[pupil.pk]) for pupil in journal.pupils if pupil.pk in counts]
    return sorted(lines, key=lambda line: -line.left)


def missed_lessons(
    student: Student, sections: Collection[int], *, now: datetime, on: date
) -> dict[int, list[MissedLesson]]:
    """Till the day shown, by journal, the latest first. Five queries."""
    absences = AttendanceRecord.objects.filter(
        lesson__section__in=sections, student=student, status=AttendanceRecord.Status.ABSENT
    )
    reasons = {row.lesson_id: row.get_reason_display() for row in absences}
    rows: Any = Lesson.objects.filter(pk__in=reasons, date__lte=on)
    rows = rows.exclude(status=Lesson.Status.CANCELLED).with_closing(now)
    lessons = list(rows.order_by("-starts_at", "-pk"))
    columns = _columns(lessons, student)
    made_up = MakeUp.objects.filter(student=student, lesson__in=lessons).select_related("protocol")
    passed = {row.lesson_id: row.protocol for row in made_up}
    found: dict[int, list[MissedLesson]] = defaultdict(list)
    for one in lessons:
        found[one.section_id].append(
            MissedLesson(
                one, reasons[one.pk], tuple(columns[one.pk]), passed.get(one.pk), one.is_closed
            )
        )
    return found


def _columns(lessons: Sequence[Lesson], student: Student) -> dict[int, list[WorkColumn]]:
    """Control works first: they are what is to be passed. Two queries."""
    marks = Mark.objects.filter(item__lesson__in=lessons, student=student)
    codes = dict(marks.values_list("item_id", "code"))
    items = LineItem.objects.filter(lesson__in=lessons).select_related("work_type")
    found: dict[int, list[WorkColumn]] = defaultdict(list)
    for item in items.order_by("-work_type__is_control", "position", "pk"):
        column = WorkColumn(item.pk, item.title or item.work_type.name, codes.get(item.pk, ""))
        found[item.lesson_id].append(column)
    return found


def protocols_of(protocols: QuerySet[MakeUpProtocol]) -> list[ProtocolRow]:
    """Those in force, the latest first. Three queries."""
    rows = protocols.filter(withdrawn_at=None).order_by("-date", "-pk")
    told = rows.select_related("student__user", "section__subject")
    return [_row(row) for row in told.prefetch_related("members__member__user", "topics__lesson")]


def protocol_row(protocol: MakeUpProtocol) -> ProtocolRow:
    """One of them, to be printed."""
    return protocols_of(MakeUpProtocol.objects.filter(pk=protocol.pk))[0]


def _row(row: MakeUpProtocol) -> ProtocolRow:
    topics = sorted(row.topics.all(), key=lambda topic: topic.lesson.starts_at)
    return ProtocolRow(row, tuple(one.member for one in row.members.all()), tuple(topics))


def _staff(on: date) -> list[tuple[int, str]]:
    """Everybody at work, by alphabet: of them the commission is made."""
    rows = StaffMember.objects.filter(at_work(on=on)).select_related("user")
    return [(row.pk, row.user.short_name) for row in rows.order_by(*alphabetical("user__"))]


@dataclass(frozen=True, slots=True)
class JournalMissed:
    section: CourseSection
    lessons: Sequence[MissedLesson]

    @property
    def left(self) -> int:
        return sum(one.protocol is None for one in self.lessons)


@dataclass(frozen=True, slots=True)
class PupilMissedScreen:
    student: Student
    journals: Sequence[JournalMissed]

    @property
    def missed(self) -> int:
        return sum(len(journal.lessons) for journal in self.journals)


def pupil_missed_screen(
    student: Student, sections: QuerySet[CourseSection], *, now: datetime, on: date
) -> PupilMissedScreen:
    """By journal, in which something was missed. Six queries, whatever their number.

    Nobody passes a topic of a circle later.
    """
    own = list(sections.exclude(extracurricular()).select_related("subject").in_order())  # type: ignore[attr-defined]
    lessons = missed_lessons(student, [one.pk for one in own], now=now, on=on)
    journals = [JournalMissed(one, lessons[one.pk]) for one in own if one.pk in lessons]
    return PupilMissedScreen(student, journals)
