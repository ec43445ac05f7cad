from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from journal.tasks import note_deadlines_by_now
from school.clock import school_now
from school.models import School


class Command(BaseCommand):
    help = "Записывает, что сделано в срок, с опозданием и не сделано: то же, что фоновая задача каждые пять минут"

    def handle(self, *args: Any, **options: Any) -> None:
        noted = note_deadlines_by_now(now=school_now(School.objects.first(), timezone.now()))
        self.stdout.write(f"Записано: {noted}.")
