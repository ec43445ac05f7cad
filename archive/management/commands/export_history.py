from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from archive.exporting import export_history
from school.words import count_of


class Command(BaseCommand):
    help = "Выгрузить историю и печати в файл ZIP; его проверяет программа внутри него, без журнала и базы."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="ВЫГРУЗКА.zip")

    def handle(self, *args, file: Path, **options):
        part = file.with_name(f"{file.name}.part")
        try:
            with part.open("wb") as opened:
                part.chmod(0o600)
                moment = f"{timezone.localtime():%d.%m.%Y, %H:%M}"
                rows = sum(export_history(opened, moment=moment).values())
            part.rename(file)
        except OSError as error:
            raise CommandError(f"Файл {file} не записан: {error.strerror}.") from None
        self.stdout.write(f"Выгружено: {count_of(rows, 'строка', 'строки', 'строк')}, {file}")
        self.stdout.write(f"Проверить: unzip {file} verifier.py; python3 verifier.py {file}")
