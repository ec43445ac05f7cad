"""The journal's spread: one section in one period. Pupils down, lessons across; five queries, whatever their number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from journal import scales
from journal.access import Journal
from journal.carried import of_newcomers
from journal.models import WorkType
from journal.norms import usual_minimum
from school import words
from school.days import today_of
from school.grading import Scale
from school.models import CourseSection, GradingPeriod, Student
from school.rulebook import book_of

from .cell_facts import comments, versions
from .closing import Closing, closing_of_period, is_complete
from .columns import Column, GridLesson, read_lessons
from .entries import Entries, read_entries
from .roster import Pupil, roster
from .rows import Row, Sheet, row_of, written_in


@dataclass(frozen=True, slots=True)
class GridScreen:
    section: CourseSection
    period: GradingPeriod
    # Marks of the journal as on the period's first day.
    scale: Scale
    periods: Sequence[GradingPeriod]
    previous: CourseSection | None
    following: CourseSection | None
    lessons: Sequence[GridLesson]
    rows: Sequence[Row]
    versions: Mapping[int, dict[str, int]]
    # On marks: of each pupil by place of the column.
    comments: Mapping[int, dict[int, str]]
    # Until when an answer is waited for where the hand says no day.
    wait_until: date
    # From which on changes are fresh (journal.screens.fresh).
    moment: int
    # Marks a pupil should have by the end of the period; 0 where nobody has said.
    least: int
    usual_work: WorkType | None
    is_last_period: bool
    may_fill: bool
    closing: Closing

    @property
    def has_marks(self) -> bool:
        """False outside the curriculum: columns of lessons hold attendance, beside them stands what was missed."""
        return not self.section.is_extracurricular

    @property
    def few(self) -> int:
        """How many of the list have fewer marks than they should."""
        return sum(row.marks < self.least and not row.has_left for row in self.rows)

    @property
    def columns(self) -> list[Column]:
        return [column for lesson in self.lessons for column in lesson.columns]

    @property
    def newcomers(self) -> list[Row]:
        """Rows of who brought marks along."""
        return [row for row in self.rows if row.carried]

    @property
    def months(self) -> list[tuple[str, int]]:
        """Names of the months with how many columns each spans."""
        names = (words.month_name(column.date) for column in self.columns)
        return [(name, len(list(group))) for name, group in groupby(names)]

    @property
    def column_kinds(self) -> list[tuple[str, int]]:
        """Classes of the columns in a row, with how many each holds: today's stands out."""
        kinds = [
            "c-day today" if lesson.is_today else "c-day"
            for lesson in self.lessons
            for _ in lesson.columns
        ]
        return [(kind, len(list(group))) for kind, group in groupby(kinds)]


def grid_screen(
    journal: Journal,
    *,
    period: GradingPeriod,
    periods: Sequence[GradingPeriod],
    among: QuerySet[Student] | None,
    now: datetime,
    on: date,
) -> GridScreen:
    """The spread of one of the journal's periods."""
    section = journal.section
    pupils = roster(section, period.starts_on, period.ends_on, among=among)
    entries = read_entries(section, period)
    lessons = read_lessons(section, period, entries, now, on)
    sheet = _sheet(section, period, periods, pupils, lessons, entries, on)
    rows = [row_of(sheet, pupil) for pupil in pupils]
    previous, following = _beside(journal)
    shown = {pupil.pk for pupil in pupils}
    return GridScreen(
        section=section,
        period=period,
        scale=sheet.scale,
        periods=periods,
        previous=previous,
        following=following,
        lessons=lessons,
        rows=rows,
        versions=versions(sheet.columns, entries, period, shown),
        comments=comments(sheet.columns, entries, shown),
        moment=entries.moment,
        least=_least(section, period, on),
        wait_until=timezone.localdate(now) + scales.WAITED_FOR,
        usual_work=WorkType.objects.usual(min(on, period.ends_on)) if journal.may_fill else None,
        is_last_period=sheet.is_last_period,
        may_fill=journal.may_fill,
        closing=_closing(sheet, rows, may_fill=journal.may_fill, now=now),
    )


def _sheet(
    section: CourseSection,
    period: GradingPeriod,
    periods: Sequence[GradingPeriod],
    pupils: Sequence[Pupil],
    lessons: Sequence[GridLesson],
    entries: Entries,
    on: date,
) -> Sheet:
    columns = [column for lesson in lessons for column in lesson.columns]
    scale = book_of(on).scale_of(section, period.starts_on)
    came = [first for pupil in pupils for first, _ in pupil.terms]
    before = of_newcomers(section.pk, period, periods, came)
    written = written_in(columns, entries)
    return Sheet(section, period, scale, periods, columns, entries, written, on, *before)


def _beside(journal: Journal) -> tuple[CourseSection | None, CourseSection | None]:
    """The journals before and after this one, to leaf to."""
    around, section = journal.around, journal.section
    if section not in around:
        return None, None
    place = around.index(section)
    previous, following = around[:place][-1:], around[place + 1 :][:1]
    return next(iter(previous), None), next(iter(following), None)


def _closing(sheet: Sheet, rows: Sequence[Row], *, may_fill: bool, now: datetime) -> Closing:
    found = closing_of_period(sheet.section, sheet.period, is_last=sheet.is_last_period, now=now)
    return replace(found, unlocked=_unlocked(sheet, rows, found)) if may_fill else found


def _least(section: CourseSection, period: GradingPeriod, on: date) -> int:
    if section.scale == section.Scale.UNGRADED:
        return 0
    decided = book_of(on).on(min(period.ends_on, today_of(on)))
    return usual_minimum(section.weekly_hours, period.kind, decided)


def _unlocked(sheet: Sheet, rows: Sequence[Row], closing: Closing) -> str:
    """Marks that all stand while no lock came of them: they were set before locks were kept, or the list grew shorter."""
    busy = {lock.kind for lock in (closing.coming, closing.opened and closing.opened.lock) if lock}
    listed = [row for row in rows if row.pupil.is_listed_on(sheet.period.ends_on)]
    if not closing.period and not busy and is_complete([row.period for row in listed]):
        return "period"
    if sheet.is_last_period and not closing.year and "year" not in busy:
        return "year" if is_complete([row.year for row in listed]) else ""
    return ""


def current_period(periods: Sequence[GradingPeriod], on: date) -> GradingPeriod:
    """The period of that day; in the holidays the one that has ended."""
    begun = [period for period in periods if period.starts_on <= on]
    return begun[-1] if begun else periods[0]
