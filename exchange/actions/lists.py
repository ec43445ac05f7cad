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
    rows in. A second import of the same bundle changes no row. `progress` counts rows of its files. Raises Unreadable.
    """
    report = ImportReport(bundle.name, refused=list(bundle.refused), warnings=list(bundle.warnings))
    report.kept = [
        f"{file}.csv, metadata.{name}" for file, names in bundle.metadata.items() for name in names
    ]
    ledger = Ledger(report, by, now, reason=f"загрузка списков: {bundle.name}"[:200])
    done, total = _rows_before_stages(bundle)
    progress("Учебный год и периоды", 0, total)
    years = settle_calendar(bundle, ledger)
    progress("Люди", done[0], total)
    first_year = min(years.rows.values(), key=lambda year: year.starts_on)
    people = settle_people(bundle, first_year.starts_on, ledger)
    progress("Классы", done[1], total)
    classes = settle_classes(bundle, years, people, ledger)
    progress("Группы", done[2], total)
    settle_groups(bundle, years, people, classes, ledger)
    progress("Готово", total, total)
    report.applied = not dry_run and (skip_refused or not report.refused)
    if not report.applied:
        transaction.set_rollback(True)
    return report


def _rows_before_stages(bundle: Bundle) -> tuple[tuple[int, int, int], int]:
    """How many rows are done when people, classes and groups begin, and how many there are."""
    homerooms = {group.key for group in bundle.groups if group.is_homeroom}
    places = sum(1 for one in bundle.enrollments if one.group in homerooms)
    years = len(bundle.sessions)
    people = years + len(bundle.people)
    classes = people + len(homerooms) + places
    groups = len(bundle.courses) + len(bundle.groups) - len(homerooms)
    return (years, people, classes), classes + groups + len(bundle.enrollments) - places
