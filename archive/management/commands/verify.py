import json

from django.core.management.base import BaseCommand, CommandError

from archive.verification import verify


class Command(BaseCommand):
    help = "Проверить, что история и записи те же, что были запечатаны. Код 1, если нет."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="ответ одним объектом JSON")
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="НОМЕР:ПЕЧАТЬ",
            help="печать, известная со стороны: с бумаги или из письма",
        )

    def handle(self, *args, **options):
        verdict = verify(heads=[_head(text) for text in options["head"]])
        if options["json"]:
            self.stdout.write(json.dumps(verdict.as_dict(), ensure_ascii=False))
        else:
            for finding in verdict.findings:
                self.stdout.write(str(finding))
            self.stdout.write(
                f"Печатей {verdict.seals}, строк {verdict.rows}, последняя {verdict.head}"
            )
        if not verdict.is_whole:
            raise CommandError(f"Найдено нарушений: {len(verdict.findings)}.")


def _head(text: str) -> tuple[int, str]:
    number, _, head = text.partition(":")
    if not number.isdigit() or len(head) < 12:
        raise CommandError(f"«{text}»: ожидается НОМЕР:ПЕЧАТЬ, хотя бы 12 знаков печати.")
    return int(number), head
