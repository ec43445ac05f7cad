from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from school import actions
from school.clock import school_now
from school.models import School
from school.words import date_dots


class Command(BaseCommand):
    help = "Закрывает доступ уволенных, чей последний рабочий день прошёл; журнал делает это и сам"

    def handle(self, *args: Any, **options: Any) -> None:
        now = school_now(School.objects.first(), timezone.now())
        for member in actions.close_due_access(now=now):
            self.stdout.write(f"{member}: последний рабочий день {date_dots(member.dismissed_on)}")
