"""What has to be done before the site starts: migrations, static files, the demo school where it is asked for."""

import hashlib
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from ejournal import demo
from ejournal.demo_accounts import DEMO_PASSWORD, demo_accounts
from school.models import School


class Command(BaseCommand):
    help = "Готовит сайт к запуску: таблицы, файлы оформления, демонстрационная школа (--demo), если школы ещё нет"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="создать демонстрационную школу в пустой базе"
        )
        parser.add_argument("--stage", default="quarter", help="время демонстрационной школы")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        collect_static()
        if options["demo"]:
            make_demo_school(options["stage"])
        self.stdout.write(how_to_sign_in(School.objects.first()))


def make_demo_school(stage: str) -> None:
    """Make it in an empty database, finish one cut short, put the clock of a finished one back; leave a real school alone."""
    school = School.objects.first()
    if school is None:
        sys.stderr.write("Создаём демонстрационную школу\n")
        call_command("demo", stage=stage, stdout=sys.stderr)
    elif school.is_demo:
        stage, seed = demo.made_as(school)
        call_command("demo", stage=stage, seed=seed, stdout=sys.stderr)


def how_to_sign_in(school: School | None) -> str:
    if school is None:
        return "Школы ещё нет. Первый администратор: script/manage administrator ЛОГИН"
    if school.is_demo:
        logins = ", ".join(login for login, *_ in demo_accounts())
        return f"Демонстрационная школа. Вход: {logins}; пароль {DEMO_PASSWORD}"
    return school.name


def collect_static() -> None:
    """Copy and compress static files, only when one of them has changed."""
    if settings.WHITENOISE_USE_FINDERS:
        return
    root = Path(settings.STATIC_ROOT)
    stamp, now = root / ".fingerprint", static_fingerprint()
    if stamp.is_file() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, clear=root.exists(), verbosity=0)
    stamp.write_text(now)


def static_fingerprint() -> str:
    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            found.update(f"{name} {stat.st_mtime_ns} {stat.st_size}\n".encode())
    return found.hexdigest()
