"""New passwords for people of the lists, which never carry any."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User


class Command(BaseCommand):
    help = "Выдаёт людям новые пароли и печатает каждый один раз"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("logins", nargs="+", help="имена для входа")

    @transaction.atomic
    def handle(self, *args: Any, logins: list[str], **options: Any) -> None:
        people = {person.username: person for person in User.objects.filter(username__in=logins)}
        unknown = [login for login in logins if login not in people]
        if unknown:
            raise CommandError(f"В журнале нет людей с именами для входа: {', '.join(unknown)}.")
        for login in logins:
            password = secrets.token_urlsafe(12)
            people[login].set_password(password)
            people[login].save()
            self.stdout.write(f"{login}  {password}  {people[login].full_name}")
