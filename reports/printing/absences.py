"""Missed lessons by day and month, and the attendance summary (regulation § 5.4, 5.5)."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from school.words import MONTHS, number

from .class_year import ClassYear, belongs

ILLNESS, EXCUSED, UNKNOWN = "illness", "excused", ""
SUFFIX = {ILLNESS: "б", EXCUSED: "у", UNKNOWN: "н"}


@dataclass(slots=True)
class PupilDay:
    """Lessons the pupil had on a day, those missed by reason, and times late."""

    lessons: int = 0
    missed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SUFFIX, 0))
    late: int = 0

    @property
    def missed_all(self) -> int:
        return sum(self.missed.values())

    @property
    def is_missed(self) -> bool:
        """A full day: every lesson of the pupil's own timetable was missed."""
        return 0 < self.lessons == self.missed_all

    @property
    def is_ill(self) -> bool:
        return self.is_missed and self.missed[ILLNESS] == self.lessons

    @property
    def text(self) -> str:
        """«6б», «2у 1н»."""
        return " ".join(
            f"{count}{SUFFIX[reason]}" for reason, count in self.missed.items() if count
        )


Days = Mapping[int, Mapping[date, PupilDay]]


@dataclass(frozen=True, slots=True)
class MonthLine:
    number: int
    name: str
    cells: tuple[str, ...]
    totals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A page of a month: 31 cells a pupil; totals are missed, by illness, excused, without a reason, late."""

    title: str
    days: tuple[tuple[int, bool], ...]
    lines: tuple[MonthLine, ...]
    totals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SummaryLine:
    number: int
    name: str
    figures: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class AttendanceSummary:
    """Five figures for each period and the year: days, days by illness, lessons, lessons by illness, late."""

    periods: tuple[str, ...]
    lines: tuple[SummaryLine, ...]
    totals: tuple[tuple[int, ...], ...]
    means: tuple[tuple[str, ...], ...]


def pupil_days(year: ClassYear) -> dict[int, dict[date, PupilDay]]:
    """What each pupil had and missed on each day, over all the sections whose list the pupil was on."""
    found: dict[int, dict[date, PupilDay]] = defaultdict(lambda: defaultdict(PupilDay))
    for section in year.sections:
        pupils = year.pupils_of(section)
        for lesson in section.lessons:
            for pupil in pupils:
                fact = lesson.attendance.get(pupil.pk)
                if fact is None and not belongs(pupil, section, lesson.date):
                    continue
                day = found[pupil.pk][lesson.date]
                day.lessons += 1
                if fact and fact[0] == "absent":
                    day.missed[fact[1]] += 1
                elif fact and fact[0] == "late":
                    day.late += 1
    return found


def month_pages(year: ClassYear, days: Days) -> tuple[MonthPage, ...]:
    """A page for every month in which there were lessons."""
    taught = sorted({lesson.date for section in year.sections for lesson in section.lessons})
    months = sorted({(day.year, day.month) for day in taught})
    return tuple(_month_page(year, days, frozenset(taught), *month) for month in months)


def _month_page(
    year: ClassYear, days: Days, taught: frozenset[date], of_year: int, month: int
) -> MonthPage:
    last = monthrange(of_year, month)[1]
    dates = [date(of_year, month, day) for day in range(1, last + 1)]
    lines = []
    for pupil in year.pupils:
        own = [days.get(pupil.pk, {}).get(day) for day in dates]
        cells = (*(day.text if day else "" for day in own), *("" for _ in range(31 - last)))
        lines.append(
            MonthLine(pupil.number, pupil.list_name, cells, _month_totals(filter(None, own)))
        )
    return MonthPage(
        title=f"{MONTHS[month - 1].capitalize()} {of_year} года",
        days=tuple(
            (day, day <= last and date(of_year, month, day) in taught) for day in range(1, 32)
        ),
        lines=tuple(lines),
        totals=_added(line.totals for line in lines) or (0,) * 5,
    )


def _month_totals(days: Iterable[PupilDay]) -> tuple[int, ...]:
    return (
        _added(
            (
                day.missed_all,
                day.missed[ILLNESS],
                day.missed[EXCUSED],
                day.missed[UNKNOWN],
                day.late,
            )
            for day in days
        )
        or (0,) * 5
    )


def attendance_summary(year: ClassYear, days: Days) -> AttendanceSummary:
    spans = [(period.first, period.last) for period in year.periods] + [(year.first, year.last)]
    lines = tuple(
        SummaryLine(
            pupil.number,
            pupil.list_name,
            tuple(_figures(days.get(pupil.pk, {}), *span) for span in spans),
        )
        for pupil in year.pupils
    )
    totals = tuple(_added(line.figures[i] for line in lines) or (0,) * 5 for i in range(len(spans)))
    return AttendanceSummary(
        periods=(*(period.title for period in year.periods), "Год"),
        lines=lines,
        totals=totals,
        means=tuple(tuple(_mean(figure, len(lines)) for figure in group) for group in totals),
    )


def _figures(days: Mapping[date, PupilDay], first: date, last: date) -> tuple[int, ...]:
    return (
        _added(
            (day.is_missed, day.is_ill, day.missed_all, day.missed[ILLNESS], day.late)
            for on, day in days.items()
            if first <= on <= last
        )
        or (0,) * 5
    )


def _added(rows: Iterable[Sequence[int]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True)))


def _mean(total: int, pupils: int) -> str:
    return number(Decimal(total) / pupils, 1) if pupils else ""
