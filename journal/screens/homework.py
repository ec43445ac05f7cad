"""Homework of a lesson as its page shows it: assignments, files, days it may be for, the load of these days, hints."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.template.defaultfilters import filesizeformat

from journal import homework_hints
from journal.assignments import groups_of, names_of, said_of
from journal.homework_load import SOURCE, Piece, Verdict, duration, heaviest, norm_of, verdict
from journal.models import Assignment, Homework, HomeworkFile, Lesson
from school.words import weekday_day

from .day_load import AHEAD, pieces_for
from .roster import Pupil

# So many lessons ahead are offered: a daily subject's two weeks.
DAYS_OFFERED = 12


@dataclass(frozen=True, slots=True)
class FileShown:
    pk: int
    name: str
    size: str


@dataclass(frozen=True, slots=True)
class AssignmentShown:
    """A further assignment; `whom` is empty where it is for all, `pupils` are keys of those it is for by name."""

    pk: int
    text: str
    kind: str
    kind_words: str
    minutes: int | None
    due_on: date | None
    audience: str
    group: int | None
    whom: str
    pupils: tuple[int, ...]
    seal: str
    files: tuple[FileShown, ...] = ()


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day the homework may be for: the lesson then, and minutes others have given for it."""

    day: date
    minutes: int

    @property
    def label(self) -> str:
        return weekday_day(self.day)


@dataclass(frozen=True, slots=True)
class Load:
    """What a day takes with the homework of this lesson, in words, against the norm of the grade."""

    day: date
    minutes: int
    norm: int
    verdict: Verdict

    @property
    def text(self) -> str:
        day = weekday_day(self.day)
        told = f"{day[:1].upper()}{day[1:]}: вместе с другими предметами {duration(self.minutes)}"
        if self.verdict == Verdict.OVER:
            return f"{told}, больше нормы на {duration(self.minutes - self.norm)}."
        return f"{told}{', почти вся норма' if self.verdict == Verdict.NEAR else ''}."


@dataclass(frozen=True, slots=True)
class HomeworkScreen:
    """`files` are those to the homework of all. What only the teacher needs is empty for a reader."""

    assignments: Sequence[AssignmentShown] = ()
    files: Sequence[FileShown] = ()
    days: Sequence[DueDay] = ()
    # The day of the next lesson: homework is for it where no other is chosen.
    next_day: DueDay | None = None
    groups: Sequence[tuple[str, str]] = ()
    pupils: Sequence[Pupil] = ()
    norm: int = 0
    grade: int = 0
    loads: Sequence[Load] = field(default_factory=tuple)
    topic_hint: str = ""
    homework_hint: str = ""

    @property
    def norm_words(self) -> str:
        return f"Норма {self.grade} класса {duration(self.norm)} в день ({SOURCE})."

    @property
    def later_days(self) -> Sequence[DueDay]:
        """Days to choose instead of that of the next lesson."""
        return [one for one in self.days if one != self.next_day]


def homework_screen(
    lesson: Lesson,
    *,
    homework: Homework | None,
    pupils: Sequence[Pupil],
    narrowed: bool,
    previous: Lesson | None,
    may_fill: bool,
    now: datetime,
) -> HomeworkScreen:
    """Three queries for a reader, eight or so for who fills the lesson in.

    `narrowed`: the reader sees only some of the pupils, so assignments for none of these are not shown.
    """
    assignments, files = _assignments(lesson, pupils, narrowed)
    if not may_fill:
        return HomeworkScreen(assignments, files)
    listed = [pupil for pupil in pupils if pupil.is_listed_on(lesson.date)]
    keys = [pupil.pk for pupil in listed]
    following, days = _days(lesson, [homework, *assignments])
    others = pieces_for(keys, days, besides=lesson)
    sums = heaviest(others, keys)
    norm = norm_of(lesson.section.grade)
    topic_hint, homework_hint = _hints(lesson, homework, previous, now)
    return HomeworkScreen(
        assignments=assignments,
        files=files,
        days=[DueDay(day, sums.get(day, 0)) for day in days],
        next_day=DueDay(following, sums.get(following, 0)) if following else None,
        groups=[
            (f"group-{one.pk}", f"{one.subject.name}, {one.name}" if one.name else one.title)
            for one in groups_of(lesson)
        ],
        pupils=listed,
        norm=norm,
        grade=lesson.section.grade,
        loads=_loads(others, _own(homework, assignments, following, keys), keys, norm),
        topic_hint=topic_hint,
        homework_hint=homework_hint,
    )


def _assignments(
    lesson: Lesson, pupils: Sequence[Pupil], narrowed: bool
) -> tuple[list[AssignmentShown], list[FileShown]]:
    rows = list(lesson.assignments.select_related("group__subject"))
    names = names_of(rows)
    files: dict[int | None, list[FileShown]] = {}
    for file in HomeworkFile.objects.filter(lesson=lesson):
        shown = FileShown(file.pk, file.name, filesizeformat(file.bytes))
        files.setdefault(file.assignment_id, []).append(shown)
    found = []
    for row in rows:
        named = [pupil for pupil in pupils if pupil.pk in names.get(row.pk, ())]
        if narrowed and row.audience == Assignment.Audience.PUPILS and not named:
            continue
        found.append(_shown(row, names.get(row.pk, set()), named, files.get(row.pk, [])))
    return found, files.get(None, [])


def _shown(
    row: Assignment, keys: Collection[int], named: Iterable[Pupil], files: Iterable[FileShown]
) -> AssignmentShown:
    whom = ", ".join(pupil.name for pupil in named)
    if row.group:
        whom = f"{row.group.subject.name}, {row.group.name}".rstrip(", ")
    return AssignmentShown(
        pk=row.pk,
        text=row.text,
        kind=row.kind,
        kind_words=row.get_kind_display() if row.kind else "",
        minutes=row.minutes,
        due_on=row.due_on,
        audience=row.audience,
        group=row.group_id,
        whom=whom,
        pupils=tuple(sorted(keys)),
        seal=said_of(row, keys).seal,
        files=tuple(files),
    )


def _days(
    lesson: Lesson, given: Iterable[Homework | AssignmentShown | None]
) -> tuple[date | None, list[date]]:
    """The day of the next lesson, where there is one; days of the next lessons and those chosen before."""
    lessons = Lesson.objects.filter(
        section=lesson.section_id, date__gt=lesson.date, date__lte=lesson.date + AHEAD
    ).exclude(status=Lesson.Status.CANCELLED)
    dates = lessons.order_by("date").values_list("date", flat=True).distinct()
    found = list(dates[:DAYS_OFFERED])
    chosen = {one.due_on for one in given if one and one.due_on}
    return next(iter(found), None), sorted({*found, *chosen})


def _own(
    homework: Homework | None,
    assignments: Iterable[AssignmentShown],
    following: date | None,
    keys: Collection[int],
) -> list[Piece]:
    """Of this lesson; a subgroup's is counted for everybody, the heavier of both."""
    pieces = []
    for one in [homework, *assignments]:
        day = (one.due_on or following) if one else None
        if one is None or day is None or not one.minutes:
            continue
        pupils: Iterable[int] = keys
        if isinstance(one, AssignmentShown) and one.audience == Assignment.Audience.PUPILS:
            pupils = one.pupils
        pieces.append(Piece(day, one.minutes, frozenset(pupils)))
    return pieces


def _loads(
    others: Sequence[Piece], own: Sequence[Piece], keys: Collection[int], norm: int
) -> list[Load]:
    sums = heaviest([*others, *own], keys)
    days = sorted({piece.day for piece in own} & sums.keys())
    return [Load(day, sums[day], norm, verdict(sums[day], norm)) for day in days]


def _hints(
    lesson: Lesson, homework: Homework | None, previous: Lesson | None, now: datetime
) -> tuple[str, str]:
    """A double lesson says the same twice: it is compared with another day only."""
    is_over = lesson.ends_at <= now and lesson.status != Lesson.Status.CANCELLED
    before = previous if previous and previous.date < lesson.date else None
    given: Homework | None = getattr(before, "homework", None)
    return (
        homework_hints.topic_hint(
            lesson.topic, before=before.topic if before else "", is_over=is_over
        ),
        homework_hints.homework_hint(
            homework.text if homework else "",
            before=given.text if given else "",
            is_over=is_over,
            is_none=bool(homework and homework.is_none),
        ),
    )
