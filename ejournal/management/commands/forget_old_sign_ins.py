from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.actions.sessions import forget_old_sign_ins


class Command(BaseCommand):
    help = "Убирает закончившиеся входы и забытые ошибки; обычно раз в сутки это делает фоновый процесс"

    def handle(self, *args: Any, **options: Any) -> None:
        forget_old_sign_ins(now=timezone.now())
