"""One lesson: what was taught, what was set, who was there, what was marked. A plain form needs no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.models import User
from journal import scales
from journal.access import fillable_by
from journal.binding import Hour
from journal.lesson_plans import planned_hour
from journal.models import AttendanceRecord, Homework, Lesson, LineItem, Mark, WorkType
from journal.registers import taken_words
from school.grading import Scale
from school.models import ControlWork, CourseSection, GradingPeriod, Student, Substitution
from school.rulebook import book_of

from .closing import Closing, closing_of_day
from .homework import HomeworkScreen, homework_screen
from .roster import Pupil, roster


@dataclass(frozen=True, slots=True)
class Entry:
    """A value as the form shows it, the version it is of, and what was said of the last attempt to change it."""

    name: str
    label: str
    value: str = ""
    version: int = 0
    stored: str = ""
    text: str = ""
    seen: str = ""
    # The column of a mark; 0 where the lesson has none yet.
    item: int = 0

    @property
    def code(self) -> str:
        """Of attendance, the code without the minutes: «оп» of «оп 7»."""
        return self.value.partition(" ")[0]

    @property
    def minutes(self) -> str:
        return self.value.partition(" ")[2]

    @property
    def base(self) -> str:
        """What the form sends back to tell a change from a value that somebody else has changed."""
        return self.seen or f"{self.version}:{self.stored}"


@dataclass(frozen=True, slots=True)
class Answer:
    """To a field that was not written: what was typed, why, and what the person had seen there."""

    typed: str
    text: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class LessonRow:
    pupil: Pupil
    attendance: Entry
    marks: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class LessonScreen:
    lesson: Lesson
    section: CourseSection
    scale: Scale
    period: GradingPeriod | None
    may_fill: bool
    homework: Homework | None
    items: Sequence[LineItem]
    work_types: Sequence[WorkType]
    rows: Sequence[LessonRow]
    previous: Lesson | None
    following: Lesson | None
    closing: Closing
    # Assignments, files, the load of coming days (B 2.8, REP-2).
    tasks: HomeworkScreen
    # Who holds it instead of the teacher of the journal (B 2.11).
    substitution: Substitution | None
    # The agreed control work of this lesson (SCH-11).
    planned: ControlWork | None = None
    # What the thematic plan has for it, where its topic is not written yet (SCH-9).
    offer: Hour | None = None

    @property
    def taken(self) -> str:
        """When the register was taken: «через 4 минуты после звонка»; empty while it was not."""
        at = self.lesson.attendance_taken_at
        return taken_words(self.lesson.starts_at, at) if at else ""

    @property
    def is_open(self) -> bool:
        """May be filled in by this person now."""
        return self.may_fill and self.closing.lock is None

    @property
    def suggested(self) -> WorkType | None:
        """The kind of the next column: that of the planned work, until the lesson has one of a control work."""
        if self.planned is None or any(item.work_type.is_control for item in self.items):
            return None
        control = [one for one in self.work_types if one.is_control]
        named = self.planned.get_work_form_display().lower()
        return next(
            (one for one in control if one.name.lower() == named), next(iter(control), None)
        )

    @property
    def has_marks(self) -> bool:
        """False outside the curriculum: no columns of marks, no homework."""
        return not self.section.is_extracurricular

    @property
    def marks_of_scale(self) -> Sequence[str]:
        return self.scale.marks

    @property
    def has_hidden(self) -> bool:
        """Columns whose marks the family does not see yet."""
        return any(item.is_hidden for item in self.items)

    @property
    def absent(self) -> int:
        return sum(row.attendance.stored in scales.ABSENT_CODES for row in self.rows)

    @property
    def unsaved(self) -> int:
        """How many cells were not written at the last attempt, each for its own reason."""
        return sum(bool(entry.text) for row in self.rows for entry in (row.attendance, *row.marks))

    def answered(self, answers: Mapping[str, Answer]) -> "LessonScreen":
        """The same page where named fields show what was typed and why it was not written."""

        def told(entry: Entry) -> Entry:
            if entry.name not in answers:
                return entry
            answer = answers[entry.name]
            return replace(entry, value=answer.typed, text=answer.text, seen=answer.base)

        rows = [
            LessonRow(row.pupil, told(row.attendance), [told(entry) for entry in row.marks])
            for row in self.rows
        ]
        return replace(self, rows=rows)


ATTENDANCE_CHOICES = [
    ("", "был(а)"),
    ("н", "н — не был(а)"),
    ("б", "б — болезнь"),
    ("ну", "ну — уважительная причина"),
    ("оп", "оп — опоздание"),
]


def lesson_screen(
    lesson: Lesson, *, user: User, among: QuerySet[Student] | None, now: datetime, on: date
) -> LessonScreen:
    """The lesson from access.lesson_to_see. Fifteen queries, whatever the number of pupils.

    Five or six more for who fills it in: the days homework may be for, and what is given for them. Where its topic is
    not written yet, one more for the plan, and three more where there is one.
    """
    may_fill = fillable_by(user, on=on).filter(pk=lesson.pk).exists()
    items = list(lesson.items.select_related("work_type").order_by("position"))
    marks, attendance = _marks(lesson), _attendance(lesson)
    others = Lesson.objects.filter(section=lesson.section_id).select_related("homework")
    previous = others.filter(starts_at__lt=lesson.starts_at).order_by("-starts_at").first()
    homework = Homework.objects.filter(lesson=lesson).first()
    pupils = roster(lesson.section, lesson.date, lesson.date, among=among)
    return LessonScreen(
        lesson=lesson,
        section=lesson.section,
        scale=book_of(on).scale_of(lesson.section, lesson.date),
        period=_period(lesson),
        may_fill=may_fill,
        homework=homework,
        items=items,
        work_types=_work_types(lesson, items),
        rows=[_row(pupil, _works(lesson, items), marks, attendance) for pupil in pupils],
        previous=previous,
        following=others.filter(starts_at__gt=lesson.starts_at).order_by("starts_at").first(),
        closing=closing_of_day(lesson.section, lesson.date, now=now),
        tasks=homework_screen(
            lesson, homework=homework, pupils=pupils, narrowed=among is not None, previous=previous,
            may_fill=may_fill, now=now,
        ),
        offer=planned_hour(lesson) if may_fill and not lesson.topic else None,
        substitution=_substitution(lesson),
        planned=_planned(lesson),
    )  # fmt: skip


def _marks(lesson: Lesson) -> dict[tuple[int, int], tuple[str, int]]:
    """Text and version by work and pupil."""
    rows = Mark.objects.filter(item__lesson=lesson)
    values = rows.values_list("item_id", "student_id", "code", "waits_until", "version")
    return {
        (item, student): (scales.mark_text(code, waits_until), version)
        for item, student, code, waits_until, version in values
    }


def _attendance(lesson: Lesson) -> dict[int, tuple[str, int]]:
    """Code and version by pupil."""
    return {
        row.student_id: (scales.attendance_code(row.status, row.reason, row.minutes), row.version)
        for row in AttendanceRecord.objects.filter(lesson=lesson)
    }


def _planned(lesson: Lesson) -> ControlWork | None:
    """Of the journal, or of a class of it in that subject; over this very lesson, or over any of the day."""
    works: Any = ControlWork.objects.agreed().filter(
        Q(number=None) | Q(number__lte=lesson.number, number__gt=lesson.number - F("lessons")),
        Q(section=lesson.section_id)
        | Q(
            school_class__section_classes__section=lesson.section_id,
            subject=lesson.section.subject_id,
        ),
        date=lesson.date,
    )
    found: ControlWork | None = works.order_by("pk").first()
    return found


def _work_types(lesson: Lesson, items: Sequence[LineItem]) -> list[WorkType]:
    """Kinds of the lesson's day, and those its columns have."""
    held = Q(pk__in=WorkType.objects.on(lesson.date).values("pk"))
    return list(WorkType.objects.filter(held | Q(pk__in=[item.work_type_id for item in items])))


def _substitution(lesson: Lesson) -> Substitution | None:
    here = Substitution.objects.filter(
        section=lesson.section_id, date=lesson.date, number=lesson.number
    )
    return here.select_related("teacher__user", "absent__user").first()


def _period(lesson: Lesson) -> GradingPeriod | None:
    periods = GradingPeriod.objects.for_grade(lesson.section.grade).filter(
        year_id=lesson.section.year_id
    )
    return periods.filter(starts_on__lte=lesson.date, ends_on__gte=lesson.date).first()


def _works(lesson: Lesson, items: Sequence[LineItem]) -> list[tuple[int, str]]:
    """Columns with what they are for: one yet to be made where there is none, none outside the curriculum."""
    if lesson.section.is_extracurricular:
        return []
    return [(item.pk, str(item.work_type)) for item in items] or [(0, "Отметка")]


def _row(
    pupil: Pupil,
    works: Sequence[tuple[int, str]],
    marks: Mapping[tuple[int, int], tuple[str, int]],
    attendance: Mapping[int, tuple[str, int]],
) -> LessonRow:
    code, version = attendance.get(pupil.pk, ("", 0))
    entries = []
    for item, work in works:
        mark, mark_version = marks.get((item, pupil.pk), ("", 0))
        entries.append(Entry(f"mark-{pupil.pk}-{item}", work, mark, mark_version, mark, item=item))
    return LessonRow(
        pupil, Entry(f"attendance-{pupil.pk}", "Присутствие", code, version, code), entries
    )


def column_state(screen: LessonScreen) -> dict[str, object]:
    """What the lesson's column in the grid says in its head and foot."""
    return {
        "lesson": screen.lesson.pk,
        "topic": bool(screen.lesson.topic),
        "homework": screen.homework is not None,
        "absent": screen.absent if screen.lesson.attendance_taken_at else None,
        "columns": [
            {
                "item": item.pk,
                "letter": f"({item.work_type.letter})" if item.is_hidden else item.work_type.letter,
                "work": item.work_type.name,
                "weight": item.weight,
            }
            for item in screen.items
        ],
    }
