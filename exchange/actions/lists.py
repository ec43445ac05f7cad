"""School lists from a OneRoster bundle: all or nothing, and nothing twice."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from exchange.ledger import Ledger, Progress, silent
from exchange.oneroster import Bundle
from exchange.report import ImportReport

from .calendar import settle_calendar
from .classes import settle_classes
from .groups import settle_groups
from .people import settle_people

STAGES = 4


@transaction.atomic
def import_oneroster(
    *,
    bundle: Bundle,
    by: User,
    now: datetime,
    dry_run: bool = False,
    skip_refused: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Years, people, classes and groups of the bundle, in one transaction (EXC-1, SCH-17).

    Nothing is written on a dry run, nor while any row is refused, unless `skip_refused` lets the other
    rows in. A second import of the same bundle changes no row. Raises Unreadable.
    """
    report = ImportReport(bundle.name, refused=list(bundle.refused), warnings=list(bundle.warnings))
    report.kept = [
        f"{file}.csv, metadata.{name}" for file, names in bundle.metadata.items() for name in names
    ]
    ledger = Ledger(report, by, now, reason=f"загрузка списков: {bundle.name}"[:200])
    progress("Учебный год и периоды", 0, STAGES)
    years = settle_calendar(bundle, ledger)
    progress("Люди", 1, STAGES)
    first_year = min(years.rows.values(), key=lambda year: year.starts_on)
    people = settle_people(bundle, first_year.starts_on, ledger)
    progress("Классы", 2, STAGES)
    classes = settle_classes(bundle, years, people, ledger)
    progress("Группы", 3, STAGES)
    settle_groups(bundle, years, people, classes, ledger)
    progress("Готово", STAGES, STAGES)
    report.applied = not dry_run and (skip_refused or not report.refused)
    if not report.applied:
        transaction.set_rollback(True)
    return report
