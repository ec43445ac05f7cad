from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.actions import make_waiting_documents
from school.clock import school_now
from school.models import School
from school.words import count_of


class Command(BaseCommand):
    help = "Делает документы, которые ждут очереди: то же, что фоновая задача"

    def handle(self, *args: Any, **options: Any) -> None:
        made = make_waiting_documents(now=school_now(School.objects.first(), timezone.now()))
        self.stdout.write(f"Обработано: {count_of(made, 'документ', 'документа', 'документов')}")
