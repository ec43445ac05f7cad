"""manage.py import_timetable PATH --from DATE: a timetable from FET, aSc or XHSTT as a draft, or in force."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from exchange.actions import import_timetable
from exchange.console import ImportCommand
from exchange.formats import open_timetable
from exchange.problems import Problem, Unreadable
from school.clock import school_now
from school.models import School


class Command(ImportCommand):
    help = (
        "Загружает расписание FET, aSc или XHSTT (.fet, .xml, можно сжатое gzip) с указанного дня"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--from", dest="starts_on", required=True, help="первый день, например 2025-09-01"
        )
        parser.add_argument(
            "--publish",
            action="store_true",
            help="сразу ввести в действие с уроками года; без этого расписание станет черновиком",
        )

    def handle(self, *args: Any, path: str, starts_on: str, **options: Any) -> None:
        now, name = school_now(School.objects.first(), timezone.now()), Path(path).name
        self.run(
            name,
            lambda by, progress: import_timetable(
                timetable=open_timetable(Path(path)),
                starts_on=_day(starts_on, name),
                by=by,
                now=now,
                publish=options["publish"],
                dry_run=options["dry_run"],
                skip_refused=options["skip_refused"],
                progress=progress,
            ),
            options,
        )


def _day(value: str, name: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        text = f"«{value}» не дата. Запишите её так: 2025-09-01."
        raise Unreadable(Problem(name, None, "", text)) from error
