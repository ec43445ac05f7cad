"""A director, a deputy or one more administrator, by order."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Role, User
from exchange.console import author
from exchange.problems import Unreadable
from school.actions import appoint
from school.words import date_dots


class Command(BaseCommand):
    help = "Назначает на должность человека, который уже есть в журнале"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="имя для входа")
        parser.add_argument(
            "role", choices=Role.values, help="director, deputy (заместитель) или sysadmin"
        )
        parser.add_argument("--from", dest="starts_on", help="первый день, например 2025-09-01")
        parser.add_argument("--grades", default="1-12", help="параллели, например 5-9")
        parser.add_argument("--order", default="", help="номер приказа")
        parser.add_argument("--by", help="имя для входа того, кто назначает")

    def handle(self, *args: Any, login: str, role: str, **options: Any) -> None:
        user = User.objects.filter(username=login).first()
        if user is None:
            raise CommandError(f"Человека с именем для входа «{login}» в журнале нет.")
        try:
            by = author(options["by"], login)
            starts_on = date.fromisoformat(options["starts_on"] or f"{timezone.localdate()}")
            low, high = (int(grade) for grade in options["grades"].split("-"))
        except (ValueError, Unreadable) as error:
            text = "Запишите день как 2025-09-01, параллели — как 5-9, в --by — имя для входа."
            raise CommandError(text) from error
        if not 1 <= low <= high <= 12:
            raise CommandError("Параллели — от 1 до 12, меньшая первой.")
        made = appoint(
            user=user,
            role=role,
            starts_on=starts_on,
            grades=(low, high),
            order_number=options["order"],
            by=by,
            now=timezone.now(),
        )
        told = f"{made.get_role_display()}: {user.full_name}, с {date_dots(starts_on)}."
        self.stdout.write(told)
