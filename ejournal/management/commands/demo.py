"""The demo school in an empty database."""

import os
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ejournal import demo
from school.clock import school_now
from school.models import School

BAR = 30


class Command(BaseCommand):
    help = "Создаёт демонстрационную школу в пустой базе; повторный запуск ничего не меняет"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--stage",
            choices=list(demo.STAGES),
            default="quarter",
            help="на каком дне года стоит школа",
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="число, из которого придуманы люди и отметки"
        )
        parser.add_argument(
            "--workers", type=int, default=min(os.cpu_count() or 1, 4), help="сколько процессов"
        )

    def handle(self, *args: Any, stage: str, seed: int, workers: int, **options: Any) -> None:
        started = time.monotonic()
        school = School.objects.first()
        was_there = school is not None and school.is_demo and demo.is_finished(school)
        try:
            school = demo.build(
                stage=stage, seed=seed, now=timezone.now(), workers=workers, told=self.tell
            )
        except demo.Refused as error:
            raise CommandError(str(error)) from None
        if not was_there:
            self.stdout.write(f"{school.name}: готово за {time.monotonic() - started:.0f} с.")
        else:
            self.stdout.write(f"{school.name} уже создана, в ней ничего не изменено.")
            demo.wind_clock(school, now=timezone.now())
        moment = timezone.localtime(school_now(school, timezone.now()))
        self.stdout.write(f"На часах школы {moment:%d.%m.%Y, %H:%M}.")

    def tell(self, what: str, done: int, of: int) -> None:
        """A progress bar on a terminal; elsewhere nothing, so that logs stay short."""
        if not self.stdout.isatty():
            return
        full = BAR * done // of
        self.stdout.write(f"\r{what}: {'█' * full}{'░' * (BAR - full)} {done} из {of} ", ending="")
        if done == of:
            self.stdout.write("")
        self.stdout.flush()
