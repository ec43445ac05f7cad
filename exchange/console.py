"""An import on a terminal: who signs it, how far it is, what came of it."""

import json
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import Appointment, Role, User

from .constraints import all_or_nothing
from .ledger import Progress
from .problems import Problem, Unreadable
from .report import KINDS, ImportReport

SHOWN = 50
BAR = 30


class ImportCommand(BaseCommand):
    """What both imports share; a subclass says how to read the file and which action to call."""

    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="папка или файл")
        parser.add_argument("--dry-run", action="store_true", help="только показать, что изменится")
        parser.add_argument("--json", action="store_true", help="отчёт в формате JSON")
        parser.add_argument("--by", help="логин того, кто загружает")
        parser.add_argument(
            "--skip-refused",
            action="store_true",
            help="загрузить остальное, даже если некоторые строки не читаются",
        )

    def run(self, name: str, load: Callable[[User, Progress], ImportReport], options: Any) -> None:
        """Runs the action in one transaction and tells what came of it; exit code 1 on a refusal."""
        try:
            report = carry_out(load, name, options["by"], self._progress())
        except Unreadable as error:
            report = ImportReport(name, refused=list(error.problems))
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self._tell(report, dry_run=options["dry_run"])
        is_stopped = report.refused and not report.applied and not options["skip_refused"]
        if is_stopped or (report.refused and not report.changes and not report.unchanged):
            raise SystemExit(1)

    def _progress(self) -> Progress:
        def show(stage: str, done: int, total: int) -> None:
            if self.stderr.isatty():
                filled = "█" * (BAR * done // total if total else 0)
                self.stderr.write(f"\r\033[K{filled:░<{BAR}} {stage}", ending="")
                if total and done == total:
                    self.stderr.write("\r\033[K", ending="")

        return show

    def _tell(self, report: ImportReport, *, dry_run: bool) -> None:
        for word, problems, out in (
            ("Не загружается", report.refused, self.stderr),
            ("Обратите внимание", report.warnings, self.stdout),
        ):
            for problem in problems[:SHOWN]:
                out.write(f"{word}. {problem}")
            if len(problems) > SHOWN:
                out.write(f"… и ещё {len(problems) - SHOWN}. Все — в отчёте с --json.")
        counts = (
            ("новых", report.created),
            ("изменено", report.changed),
            ("без изменений", report.unchanged),
        )
        for kind, title in KINDS.items():
            told = [f"{word} {found[kind]}" for word, found in counts if found[kind]]
            if told:
                self.stdout.write(f"{title}: {', '.join(told)}")
        for column in report.kept:
            self.stdout.write(f"Дополнительный столбец сохранён: {column}")
        if report.applied:
            self.stdout.write("Загружено.")
        elif dry_run:
            self.stdout.write("Это проверка: ничего не записано.")
        else:
            self.stderr.write("Ничего не загружено. Исправьте файл и загрузите его снова.")
            if report.changes:
                self.stderr.write("Загрузить остальное без этих строк: --skip-refused.")


def carry_out(
    load: Callable[[User, Progress], ImportReport], name: str, login: str | None, progress: Progress
) -> ImportReport:
    """The import signed by that person; a check leaves nothing behind, not even the account."""
    with all_or_nothing(name):
        report = load(author(login, name), progress)
        if not report.applied:
            transaction.set_rollback(True)
    return report


def author(login: str | None, name: str) -> User:
    """The person named, else the school's administrator, else the system's own account."""
    if login:
        user = User.objects.filter(username=login).first()
        if user is None:
            text = f"человека с логином «{login}» нет. Укажите другой логин в --by."
            raise Unreadable(Problem(name, None, "", text))
        return user
    today = timezone.localdate()
    order = Appointment.objects.on(today).filter(role=Role.SYSADMIN).select_related("user").first()
    if order is not None:
        return order.user
    defaults = {"last_name": "Загрузка списков", "is_active": False}
    user, is_new = User.objects.get_or_create(username="import", defaults=defaults)
    if is_new:
        user.set_unusable_password()
        user.save()
    return user
