"""A list of staff, pupils, parents or load from a spreadsheet: good lines come in, each faulty one is named."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exchange.ledger import Ledger, Progress, silent
from exchange.lists import LISTS, OF_YEAR, Line, read_lines
from exchange.problems import Problem, Unreadable
from exchange.report import ImportReport, line_told
from exchange.tables import Row, Table
from school.actions.tables import lock_table
from school.arranging import year_to_prepare
from school.models import SchoolYear
from school.words import date_dots

from .list_load import settle_load_list
from .list_parents import settle_parents_list
from .list_people import Loading
from .list_pupils import settle_pupils_list
from .list_staff import settle_staff_list

SETTLE: dict[str, Callable[[Loading, list[Line]], None]] = {
    "staff": settle_staff_list,
    "pupils": settle_pupils_list,
    "parents": settle_parents_list,
    "load": settle_load_list,
}
COUNTED = {"pupils": "students"}


@transaction.atomic
def import_list(
    *,
    kind: str,
    table: Table,
    starts_on: date | None,
    by: User,
    uploaded_by: User | None = None,
    now: datetime,
    dry_run: bool = False,
    skip_refused: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Lines of the list against the journal, in one transaction and in so many statements however many lines (SCH-17).

    Nobody is found by name alone. Nothing is written on a dry run, nor while a line is refused, unless `skip_refused`
    lets the others in. The same list again changes no row. Nobody writes a list about himself, neither who let it in
    nor who brought it (`uploaded_by`). Raises Unreadable where there is no school year for it.
    """
    lock_table("exchange.lists")
    today = timezone.localdate(now)
    year = year_of_lists(kind, starts_on or today, table.file)
    report = ImportReport(table.file, refused=list(table.refused), warnings=list(table.warnings))
    ledger = Ledger(report, by, now, reason=f"загрузка списка: {table.file}"[:200])
    report.year = year.title if kind in OF_YEAR else ""
    first = max(starts_on or year.starts_on, year.starts_on)
    own = frozenset(one.pk for one in (by, uploaded_by) if one is not None)
    loading = Loading(ledger, year, first, today, own)
    lines = read_lines(_counted(table.rows, progress), LISTS[kind], today=today)
    progress("Сверка с журналом и запись", 0, 0)
    SETTLE[kind](loading, lines)
    _tell(report, kind, lines)
    report.applied = not dry_run and (skip_refused or not report.refused)
    if not report.applied:
        transaction.set_rollback(True)
    progress("Готово", len(lines), len(lines))
    return report


def _counted(rows: Sequence[Row], progress: Progress) -> Iterator[Row]:
    for done, row in enumerate(rows):
        progress("Чтение файла", done, len(rows))
        yield row


def year_of_lists(kind: str, day: date, name: str) -> SchoolYear:
    """The school year of that day; in the summer the coming one. Raises Unreadable where there is none."""
    year = year_to_prepare(SchoolYear.objects.current(day), day)
    if year is None:
        text = "в журнале ещё нет учебного года. Создайте его на странице «Учебный год»."
        raise Unreadable(Problem(name, None, "", text))
    if kind in OF_YEAR and day > year.ends_on:
        text = f"{year.title} учебный год закончился {date_dots(year.ends_on)}, а список действует с {date_dots(day)}. "
        text += "Создайте следующий год на странице «Учебный год» и загрузите список снова."
        raise Unreadable(Problem(name, None, "", text))
    return year


def _tell(report: ImportReport, kind: str, lines: list[Line]) -> None:
    """Counts and what becomes of every line."""
    counted = COUNTED.get(kind, kind)
    for line in lines:
        if not line.is_good:
            report.refused += line.problems
            report.lines.append(line_told(line.row.line, "refused", line.title, [], ""))
            continue
        state = "new" if line.is_new else "changed" if line.changes else "same"
        of_state = {"new": report.created, "changed": report.changed, "same": report.unchanged}
        of_state[state][counted] += 1
        report.lines.append(line_told(line.row.line, state, line.title, line.changes, line.note))
