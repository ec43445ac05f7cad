from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.actions import make_waiting_documents, make_waiting_papers, wipe_papers
from school.clock import school_now
from school.models import School
from school.words import count_of


class Command(BaseCommand):
    help = "Делает документы, которые ждут очереди, и убирает файлы, срок которых прошёл: то же, что фоновые задачи"

    def handle(self, *args: Any, **options: Any) -> None:
        now = school_now(School.objects.first(), timezone.now())
        wipe_papers(now=now)
        made = make_waiting_papers(now=now) + make_waiting_documents(now=now)
        self.stdout.write(f"Обработано: {count_of(made, 'документ', 'документа', 'документов')}")
