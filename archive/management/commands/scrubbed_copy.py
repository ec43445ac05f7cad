from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from archive.copying import NoCopy, make_scrubbed_copy


class Command(BaseCommand):
    """A copy of the database for support, with invented people in place of the real ones."""

    help = "Копия базы для службы поддержки: имена, телефоны, адреса, отметки и тексты заменены выдуманными."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="куда записать копию, например support.sql.gz")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        owner = settings.OWNER_DATABASE or connection.settings_dict
        if file.exists():
            raise CommandError(f"Файл уже есть: {file}. Назовите другой.")
        try:
            size = make_scrubbed_copy(
                file, owner=owner | {"NAME": connection.settings_dict["NAME"]}
            )
        except NoCopy as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Копия без личных данных записана: {file}, {size:,} байт.".replace(",", " ")
        )
