from smtplib import SMTPException

from django.core.management.base import BaseCommand, CommandError

from archive.actions import mail_last_head
from school.models import School


class Command(BaseCommand):
    help = "Отправить последнюю печать истории на адреса из SEAL_HEADS_TO."

    def handle(self, *args, **options):
        school = School.objects.first()
        try:
            seal = mail_last_head(school=school.name if school else "")
        except (OSError, SMTPException) as error:
            raise CommandError(f"Письмо не отправлено: {error}") from None
        if seal is None:
            self.stdout.write(
                "Отправлять нечего или некому: нет печатей или не задана SEAL_HEADS_TO."
            )
        else:
            self.stdout.write(f"Печать {seal.number} отправлена.")
