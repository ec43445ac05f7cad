"""The summary sheet of a class as it is now: what the printed one shows, and what is not set yet (B 2.15)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import User
from journal.models import MarkDeferral
from reports.access import classes_to_print
from reports.printing.class_year import ClassYear, Pupil, SectionFacts, belongs, is_over
from reports.printing.reading import read_class_year
from reports.printing.summary import EMPTY_EXAM, Subject, code_of, decision_of, subjects_of
from school.access import sections_visible_to
from school.models import SchoolClass

TOLD = {"missing": "не выставлено", "deferred": "отсрочка по приказу"}
OF_YEAR = (
    ("year", "Годовая", "год"),
    ("exam", "Экзаменационная", "экз."),
    ("final", "Итоговая", "итог"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of every pupil: a period (`key` is its own), the year, the exam or the end; `last` is its last day."""

    key: str
    title: str
    short: str
    kind: str
    period: int | None
    last: date


@dataclass(frozen=True, slots=True)
class Cell:
    """`state` is empty, «missing» where the mark is late, «deferred» where it is put off by an order."""

    code: str = ""
    state: str = ""

    @property
    def told(self) -> str:
        return TOLD[self.state]


EMPTY, MISSING, DEFERRED = Cell(), Cell("нет", "missing"), Cell("отср.", "deferred")


@dataclass(frozen=True, slots=True)
class Column:
    """A subject. `journal` is the key of its journal, where it has one and the person may open it."""

    title: str
    full: str
    journal: int | None


@dataclass(frozen=True, slots=True)
class Block:
    number: int
    name: str
    notes: tuple[str, ...]
    lines: Sequence[tuple[Line, Sequence[Cell]]]
    decision: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A journal with marks that are late: (line, how many) in the order of lines."""

    title: str
    journal: int | None
    lines: Sequence[tuple[Line, int]]


@dataclass(frozen=True)
class SummaryScreen:
    """`shown` is the only line that was asked for, None: all of them. `journals` are (title, key) of those to open."""

    school_class: SchoolClass
    lines: Sequence[Line]
    shown: Line | None
    columns: Sequence[Column]
    blocks: Sequence[Block]
    missing: Sequence[Missing]
    journals: Sequence[tuple[str, int]]
    may_print: bool

    @property
    def late(self) -> int:
        return sum(number for one in self.missing for _, number in one.lines)

    @property
    def has_decisions(self) -> bool:
        return any(block.decision for block in self.blocks)


def summary_screen(
    school_class: SchoolClass, *, user: User, of: str, now: datetime, on: date
) -> SummaryScreen:
    """Thirteen queries, one more for newcomers, whatever the number of pupils and subjects.

    `of` is the key of one line; anything else shows them all.
    """
    year = read_class_year(school_class, now=now, has_lessons=False)
    keys = [section.pk for section in year.sections]
    opened = set(sections_visible_to(user, on=on).filter(pk__in=keys).values_list("pk", flat=True))
    lines = _lines(year)
    shown = next((line for line in lines if line.key == of), None)
    subjects = subjects_of(year.sections)
    sheet = _Sheet(year, subjects, _deferred(keys, now), timezone.localdate(now))
    blocks = [sheet.block(pupil, [shown] if shown else lines) for pupil in year.pupils]
    return SummaryScreen(
        school_class=school_class,
        lines=lines,
        shown=shown,
        columns=[_column(subject, opened) for subject in subjects],
        blocks=blocks,
        missing=_missing(year.sections, lines, sheet.missing, opened),
        journals=[(one.title, one.pk) for one in year.sections if one.pk in opened],
        may_print=classes_to_print(user, year=school_class.year, on=on)
        .filter(pk=school_class.pk)
        .exists(),
    )


def _lines(year: ClassYear) -> list[Line]:
    found = [
        Line(str(one.pk), one.title, one.short, "period", one.pk, one.last) for one in year.periods
    ]
    last = year.periods[-1].last if year.periods else year.last
    return found + [Line(kind, title, short, kind, None, last) for kind, title, short in OF_YEAR]


def _deferred(keys: Iterable[int], now: datetime) -> set[tuple[int, int, int | None]]:
    """(journal, pupil, period or None) of marks put off whose term goes on."""
    rows = MarkDeferral.objects.filter(
        section__in=keys, deferred_until__gte=timezone.localdate(now)
    )
    return set(rows.values_list("section_id", "student_id", "period_id"))


class _Sheet:
    """Cells, and beside them what is late: (journal, key of the line), as many times as there are such marks."""

    def __init__(
        self,
        year: ClassYear,
        subjects: Sequence[Subject],
        deferred: set[tuple[int, int, int | None]],
        today: date,
    ) -> None:
        self._year, self._subjects = year, subjects
        self._deferred, self._today = deferred, today
        self.missing: Counter[tuple[int, str]] = Counter()

    def block(self, pupil: Pupil, lines: Sequence[Line]) -> Block:
        rows = [(line, [self._cell(one, pupil, line) for one in self._subjects]) for line in lines]
        return Block(pupil.number, pupil.full_name, pupil.notes, rows, decision_of(pupil))

    def _cell(self, subject: Subject, pupil: Pupil, line: Line) -> Cell:
        if code := code_of(subject, pupil, line.kind, line.period):
            return Cell(code)
        if line.kind == "exam" or (pupil.left and is_over(pupil.terms, line.last)):
            return Cell(EMPTY_EXAM)
        awaited = [one for one in subject.sections if _awaits(one, pupil, line)]
        if not awaited:
            return EMPTY
        if any((one.pk, pupil.pk, line.period) in self._deferred for one in awaited):
            return DEFERRED if line.kind != "final" else EMPTY
        if line.last >= self._today:
            return EMPTY
        self.missing[awaited[0].pk, line.key] += 1
        return MISSING


def _awaits(one: SectionFacts, pupil: Pupil, line: Line) -> bool:
    """Whether the journal owes the pupil a mark of that line: the same marks are asked for in «Не заполнено»."""
    is_given = one.is_graded and (one.is_taught or line.kind != "period")
    return is_given and belongs(pupil, one, line.last)


def _column(subject: Subject, opened: set[int]) -> Column:
    [*keys] = (one.pk for one in subject.sections)
    only = keys[0] if len(keys) == 1 and keys[0] in opened else None
    return Column(subject.title, subject.sections[0].subject, only)


def _missing(
    sections: Iterable[SectionFacts],
    lines: Sequence[Line],
    missing: Mapping[tuple[int, str], int],
    opened: set[int],
) -> list[Missing]:
    found = []
    for one in sections:
        late = [(line, number) for line in lines if (number := missing.get((one.pk, line.key), 0))]
        if late:
            found.append(Missing(one.title, one.pk if one.pk in opened else None, late))
    return found
