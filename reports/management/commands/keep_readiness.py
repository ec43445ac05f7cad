from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.tasks import keep_readiness_of_the_day
from school.clock import school_now
from school.models import School


class Command(BaseCommand):
    help = (
        "Записывает, насколько готов учебный год на сегодня: то же, что фоновая задача каждый вечер"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        kept = keep_readiness_of_the_day(now=school_now(School.objects.first(), timezone.now()))
        self.stdout.write("Учебного года ещё нет." if kept is None else str(kept))
