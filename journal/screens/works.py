"""The schedule of control works: class by week, a class's month, what waits, what breaks rules, what is done (SCH-11)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from journal.models import LineItem, Mark
from school.control_work_rules import Breach, Limits, level_of
from school.control_works import Schedule, limits_in, read_schedule
from school.federal_plan import GRADES
from school.halves import Half, halves, months
from school.models import (
    ControlWork,
    ControlWorkLimits,
    ControlWorkSchedule,
    Curriculum,
    SchoolClass,
    SchoolYear,
)

Status = ControlWork.Status
ONE_DAY = timedelta(days=1)
DONE, NOT_DONE, TO_COME = "проведена", "не проведена", "предстоит"
STATES = dict(Status.choices)
SATURDAY = 6


@dataclass(frozen=True)
class Reader:
    """For whom the page is: own journals are seen before they are published."""

    own: frozenset[int] = frozenset()
    sees_drafts: bool = False
    decides: bool = False


@dataclass(frozen=True)
class WorkLine:
    """A work as pages show it; `against` is told to who decides."""

    row: ControlWork
    classes: str
    group: str
    state: str
    against: tuple[Breach, ...] = ()
    # Asked for a day that is over.
    is_late: bool = False

    @property
    def is_asked(self) -> bool:
        return self.row.status == Status.ASKED

    @property
    def is_missing(self) -> bool:
        return self.state == NOT_DONE


@dataclass(frozen=True)
class ClassRow:
    """A class and its works, week by week."""

    school_class: SchoolClass
    weeks: tuple[tuple[WorkLine, ...], ...]


@dataclass(frozen=True)
class LevelLimits:
    """What a level keeps to now, and since when; `row` None is the letter of the ministry."""

    title: str
    limits: Limits
    row: ControlWorkLimits | None


@dataclass(frozen=True)
class WorksScreen:
    """`published` is the publication in force of this half, `earlier` those before it."""

    year: SchoolYear
    half: Half
    halves: tuple[Half, ...]
    weeks: tuple[tuple[date, date], ...]
    rows: tuple[ClassRow, ...]
    lines: tuple[WorkLine, ...]
    waiting: tuple[WorkLine, ...]
    broken: tuple[WorkLine, ...]
    mine: tuple[WorkLine, ...]
    published: ControlWorkSchedule | None
    earlier: tuple[ControlWorkSchedule, ...]
    levels: tuple[LevelLimits, ...]


@dataclass(frozen=True)
class MonthDay:
    date: date
    is_in_month: bool
    is_school_day: bool
    lines: tuple[WorkLine, ...]


@dataclass(frozen=True)
class MonthScreen:
    year: SchoolYear
    school_class: SchoolClass
    month: date
    weeks: tuple[tuple[MonthDay, ...], ...]
    previous: date | None
    next: date | None


@dataclass
class Facts:
    """What both pages are made of."""

    schedule: Schedule
    publications: Sequence[ControlWorkSchedule]
    done: Collection[tuple[int, date]]
    today: date
    against: Mapping[int, tuple[Breach, ...]] = field(default_factory=dict)
    places: Mapping[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.places = {key: place for place, key in enumerate(self.schedule.classes)}

    def is_published(self, day: date | None) -> bool:
        return day is not None and any(
            one.withdrawn_at is None and one.starts_on <= day <= one.ends_on
            for one in self.publications
        )

    def shown_to(self, reader: Reader, row: ControlWork) -> bool:
        if reader.sees_drafts or row.section_id in reader.own:
            return True
        # A published work that is moved is still seen, wherever it went.
        return row.status == Status.AGREED and any(map(self.is_published, (row.date, row.moved_from)))  # fmt: skip

    def line(self, row: ControlWork) -> WorkLine:
        schedule = self.schedule
        section = schedule.sections.get(row.section_id) if row.section_id else None
        classes = schedule.classes_in(row)
        names = [schedule.classes[key].name for key in sorted(classes, key=self.places.__getitem__)]
        return WorkLine(
            row, ", ".join(names), section.name if section else "", self._state(row),
            self.against.get(row.pk, ()), schedule.is_late(row),
        )  # fmt: skip

    def _state(self, row: ControlWork) -> str:
        if row.status != Status.AGREED:
            return STATES[row.status]
        if row.date > self.today:
            return TO_COME
        if any((section, row.date) in self.done for section in self._sections_of(row)):
            return DONE
        return NOT_DONE if row.date < self.today else TO_COME

    def _sections_of(self, row: ControlWork) -> Iterator[int]:
        if row.section_id is not None:
            yield row.section_id
            return
        for key, classes in self.schedule.classes_of.items():
            same = self.schedule.sections[key].subject_id == row.subject_id
            if same and row.school_class_id in classes:
                yield key


def works_screen(
    year: SchoolYear, *, reader: Reader, on: date, today: date, half: int | None = None
) -> WorksScreen:
    """The half of that number, else the one of that day. Ten queries, whatever the number of classes."""
    two = halves(year.starts_on, year.ends_on)
    shown = next((one for one in two if one.number == half), None)
    shown = shown or next((one for one in two if one.holds(year.clamp(on))), two[0])
    facts = _facts(year, shown.starts_on, shown.ends_on, today)
    rows = [
        row for row in facts.schedule.works if shown.holds(row.date) and facts.shown_to(reader, row)
    ]
    if reader.decides:
        facts.against = facts.schedule.breaches_among(rows)
    lines = tuple(facts.line(row) for row in rows)
    of_half = [one for one in facts.publications if one.starts_on <= shown.ends_on]
    of_half = [one for one in of_half if one.ends_on >= shown.starts_on]
    return WorksScreen(
        year=year,
        half=shown,
        halves=two,
        weeks=tuple(shown.weeks()),
        rows=tuple(_rows(facts.schedule, shown, lines)),
        lines=lines,
        waiting=tuple(one for one in lines if one.is_asked),
        broken=tuple(one for one in lines if one.against and not one.is_asked),
        mine=_mine(facts, shown, reader),
        published=next((one for one in of_half if one.withdrawn_at is None), None),
        earlier=tuple(one for one in of_half if one.withdrawn_at is not None),
        levels=tuple(_levels(facts.schedule, today)),
    )


def month_screen(
    year: SchoolYear,
    school_class: SchoolClass,
    *,
    month: date | None,
    reader: Reader,
    on: date,
    today: date,
) -> MonthScreen:
    """A class's month, Monday to Saturday. Ten queries."""
    all_months = list(months(year.starts_on, year.ends_on))
    shown = month if month in all_months else year.clamp(on).replace(day=1)
    first = shown - timedelta(days=shown.weekday())
    last = (shown + timedelta(days=31)).replace(day=1) - ONE_DAY
    facts = _facts(year, first, last + SATURDAY * ONE_DAY, today)
    by_day: dict[date, list[WorkLine]] = defaultdict(list)
    for row in facts.schedule.works:
        if school_class.pk in facts.schedule.classes_in(row) and facts.shown_to(reader, row):
            by_day[row.date].append(facts.line(row))
    weeks = []
    while first <= last:
        days = [first + n * ONE_DAY for n in range(SATURDAY)]
        weeks.append(
            tuple(
                MonthDay(
                    day, day.month == shown.month, facts.schedule.learns(school_class.pk, day),
                    tuple(by_day[day]),
                )
                for day in days
            )
        )  # fmt: skip
        first += 7 * ONE_DAY
    place = all_months.index(shown)
    return MonthScreen(
        year, school_class, shown, tuple(weeks),
        all_months[place - 1] if place else None,
        all_months[place + 1] if place + 1 < len(all_months) else None,
    )  # fmt: skip


def _mine(facts: Facts, half: Half, reader: Reader) -> tuple[WorkLine, ...]:
    """Works of own journals, the refused and the cancelled too, the latest day first."""
    rows = [
        row
        for row in [*facts.schedule.works, *facts.schedule.ended]
        if row.section_id in reader.own and half.holds(row.date)
    ]
    return tuple(facts.line(row) for row in sorted(rows, key=lambda row: row.date, reverse=True))


def done_works(year: SchoolYear, first: date, last: date) -> set[tuple[int, date]]:
    """Journals and days with a column of a control work in which there are marks. One query."""
    marks = Mark.objects.filter(item=OuterRef("pk")).exclude(code="")
    columns = LineItem.objects.filter(
        Exists(marks),
        work_type__is_control=True,
        lesson__section__year=year,
        lesson__date__range=(first, last),
    )
    return set(columns.values_list("lesson__section_id", "lesson__date"))


def _facts(year: SchoolYear, first: date, last: date, today: date) -> Facts:
    publications = ControlWorkSchedule.objects.filter(year=year).order_by("-published_at", "-pk")
    return Facts(
        read_schedule(year, today),
        list(publications),
        done_works(year, first, min(last, today)),
        today,
    )


def _rows(schedule: Schedule, half: Half, lines: Iterable[WorkLine]) -> Iterator[ClassRow]:
    monday = half.weeks()[0][0]
    found: dict[int, dict[int, list[WorkLine]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        week = (line.row.date - monday).days // 7
        for one in schedule.classes_in(line.row):
            found[one][week].append(line)
    number = len(half.weeks())
    for key, school_class in schedule.classes.items():
        weeks = tuple(tuple(found[key][week]) for week in range(number))
        yield ClassRow(school_class, weeks)


def _levels(schedule: Schedule, today: date) -> Iterator[LevelLimits]:
    """Levels that have classes this year."""
    there = {level_of(one.grade) for one in schedule.classes.values()}
    for level in GRADES:
        begun = [one for one in schedule.limits if one.level == level and one.starts_on <= today]
        row = max(begun, key=lambda one: one.starts_on, default=None)
        if level in there:
            yield LevelLimits(
                Curriculum.Level(level).label, limits_in(row) if row else Limits(), row
            )
