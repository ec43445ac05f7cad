from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import BreachAct
from archive.actions import verify_volume
from reports.models import Document
from school.words import count_of


class Command(BaseCommand):
    help = "Сверяет все готовые документы с их контрольными суммами; при расхождении код выхода 1"

    def handle(self, *args: Any, **options: Any) -> None:
        kept = [
            *Document.objects.done().with_people(),
            *BreachAct.objects.select_related("incident"),
        ]
        verdicts = [verify_volume(document=document) for document in kept]
        spoilt = [verdict for verdict in verdicts if not verdict.is_same]
        for verdict in spoilt:
            self.stderr.write(
                f"{verdict.document.file_name} (№ {verdict.document.pk}). {verdict.text}"
            )
        checked = count_of(len(verdicts), "документ", "документа", "документов")
        if spoilt:
            raise CommandError(f"Проверено: {checked}. Не совпадает: {len(spoilt)}.")
        self.stdout.write(f"Проверено: {checked}. Все совпадают.")
