"""The first person of an empty school, or a way back in when the administrator is gone."""

import secrets
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import Appointment, Role, User
from school.models import SchoolYear

# Journals are kept for five years (A 5).
KEPT = timedelta(days=5 * 366)


class Command(BaseCommand):
    help = "Назначает администратора системы; пароль придумывает и печатает один раз"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="логин, например admin")
        parser.add_argument("--order", default="", help="номер приказа о назначении")

    @transaction.atomic
    def handle(self, *args: Any, login: str, order: str, **options: Any) -> None:
        user, _ = User.objects.get_or_create(username=login)
        password = secrets.token_urlsafe(12)
        user.set_password(password)
        user.is_active = True
        user.save()
        # Rights are those of a day of the school year that is open, and lists of any year whose journals
        # are still kept may be loaded afterwards.
        years = SchoolYear.objects.values_list("starts_on", flat=True)
        first = min([timezone.localdate() - KEPT, *years])
        if not Appointment.objects.on(first).filter(user=user, role=Role.SYSADMIN).exists():
            Appointment(user=user, role=Role.SYSADMIN, starts_on=first, order_number=order).save(
                by=user, reason="назначен на сервере школы"
            )
        self.stdout.write(f"Логин {login}, пароль {password}")
