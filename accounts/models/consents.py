"""What a family agreed to receive electronically, and what it refused (152-ФЗ, art. 9; B, ЭД 1)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.consents import ASKED, Channel, Decision, Medium, Purpose, Status
from accounts.records import Record, RecordQuerySet

from .users import User


class ConsentQuerySet(RecordQuerySet):
    def decisions(self) -> list[Decision]:
        """What the rules of `accounts.consents` judge by."""
        return [row.decision for row in self]

    def refusing_electronic(self):
        """As `accounts.consents.refusal_of_electronic`: refused or withdrawn, the cabinet; `stopped_on` since when."""
        purpose, channel = ASKED[0]
        stopped = self.filter(purpose=purpose, channel=channel).exclude(status=Status.GIVEN)
        return stopped.annotate(stopped_on=Coalesce("withdrawn_on", "given_on"))


class Consent(Record):
    """The present decision of one representative about one pupil, one purpose and one channel.

    A new decision changes the row; what was decided before stays in its history with the scan of its paper.
    """

    subject = models.ForeignKey(User, models.PROTECT, related_name="consents")
    representative = models.ForeignKey(User, models.PROTECT, related_name="consents_given")
    purpose = models.CharField("цель", max_length=20, choices=Purpose)
    channel = models.CharField("способ", max_length=20, choices=Channel)
    status = models.CharField("решение", max_length=10, choices=Status)
    text_version = models.CharField("редакция текста", max_length=10)
    medium = models.CharField("носитель", max_length=10, choices=Medium)
    given_on = models.DateField("дата")
    valid_until = models.DateField("действует по", null=True, blank=True)
    withdrawn_on = models.DateField("отозвано", null=True, blank=True)
    withdrawal_basis = models.CharField("основание отзыва", max_length=300, blank=True)
    # Under MEDIA_ROOT, handed out only as an attachment.
    scan = models.CharField(max_length=200, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["representative", "subject", "purpose", "channel"],
                name="consent_is_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values)
                & Q(channel__in=Channel.values)
                & Q(status__in=Status.values)
                & Q(medium__in=Medium.values),
                name="consent_words_are_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=Status.WITHDRAWN,
                    withdrawn_on__isnull=False,
                    withdrawn_on__gte=F("given_on"),
                )
                & ~Q(withdrawal_basis="")
                | ~Q(status=Status.WITHDRAWN) & Q(withdrawn_on__isnull=True, withdrawal_basis=""),
                name="only_withdrawn_consent_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | ~Q(status=Status.REFUSED) & Q(valid_until__gte=F("given_on")),
                name="consent_ends_after_it_was_given",
            ),
            models.CheckConstraint(
                condition=Q(scan="", scan_sha256="") | ~Q(scan="") & ~Q(scan_sha256=""),
                name="scan_of_consent_has_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} → {self.subject}: {self.get_channel_display()}"

    @property
    def decision(self) -> Decision:
        return Decision(
            self.purpose,
            self.channel,
            self.status,
            self.given_on,
            self.valid_until,
            self.withdrawn_on,
        )
