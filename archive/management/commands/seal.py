from django.core.management.base import BaseCommand
from django.utils import timezone

from archive.actions import seal_history


class Command(BaseCommand):
    help = "Запечатать историю: всё, что записано после последней печати."

    def handle(self, *args, **options):
        seal = seal_history(now=timezone.now())
        if seal is None:
            self.stdout.write("Новых записей нет.")
        else:
            self.stdout.write(f"Печать {seal.number}: строк {seal.rows}, {seal.head}")
