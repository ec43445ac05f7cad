"""The movement of pupils for any days of a year, with the orders under each figure (REP-10, regulation § 13)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from accounts.names import alphabetical
from reports.movement import EVENING, MORNING, NEVER, Stay, flow, stays_of, units
from school.models import ClassEnrollment, EnrollmentEvent, SchoolClass, SchoolYear, Student
from school.words import date_dots

Kind, Area = EnrollmentEvent.Kind, EnrollmentEvent.Area
ONE_DAY = timedelta(days=1)
OF_SCHOOL, UNKNOWN = "school", ""
# In this order figures are told: from classes of the school itself, then farther and farther.
SOURCES = (OF_SCHOOL, *Area.values, UNKNOWN)
SOURCE_WORDS = (
    "внутри школы",
    "район",
    "другой район",
    "другой регион",
    "другая страна",
    "не указано",
)


@dataclass(frozen=True)
class Line:
    """One movement under a figure; `order` is empty where none is known."""

    student: Student
    date: date
    what: str
    order: str
    source: str


@dataclass(frozen=True)
class Figures:
    """How many came or left, by where from or where to, with the movements."""

    lines: tuple[Line, ...]

    @property
    def by_source(self) -> list[int]:
        counted = Counter(line.source for line in self.lines)
        return [counted[source] for source in SOURCES]

    @property
    def told(self) -> str:
        """«внутри школы 2, район 1»."""
        pairs = zip(SOURCE_WORDS, self.by_source, strict=True)
        return ", ".join(f"{words} {number}" for words, number in pairs if number)

    def __len__(self) -> int:
        return len(self.lines)


@dataclass(frozen=True)
class Row:
    kind: str
    title: str
    start: int
    came: Figures
    left: Figures
    end: int
    boys: int
    girls: int


@dataclass(frozen=True)
class MovementScreen:
    year: SchoolYear
    first: date
    last: date
    rows: tuple[Row, ...]
    total: Row | None
    unordered: int

    @property
    def lines(self) -> list[tuple[str, str, Line]]:
        """(class, «прибыл» or «выбыл», movement) of the classes one after another."""
        return [
            (row.title, what, line)
            for row in self.rows
            if row.kind == "class"
            for what, figures in (("прибыл", row.came), ("выбыл", row.left))
            for line in figures.lines
        ]

    @property
    def people(self) -> int:
        return len({line.student.pk for _, _, line in self.lines})


def last_day_of(year: SchoolYear) -> date:
    """Till when a year's movement is told: the day before the next one begins. One query."""
    following = SchoolYear.objects.filter(starts_on__gt=year.ends_on).order_by("starts_on").first()
    if following:
        return following.starts_on - ONE_DAY
    return max(year.ends_on, date(year.ends_on.year, 8, 31))


def movement_screen(
    year: SchoolYear, classes: Sequence[SchoolClass], first: date, last: date, *, is_whole: bool
) -> MovementScreen:
    """Of these classes of the year, from the morning of the first day to the evening of the last. Two queries."""
    students, stays = _stays(year, classes)
    make = _Maker(students, {one.pk: one for one in classes}, first, last)
    rows = tuple(
        make.row(kind, title, [stay for stay in stays if stay.school_class in keys])
        for kind, title, keys in units(classes)
    )
    total = make.row("school", "По школе" if is_whole else "По вашим классам", stays)
    unordered = sum(
        not line.order
        for row in rows
        if row.kind == "class"
        for figures in (row.came, row.left)
        for line in figures.lines
    )
    return MovementScreen(year, first, last, rows, total if classes else None, unordered)


def _stays(
    year: SchoolYear, classes: Sequence[SchoolClass]
) -> tuple[dict[int, Student], list[Stay]]:
    """Stays with the movements they began and ended by. A pupil's other classes of the year are read too: whether a
    stay goes on elsewhere is known by them."""
    keys = {one.pk for one in classes}
    here = ClassEnrollment.objects.filter(school_class__in=keys).values("student")
    places: Any = ClassEnrollment.objects.filter(school_class__year=year, student__in=here)
    by_name = places.select_related("student__user").order_by(
        *alphabetical("student__user__"), "starts_on"
    )
    rows = list(by_name)
    students = {row.student_id: row.student for row in rows}
    terms = [(row.student_id, row.school_class_id, row.starts_on, row.ends_on) for row in rows]
    orders = {
        (row.student_id, row.school_class_id, row.starts_on): (
            row.entered_by_order,
            row.left_by_order,
        )
        for row in rows
    }
    events = EnrollmentEvent.objects.filter(student__in=students, date__gte=year.starts_on)
    by_pupil: dict[int, list[EnrollmentEvent]] = defaultdict(list)
    for event in events.select_related("from_class", "to_class").order_by("date", "pk"):
        by_pupil[event.student_id].append(event)
    found = stays_of(terms, year.starts_on, year.ends_on)
    return students, [
        _with_movements(stay, by_pupil[stay.student], orders)
        for stay in found
        if stay.school_class in keys
    ]


def _with_movements(
    stay: Stay, events: Iterable[EnrollmentEvent], orders: Mapping[Any, tuple[str, str]]
) -> Stay:
    """The movements by which the stay began and ended, else the words of the list; who left after the year's last day,
    or on it, leaves by the order."""
    came_by: Any = None
    left_by: Any = None
    for event in events:
        if event.to_class_id == stay.school_class and (event.date, MORNING) == stay.came:
            came_by = event
        if event.from_class_id != stay.school_class:
            continue
        evening = (event.date, EVENING)
        if event.kind == Kind.WITHDRAWAL and stay.came < evening and stay.left in (evening, NEVER):
            left_by = event
            stay = replace(stay, left=evening)
        elif event.kind == Kind.TRANSFER and (event.date, MORNING) == stay.left:
            left_by = event
    words = orders.get((stay.student, stay.school_class, stay.came[0]), ("", ""))
    return replace(stay, came_by=came_by or words[0], left_by=left_by or words[1])


@dataclass(frozen=True)
class _Maker:
    """Makes rows of stays."""

    students: Mapping[int, Student]
    classes: Mapping[int, SchoolClass]
    first: date
    last: date

    def row(self, kind: str, title: str, stays: Sequence[Stay]) -> Row:
        found = flow(stays, self.first, self.last)
        sexes = Counter(self.students[stay.student].sex for stay in found.end)
        return Row(
            kind,
            title,
            len(found.start),
            Figures(tuple(self._line(stay, stay.came[0], stay.came_by) for stay in found.came)),
            Figures(tuple(self._line(stay, stay.left[0], stay.left_by) for stay in found.left)),
            len(found.end),
            sexes[Student.Sex.MALE],
            sexes[Student.Sex.FEMALE],
        )

    def _line(self, stay: Stay, day: date, by: Any) -> Line:
        student = self.students[stay.student]
        if isinstance(by, EnrollmentEvent):
            return Line(student, by.date, _what(by), by.order, _source(by))
        return Line(student, day, "", by or "", UNKNOWN)


def _what(event: EnrollmentEvent) -> str:
    """«перевод из 7А в 7Б», «выбытие: перевод в другую школу, школа № 3»."""
    parts = [event.get_reason_display() if event.reason else "", event.place, event.note]
    about = ", ".join(filter(None, parts))
    if event.from_class and event.to_class:
        return f"из {event.from_class.name} в {event.to_class.name}"
    return f"{event.get_kind_display()}: {about}" if about else event.get_kind_display()


def _source(event: EnrollmentEvent) -> str:
    return OF_SCHOOL if event.from_class_id and event.to_class_id else event.area


HEAD = (
    "Класс", "На начало периода",
    "Прибыло всего", "из других классов школы", "из школ района", "из других районов", "из других регионов",
    "из других стран", "откуда, не указано",
    "Выбыло всего", "в другие классы школы", "в школы района", "в другие районы", "в другие регионы",
    "в другие страны", "куда, не указано",
    "На конец периода", "мальчиков", "девочек",
)  # fmt: skip
ORDERS_HEAD = ("Класс", "Движение", "Ученик", "Дата", "Приказ", "Подробнее")


def table_of(screen: MovementScreen) -> list[tuple[str | int, ...]]:
    """Rows in the columns of HEAD, the school's last."""
    rows = [*screen.rows, *([screen.total] if screen.total else [])]
    return [
        (
            row.title, row.start, len(row.came), *row.came.by_source, len(row.left), *row.left.by_source,
            row.end, row.boys, row.girls,
        )
        for row in rows
    ]  # fmt: skip


def orders_of(screen: MovementScreen) -> list[tuple[str, ...]]:
    """Movements in the columns of ORDERS_HEAD."""
    return [
        (
            title, what, line.student.user.full_name, date_dots(line.date), line.order or "без приказа", line.what,
        )
        for title, what, line in screen.lines
    ]  # fmt: skip
