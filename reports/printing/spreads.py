"""Subject spreads: marks and absences on the left page, topics and homework on the right (regulation § 5.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from journal.scales import attendance_code
from school.words import MONTHS

from .class_year import ClassYear, LessonFacts, Period, Pupil, SectionFacts, belongs, has_left
from .fitting import lines, wrap

# Millimetres of the page of A4 portrait inside its margins, and of what stands on it; print-volume.css has the same.
LEFT_WIDTH, LESSON_COLUMN, PERIOD_COLUMN = 124.0, 5.71, 8.6
LEFT_HEIGHT, ROW, LEAST_ROW = 240.0, 7.6, 4.8
NUMBER_COLUMN, NAME_COLUMN, NAME_SIZE, NAME_LINE, NOTE_SIZE, NOTE_LINE = 6.0, 50.0, 8, 3.2, 5.5, 2.3
RIGHT_HEIGHT, LOG_LINE, LOG_PADDING, LOG_ROW = 246.0, 3.5, 1.4, 7.0
TOPIC_COLUMN, HOMEWORK_COLUMN, NOTE_COLUMN, CONCLUSION = 70.0, 55.0, 37.0, 12.5

MONTHS_SHORT = (
    "янв.", "фев.", "март", "апр.", "май", "июнь", "июль", "авг.", "сент.", "окт.", "нояб.", "дек.",
)  # fmt: skip
STRUCK = "—"

LESSON, PERIOD, ABSENT_FROM_LIST = "", "p", "x"


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: the day of a lesson, or the title of a period."""

    text: str
    kind: str
    month: int


@dataclass(frozen=True, slots=True)
class Line:
    """A pupil's line; cells are (kind, text)."""

    number: int
    name: str
    notes: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A lesson on the right page."""

    date: str
    topic: str
    homework: str
    note: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What stands after the period's last lesson; `signed` where its page has a signature."""

    text: str
    signed: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """Two facing pages. `row` is the height of a pupil's line in millimetres."""

    title: str
    teachers: tuple[str, ...]
    months: tuple[tuple[str, int], ...]
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    log: tuple[Entry | Conclusion, ...]
    row: float


@dataclass(frozen=True, slots=True)
class _Column:
    """A lesson, or without one the marks of a period (kind, period), with its room on both pages."""

    lesson: LessonFacts | None
    mark: tuple[str, int | None]
    head: Head
    entry: Entry | Conclusion | None
    width: float
    height: float


def subject_spreads(year: ClassYear, section: SectionFacts) -> tuple[Spread, ...]:
    """All the spreads of a subject page, in the order of lessons; a long list takes two runs of spreads."""
    columns = list(_columns(year, section))
    pages = _packed(columns)
    found = []
    for pupils in _pages_of_pupils(_with_brought(section, year.pupils_of(section))):
        row = _row_height(pupils)
        for page in pages:
            found.append(_spread(section, pupils, page, row))
    return tuple(found)


def _with_brought(section: SectionFacts, pupils: Sequence[Pupil]) -> list[Pupil]:
    """Marks that a newcomer brought along are told under the name."""
    return [replace(one, notes=(*one.notes, *section.brought.get(one.pk, ()))) for one in pupils]


def _spread(
    section: SectionFacts, pupils: Sequence[tuple[int, Pupil]], page: Sequence[_Column], row: float
) -> Spread:
    return Spread(
        title=section.title,
        teachers=section.teachers,
        months=_months(page),
        heads=tuple(column.head for column in page),
        lines=tuple(
            Line(
                number,
                pupil.list_name,
                pupil.notes,
                tuple(_cell(section, pupil, column) for column in page),
            )
            for number, pupil in pupils
        ),
        log=tuple(column.entry for column in page if column.entry),
        row=row,
    )


def _cell(section: SectionFacts, pupil: Pupil, column: _Column) -> tuple[str, str]:
    if column.lesson is None:
        kind, period = column.mark
        code = section.period_marks.get((pupil.pk, kind, period), "")
        if not code and kind == "period" and period is not None:
            code = section.periods_before.get((pupil.pk, period), "")
        return PERIOD, code
    text = lesson_cell(column.lesson, pupil.pk)
    if text:
        return LESSON, text
    if belongs(pupil, section, column.lesson.date):
        return LESSON, ""
    return ABSENT_FROM_LIST, STRUCK if has_left(pupil, section, column.lesson.date) else ""


def lesson_cell(lesson: LessonFacts, pupil: int) -> str:
    """Absence and marks of a cell as paper has them: «н», «5», «5/4», «н/4»."""
    absence = lesson.attendance.get(pupil)
    codes = [attendance_code(*absence)] if absence else []
    return "/".join([*codes, *lesson.marks.get(pupil, ())])


# --- Columns -------------------------------------------------------------------------------------
def _columns(year: ClassYear, section: SectionFacts) -> Iterator[_Column]:
    """Lessons by day; after the last lesson of a period its marks; after the last period those of the year.

    Outside the curriculum there are lessons only.
    """
    waiting = list(section.lessons)
    if section.is_extracurricular:
        yield from map(_lesson_column, waiting)
        return
    for period in year.periods:
        while waiting and waiting[0].date <= period.last:
            yield _lesson_column(waiting.pop(0))
        if year.is_over(period) or _has_marks(section, "period", period.pk):
            yield _period_column(period.short, ("period", period.pk), conclusion(section, period))
    yield from map(_lesson_column, waiting)
    over = bool(year.periods) and year.is_over(year.periods[-1])
    kinds = {kind for _, kind, _ in section.period_marks}
    if over or kinds & {"year", "exam", "final"}:
        for kind, short in (("year", "год"), ("exam", "экз."), ("final", "итог")):
            yield _period_column(
                short, (kind, None), _year_conclusion(section) if kind == "year" else None
            )


def _has_marks(section: SectionFacts, kind: str, period: int | None) -> bool:
    return any(key[1:] == (kind, period) for key in section.period_marks)


def _lesson_column(lesson: LessonFacts) -> _Column:
    entry = Entry(f"{lesson.date:%d.%m}", lesson.topic, lesson.homework, lesson.note)
    texts = (
        (entry.topic, TOPIC_COLUMN),
        (entry.homework, HOMEWORK_COLUMN),
        (entry.note, NOTE_COLUMN),
    )
    deepest = max(lines(text, room - 2, 8) for text, room in texts)
    height = max(LOG_ROW, deepest * LOG_LINE + LOG_PADDING)
    head = Head(str(lesson.date.day), LESSON, lesson.date.month)
    return _Column(lesson, ("", None), head, entry, LESSON_COLUMN, height)


def _period_column(short: str, mark: tuple[str, int | None], entry: Conclusion | None) -> _Column:
    return _Column(
        None, mark, Head(short, PERIOD, 0), entry, PERIOD_COLUMN, CONCLUSION if entry else 0
    )


def conclusion(section: SectionFacts, period: Period) -> Conclusion:
    """«По учебному плану — 27 ч, проведено — 26 ч»: hours of the curriculum and those held, with control works.

    Without a curriculum lessons of the timetable are counted as the plan.
    """
    told = _plan_and_fact(section, period.first, period.last, section.by_plan.get(period.pk))
    return Conclusion(f"{period.title}. {told}", section.signed.get(period.pk, ""))


def _year_conclusion(section: SectionFacts) -> Conclusion:
    told = _plan_and_fact(section, date.min, date.max, section.by_plan.get(None))
    return Conclusion(f"За год. {told}")


def _plan_and_fact(section: SectionFacts, first: date, last: date, by_plan: int | None) -> str:
    planned = sum(first <= day <= last for day in section.planned) if by_plan is None else by_plan
    plan = "По плану" if by_plan is None else "По учебному плану"
    held = [lesson for lesson in section.lessons if first <= lesson.date <= last]
    controls = sum(lesson.controls for lesson in held)
    return f"{plan} — {planned} ч, проведено — {len(held)} ч. Контрольных работ проведено — {controls}."


def _packed(columns: Sequence[_Column]) -> list[list[_Column]]:
    """Columns by spread: as many as fit both pages; a period's marks stay with its last lesson."""
    pages: list[list[_Column]] = [[]]
    width = height = 0.0
    for group in _inseparable(columns):
        wide, high = sum(c.width for c in group), sum(c.height for c in group)
        if pages[-1] and (width + wide > LEFT_WIDTH or height + high > RIGHT_HEIGHT):
            pages.append([])
            width = height = 0.0
        pages[-1] += group
        width, height = width + wide, height + high
    return pages


def _inseparable(columns: Sequence[_Column]) -> Iterator[list[_Column]]:
    group: list[_Column] = []
    for column in columns:
        if group and column.lesson is not None:
            yield group
            group = []
        group.append(column)
    if group:
        yield group


def _months(page: Sequence[_Column]) -> tuple[tuple[str, int], ...]:
    """(month, number of its columns) above the days; a period's column is (title, 0) and takes both rows."""
    spans: list[list[int]] = []
    titles: list[str] = []
    for column in page:
        if spans and column.head.month and spans[-1][0] == column.head.month:
            spans[-1][1] += 1
        else:
            spans.append([column.head.month, 1])
            titles.append(column.head.text)
    return tuple(
        (_month_title(month, span), span) if month else (title, 0)
        for (month, span), title in zip(spans, titles, strict=True)
    )


def _month_title(month: int, span: int) -> str:
    return MONTHS[month - 1] if span > 2 else MONTHS_SHORT[month - 1]


# --- Lines ---------------------------------------------------------------------------------------
def _pages_of_pupils(pupils: Sequence[Pupil]) -> list[list[tuple[int, Pupil]]]:
    """Pupils numbered from 1, cut into equal lists that fit a page: one, but for a crowd."""
    numbered = list(enumerate(pupils, start=1))
    needed = sum(max(LEAST_ROW, name_height(pupil.list_name, pupil.notes)) for pupil in pupils)
    parts = max(1, ceil(needed / LEFT_HEIGHT))
    size = ceil(len(numbered) / parts) or 1
    return [numbered[start : start + size] for start in range(0, len(numbered), size)] or [[]]


def _row_height(pupils: Sequence[tuple[int, Pupil]]) -> float:
    """As high as the page allows, within the usual; names in two lines take theirs first."""
    row = ROW
    while (
        row > LEAST_ROW
        and sum(max(row, name_height(p.list_name, p.notes)) for _, p in pupils) > LEFT_HEIGHT
    ):
        row -= 0.1
    return round(row, 1)


def name_height(name: str, notes: Sequence[str]) -> float:
    """Millimetres a pupil's name takes with the notes under it."""
    named = len(wrap(name, NAME_COLUMN - 2, NAME_SIZE)) * NAME_LINE
    noted = sum(len(wrap(note, NAME_COLUMN - 2, NOTE_SIZE)) for note in notes) * NOTE_LINE
    return named + noted + 0.6
