"""The one gate of everything that is delivered to families by SMS, mail or otherwise.

Nothing is sent past it: tests/test_architecture.py looks for that. It asks anew each time, so a refusal or a
withdrawal written down a second ago is already in force.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.core.mail import send_mail

from accounts.consents import Channel, Decision, may_deliver
from accounts.models import Consent, User

from .models import GuardianLink, Student

Send = Callable[[User], None]


@dataclass(frozen=True)
class Addressee:
    """A representative who is to be told something about this pupil, and may be told so."""

    student: Student
    person: User


def addressees(
    students: Collection[Student], *, purpose: str, channel: str, on: date
) -> list[Addressee]:
    """Representatives of these pupils to whom the family's decisions let this be delivered that day. Two queries."""
    links = GuardianLink.objects.on(on).filter(student__in=students)
    found = list(links.select_related("guardian", "student__user").order_by("pk"))
    decided: dict[tuple[int, int], list[Decision]] = {}
    for row in Consent.objects.filter(subject__in={link.student.user_id for link in found}):
        decided.setdefault((row.subject_id, row.representative_id), []).append(row.decision)
    return [
        Addressee(link.student, link.guardian)
        for link in found
        if may_deliver(
            decided.get((link.student.user_id, link.guardian_id), ()), purpose, channel, on
        )
    ]


def deliver(
    students: Collection[Student], *, purpose: str, channel: str, on: date, send: Send
) -> list[Addressee]:
    """Hand the message to `send` for each representative who may get it; who got it."""
    told = addressees(students, purpose=purpose, channel=channel, on=on)
    for addressee in told:
        send(addressee.person)
    return told


def deliver_mail(
    student: Student, *, purpose: str, subject: str, text: str, on: date
) -> list[Addressee]:
    """A letter to the pupil's representatives who agreed to letters and have an address."""

    def send(person: User) -> None:
        if person.email:
            send_mail(subject, text, None, [person.email])

    return deliver([student], purpose=purpose, channel=Channel.EMAIL, on=on, send=send)
