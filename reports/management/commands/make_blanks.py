from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from reports.tasks import make_blanks_of
from school.clock import school_now
from school.models import School
from school.words import count_of, date_dots


class Command(BaseCommand):
    help = "Печатает бланки уроков на день одним файлом для школы: то же, что фоновая задача рано утром"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--date",
            type=date.fromisoformat,
            help="день, например 2025-10-15; если не указан, сегодня",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = school_now(School.objects.first(), timezone.now())
        day = options["date"] or timezone.localdate(now)
        made = make_blanks_of(day, now=now)
        if made is None:
            self.stdout.write(f"{date_dots(day)}: уроков нет.")
            return
        told = (
            count_of(made.sheets, "бланк", "бланка", "бланков"),
            count_of(made.pages, "страница", "страницы", "страниц"),
        )
        self.stdout.write(f"{made}: {', '.join(told)}, файл {made.path}")
