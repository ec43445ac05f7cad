"""What may be delivered electronically to a family, by what it decided (152-ФЗ art. 9; B, ЭД 1–2; A 8).

Keeping the journal and showing it to the family is the school's task by law and needs no consent (152-ФЗ art. 6),
so the personal cabinet is open until the representative refuses it. SMS and mail go to contacts that the family
gave for that, so they wait for a consent. Who refuses the cabinet refuses the electronic form as such: nothing
at all is delivered to him electronically, and the school prints extracts for him.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices


class Purpose(TextChoices):
    PROGRESS = "progress", "Сведения об успеваемости и посещаемости"
    NOTICES = "notices", "Объявления и приглашения школы"


class Channel(TextChoices):
    CABINET = "cabinet", "Личный кабинет"
    SMS = "sms", "СМС"
    EMAIL = "email", "Электронная почта"
    OTHER = "other", "Иной способ"


class Status(TextChoices):
    GIVEN = "given", "Согласие"
    REFUSED = "refused", "Отказ"
    WITHDRAWN = "withdrawn", "Отозвано"


class Medium(TextChoices):
    PAPER = "paper", "бумага"
    SIGNED = "signed", "ЭП"


# What every family is asked for: a separate document each (152-ФЗ art. 9 p. 1). Others are kept where they come.
ASKED = (
    (Purpose.PROGRESS, Channel.CABINET),
    (Purpose.PROGRESS, Channel.SMS),
    (Purpose.PROGRESS, Channel.EMAIL),
)
# The text that is printed now. A text once signed is never changed: a new one is put beside it.
TEXT_VERSION = "1"
EXPIRES_SOON = timedelta(days=30)


@dataclass(frozen=True)
class Decision:
    """What one representative decided about one pupil, one purpose and one channel."""

    purpose: str
    channel: str
    status: str
    given_on: date
    valid_until: date | None = None
    withdrawn_on: date | None = None

    def is_in_force(self, on: date) -> bool:
        """A given consent within its term."""
        ends_on = self.valid_until or date.max
        return self.status == Status.GIVEN and self.given_on <= on <= ends_on

    def has_expired(self, on: date) -> bool:
        return (
            self.status == Status.GIVEN and self.valid_until is not None and self.valid_until < on
        )

    def expires_soon(self, on: date) -> bool:
        return self.is_in_force(on) and bool(
            self.valid_until and self.valid_until - on <= EXPIRES_SOON
        )

    @property
    def stopped_on(self) -> date | None:
        """The day of the refusal or of the withdrawal; None for a consent."""
        if self.status == Status.GIVEN:
            return None
        return self.withdrawn_on or self.given_on


def refusal_of_electronic(decisions: Iterable[Decision]) -> Decision | None:
    """The refusal (or withdrawal) of the cabinet: by it everything goes on paper, at once and until a new consent."""
    for decision in decisions:
        is_cabinet = (decision.purpose, decision.channel) == ASKED[0]
        if is_cabinet and decision.stopped_on is not None:
            return decision
    return None


def may_deliver(decisions: Iterable[Decision], purpose: str, channel: str, on: date) -> bool:
    """May this be delivered to the representative who made these decisions about this pupil?"""
    decisions = list(decisions)
    if refusal_of_electronic(decisions):
        return False
    if (purpose, channel) == ASKED[0]:
        return True
    return any(
        decision.is_in_force(on)
        for decision in decisions
        if (decision.purpose, decision.channel) == (purpose, channel)
    )


def goes_on_paper(decisions: Iterable[Decision]) -> bool:
    """The representative gets paper extracts (B, ЭД 2)."""
    return refusal_of_electronic(decisions) is not None
