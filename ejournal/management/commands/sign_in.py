"""The door from the console: for the day when the only administrator can not come in himself."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.actions.entries import free, reset_second_factor
from accounts.models import User
from accounts.slips import SlipRefused
from exchange.console import Unreadable, author
from school.actions import Refused, require_second_factor
from school.models import School


class Command(BaseCommand):
    help = "Вход: снова пустить после неверных паролей (free), снять второй шаг (reset), спрашивать ли его с сотрудников (ask on, ask off)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["free", "reset", "ask"])
        parser.add_argument("who", help="имя для входа; для ask: on или off")
        parser.add_argument("--reason", default="", help="для reset и ask off: почему")
        parser.add_argument("--by", help="имя для входа того, кто это делает")

    def handle(self, *args: Any, what: str, who: str, **options: Any) -> None:
        if what == "ask":
            self.stdout.write(ask(who, options["by"], options["reason"]))
            return
        person = User.objects.filter(username=who).first()
        if person is None:
            raise CommandError(f"Человека с именем для входа «{who}» в журнале нет.")
        try:
            by = signer(options["by"], person)
            if what == "free":
                free(person=person, by=by, now=timezone.now())
                self.stdout.write(f"{person.full_name} может снова войти.")
            else:
                reset_second_factor(
                    person=person, reason=options["reason"], by=by, now=timezone.now()
                )
                self.stdout.write(f"Второй шаг снят: {person.full_name} подключит его заново.")
        except (SlipRefused, Unreadable) as error:
            raise CommandError(str(error)) from error


def signer(login: str | None, person: User) -> User:
    """Nobody frees himself: what the only administrator does at the server's console for himself, the console signs."""
    by = author(login, person.username)
    if by != person:
        return by
    named = {"last_name": "Консоль сервера", "is_active": False, "password": make_password(None)}
    return User.objects.get_or_create(username="console", defaults=named)[0]


def ask(who: str, login: str | None, reason: str) -> str:
    school = School.objects.first()
    if school is None or who not in {"on", "off"}:
        raise CommandError("Нужна школа, и слово on или off.")
    try:
        signed = {"by": author(login, who), "now": timezone.now()}
        require_second_factor(school=school, is_required=who == "on", reason=reason, **signed)
    except (Refused, Unreadable) as error:
        raise CommandError(str(error)) from error
    return "Сотрудники входят в два шага." if who == "on" else "Сотрудники входят по одному паролю."
