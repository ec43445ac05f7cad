"""manage.py import_oneroster PATH: school lists from a OneRoster folder or zip."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from exchange.actions import import_oneroster
from exchange.console import ImportCommand
from exchange.oneroster import open_bundle
from school.clock import school_now
from school.models import School


class Command(ImportCommand):
    help = "Загружает списки школы в формате OneRoster 1.1 или 1.2 (папка или архив ZIP)"

    def handle(self, *args: Any, path: str, **options: Any) -> None:
        now = school_now(School.objects.first(), timezone.now())
        self.run(
            Path(path).name,
            lambda by, progress: import_oneroster(
                bundle=open_bundle(Path(path)),
                by=by,
                now=now,
                dry_run=options["dry_run"],
                skip_refused=options["skip_refused"],
                progress=progress,
            ),
            options,
        )
