"""The head of the last seal leaves the building: whoever cuts the tail of the chain can not cut a letter."""

from django.conf import settings
from django.core.mail import send_mail

from archive.imprint import words_of
from archive.models import Seal

LETTER = """\
{words}

Запечатано строк истории: {rows}.

Сохраните это письмо: по нему видно, что записи журнала с этого дня не переписаны и не укорочены. Проверить:

script/manage verify --head {number}:{head}
"""


def mail_last_head(*, school: str) -> Seal | None:
    """Send the last head to SEAL_HEADS_TO; the seal that was sent, None where there is nobody or nothing to send.

    Raises OSError and smtplib.SMTPException where the mail server does not take it.
    """
    seal = Seal.objects.order_by("number").last()
    if seal is None or not settings.SEAL_HEADS_TO:
        return None
    send_mail(
        subject=f"Печать истории № {seal.number}: {school}",
        message=LETTER.format(
            words=words_of(seal), rows=seal.rows, number=seal.number, head=seal.head
        ),
        from_email=None,
        recipient_list=settings.SEAL_HEADS_TO,
    )
    return seal
